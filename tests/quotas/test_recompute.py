"""The nightly reconciliation: it mends what is wrong, says how much, and never overwrites what happens meanwhile."""

from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from apps.core import days
from apps.core.invariants import bad_rows, names
from apps.hours import recompute as totals
from apps.hours.actions import confirm_hours, void_hours
from apps.hours.models import HourRecord, YearTotal
from apps.hours.recompute import recompute_totals
from apps.hours.signals import hours_changed
from apps.quotas.actions import work_on_recompute
from apps.quotas.models import YearStanding
from apps.quotas.recompute import recompute_goals
from apps.quotas.tasks import recompute_by_night
from apps.stars.models import StarStanding
from apps.stars.recompute import recompute_stars
from tests.factories import HourRecordFactory, SignupFactory, StaffFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

KEPT = [
    "hours_totals_equal_the_ledger",
    "star_minutes_are_the_sum_of_all_years",
    "star_reached_follows_minutes",
    "year_minutes_are_those_of_the_totals",
]
OTHER_WAYS = ["enable_seqscan", "enable_bitmapscan"]


@pytest.fixture
def signup():
    return SignupFactory()


@pytest.fixture
def manager(signup):
    return StaffFactory(organization=signup.shift.position.activity.organization).user


@pytest.fixture
def serve(signup, manager):
    """Ninety confirmed minutes, each time on another day of this year."""

    def confirm(count=1):
        made = HourRecordFactory.create_batch(count, signup=signup)
        return confirm_hours(HourRecord.objects.filter(pk__in=[r.pk for r in made]), by=manager)

    return confirm


def total_of(signup):
    return sum(YearTotal.objects.of(signup.volunteer).values_list("minutes", flat=True))


def everything_wrong():
    assert set(KEPT) <= set(names())
    return {name: rows for name in KEPT if (rows := bad_rows(name))}


def test_a_wrong_total_is_mended_and_counted(signup, serve):
    serve(2)
    YearTotal.objects.update(minutes=7)

    assert (recompute_totals(), recompute_totals()) == (1, 0)
    assert total_of(signup) == 180


def test_stars_and_goals_follow_a_mended_total(signup, serve):
    serve(2)
    YearTotal.objects.update(minutes=100_000)
    StarStanding.objects.update(minutes=100_000, reached=5)
    YearStanding.objects.update(minutes=100_000)

    recompute_totals()

    assert everything_wrong() == {}
    assert StarStanding.objects.get().minutes == 180


def test_a_missing_total_is_made(signup, serve):
    serve()
    YearTotal.objects.all().delete()

    assert recompute_totals() == 1
    assert total_of(signup) == 90


def test_a_total_without_hours_is_emptied(signup):
    YearTotal.objects.create(volunteer=signup.volunteer, year=2025, minutes=60)

    assert recompute_totals() == 1
    assert total_of(signup) == 0


@pytest.mark.parametrize("year", [1999, days.this_year() - totals.SPAN, days.this_year() + 1])
def test_a_total_of_a_year_nobody_looks_at_is_found(signup, year):
    YearTotal.objects.create(volunteer=signup.volunteer, year=year, minutes=60)

    assert (recompute_totals(), total_of(signup)) == (1, 0)


def test_minutes_in_the_wrong_year_are_found(signup, serve):
    serve()
    YearTotal.objects.update(year=F("year") - 1)

    assert (recompute_totals(), total_of(signup)) == (2, 90)
    kept = dict(YearTotal.objects.values_list("year", "minutes"))
    assert kept == {days.this_year() - 1: 0, days.this_year(): 90}


def test_minutes_that_count_to_no_year_are_found(signup, serve):
    serve()
    YearTotal.objects.update(apart=30)

    assert (recompute_totals(), recompute_totals()) == (1, 0)
    assert YearTotal.objects.get().apart == 0


def test_voided_hours_do_not_come_back(signup, serve, manager):
    serve(2)
    void_hours(HourRecord.objects.first(), by=manager, reason="重复")

    assert (recompute_totals(), total_of(signup)) == (0, 90)


def test_wrong_stars_and_goals_are_mended_and_counted(serve):
    serve()
    StarStanding.objects.update(minutes=6000, reached=1)
    YearStanding.objects.update(identity="pupil", goal=1200, minutes=1)

    assert (recompute_stars(), recompute_stars()) == (1, 0)
    assert (recompute_goals(), recompute_goals()) == (1, 0)
    assert everything_wrong() == {}


@pytest.mark.usefixtures("signup")
def test_without_differences_nothing_is_written(serve, django_assert_num_queries):
    serve()
    with django_assert_num_queries(
        6
    ):  # range of ids, savepoint, how to plan, the first day, the first look, release
        assert recompute_totals() == 0


def test_chunks_together_cover_everybody(serve):
    serve()
    for person in VolunteerFactory.create_batch(5):
        YearTotal.objects.create(volunteer=person, year=2025, minutes=60)
    seen = []

    corrected = recompute_totals(watch=lambda chunks: seen.extend(chunks) or chunks, size=2)

    assert corrected == 5
    assert len(seen) >= 3
    assert all(upto == following for (_after, upto), (following, _upto) in pairwise(seen))


