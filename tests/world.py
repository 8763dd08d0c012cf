"""One small world with everybody in it: two banners far apart with the same things in each, and one cast of people.

Everybody of the cast belongs to the own side. The things of the foreign side belong to strangers and to the rival,
and what is not public there carries the mark SECRET.
"""

import datetime
import json
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from apps.accounts.models import Consent, ConsentText
from apps.accounts.tokens import kept
from apps.core import days, uploads
from apps.hours.actions import Line, confirm_hours, enter_by_hand, file_appeal, reject_hours
from apps.hours.models import Appeal, HourRecord, Referral
from apps.messaging.models import Message
from apps.quotas import standing as goals
from apps.regions.models import Region
from apps.registration.identity import Identity
from apps.registration.models import Volunteer
from apps.reports.figures import rebuild_figures
from apps.stars.models import StarStanding
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    CalendarFeedFactory,
    ChangeFactory,
    EnteredFigureFactory,
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
    PolicyContactFactory,
    PolicyDraftFactory,
    PositionFactory,
    PresenceFactory,
    PromotionFactory,
    QualificationFactory,
    RecomputeFactory,
    RosterEntryFactory,
    RosterFactory,
    SavedSearchFactory,
    SessionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    StaffInvitationFactory,
    StationFactory,
    TeamTagFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.files import document, uploaded
from tests.files import kept as handed_in
from tests.files import kept as kept_file
from tests.signing_in import sign_in_with
from tests.world_of_certificates import certificates_of, papers_of_person
from tests.world_of_insurance import claims_of_person, insurance_of
from tests.world_of_matching import pool_of
from tests.world_of_recognition import looks_of, recognition_belonging_to, recognition_of
from tests.world_of_reports import asked_for, reports_of
from tests.world_of_stars import stars_of, stars_of_person
from tests.world_of_training import lessons_of, training_of

OWN, SIBLING, LEAGUE, FOREIGN = "150430", "150421", "1504", "150102"
SECRET = "异地密件"
PASSWORD = "correct-horse-1"
ROLES = [
    *["visitor", "newcomer", "volunteer", "minor", "guardian", "owner", "staff"],
    *["rival", "officer", "parent", "sibling", "reader", "association", "school"],
]

# An officer of the autonomous region, who may what nobody below may; in no column of the tables.
REGIONAL = "regional"
OFFICES = [
    "officer",
    "parent",
    "sibling",
    "reader",
    "association",
    REGIONAL,
]  # whose posts demand a second factor


def is_file(value):
    return hasattr(value, "read")


def without(role):
    """The same person, who has not shown the second factor."""
    return f"{role} without second factor"


