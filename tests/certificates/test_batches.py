"""A school or organisation has up to a thousand certificates made in the background, taken away as one file."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.certificates import papers
from apps.certificates.actions import begin_batch, issue_service, resume_batch
from apps.certificates.actions.batches import make_some
from apps.certificates.models import Batch, Certificate
from apps.core import days, outbox, uploads
from apps.core.errors import Refused
from apps.core.models import AuditRow, OutboxItem, PolicyRow
from apps.hours.actions import void_hours
from apps.messaging.models import Message
from apps.organizations.actions import end_post
from apps.organizations.models import Post
from apps.registration.actions.leaving import leave
from tests.certificates.conftest import SINCE, pages_of
from tests.factories import (
    AffiliationFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(organization, owner):
    def begun(**given):
        return begin_batch(
            given.pop("organization", organization),
            by=owner,
            **{"kind": "service", "since": SINCE, "until": days.today(), **given},
        )

    return begun


def school_of(owner):
    return StaffFactory(user=owner, organization=OrganizationFactory(kind_id="primary_school")).organization


def test_everybody_who_served_gets_one_in_the_name_of_the_organisation(begin, serve, organization):
    people = [VolunteerFactory() for _one in range(3)]
    for one in people:
        serve(one)
    batch = begin()
    assert (batch.rows, batch.state) == (3, "working")
    outbox.sweep()
    batch.refresh_from_db()

    assert (batch.state, batch.made, batch.left_out) == ("done", 3, 0)
    made = Certificate.objects.filter(batch=batch)
    assert {one.volunteer_id for one in made} == {one.pk for one in people}
    assert {(one.issuer, one.minutes) for one in made} == {(organization, 90)}


def test_a_school_gets_those_of_its_own_people_from_wherever_they_served(serve, owner):
    school = school_of(owner)
    pupil = AffiliationFactory(organization=school).volunteer
    idle = AffiliationFactory(organization=school, class_name="三年级1班").volunteer
    serve(pupil)
    serve(VolunteerFactory())
    batch = begin_batch(school, by=owner, kind="service", since=SINCE, until=days.today())
    outbox.sweep()
    batch.refresh_from_db()

    assert (batch.made, batch.left_out) == (1, 1)
    assert Certificate.objects.get(batch=batch).volunteer == pupil
    assert batch.lines.get(volunteer=idle).problem == "没有确认了的服务时长。"


def test_one_class_at_a_time(serve, owner):
    school = school_of(owner)
    AffiliationFactory(organization=school)
    other = AffiliationFactory(organization=school, class_name="三年级1班").volunteer
    batch = begin_batch(
        school, by=owner, kind="service", since=SINCE, until=days.today(), group="primary/3/三年级1班"
    )
    assert [line.volunteer for line in batch.lines.all()] == [other]


def test_an_activity_thanks_those_who_came(begin, records, organization, volunteer):
    activity = records[0].signup.shift.position.activity
    begin(kind="thanks", activity=activity, since=None, until=None, words="风雪里谢谢你")
    outbox.sweep()
    made = Certificate.objects.get(kind="thanks")
    assert (made.volunteer, made.issuer, made.minutes) == (volunteer, organization, 90)
    (page,) = pages_of(uploads.content(made.pdf))
    for words in ["感谢状", "苏日娜", "1小时30分", activity.title, "风雪里谢谢你", organization.name]:
        assert words in page


def test_foreign_activities_are_not_ours_to_thank_for(begin, serve, volunteer):
    other = OrganizationFactory()
    (record,) = serve(volunteer, where=other, by=StaffFactory(organization=other).user)
    with pytest.raises(Refused, match="自己的活动"):
        begin(kind="thanks", activity=record.signup.shift.position.activity)


def test_more_than_a_thousand_are_too_many(begin, serve):
    PolicyRow.objects.filter(topic="certificates", item="batch").update(value=1)
    serve(VolunteerFactory())
    serve(VolunteerFactory())
    with pytest.raises(Refused, match="超过1人"):
        begin()


def test_a_large_school_gets_them_for_those_who_served_in_the_period(serve, owner):
    PolicyRow.objects.filter(topic="certificates", item="batch").update(value=1)
    school = school_of(owner)
    AffiliationFactory.create_batch(2, organization=school)
    pupil = AffiliationFactory(organization=school).volunteer
    serve(pupil)
    batch = begin_batch(school, by=owner, kind="service", since=SINCE, until=days.today())
    assert [line.volunteer for line in batch.lines.all()] == [pupil]


def test_what_a_batch_makes_leaves_what_somebody_had_made_for_themselves(
    begin, certificate, records, volunteer
):
    mine = issue_service(
        volunteer,
        by=volunteer.user,
        since=SINCE,
        until=days.today(),
        organization=certificate.bases.first().record.organization,
    )
    first, second = begin(), None
    outbox.sweep()
    second = begin()
    outbox.sweep()

    states = dict(Certificate.objects.values_list("pk", "state"))
    of_first, of_second = (Certificate.objects.get(batch=batch).pk for batch in (first, second))
    assert states == {certificate.pk: "valid", mine.pk: "valid", of_first: "replaced", of_second: "valid"}


def test_who_left_meanwhile_gets_none_and_it_says_so(begin, records, volunteer):
    batch = begin()
    leave(volunteer.user, by=volunteer.user)
    outbox.sweep()
    assert [line.problem for line in batch.lines.all()] == ["没有通过身份核验，或者已经注销。"]


def test_whoever_is_thanked_hears_of_it(begin, records, volunteer):
    activity = records[0].signup.shift.position.activity
    begin(kind="thanks", activity=activity, since=None, until=None, words="风雪里谢谢你")
    outbox.sweep()
    told = Message.objects.get(recipient=volunteer.user, kind="paper.thanks")
    assert (told.title, told.body) == ("“新惠镇志愿服务队”给你写了感谢状", "风雪里谢谢你")
    assert told.url == reverse("certificates:mine_one", args=[Certificate.objects.get().pk])


def test_a_period_that_has_not_begun_and_a_class_there_is_not_are_refused(begin, records):
    ahead = days.today() + days.ONE
    for wrong, code in [
        ({"since": ahead, "until": ahead}, "period_not_begun"),
        ({"group": "x"}, "no_such_group"),
    ]:
        with pytest.raises(Refused) as refused:
            begin(**wrong)
        assert refused.value.code == code


def test_a_batch_says_no_day_that_has_not_come(begin, records):
    assert begin(until=days.today() + days.ONE).until == days.today()


def test_nobody_to_make_one_for_is_said(begin):
    with pytest.raises(Refused, match="没有可以开的人"):
        begin()


def test_one_batch_at_a_time(begin, records):
    begin()
    with pytest.raises(Refused, match="上一批还在做"):
        begin()


def test_a_chunk_that_is_done_twice_makes_nothing_twice(begin, records):
    batch = begin()
    payload = OutboxItem.objects.get(kind="certificate_batch").payload
    make_some(payload, key="x")
    make_some(payload, key="x")
    batch.refresh_from_db()
    assert (batch.made, Certificate.objects.count()) == (1, 1)


def test_the_same_number_of_queries_for_one_and_for_ten(begin, serve):
    def count(people):
        for one in people:
            serve(one)
        batch = begin()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            make_some({"batch": batch.pk, "at": 0}, key="x")
        assert Batch.objects.get(pk=batch.pk).state == "done"
        return len(caught)

    one = count([VolunteerFactory()])
    assert count([VolunteerFactory() for _one in range(9)]) == one


def test_whoever_lost_the_post_has_nothing_made_any_more(begin, records, organization, owner):
    batch = begin()
    StaffFactory(organization=organization, role="owner")
    end_post(Post.objects.get(user=owner), by=owner)
    outbox.sweep()
    batch.refresh_from_db()
    assert (batch.state, batch.made, Certificate.objects.count()) == ("stopped", 0, 0)
    assert AuditRow.objects.filter(action="certificate.batch_stopped", subject_id=batch.pk).count() == 1


def test_what_fails_again_and_again_stops_and_somebody_goes_on_with_it(
    begin, records, organization, owner, client, monkeypatch
):
    """It bars no later batch, and the page says why it stopped."""
    batch = begin()
    with monkeypatch.context() as broken:
        broken.setitem(outbox.HANDLERS, "certificate_batch", fails)
        for _time in range(OutboxItem.MAX_ATTEMPTS):
            OutboxItem.objects.filter(kind="certificate_batch").update(due_at=timezone.now())
            outbox.sweep()
    batch.refresh_from_db()
    assert batch.state == "stopped"

    colleague = StaffFactory(organization=organization).user
    client.force_login(colleague)
    page = reverse("certificates:batch", args=[organization.pk, batch.pk])
    assert batch.why in client.get(page).content.decode()
    client.post(reverse("certificates:batch_resume", args=[organization.pk, batch.pk]))
    outbox.sweep()
    batch.refresh_from_db()
    assert (batch.state, batch.why, batch.made, batch.made_by) == ("done", "", 1, colleague)
    with pytest.raises(Refused, match="没有停"):
        resume_batch(batch, by=colleague)


def test_one_that_stopped_bars_no_other(begin, records, owner):
    batch = begin()
    Batch.objects.filter(pk=batch.pk).update(state="stopped", why="没有做成")
    begin()
    with pytest.raises(Refused, match="上一批还在做"):
        resume_batch(batch, by=owner)


def fails(payload, *, key):
    raise ConnectionError


def test_the_file_holds_every_valid_one(begin, serve, organization, owner, client, volunteer):
    (kept,) = serve(VolunteerFactory(name="那木拉"))
    (record,) = serve(volunteer)
    batch = begin()
    outbox.sweep()
    void_hours(record, by=OfficerFactory().user, reason="没有来")
    sign_in_with(client, owner)
    answer = client.post(reverse("certificates:archive", args=[organization.pk, batch.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    made = Certificate.objects.get(volunteer=kept.volunteer)
    assert archive.namelist() == [f"{made.number}-那木拉.pdf"]
    assert papers.look_at(archive.read(archive.namelist()[0])).sealed_with == "c1"
    assert AuditRow.objects.filter(action="certificate.exported", subject_id=batch.pk).count() == 1


def test_the_page_shows_how_far_it_has_come(begin, records, organization, owner, client):
    batch = begin()
    client.force_login(owner)
    page = reverse("certificates:batch", args=[organization.pk, batch.pk])
    assert "正在做" in client.get(page).content.decode()
    part = client.get(f"{page}?part=progress")
    assert ("<progress" in part.content.decode(), part.status_code) == (True, 200)
    outbox.sweep()
    assert client.get(f"{page}?part=progress").status_code == 286  # nobody asks again
    assert "下载全部" in client.get(page).content.decode()
