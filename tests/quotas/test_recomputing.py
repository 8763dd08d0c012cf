"""A recompute as a row: one at a time, in chunks that any worker takes, done once, and continued after a kill."""

from contextlib import suppress
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.hours.actions import confirm_hours, void_hours
from apps.hours.models import HourRecord, YearTotal
from apps.quotas import tasks
from apps.quotas.actions import recomputing, start_recompute, work_on_recompute
from apps.quotas.actions.recomputing import compute, take_chunk
from apps.quotas.models import Recompute, RecomputeChunk, YearStanding
from apps.stars.models import StarStanding
from tests.conftest import Meanwhile
from tests.factories import (
    HourRecordFactory,
    OfficerFactory,
    RecomputeChunkFactory,
    RecomputeFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.killing import Axe, Killed, undone

pytestmark = pytest.mark.django_db
at_once = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    """Five with a total and nothing to show for it, one in each chunk."""
    made = VolunteerFactory.create_batch(5)
    YearTotal.objects.bulk_create(YearTotal(volunteer=one, year=2025, minutes=60) for one in made)
    return made


@pytest.fixture
def office():
    return OfficerFactory(region="15").user


@pytest.fixture
def bells(monkeypatch):
    """How often was rung for which task."""
    heard = []
    monkeypatch.setattr(recomputing.bell, "ring", lambda task, times=1: heard.append((task, times)))
    return heard


def work_it_off():
    done = 0
    while work_on_recompute():
        done += 1
    return done


def result():
    return Recompute.objects.with_results().get()


def found(run):
    return run.state, run.all_chunks, run.finished_chunks, run.totals, run.stars, run.goals


def lost_for_good():
    """The leases of whoever was killed have ended."""
    RecomputeChunk.objects.update(due_at=F("due_at") - RecomputeChunk.LEASE * 2)


def test_everything_is_mended_chunk_by_chunk_and_added_up(people, office):
    start_recompute(by=office, size=1)
    StarStanding.objects.update(minutes=5)

    worked = work_it_off()

    run = result()
    assert found(run) == ("done", worked, worked, 5, 0, 0)
    assert (run.asked_by, run.ended_at is not None) == (office, True)
    assert set(YearTotal.objects.values_list("minutes", flat=True)) == {0}
    assert AuditRow.objects.filter(action="recompute.asked", actor=office, subject_id=run.pk).count() == 1


def test_stars_alone_are_stars_alone(people, office):
    start_recompute(by=office, what="stars", size=100_000)
    work_it_off()

    assert found(result()) == ("done", 1, 1, 0, 5, 0)
    assert set(StarStanding.objects.values_list("minutes", flat=True)) == {60}
    assert set(RecomputeChunk.objects.values_list("totals", "goals")) == {(None, None)}


def test_with_nobody_registered_it_is_done_at_once():
    assert start_recompute(by=None).state == "done"


def test_there_is_one_at_a_time(people, office):
    start_recompute(by=office)
    with pytest.raises(Refused, match="等这次算完") as refusal:
        start_recompute(by=None, what="stars")
    assert refusal.value.code == "already_running"

    work_it_off()
    start_recompute(by=None)
    assert list(Recompute.objects.order_by("pk").values_list("state", flat=True)) == ["done", "running"]


def test_the_night_goes_on_with_what_an_office_has_asked_for(people, office):
    start_recompute(by=office)
    tasks.recompute_by_night()
    assert Recompute.objects.get().asked_by == office


@pytest.mark.parametrize(
    ("name", "make"),
    [
        (
            "quotas_recompute_one_at_a_time",
            lambda: RecomputeFactory.create_batch(2, state="running", ended_at=None),
        ),
        ("quotas_recompute_ended_means_when", lambda: RecomputeFactory(ended_at=None)),
        (
            "quotas_recomputechunk_each_range_once",
            lambda: RecomputeChunkFactory.create_batch(2, recompute=RecomputeFactory(chunk=None)),
        ),
        ("quotas_recomputechunk_ends_after_it_begins", lambda: RecomputeChunkFactory(upto=0)),
        ("quotas_recomputechunk_done_means_when", lambda: RecomputeChunkFactory(done_at=None)),
    ],
)
def test_the_database_keeps_it(name, make):
    with pytest.raises(IntegrityError, match=name):
        make()


# --- workers -------------------------------------------------------------------------------------------


def test_each_bell_is_one_chunk_and_rings_for_the_next(people, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start_recompute(by=None, size=1)
        chunks = RecomputeChunk.objects.count()
    assert (chunks, bells) == (5, [(recomputing.TASK, recomputing.BELLS)])

    with django_capture_on_commit_callbacks(execute=True):
        tasks.work_on_recompute()
    assert bells[1:] == [(recomputing.TASK, 1)]
    assert RecomputeChunk.objects.filter(state="done").count() == 1

    work_it_off()
    bells.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert work_on_recompute() is False
    assert bells == []


def test_the_clock_rings_where_nobody_is_at_work(people, bells):
    start_recompute(by=None, size=1)
    chunks = RecomputeChunk.objects.count()
    tasks.tend_recompute()
    assert (chunks, bells) == (5, [(recomputing.TASK, recomputing.BELLS)])

    take_chunk()
    tasks.tend_recompute()
    assert len(bells) == 1

    lost_for_good()
    tasks.tend_recompute()
    assert bells[1:] == [(recomputing.TASK, recomputing.BELLS)]


@at_once
def test_two_workers_take_two_chunks_at_the_same_time(people):
    start_recompute(by=None, size=1)
    with transaction.atomic():
        first = take_chunk()
        second = Meanwhile(take_chunk)
        second.start()
        second.join()
    assert second.result.pk == first.pk + 1
    lost_for_good()
    work_it_off()


@at_once
def test_a_worker_that_was_thought_dead_finds_its_chunk_taken(people):
    start_recompute(by=None, size=100_000)
    slow = take_chunk()
    lost_for_good()
    quick = take_chunk()
    compute(quick)
    compute(slow)
    assert (found(result()), quick.pk) == (("done", 1, 1, 5, 0, 0), slow.pk)
    assert RecomputeChunk.objects.get().attempts == 2


@pytest.mark.parametrize("behind", [False, True])
def test_killed_at_any_write_it_goes_on_and_counts_everything_once(people, behind):
    """The next worker begins with the step that was not done; what was done is not done again."""
    for blow in count():
        with undone():
            start_recompute(by=None, size=100_000)
            axe = Axe(blow, "hours", "stars", "quotas", behind=behind)
            with suppress(Killed), connection.execute_wrapper(axe):
                work_on_recompute()
            lost_for_good()
            work_it_off()
            assert found(result())[:4] == ("done", 1, 1, 5)
            assert set(YearTotal.objects.values_list("minutes", flat=True)) == {0}
        if not axe.has_fallen:
            break
    assert blow > 6


def test_a_chunk_that_always_fails_is_set_aside_and_the_others_are_done(people, monkeypatch):
    start_recompute(by=None, size=1)
    bad = RecomputeChunk.objects.get(upto=people[0].pk)

    def goals(after, upto):
        if after == bad.after:
            raise ZeroDivisionError
        return 0

    monkeypatch.setitem(recomputing.STEPS, "goals", goals)
    for _ in range(RecomputeChunk.MAX_ATTEMPTS):
        work_it_off()
        lost_for_good()

    run = result()
    assert (run.state, run.failed_chunks, run.totals) == ("failed", 1, 5)
    assert RecomputeChunk.objects.get(state="failed") == bad


def test_a_chunk_that_takes_its_workers_down_is_set_aside(people):
    start_recompute(by=None, size=100_000)
    for _ in range(RecomputeChunk.MAX_ATTEMPTS):
        assert take_chunk() is not None
        lost_for_good()
    assert (take_chunk(), result().state) == (None, "failed")


@at_once
def test_of_the_last_two_chunks_at_once_one_ends_it(people, until_it_waits):
    start_recompute(by=None, size=(people[-1].pk - people[0].pk) // 2 + 1)
    chunks = [take_chunk(), take_chunk()]
    assert take_chunk() is None
    with transaction.atomic():
        compute(chunks[0])
        other = until_it_waits(lambda: compute(chunks[1]))
    other.join()
    assert found(result()) == ("done", 2, 2, 5, 0, 0)


# --- while hours are confirmed and voided --------------------------------------------------------------


@pytest.fixture
def signup():
    return SignupFactory()


@pytest.fixture
def manager(signup):
    return StaffFactory(organization=signup.shift.position.activity.organization).user


@pytest.fixture
def serve(signup, manager):
    def confirm():
        made = HourRecordFactory(signup=signup)
        confirm_hours(HourRecord.objects.filter(pk=made.pk), by=manager)
        return made

    return confirm


@at_once
@pytest.mark.parametrize("step", ["totals", "stars", "goals"])
def test_what_is_confirmed_and_voided_during_a_chunk_is_not_lost(
    signup, manager, serve, step, until_it_waits
):
    """The chunk has seen the difference and waits for the two decisions; it computes again behind them."""
    first = serve()
    {"totals": YearTotal, "stars": StarStanding, "goals": YearStanding}[step].objects.update(minutes=7)
    start_recompute(by=None, what=step)
    chunk = take_chunk()

    with transaction.atomic():
        serve(), serve()
        void_hours(first, by=manager, reason="重复")
        worker = until_it_waits(lambda: compute(chunk))
    worker.join()

    assert sum(YearTotal.objects.values_list("minutes", flat=True)) == 180
    assert StarStanding.objects.get().minutes == 180
    assert result().state == "done"


# --- the page and the API --------------------------------------------------------------------------------


def test_the_office_of_the_region_starts_it_watches_it_and_reads_what_it_found(client, people, office):
    client.force_login(office)
    page = "/region/15/recomputes/"
    assert "还没有算过" in client.get(page).content.decode()

    assert client.post(page, {"what": "all"}).status_code == 302
    running = client.get(page).content.decode()
    assert ("这一次：时长合计、星级和年度目标" in running, "开始重算" in running) == (True, False)
    assert client.get(page, {"part": "progress"}).status_code == 200

    again = client.post(page, {"what": "all"}, follow=True).content.decode()
    assert "正在重算，等这次算完。" in again

    work_it_off()
    assert client.get(page, {"part": "progress"}).status_code == 286
    ended = client.get(page).content.decode()
    assert ("部门要求的" in ended, "算完了" in ended, 'data-l="改正的合计">5<' in ended) == (True, True, True)


def test_what_is_not_offered_is_not_started(client, office):
    client.force_login(office)
    answer = client.post("/region/15/recomputes/", {"what": "hours"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["what"])
    assert Recompute.objects.exists() is False


@pytest.mark.parametrize(("region", "status"), [("15", 404), ("1504", 404), ("150430", 404)])
def test_an_office_below_has_no_such_page(client, region, status):
    officer = OfficerFactory(region="1504").user
    client.force_login(officer)
    api = APIClient()
    api.force_authenticate(officer)
    assert client.get(f"/region/{region}/recomputes/").status_code == status
    assert api.post(f"/api/v1/regions/{region}/recomputes/").status_code == status
    assert Recompute.objects.exists() is False


def test_a_program_of_the_region_does_the_same(people, office):
    api = APIClient()
    api.force_authenticate(office)
    made = api.post("/api/v1/regions/15/recomputes/", {"what": "totals"}, format="json")
    assert (made.status_code, made.data["state"], made.data["finished_chunks"]) == (201, "running", 0)
    refused = api.post("/api/v1/regions/15/recomputes/", {}, format="json")
    assert (refused.status_code, refused.data["code"]) == (409, "already_running")

    work_it_off()
    one = api.get(f"/api/v1/regions/15/recomputes/{made.data['id']}/").data
    assert (one["state"], one["totals"], one["stars"]) == ("done", 5, 0)
    assert [row["id"] for row in api.get("/api/v1/regions/15/recomputes/").data["results"]] == [one["id"]]


def test_the_page_asks_the_same_however_many_there_were(client, office):
    client.force_login(office)
    asked = []
    for more in (1, 2):
        RecomputeFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            client.get("/region/15/recomputes/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