@pytest.mark.django_db(transaction=True)
def test_the_difference_is_read_from_the_index_alone(serve):
    serve(100)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL hours_hourrecord")  # so few rows are else read just as soon in any way
        cursor.execute("VACUUM ANALYZE hours_hourrecord")
        for way in OTHER_WAYS:
            cursor.execute(f"SET {way} = off")
        sql, values = totals.first_look(0, 10**6, days.today())
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        for way in OTHER_WAYS:
            cursor.execute(f"RESET {way}")

    assert "Index Only Scan using hours_by_volunteer on hours_hourrecord" in plan


def test_the_command_says_what_it_corrected(serve):
    serve()
    YearTotal.objects.update(minutes=7)
    out, err = StringIO(), StringIO()

    call_command("recompute", "all", stdout=out, stderr=err)

    assert out.getvalue().splitlines() == [
        "yearly totals: 1 corrected",
        "star standings: 0 corrected",
        "yearly standings: 0 corrected",
    ]
    assert "recompute: 100%" in err.getvalue()


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("totals", "yearly totals: 0 corrected"),
        ("stars", "star standings: 0 corrected"),
        ("goals", "yearly standings: 0 corrected"),
    ],
)
def test_one_part_alone(what, line):
    out = StringIO()
    call_command("recompute", what, stdout=out, stderr=StringIO())

    assert out.getvalue().splitlines() == [line]


def test_the_night_mends_everything(signup, serve):
    serve()
    YearTotal.objects.update(minutes=7)
    StarStanding.objects.update(minutes=8)
    YearStanding.objects.update(minutes=9)

    recompute_by_night()
    while work_on_recompute():
        pass

    assert everything_wrong() == {}
    assert total_of(signup) == 90


# --- at once ---


@pytest.mark.django_db(transaction=True)
def test_two_recomputes_at_once_mend_a_total_once(signup, serve, until_it_waits):
    serve(2)
    YearTotal.objects.update(minutes=7)

    with transaction.atomic():
        first = recompute_totals()
        second = until_it_waits(recompute_totals)
    second.join()

    assert (first, second.result) == (1, 0)
    assert (total_of(signup), everything_wrong()) == (180, {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kept", ["wrong", "missing"])
def test_a_confirmation_that_commits_during_a_recompute_is_not_lost(signup, serve, until_it_waits, kept):
    """The recompute has already seen the difference when the confirmation commits."""
    serve()
    falsify(kept)

    with transaction.atomic():
        serve()
        recompute = until_it_waits(recompute_totals)
    recompute.join()

    assert recompute.result == 1
    assert (total_of(signup), everything_wrong()) == (180, {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kept", ["wrong", "missing"])
def test_a_confirmation_waits_for_a_recompute_and_adds_to_it(signup, serve, until_it_waits, kept):
    serve()
    falsify(kept)

    with transaction.atomic():
        assert recompute_totals() == 1
        confirmation = until_it_waits(serve)
    confirmation.join()

    assert (total_of(signup), everything_wrong()) == (180, {})


@pytest.mark.breaks_invariants
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_confirmation_would_be_lost(signup, serve, until_it_waits):
    """The control: the same mending in one statement, as it would be written without thought."""
    serve()
    falsify("wrong")

    def careless():
        with connection.cursor() as cursor:
            cursor.execute(totals.MEND, {"volunteers": [signup.volunteer_id], "years": [days.this_year()]})

    with transaction.atomic():
        serve()
        recompute = until_it_waits(careless)
    recompute.join()

    assert total_of(signup) == 90


def falsify(kept):
    if kept == "wrong":
        YearTotal.objects.update(minutes=7)
    else:
        YearTotal.objects.all().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("recompute", "spoil"),
    [
        (recompute_stars, lambda: StarStanding.objects.update(minutes=7)),
        (recompute_goals, lambda: YearStanding.objects.update(minutes=7)),
    ],
)
def test_stars_and_goals_lose_no_confirmation_either(serve, until_it_waits, recompute, spoil):
    serve()
    spoil()

    with transaction.atomic():
        serve()
        second = until_it_waits(recompute)
    second.join()

    assert everything_wrong() == {}


@pytest.mark.breaks_invariants
@pytest.mark.django_db(transaction=True)
def test_hours_of_two_years_at_once_both_reach_the_star(until_it_waits):
    """Neither transaction sees the other's total before it is committed; the star counts both."""
    person = VolunteerFactory()

    def serve_in(year):
        with transaction.atomic():
            YearTotal.objects.create(volunteer=person, year=year, minutes=3000)
            hours_changed.send(sender=YearTotal, volunteer_ids=[person.pk], years=[year])

    with transaction.atomic():
        serve_in(2024)
        second = until_it_waits(lambda: serve_in(2025))
    second.join()

    kept = StarStanding.objects.get()
    assert (kept.minutes, kept.reached) == (6000, 1)


def test_the_command_is_silent_when_asked_to(serve):
    serve()
    YearTotal.objects.update(minutes=7)
    out, err = StringIO(), StringIO()

    call_command("recompute", "all", stdout=out, stderr=err, verbosity=0)

    assert (out.getvalue(), err.getvalue()) == ("", "")
