"""The basic course, which everybody who is registered takes every so often, and what the backbone takes besides: what one
sees of it, who is reminded, and what the organisation and the office see."""

import datetime

import pytest
from django.utils import timezone

from apps.core import days
from apps.core.models import PolicyRow
from apps.messaging.models import Message
from apps.regions.models import Region
from apps.training.actions import count_trained, remind_backbone, remind_basic
from apps.training.models import TrainingKind
from tests.factories import (
    CompletionFactory,
    CourseFactory,
    EnrolmentFactory,
    GuardianshipFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.training.conftest import same_for_thirty

pytestmark = pytest.mark.django_db

REGION = "/region/150430/training/trained/lacking/"


def basic(volunteer, left=100, kind="basic"):
    """Completed, and good for so many days from today."""
    today = days.today()
    passed_on = today - 200 * days.ONE
    ends = today + left * days.ONE
    return CompletionFactory(volunteer=volunteer, kind_id=kind, passed_on=passed_on, expires_on=ends)


def lesson(kind="basic", **fields):
    return TrainingSessionFactory(course=CourseFactory(standard__kind_id=kind), **fields)


def backbone(volunteer=None, **fields):
    """Somebody whom an organisation marked."""
    volunteer = volunteer or VolunteerFactory()
    marked = {"backbone_since": days.today(), "backbone_by": UserFactory()}
    MemberFactory(user=volunteer.user, **marked, **fields)
    return volunteer


def text_of(client, url):
    return client.get(url).content.decode()


@pytest.mark.parametrize("url", ["/me/", "/me/training/"])
def test_one_sees_how_long_it_counts_or_that_it_is_missing_with_the_next_session(mine, volunteer, url):
    assert "还没上过基础培训" in text_of(mine, url)

    session = lesson()
    assert f'href="/training/{session.pk}/"' in text_of(mine, url)

    basic(volunteer, -1)
    page = text_of(mine, url)
    assert ("过期了" in page, f'href="/training/{session.pk}/"' in page) == (True, True)

    basic(volunteer)
    page = text_of(mine, url)
    assert ("基础培训有效到" in page, f'href="/training/{session.pk}/"' in page) == (True, False)


@pytest.mark.parametrize("url", ["/me/", "/me/training/"])
def test_who_has_a_place_is_shown_that_session_and_no_nearer_one(mine, volunteer, url):
    nearer, own = lesson(), lesson(starts_at=timezone.now() + datetime.timedelta(days=50))
    EnrolmentFactory(session=own, volunteer=volunteer)

    page = text_of(mine, url)

    assert f'href="/training/{own.pk}/">报了' in page
    assert f'href="/training/{nearer.pk}/"' not in page


def test_a_guardian_sees_how_the_child_stands(mine, volunteer):
    basic(volunteer)
    child = GuardianshipFactory(guardian=volunteer).child

    assert f"{child.name}：还没上过基础培训" in text_of(mine, "/me/training/")


@pytest.mark.parametrize("url", ["/me/", "/me/training/"])
def test_the_backbone_sees_its_own_training_besides(mine, volunteer, url):
    basic(volunteer)
    session = lesson("backbone")
    assert "骨干培训" not in text_of(mine, url)

    backbone(volunteer)
    page = text_of(mine, url)
    assert ("还没上过骨干培训" in page, f'href="/training/{session.pk}/"' in page) == (True, True)

    basic(volunteer, -1, "backbone")
    assert "骨干培训" in text_of(mine, url).partition("过期了")[0]

    basic(volunteer, 100, "backbone")
    assert f'href="/training/{session.pk}/"' not in text_of(mine, url)


def test_a_program_reads_the_same(mine, volunteer):
    basic(volunteer)
    backbone(volunteer)
    session = lesson("backbone")
    child = GuardianshipFactory(guardian=volunteer).child

    found = mine.get("/api/v1/me/completions/asked/").json()

    assert [(row["volunteer"], row["kind"], row["look"], row["session"]) for row in found] == [
        (volunteer.pk, "basic", "holds", None),
        (volunteer.pk, "backbone", "never", session.pk),
        (child.pk, "basic", "never", None),
    ]
    assert [row["expires_on"] is None for row in found] == [False, True, True]


def test_what_is_asked_costs_the_same_for_one_child_and_for_thirty(mine, volunteer):
    backbone(volunteer)

    def children(count):
        for link in GuardianshipFactory.create_batch(count, guardian=volunteer):
            basic(link.child, -1)

    same_for_thirty(mine, "/api/v1/me/completions/asked/", children)


def test_what_an_office_adds_for_its_backbone_is_asked_of_the_backbone_there(mine, volunteer):
    for name, code in (("带队安全", "150430"), ("远处的课", "150102")):
        TrainingKind.objects.create(code=code, name=name, group="backbone", region_id=code)
    backbone(volunteer)

    page = text_of(mine, "/me/training/")

    assert ("还没上过带队安全" in page, "远处的课" in page) == (True, False)


# --- reminding ------------------------------------------------------------------------------------------


def told(kind="training.basic"):
    return sorted(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def night_of(volunteer):
    """The night of this person's turn."""
    today, every = days.today(), PolicyRow.objects.value("training", "basic_remind_days")
    return today + (volunteer.pk - today.toordinal()) % every * days.ONE


def test_whoever_lacks_it_hears_so_on_their_own_night_once_a_year():
    lacks = VolunteerFactory()
    night = night_of(lacks)

    for day in (night - days.ONE, night, night, night + days.ONE, night + 2 * days.ONE, night + 3 * days.ONE):
        remind_basic(day)
    assert told() == [lacks.user_id]

    remind_basic(night + 366 * days.ONE)
    assert told() == [lacks.user_id] * 2


def test_a_night_that_was_missed_is_made_up_for():
    lacks = VolunteerFactory()

    remind_basic(night_of(lacks) + 2 * days.ONE)

    assert told() == [lacks.user_id]


def test_who_holds_it_has_a_place_or_is_not_known_yet_hears_nothing():
    held, goes = VolunteerFactory(), VolunteerFactory()
    basic(held, 900)
    EnrolmentFactory(session=lesson(starts_at=timezone.now() + datetime.timedelta(days=50)), volunteer=goes)
    pending = VolunteerFactory(identity_state="pending", number=None, passed_at=None)

    for volunteer in (held, goes, pending):
        remind_basic(night_of(volunteer))

    assert told() == []


def test_for_a_child_the_guardian_hears_too():
    link = GuardianshipFactory()
    basic(link.guardian, 900)

    remind_basic(night_of(link.child))

    assert told() == sorted([link.child.user_id, link.guardian.user_id])


def test_the_policy_may_say_that_nobody_is_reminded():
    lacks = VolunteerFactory()
    night = night_of(lacks)
    PolicyRow.objects.filter(topic="training", item="basic_remind_days").update(value=0)

    assert remind_basic(night) == 0


def test_the_backbone_is_reminded_of_its_training_and_nobody_else():
    marked, plain = backbone(), VolunteerFactory()
    holds = backbone()
    basic(holds, 900, "backbone")
    left = backbone(state="left")

    for person in (marked, plain, holds, left):
        remind_backbone(night_of(person))

    assert told("training.backbone") == [marked.user_id]
    remind_backbone(night_of(marked) + days.ONE)
    assert told("training.backbone") == [marked.user_id]


def test_of_the_backbone_nobody_is_reminded_where_the_policy_says_so():
    marked = backbone()
    PolicyRow.objects.filter(topic="training", item="backbone_remind_days").update(value=0)

    assert remind_backbone(night_of(marked)) == 0


# --- the organisation -----------------------------------------------------------------------------------


def test_an_organisation_sees_who_of_its_backbone_lacks_the_training(client):
    team = OrganizationFactory()
    holds, lacks = backbone(organization=team), backbone(organization=team)
    basic(holds, 100, "backbone")
    MemberFactory(organization=team, user=VolunteerFactory().user)
    client.force_login(StaffFactory(organization=team).user)
    address = f"/org/{team.pk}/training/trained/?kind=backbone"

    def shown(url):
        return [line.volunteer for line in client.get(url).context["lines"]]

    assert (shown(address), shown(f"{address}&lack=on")) == ([holds], [lacks])


# --- the office -----------------------------------------------------------------------------------------


def test_the_office_of_a_banner_sees_who_lacks_it_masked(office):
    holds, ran_out, never = (VolunteerFactory() for _one in range(3))
    basic(holds)
    basic(ran_out, -1)
    VolunteerFactory(region=Region.objects.get(pk="150421"))

    response = office.get(REGION)

    assert {person: bool(last) for person, last in response.context["lines"]} == {ran_out: True, never: False}
    page = response.content.decode()
    assert (never.masked_name in page, never.name in page) == (True, False)


def test_above_the_banners_stand_counts_and_one_goes_down_to_the_list(client):
    basic(VolunteerFactory())
    never = VolunteerFactory()
    count_trained()
    client.force_login(OfficerFactory(region="1504").user)
    url = "/region/1504/training/trained/lacking/"

    rows = {row.region_id: row.lacking for row in client.get(url).context["places"]}
    assert (rows["150430"], rows["150421"]) == (1, 0)
    lines = client.get(f"{url}?place=150430&kind=basic").context["lines"]
    assert [person for person, _last in lines] == [never]


def test_of_the_backbone_the_office_sees_those_who_lack_its_training(office):
    holds, lacks = backbone(), backbone()
    basic(holds, 100, "backbone")
    VolunteerFactory()

    lines = office.get(f"{REGION}?kind=backbone").context["lines"]

    assert [person for person, _last in lines] == [lacks]


@pytest.mark.parametrize("place", ["150421", "15", "150430001", "x", "%00", "9" * 80])
def test_another_place_is_not_there(office, place):
    assert office.get(f"{REGION}?place={place}").status_code == 404


def test_the_list_costs_the_same_for_thirty(office):
    def people(count):
        for one in VolunteerFactory.create_batch(count):
            basic(one, -1)

    same_for_thirty(office, REGION, people)
