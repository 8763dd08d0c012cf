"""Every list of the API asks the database as often for thirty rows as for one."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from apps.accounts.models import Consent
from apps.core import days
from apps.hours.models import YearTotal
from apps.messaging.models import Message
from apps.quotas.models import YearStanding
from apps.quotas.standing import follow
from apps.reports.figures import rebuild_figures
from apps.stars.models import StarStanding
from tests.api import record_lists
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    AnnouncementFactory,
    AppealFactory,
    CertificateFactory,
    ChangeFactory,
    EnteredFigureFactory,
    ExportFactory,
    GoalRowFactory,
    GuardianshipFactory,
    HourRecordFactory,
    IdentityCaseFactory,
    InvitationFactory,
    MemberFactory,
    MemberGroupFactory,
    OfficerFactory,
    OrganizationFactory,
    ParentRequestFactory,
    PartyFactory,
    PartyMemberFactory,
    PolicyDraftFactory,
    PresenceFactory,
    PromotionFactory,
    QualificationFactory,
    RecognitionFactory,
    RecomputeFactory,
    ReferralFactory,
    RegionDayFactory,
    RosterEntryFactory,
    RosterFactory,
    SavedSearchFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    StaffInvitationFactory,
    StarCandidateFactory,
    StarHonourFactory,
    StarNoticeFactory,
    StarObjectionFactory,
    StationFactory,
    TeamTagFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
UNDECIDED = {"decided_by": None, "decided_at": None}


def messages(count):
    user = UserFactory()
    for n in range(count):
        Message.objects.create(recipient=user, kind="signup", key=str(n), title="给你的消息")
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


def my_searches(count):
    user = UserFactory()
    for number in range(count):
        SavedSearchFactory(user=user, words=f"词{number}")
    return user, "me/searches/"


def parts(count):
    post = StaffFactory()
    OrganizationFactory.create_batch(count, parent=post.organization)
    return post.user, f"managed-organizations/{post.organization_id}/parts/"


def team_tags(count):
    TeamTagFactory.create_batch(count)
    return UserFactory(), "team-tags/"


def activity_changes(count):
    ChangeFactory.create_batch(count)
    return OfficerFactory().user, "activity-changes/"


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


def parties(count):
    maker = VolunteerFactory()
    for party in PartyFactory.create_batch(count, maker=maker.user):
        PartyMemberFactory.create_batch(2, party=party)
    return maker.user, "me/parties/"


def company(count):
    volunteer = VolunteerFactory()
    for _ in range(count):
        PartyMemberFactory(volunteer=volunteer)
    return volunteer.user, "me/company/"


def activity_invitations(count):
    volunteer = VolunteerFactory()
    InvitationFactory.create_batch(count, volunteer=volunteer)
    return volunteer.user, "me/activity-invitations/"


def listed(count):
    shift = ShiftFactory(capacity=50)
    SignupFactory.create_batch(count, shift=shift)
    return StaffFactory(organization=shift.position.activity.organization).user, "signups/"


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


def goals_of_a_school(count):
    staff = StaffFactory(organization__kind_id="primary_school")
    for n in range(count):
        GoalRowFactory(
            organization=staff.organization, valid_from=nine_oclock(n + count).date(), set_by=staff.user
        )
    return staff.user, f"managed-organizations/{staff.organization_id}/goals/"


def goals_of_a_region(count):
    officer = OfficerFactory()
    for n in range(count):
        GoalRowFactory(
            organization=None,
            region=officer.office.region,
            valid_from=nine_oclock(n + count).date(),
            set_by=officer.user,
        )
    return officer.user, f"regions/{officer.office.region_id}/goals/"


def policy_drafts(count):
    officer = OfficerFactory()
    PolicyDraftFactory.create_batch(count, region=officer.office.region)
    return officer.user, f"regions/{officer.office.region_id}/policy-drafts/"


def recomputes(count):
    officer = OfficerFactory(region="15")
    RecomputeFactory.create_batch(count)
    return officer.user, "regions/15/recomputes/"


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
    RecognitionFactory(
        volunteer=volunteer, level=level, organization=staff.organization, recognized_by=staff.user
    )


def fallen_stars(count):
    staff = StaffFactory(organization__kind_id="youth_assoc")
    for volunteer in VolunteerFactory.create_batch(count):
        recognize(volunteer, 1, staff)
        StarStanding.objects.create(volunteer=volunteer, minutes=5000, recognized=1, asked=6000)
    return staff.user, f"associations/{staff.organization_id}/fallen-stars/"


def star_notices(count):
    StarNoticeFactory.create_batch(count)
    return None, "star-notices/"


def kept_star_notices(count):
    staff = StaffFactory(organization__kind_id="youth_assoc")
    StarNoticeFactory.create_batch(count, organization=staff.organization)
    return staff.user, "kept-star-notices/"


def star_candidates(count):
    StarCandidateFactory.create_batch(count)
    return None, "star-candidates/"


def kept_star_candidates(count):
    staff = StaffFactory(organization__kind_id="youth_assoc")
    StarCandidateFactory.create_batch(count, notice__organization=staff.organization)
    return staff.user, "kept-star-candidates/"


def star_objections(count):
    staff = StaffFactory(organization__kind_id="youth_assoc")
    StarObjectionFactory.create_batch(count, candidate__notice__organization=staff.organization)
    return staff.user, "star-objections/"


def my_star_objections(count):
    user = UserFactory()
    StarObjectionFactory.create_batch(count, made_by=user)
    return user, "me/star-objections/"


def star_roll(count):
    for honour in StarHonourFactory.create_batch(count):
        StarStanding.objects.create(volunteer=honour.volunteer, minutes=6000, reached=1, recognized=1)
    return None, "star-roll/"


def figures(count):
    rebuild_figures()
    return OfficerFactory(region="15").user, "figures/"


def days_gone_by(count):
    for n in range(count):
        RegionDayFactory(day=nine_oclock(-n - count).date())
    return OfficerFactory().user, "regions/150430/figures/"


def entered_figures(count):
    officer = OfficerFactory().user
    for n in range(count):
        EnteredFigureFactory(year=2001 + n + count, entered_by=officer)
    return officer, "regions/150430/entered-figures/"


def roster(count):
    return school(count, "rows/")


def sums(count):
    return school(count, "sums/")


def school(count, what):
    staff = StaffFactory(organization__kind_id="primary_school")
    for n in range(count):
        AffiliationFactory(organization=staff.organization, class_name=f"三年级{n + 1}班")
    year = nine_oclock(0).year
    follow(AffiliationFactory._meta.model.objects.values_list("volunteer_id", flat=True))
    return staff.user, f"reports/{staff.organization_id}/{year}/{what}"


def exports(count):
    staff = StaffFactory(organization__kind_id="primary_school")
    ExportFactory.create_batch(count, organization=staff.organization, asked_by=staff.user)
    return at_workbench(staff, "exports")


def region_exports(count):
    officer = OfficerFactory()
    region = officer.office.region
    ExportFactory.create_batch(count, organization=None, region=region, asked_by=officer.user)
    return officer.user, f"regions/{region.pk}/exports/"


def statements(count):
    staff = StaffFactory(organization__kind_id="primary_school")
    for _n in range(count):
        CertificateFactory(kind="stated", issuer=staff.organization, since=days.today(), until=days.today())
    return at_workbench(staff, "statements")


def my_organizations(count):
    user = UserFactory()
    StaffFactory.create_batch(count, user=user)
    return user, "managed-organizations/"


def at_workbench(staff, what):
    return staff.user, f"managed-organizations/{staff.organization_id}/{what}/"


def stations(count):
    staff = StaffFactory()
    StationFactory.create_batch(count, organization=staff.organization)
    return at_workbench(staff, "stations")


def children(count):
    staff = StaffFactory(role="owner")
    ParentRequestFactory.create_batch(count, parent=staff.organization)
    return at_workbench(staff, "parent-requests")


def guided(count):
    staff = StaffFactory(role="owner")
    OrganizationFactory.create_batch(
        count, guiding_organization=staff.organization, guidance="asked", state="applied", **UNDECIDED
    )
    return at_workbench(staff, "guided")


def people(count):
    staff = StaffFactory()
    StaffFactory.create_batch(count, organization=staff.organization, role="staff")
    return at_workbench(staff, "staff")


def invited(count):
    staff = StaffFactory(role="owner")
    for n in range(count):
        StaffInvitationFactory(organization=staff.organization, phone=f"138{n:08}")
    return at_workbench(staff, "staff-invitations")


def my_invitations(count):
    user = UserFactory()
    for _ in range(count):
        StaffInvitationFactory(phone=user.phone)
    return user, "me/staff-invitations/"


def members(count):
    staff = StaffFactory()
    MemberFactory.create_batch(count, organization=staff.organization)
    return at_workbench(staff, "members")


def member_groups(count):
    staff = StaffFactory()
    MemberGroupFactory.create_batch(count, organization=staff.organization)
    return at_workbench(staff, "member-groups")


def announcements(count):
    staff = StaffFactory()
    AnnouncementFactory.create_batch(count, organization=staff.organization)
    return at_workbench(staff, "announcements")


def my_memberships(count):
    user = UserFactory()
    MemberFactory.create_batch(count, user=user)
    return user, "me/memberships/"


def rosters(count):
    staff = StaffFactory(organization__kind_id="primary_school")
    RosterFactory.create_batch(count, organization=staff.organization)
    return at_workbench(staff, "rosters")


def promotions(count):
    staff = StaffFactory(organization__kind_id="primary_school")
    for n in range(count):
        PromotionFactory(organization=staff.organization, school_year=2000 + n)
    return at_workbench(staff, "promotions")


def guardianships(count):
    GuardianshipFactory.create_batch(count)
    return OfficerFactory().user, "guardianships/"


def unconfirmed(count):
    staff = StaffFactory(organization__kind_id="primary_school")
    RosterEntryFactory.create_batch(count, roster=RosterFactory(organization=staff.organization))
    return at_workbench(staff, "unconfirmed")


def proposals(count):
    volunteer = VolunteerFactory()
    RosterEntryFactory.create_batch(count, volunteer=volunteer)
    return volunteer.user, "me/proposals/"


def certificates(count):
    QualificationFactory.create_batch(count)
    return OfficerFactory().user, "qualifications/"


def my_certificates(count):
    volunteer = VolunteerFactory()
    decided = {"decided_by": UserFactory(), "decided_at": nine_oclock(-1)}
    QualificationFactory.create_batch(count, volunteer=volunteer, state="refused", reason="看不清", **decided)
    return volunteer.user, "me/qualifications/"


def held_hours(count):
    ReferralFactory.create_batch(count)
    return OfficerFactory().user, "held-hours/"


def appeals(count):
    AppealFactory.create_batch(count)
    return OfficerFactory().user, "appeals/"


def my_appeals(count):
    signup = SignupFactory()
    for record in HourRecordFactory.create_batch(count, signup=signup):
        AppealFactory(record=record)
    return signup.volunteer.user, "me/appeals/"


LISTS = {
    "managed-organization-list": my_organizations,
    "station-list": stations,
    "parent-request-list": children,
    "guided-list": guided,
    "staff-list": people,
    "staff-invitation-list": invited,
    "my-staff-invitation-list": my_invitations,
    "member-list": members,
    "member-group-list": member_groups,
    "announcement-list": announcements,
    "my-membership-list": my_memberships,
    "handed-in-roster-list": rosters,
    "unconfirmed-list": unconfirmed,
    "promotion-list": promotions,
    "guardianship-list": guardianships,
    "proposal-list": proposals,
    "qualification-list": certificates,
    "my-qualification-list": my_certificates,
    "held-hour-list": held_hours,
    "appeal-list": appeals,
    "my-appeal-list": my_appeals,
    "region-list": regions,
    "figures-list": figures,
    "figures-day-list": days_gone_by,
    "entered-figure-list": entered_figures,
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
    "fallen-star-list": fallen_stars,
    "star-notice-list": star_notices,
    "kept-star-notice-list": kept_star_notices,
    "star-candidate-list": star_candidates,
    "kept-star-candidate-list": kept_star_candidates,
    "star-objection-list": star_objections,
    "my-star-objection-list": my_star_objections,
    "star-roll-list": star_roll,
    "roster-list": roster,
    "report-sums-list": sums,
    "my-affiliation-list": my_affiliations,
    "my-application-list": my_applications,
    "my-case-list": my_cases,
    "my-child-list": my_children,
    "my-hour-list": my_hours,
    "my-message-list": messages,
    "my-post-list": my_posts,
    "my-recognition-list": my_recognitions,
    "my-search-list": my_searches,
    "part-list": parts,
    "team-tag-list": team_tags,
    "activity-change-list": activity_changes,
    "my-activity-invitation-list": activity_invitations,
    "my-company-list": company,
    "my-party-list": parties,
    "my-signup-list": my_signups,
    "signup-list": listed,
    "my-total-list": my_totals,
    "my-year-list": my_years,
    "organization-goal-list": goals_of_a_school,
    "region-goal-list": goals_of_a_region,
    "policy-draft-list": policy_drafts,
    "recompute-list": recomputes,
    "export-list": exports,
    "region-export-list": region_exports,
    "statement-list": statements,
    **record_lists.LISTS,
}
# What is there anyway is asked for as one row and as thirty; a person has five stars at most.
THERE_ANYWAY = {"region-list", "figures-list", "training-kind-list"}
MOST = {"my-recognition-list": 5}


@pytest.mark.parametrize("name", LISTS)
def test_thirty_rows_cost_as_many_queries_as_one(api, name):
    costs = {count: cost(api, name, count) for count in (1, 30)}
    assert costs[1] == costs[30]


def cost(api, name, count):
    """How many queries a list of so many rows takes, which are indeed in it."""
    user, address = LISTS[name](count)
    query = {} if name == "report-sums-list" else {"page_size": count if name in THERE_ANYWAY else 100}
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = api(user).get(f"/api/v1/{address}", query)
    found = answer.json()["classes" if name == "report-sums-list" else "results"]
    assert len(found) >= min(count, MOST.get(name, count))
    return len(captured)


def read_lists(patterns):
    """Names of the lists; an address that only takes something in has none."""
    for it in patterns:
        yield from read_lists(getattr(it, "url_patterns", []))
        if (getattr(it, "name", None) or "").endswith("-list") and "get" in it.callback.actions:
            yield it.name


def test_every_list_is_here():
    resolver = next(it for it in get_resolver().url_patterns if getattr(it, "namespace", "") == "api")
    assert {*read_lists(resolver.url_patterns)} == LISTS.keys()
