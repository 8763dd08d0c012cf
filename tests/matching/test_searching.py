"""Searching with a stated reason, and asking whom was found."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.activities.models import Invitation, Signup
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.matching.actions import invite_found, is_over, read_found, search_people
from apps.matching.following import follow
from apps.matching.models import Search
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.matching.conftest import HOME, WHY, told

pytestmark = pytest.mark.django_db
ANYTHING = {"field": "03"}


def test_a_search_is_kept_with_who_asked_what_for_and_for_whom(search, officer):
    row = AuditRow.objects.get(action="people.searched")
    assert (row.actor_id, row.subject_id, row.detail) == (
        officer.pk,
        search.pk,
        {"reason": WHY, "wanted": {"language": "mn-s"}},
    )


@pytest.mark.parametrize("reason", ["", " ", "　", "查"])
def test_without_a_reason_nobody_is_searched_for(officer, home, reason):
    with pytest.raises(Refused) as refusal:
        search_people(by=officer, region=home, reason=reason, wanted=ANYTHING)
    assert (refusal.value.code, Search.objects.count()) == ("no_reason", 0)


def test_without_a_condition_nobody_is_searched_for(officer, home):
    """It would be a list of everybody who lives there."""
    with pytest.raises(Refused) as refusal:
        search_people(by=officer, region=home, reason=WHY, wanted={})
    assert (refusal.value.code, Search.objects.count()) == ("no_condition", 0)


def test_whoever_reads_on_is_on_record_page_by_page(officer, home):
    people = [VolunteerFactory(region=home) for _n in range(41)]
    follow([one.pk for one in people])
    search = search_people(by=officer, region=home, reason=WHY, wanted=ANYTHING)
    rows, cursor = AuditRow.objects.filter(action="people.read_on").order_by("pk"), ""
    for _page in range(3):
        found = read_found(search, by=officer, cursor=cursor)
        cursor = found.next_cursor
    assert cursor is None
    assert list(rows.values_list("actor", "subject_id", "detail")) == [
        (officer.pk, search.pk, {"after": 20}),
        (officer.pk, search.pk, {"after": 40}),
    ]


def test_so_many_searches_a_day_and_no_more(officer, home):
    for _n in range(50):
        search_people(by=officer, region=home, reason=WHY, wanted=ANYTHING)
    with pytest.raises(Refused) as refusal:
        search_people(by=officer, region=home, reason=WHY, wanted=ANYTHING)
    assert (refusal.value.code, Search.objects.count()) == ("too_many_searches", 50)


def test_an_office_searches_its_own_region_only(officer):
    with pytest.raises(Refused) as refusal:
        search_people(by=officer, region=Region.objects.get(pk="150421"), reason=WHY, wanted=ANYTHING)
    assert refusal.value.code == "not_yours"


def test_an_office_without_the_power_searches_nobody(home):
    reader = OfficerFactory(region=HOME, office_kind="education").user
    with pytest.raises(Refused) as refusal:
        search_people(by=reader, region=home, reason=WHY, wanted=ANYTHING)
    assert refusal.value.code == "not_yours"


def test_an_organisation_searches_its_own_members_only(home):
    staff, other = StaffFactory().user, OrganizationFactory(region=home)
    with pytest.raises(Refused) as refusal:
        search_people(by=staff, organization=other, reason=WHY, wanted=ANYTHING)
    assert refusal.value.code == "not_yours"


def test_who_is_found_is_asked_and_told(search, officer, shift, volunteer):
    invite_found(search, shift, numbers=[volunteer.number], by=officer)
    invitation = Invitation.objects.get()
    assert (invitation.volunteer, invitation.shift, invitation.invited_by) == (volunteer, shift, officer)
    assert (invitation.state, told(volunteer)) == ("open", ["signup.invited"])
    row = AuditRow.objects.get(action="people.invited")
    assert (row.subject_id, row.detail) == (search.pk, {"shift": shift.pk, "people": 1})


def test_who_always_agrees_has_a_place_at_once(search, officer, shift, volunteer):
    volunteer.invitations = "agree"
    volunteer.save()
    invite_found(search, shift, numbers=[volunteer.number], by=officer)
    assert list(Signup.objects.values_list("volunteer", "shift", "state")) == [
        (volunteer.pk, shift.pk, "joined")
    ]


def test_who_has_just_said_no_is_not_asked_although_the_page_still_shows_them(
    search, officer, shift, volunteer
):
    volunteer.invitations = "refuse"
    volunteer.save()
    invite_found(search, shift, numbers=[volunteer.number], by=officer)
    assert Invitation.objects.count() == 0


def test_a_number_the_search_did_not_find_is_not_asked(search, officer, shift, home):
    other = VolunteerFactory(region=home)
    follow([other.pk])
    invite_found(search, shift, numbers=[other.number], by=officer)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("count", [0, 101])
def test_one_to_a_hundred_people_are_asked_at_once(search, officer, shift, count):
    with pytest.raises(Refused) as refusal:
        invite_found(search, shift, numbers=[f"{n:012}" for n in range(count)], by=officer)
    assert refusal.value.code == "too_many"


def test_an_office_asks_to_shifts_in_its_region_only(search, officer, volunteer):
    elsewhere = ActivityFactory(organization__region=Region.objects.get(pk="150102"))
    with pytest.raises(Refused) as refusal:
        invite_found(
            search, ShiftFactory(position__activity=elsewhere), numbers=[volunteer.number], by=officer
        )
    assert (refusal.value.code, Invitation.objects.count()) == ("not_open", 0)


def test_an_organisation_asks_its_members_to_its_own_shifts_only(shift, volunteer):
    organization = shift.position.activity.organization
    staff = StaffFactory(organization=organization).user
    MemberFactory(organization=organization, user=volunteer.user)
    search = search_people(by=staff, organization=organization, reason=WHY, wanted=ANYTHING)
    with pytest.raises(Refused):
        invite_found(search, ShiftFactory(), numbers=[volunteer.number], by=staff)
    invite_found(search, shift, numbers=[volunteer.number], by=staff)
    assert Invitation.objects.get().volunteer == volunteer


def test_a_search_is_over_after_a_day(search, officer, shift, volunteer):
    old = Search.objects.create(
        by=officer,
        region_id=HOME,
        reason=WHY,
        wanted={},
        made_at=timezone.now() - datetime.timedelta(hours=25),
    )
    assert (is_over(search), is_over(old)) == (False, True)
    with pytest.raises(Refused) as refusal:
        invite_found(old, shift, numbers=[volunteer.number], by=officer)
    assert refusal.value.code == "search_over"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"reason": " "}, "matching_search_says_what_for"),
        ({"region_id": None}, "matching_search_is_of_a_region_or_of_an_organization"),
    ],
)
def test_the_database_refuses_a_search(officer, told, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Search.objects.create(**{"by": officer, "region_id": HOME, "reason": WHY, **told})


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_search_is_never_changed_or_removed(search, change):
    kept = Search.objects.filter(pk=search.pk)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        kept.update(reason="别的") if change == "update" else kept.delete()