def with_fresh_worlds(rows, name=lambda row: f"{row.name} {row.method}", world="world"):
    """Parametrize a test with the rows of a table; every so many rows another process may go on, and the world is made
    anew if it has become stale."""
    return pytest.mark.parametrize(
        (world, "row"),
        [pytest.param(at // 60, row, id=name(row)) for at, row in enumerate(rows)],
        indirect=[world],
        scope="module",  # or the row would enter the world for each test
    )


class World:
    """The two sides, the cast, and a client that speaks for any of them."""

    def __init__(self):
        self.own, self.foreign, self.cast, self.sessions, self.client = None, None, {}, {}, Client()

    def entry(self, role):
        """The role's own entry in the register, if it has one."""
        return Volunteer.objects.filter(user=self.cast[role]).first() if self.cast[role] else None

    def open_sessions(self):
        for role, user in self.cast.items():
            self.client.cookies.clear()
            if user:
                self.client.force_login(user)
                self.sessions[role] = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        for role in OFFICES:
            self.client.cookies.clear()
            sign_in_with(self.client, self.cast[role], second_factor=False)
            self.sessions[without(role)] = self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def send(self, role, method, url, body=None):
        """One request of a role: a form to a page, JSON to the API, or a form when there is a file in it."""
        self.client.cookies.clear()
        if role in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        if method == "GET":
            return self.client.get(url)
        if url.startswith("/api/") and not (isinstance(body, dict) and any(map(is_file, body.values()))):
            sent = body if isinstance(body, str | bytes) else json.dumps(body)
            return self.client.generic(method, url, sent, content_type="application/json")
        return self.client.post(url, body)

    @contextmanager
    def undone(self):
        """What happens inside has not happened afterwards."""
        mark = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(mark)


def build():
    world = World()
    own, foreign = world.own, world.foreign = side(OWN), side(FOREIGN, mark=SECRET)
    home = Region.objects.get(pk=OWN)
    fifteen = days.today() - datetime.timedelta(days=15 * 366)
    volunteer = VolunteerFactory(region=home)
    minor = VolunteerFactory(region=home, birth_date=fifteen, guardian_code="MINR2345")
    guardian = VolunteerFactory(region=home)
    world.cast = {
        "visitor": None,
        "newcomer": UserFactory(),
        "volunteer": volunteer.user,
        "minor": minor.user,
        "guardian": guardian.user,
        "owner": StaffFactory(organization=own.org).user,
        "staff": StaffFactory(organization=own.org, role="staff").user,
        "rival": StaffFactory(organization=foreign.org).user,
        "officer": OfficerFactory(region=OWN).user,
        "parent": OfficerFactory(region=LEAGUE, office_kind="civilization").user,
        "sibling": OfficerFactory(region=SIBLING).user,
        "reader": OfficerFactory(region=OWN, office_kind="education", role="reader").user,
        "association": StaffFactory(organization=own.association).user,
        "school": StaffFactory(organization=own.school).user,
        REGIONAL: OfficerFactory(region="15").user,
    }
    looks_of(own, foreign, world.cast["officer"])
    belongings_of(own, volunteer, GuardianshipFactory(guardian=guardian))
    belongings_of(
        foreign,
        foreign.helper,
        GuardianshipFactory(guardian=foreign.helper, child__region_id=FOREIGN),
    )
    PresenceFactory(
        signup=SignupFactory(shift=own.running_shift, volunteer=guardian),
        came_at=own.running.starts_at,
        left_at=None,
        left_how="",
    )
    for role in ("association", "school"):
        PolicyContactFactory(policy=own.followed_policy, user=world.cast[role])
    Token.objects.create(user=volunteer.user, key=kept("a key of the volunteer"))
    pool_of(own, world.cast["officer"], world.cast["owner"])
    pool_of(foreign, None, world.cast["rival"], mark=SECRET)
    asked_for(own.export, world.cast["school"])
    asked_for(own.regional_export, world.cast["officer"])
    rebuild_figures()
    world.open_sessions()
    return world


def side(code, mark="", home=None):
    """A banner with an organisation, an association and a school, and something in every state; or a league, whose
    people live in a banner."""
    region, home = Region.objects.get(pk=code), Region.objects.get(pk=home or code)
    here = SimpleNamespace(code=code, home=home.pk)
    here.org = OrganizationFactory(region=region)
    here.association = OrganizationFactory(region=region, kind_id="youth_assoc")
    here.school = OrganizationFactory(region=region, kind_id="primary_school")
    here.post = StaffFactory(organization=here.org, role="staff")
    here.writer = StaffFactory(organization=here.org).user
    here.officer = OfficerFactory(region=code, role="reader")
    here.candidate = VolunteerFactory(region=home)
    here.helper = VolunteerFactory(region=home)
    here.pupil = AffiliationFactory(volunteer__region=home, organization=here.school)
    goals.follow([here.pupil.volunteer_id])
    here.school_goal = GoalRowFactory(organization=here.school)
    here.region_goal = GoalRowFactory(organization=None, region=region, identity="university", minutes=2700)
    here.recompute = RecomputeFactory()
    here.policy_draft = PolicyDraftFactory(region=region, name=f"{mark}一星五十小时")
    here.entered = EnteredFigureFactory(region=region)
    here.promotion = PromotionFactory(organization=here.school)
    here.roster = RosterFactory(organization=here.school)
    here.invitation = StaffInvitationFactory(
        organization=here.org, phone="13700000009", invited_by=here.writer
    )
    here.picture = kept_file(is_public=True)
    here.case = IdentityCaseFactory(volunteer__region=home, volunteer__name=f"{mark or '那木拉'}")
    identities_of(here, home, mark)
    here.application = OrganizationFactory(
        region=region,
        name=f"{mark}待审志愿队",
        state="applied",
        decided_by=None,
        decided_at=None,
        proof=handed_in(data=document(), name="证明.pdf", kind="document"),
    )
    here.guided = OrganizationFactory(
        region=region,
        name=f"{mark}新队",
        state="applied",
        decided_by=None,
        decided_at=None,
        guiding_organization=here.org,
        guidance="asked",
    )
    here.asked = ParentRequestFactory(child__region=region, parent=here.org)
    here.own_ask = ParentRequestFactory(child=here.org, parent=here.association)
    here.asker = MemberFactory(organization=here.org, state="asked", joined_at=None)
    here.member = MemberFactory(organization=here.org)
    here.backbone = MemberFactory(
        organization=here.org, backbone_since=days.today(), backbone_by=UserFactory()
    )
    here.group = MemberGroupFactory(organization=here.org)
    here.station = StationFactory(organization=here.org)
    here.tag = TeamTagFactory(region=region)
    here.part = OrganizationFactory(region=region, parent=here.org)
    here.suspended = OrganizationFactory(
        region=region, name=f"{mark}停办志愿队", state="suspended", reason="核查中"
    )
    here.child = VolunteerFactory(
        region=home, birth_date=days.today() - datetime.timedelta(days=4000), guardian_code=f"KD{home.pk}"
    )
    notices_of(here, mark)
    hours_of(here)
    papers_of(here)
    training_of(here, mark)
    insurance_of(here, mark)
    certificates_of(here)
    stars_of(here, home, mark)
    reports_of(here)
    recognition_of(here, mark, ended_shift)
    StarStanding.objects.create(volunteer=here.candidate, minutes=6100, reached=1, reached_on=days.today())
    return here


def identities_of(here, region, mark):
    """Somebody who wants another name, somebody who claims a file, and a certificate that waits."""
    changing = VolunteerFactory(region=region)
    said = Identity(f"{mark}乌兰", "id_card", changing.document_number, changing.sex, changing.birth_date)
    here.change_case = IdentityCaseFactory(
        volunteer=changing,
        kind="change",
        story=f"{mark}改名",
        proposed=said.as_text(),
        document_hash=said.document_hash,
    )
    there = VolunteerFactory(region=region)
    again = VolunteerFactory(
        region=region,
        document=there.document_number,
        identity_state="pending",
        number=None,
        passed_at=None,
    )
    here.claim_case = IdentityCaseFactory(volunteer=again, kind="claim", story=f"{mark}换了手机号")
    here.certificate = QualificationFactory(volunteer__region=region, proof=handed_in(kind="document"))


def notices_of(here, mark):
    """A draft, one in review, one open, and one that is under way."""
    writing = {"organization": here.org, "author": here.writer}
    undecided = {"decided_by": None, "decided_at": None}
    here.draft = ActivityFactory(**writing, **undecided, title=f"{mark}草稿", state="draft")
    here.draft_position = PositionFactory(activity=here.draft)
    here.draft_shift = ShiftFactory(position=here.draft_position)
    here.review = ActivityFactory(
        **writing, **undecided, title=f"{mark}待审", state="in_review", submitted_at=timezone.now()
    )
    ShiftFactory(position__activity=here.review)
    here.open = ActivityFactory(**writing)
    here.empty = ActivityFactory(**writing)
    ShiftFactory(position__activity=here.empty)
    here.over = ActivityFactory(
        **writing, starts_at=nine_oclock(-2), ends_at=nine_oclock(-2) + datetime.timedelta(hours=3)
    )
    here.change = ChangeFactory(activity=here.empty, proposed_by=here.writer)
    here.feed = "a-secret-address-of-nobody-in-particular"
    CalendarFeedFactory(token=here.feed + here.code)
    here.feed += here.code
    here.shift = ShiftFactory(position__activity=here.open)
    here.signup = SignupFactory(shift=here.shift, volunteer=here.helper)
    now = timezone.now().replace(second=0, microsecond=0)
    here.running = ActivityFactory(
        **writing,
        starts_at=now - datetime.timedelta(minutes=20),
        ends_at=now + datetime.timedelta(hours=2),
    )
    here.running_shift = ShiftFactory(position__activity=here.running)
    here.running_signup = SignupFactory(shift=here.running_shift, volunteer=here.candidate)
    here.running_leader = here.running_shift.leaders.create(user=here.helper.user, appointed_by=here.writer)


def hours_of(here):
    """One record that waits and one that counts, both of the helper."""
    past = ActivityFactory(
        organization=here.org,
        author=here.writer,
        starts_at=nine_oclock(-5),
        ends_at=nine_oclock(-5) + datetime.timedelta(hours=3),
    )
    signup = SignupFactory(shift__position__activity=past, volunteer=here.helper)
    here.past_signup = SignupFactory(shift=signup.shift)
    here.member_volunteer = VolunteerFactory(region=here.helper.region)
    here.pending, here.confirmed = (
        HourRecordFactory(signup=signup, during=half(5, minutes)) for minutes in (0, 90)
    )
    confirm_hours(HourRecord.objects.filter(pk=here.confirmed.pk), by=here.writer)
    here.returned = record_of(here, 95)
    reject_hours(HourRecord.objects.filter(pk=here.returned.pk), by=here.writer, reason="时间不对")


def record_of(here, ago):
    """An hour and a half of the helper, some days ago: on a day on which nothing else is."""
    return HourRecordFactory(
        during=half(ago),
        signup__volunteer=here.helper,
        signup__shift__position__activity__organization=here.org,
    )


def half(ago, later=0):
    """Half of a shift of three hours, some days ago: the first, or so many minutes later."""
    start = nine_oclock(-ago) + datetime.timedelta(minutes=later)
    return DateTimeTZRange(start, start + datetime.timedelta(minutes=90), "[)")


def papers_of(here):
    """Hours that stand on a paper, some that look odd, and an objection that waits for somebody outside."""
    here.past_shift = ended_shift(here, 3)
    proof = uploads.keep(uploaded(), kind="document", by=here.writer)
    line = Line(here.candidate, here.past_shift.starts_at, here.past_shift.ends_at)
    here.paper = enter_by_hand(here.past_shift, [line], by=here.writer, reason="没有信号", proofs=[proof])
    here.paper_record = here.paper.records.get()
    here.odd, here.short = record_of(here, 40), record_of(here, 41)
    Referral.objects.create(record=here.odd, why="held", words="同一秒签到", points=100)
    proof = uploads.keep(uploaded(), kind="document", by=here.helper.user)
    here.objection = file_appeal(
        here.short, by=here.helper.user, what="too_short", words="还有半小时", proofs=[proof]
    )
    Appeal.objects.filter(pk=here.objection.pk).update(outside_from=days.today())


def ended_shift(here, ago):
    """Three hours of the organisation, some days ago."""
    start = nine_oclock(-ago)
    activity = ActivityFactory(
        organization=here.org,
        author=here.writer,
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=3),
    )
    return ShiftFactory(position__activity=activity)


def belongings_of(here, volunteer, guardianship):
    """What a single person has: places, hours, messages, agreements, a child, an application that came back."""
    user = volunteer.user
    here.guardianship = guardianship
    agree(guardianship.child.user, Consent.Purpose.MINOR, by=guardianship.guardian.user)
    later = ActivityFactory(
        organization=here.org,
        author=here.writer,
        starts_at=nine_oclock(9),
        ends_at=nine_oclock(9) + datetime.timedelta(hours=2),
    )
    here.my_certificate = QualificationFactory(
        volunteer=volunteer, skill_id="13", proof=handed_in(by=volunteer.user, kind="document")
    )
    here.my_signup = SignupFactory(shift__position__activity=later, volunteer=volunteer)
    asked_of(here, volunteer)
    lessons_of(here, volunteer)
    claims_of_person(here, volunteer)
    papers_of_person(here, volunteer)
    stars_of_person(here, volunteer)
    here.my_search = SavedSearchFactory(user=user, region_code=here.code, words="清雪")
    AffiliationFactory(
        volunteer=volunteer, organization=None, identity="other", stage="", grade=None, class_name=""
    )
    here.my_affiliation = AffiliationFactory(volunteer=volunteer, organization=here.school, is_main=False)
    here.proposal = RosterEntryFactory(roster=here.roster, volunteer=volunteer)
    here.my_leader = here.my_signup.shift.leaders.create(user=user, appointed_by=here.writer)
    if volunteer is not here.helper:
        here.my_running = SignupFactory(shift=here.running_shift, volunteer=volunteer)
    here.my_invitation = StaffInvitationFactory(
        organization=here.org, name=volunteer.name, phone=user.phone, invited_by=here.writer
    )
    here.my_invited = MemberFactory(
        organization=here.association, user=user, state="invited", how="invitation", joined_at=None
    )
    here.my_member = MemberFactory(organization=here.school, user=user)
    here.my_message = Message.objects.create(recipient=user, kind="signup", key=here.code, title="给你的消息")
    here.my_session = SessionFactory(user=user)
    user.email = "wuyun@example.cn"
    user.save(update_fields=["email"])
    here.my_consent = agree(user, Consent.Purpose.LOCATION, by=user)
    here.my_application = OrganizationFactory(
        region=Region.objects.get(pk=here.code),
        state="returned",
        reason="缺盖章",
        applied_by=user,
    )
    here.my_record = HourRecordFactory(
        during=half(42),
        signup__volunteer=volunteer,
        signup__shift__position__activity__organization=here.org,
    )
    here.my_missed = SignupFactory(shift=ended_shift(here, 4), volunteer=volunteer)
    recognition_belonging_to(here, volunteer, ended_shift)


def asked_of(here, volunteer):
    """A place kept for the person, one they missed, who invites them and who comes along."""

    def shift(day):
        start = nine_oclock(day)
        activity = ActivityFactory(
            organization=here.org,
            author=here.writer,
            starts_at=start,
            ends_at=start + datetime.timedelta(hours=2),
        )
        return ShiftFactory(position__activity=activity)

    def party(day, maker):
        made = PartyFactory(shift=shift(day), maker=maker.user)
        PartyMemberFactory(party=made, volunteer=maker, state="agreed", answered_at=timezone.now())
        return made

    here.my_other_shift = ShiftFactory(position__activity=here.my_signup.shift.position.activity)
    here.my_offer = SignupFactory(shift=shift(11), volunteer=volunteer, state="offered")
    here.my_no_show = SignupFactory(shift=shift(-100), volunteer=volunteer, state="no_show")
    here.my_call = InvitationFactory(shift=shift(12), volunteer=volunteer, invited_by=here.writer)
    here.my_party = party(13, volunteer)
    here.my_guest = PartyMemberFactory(party=party(14, volunteer), volunteer=here.candidate)
    here.my_guests = here.my_guest.party
    here.my_joined = PartyFactory(shift=shift(16), maker=volunteer.user, state="joined")
    SignupFactory(shift=here.my_joined.shift, volunteer=volunteer, party=here.my_joined)
    here.my_asked = PartyMemberFactory(party=party(15, here.candidate), volunteer=volunteer)


def agree(user, purpose, *, by):
    return Consent.objects.create(
        user=user, purpose=purpose, version=ConsentText.objects.versions()[purpose], given_by=by
    )
