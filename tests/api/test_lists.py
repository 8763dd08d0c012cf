"""Every list of the API asks the database as often for thirty rows as for one."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from apps.accounts.models import Consent
from apps.hours.models import YearTotal
from apps.messaging.models import Message
from apps.quotas.models import YearStanding
from apps.quotas.standing import follow
from apps.reports.figures import rebuild_figures
from apps.stars.models import Recognition, StarStanding
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    GuardianshipFactory,
    HourRecordFactory,
    IdentityCaseFactory,
    OfficerFactory,
    OrganizationFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
UNDECIDED = {"decided_by": None, "decided_at": None}


def messages(count):
    user = UserFactory()
    for n in range(count):
        Message.objects.create(recipient=user, kind="test", key=str(n), title="给你的消息")
    return user, "me/messages/"


def organizations(count):
    OrganizationFactory.create_batch(count)
    return None, "organizations/"


def applications(count):
    OrganizationFactory.create_batch(count, state="applied", **UNDECIDED)
    return OfficerFactory().user, "organization-applications/"


def my_applications(count):
    user = UserFactory()
    OrganizationFactory.create_batch(count, state="applied", applied_by=user, **UNDECIDED)
    return user, "me/applications/"


def my_posts(count):
    user = UserFactory()
    StaffFactory.create_batch(count, user=user)
    return user, "me/posts/"


def regions(count):
    return None, "regions/"


def cases(count):
    IdentityCaseFactory.create_batch(count)
    return OfficerFactory().user, "identity-cases/"


def my_cases(count):
    volunteer = VolunteerFactory()
    decided = {"decided_by": UserFactory(), "decided_at": nine_oclock(-1)}
    IdentityCaseFactory.create_batch(count, volunteer=volunteer, state="refused", reason="看不清", **decided)
    return volunteer.user, "me/identity-cases/"


def my_affiliations(count):
    volunteer = VolunteerFactory()
    for year in range(count):
        since = datetime.date(1990 + year, 9, 1)
        AffiliationFactory(volunteer=volunteer, since=since, until=since.replace(year=since.year + 1))
    return volunteer.user, "me/affiliations/"


def my_children(count):
    guardian = VolunteerFactory()
    for link in GuardianshipFactory.create_batch(count, guardian=guardian):
        Consent.objects.create(user=link.child.user, purpose="minor", version="x", given_by=guardian.user)
    return guardian.user, "me/children/"


def activities(count):
    ShiftFactory.create_batch(count)
    return None, "activities/"


def managed_activities(count):
    staff = StaffFactory()
    for activity in ActivityFactory.create_batch(count, organization=staff.organization):
        ShiftFactory.create_batch(2, position__activity=activity)
    return staff.user, "managed-activities/"


def reviews(count):
    for activity in ActivityFactory.create_batch(
        count, state="in_review", submitted_at=nine_oclock(-1), **UNDECIDED
    ):
        ShiftFactory.create_batch(2, position__activity=activity)
    return OfficerFactory().user, "activity-reviews/"


def my_signups(count):
    volunteer = VolunteerFactory()
    for n in range(count):
        begins = nine_oclock(n + 1)
        shift = ShiftFactory(starts_at=begins, ends_at=begins + datetime.timedelta(hours=1))
        SignupFactory(shift=shift, volunteer=volunteer)
    return volunteer.user, "me/signups/"


def roll(count):
    shift = ShiftFactory(capacity=50)
    for signup in SignupFactory.create_batch(count, shift=shift):
        PresenceFactory(signup=signup)
    staff = StaffFactory(organization=shift.position.activity.organization)
    return staff.user, f"managed-shifts/{shift.pk}/roll/"


def hours(count):
    staff = StaffFactory()
    HourRecordFactory.create_batch(count, signup__shift__position__activity__organization=staff.organization)
    return staff.user, "hours/"


def my_hours(count):
    signup = SignupFactory()
    HourRecordFactory.create_batch(count, signup=signup)
    return signup.volunteer.user, "me/hours/"


def my_totals(count):
    volunteer = VolunteerFactory()
    for n in range(count):
        YearTotal.objects.create(volunteer=volunteer, year=1990 + n, minutes=60)
    return volunteer.user, "me/totals/"


def my_years(count):
    volunteer = VolunteerFactory()
    for n in range(count):
        YearStanding.objects.create(volunteer=volunteer, year=1990 + n, identity="other", goal=0, minutes=60)
    return volunteer.user, "me/years/"


def waiting_stars(count):
    staff = StaffFactory(organization__kind_id="youth_assoc")
    for volunteer in VolunteerFactory.create_batch(count):
        StarStanding.objects.create(
            volunteer=volunteer, minutes=6100, reached=1, reached_on=nine_oclock(0).date()
        )
    return staff.user, f"associations/{staff.organization_id}/stars/"


def recognitions(count):
    staff = StaffFactory(organization__kind_id="youth_assoc")
    for volunteer in VolunteerFactory.create_batch(count):
        recognize(volunteer, 1, staff)
    return staff.user, f"associations/{staff.organization_id}/recognitions/"


def my_recognitions(count):
    staff, volunteer = StaffFactory(organization__kind_id="youth_assoc"), VolunteerFactory()
    for level in range(1, min(count, 5) + 1):
        recognize(volunteer, level, staff)
    return volunteer.user, "me/recognitions/"


def recognize(volunteer, level, staff):
    Recognition.objects.create(
        volunteer=volunteer,
        level=level,
        organization=staff.organization,
        document_number="敖青志〔2026〕3号",
        recognized_by=staff.user,
        beneficiary=volunteer.user,
    )


def figures(count):
    rebuild_figures()
    return OfficerFactory(region="15").user, "figures/"


def roster(count):
    return school(count, "rows/")


def classes(count):
    return school(count, "classes/")


def school(count, what):
    staff = StaffFactory(organization__kind_id="primary_school")
    for n in range(count):
        AffiliationFactory(organization=staff.organization, class_name=f"三年级{n + 1}班")
    year = nine_oclock(0).year
    follow(AffiliationFactory._meta.model.objects.values_list("volunteer_id", flat=True))
    return staff.user, f"reports/{staff.organization_id}/{year}/{what}"


LISTS = {
    "region-list": regions,
    "figures-list": figures,
    "organization-list": organizations,
    "application-list": applications,
    "activity-list": activities,
    "managed-activity-list": managed_activities,
    "review-list": reviews,
    "roll-list": roll,
    "hour-list": hours,
    "case-list": cases,
    "waiting-star-list": waiting_stars,
    "recognition-list": recognitions,
    "roster-list": roster,
    "classes-list": classes,
    "my-affiliation-list": my_affiliations,
    "my-application-list": my_applications,
    "my-case-list": my_cases,
    "my-child-list": my_children,
    "my-hour-list": my_hours,
    "my-message-list": messages,
    "my-post-list": my_posts,
    "my-recognition-list": my_recognitions,
    "my-signup-list": my_signups,
    "my-total-list": my_totals,
    "my-year-list": my_years,
}
# What is there anyway is asked for as one row and as thirty; a person has five stars at most.
THERE_ANYWAY = {"region-list", "figures-list"}
MOST = {"my-recognition-list": 5}


@pytest.mark.parametrize("name", LISTS)
def test_thirty_rows_cost_as_many_queries_as_one(api, name):
    costs = {count: cost(api, name, count) for count in (1, 30)}
    assert costs[1] == costs[30]


def cost(api, name, count):
    """How many queries a list of so many rows takes, which are indeed in it."""
    user, address = LISTS[name](count)
    query = {} if name == "classes-list" else {"page_size": count if name in THERE_ANYWAY else 100}
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = api(user).get(f"/api/v1/{address}", query)
    found = answer.json() if name == "classes-list" else answer.json()["results"]
    assert len(found) >= min(count, MOST.get(name, count))
    return len(captured)


def test_every_list_is_here():
    resolver = next(it for it in get_resolver().url_patterns if getattr(it, "namespace", "") == "api")
    names = {name for name in resolver.reverse_dict if isinstance(name, str) and name.endswith("-list")}
    assert names - {"my-file"} == LISTS.keys()
