"""One small world with everybody in it: two banners far apart with the same things in each, and one cast of people.

Everybody of the cast belongs to the own side. The things of the foreign side belong to strangers and to the rival,
and what is not public there carries the mark SECRET.
"""

import datetime
import json
from contextlib import contextmanager
from types import SimpleNamespace

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from apps.accounts.models import Consent
from apps.accounts.tokens import kept
from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.messaging.models import Message
from apps.quotas import standing as goals
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.reports.figures import rebuild_figures
from apps.stars.models import StarStanding
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    GuardianshipFactory,
    HourRecordFactory,
    IdentityCaseFactory,
    OfficerFactory,
    OrganizationFactory,
    PositionFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

OWN, SIBLING, LEAGUE, FOREIGN = "150430", "150421", "1504", "150102"
SECRET = "异地密件"
PASSWORD = "correct-horse-1"
ROLES = [
    *["visitor", "newcomer", "volunteer", "minor", "guardian", "owner", "staff"],
    *["rival", "officer", "parent", "sibling", "reader", "association", "school"],
]


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

    def send(self, role, method, url, body=None):
        """One request of a role: a form to a page, JSON to the API."""
        self.client.cookies.clear()
        if role in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        if method == "GET":
            return self.client.get(url)
        if url.startswith("/api/"):
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
    }
    belongings_of(own, volunteer, GuardianshipFactory(guardian=guardian))
    belongings_of(foreign, foreign.helper, GuardianshipFactory(guardian=foreign.helper))
    PresenceFactory(
        signup=SignupFactory(shift=own.running_shift, volunteer=guardian),
        came_at=own.running.starts_at,
        left_at=None,
        left_how="",
    )
    Token.objects.create(user=volunteer.user, key=kept("a key of the volunteer"))
    rebuild_figures()
    world.open_sessions()
    return world


def side(code, mark=""):
    """A banner with an organisation, an association and a school, and something in every state."""
    region = Region.objects.get(pk=code)
    here = SimpleNamespace(code=code)
    here.org = OrganizationFactory(region=region)
    here.association = OrganizationFactory(region=region, kind_id="youth_assoc")
    here.school = OrganizationFactory(region=region, kind_id="primary_school")
    here.post = StaffFactory(organization=here.org, role="staff")
    here.writer = StaffFactory(organization=here.org).user
    here.candidate = VolunteerFactory(region=region)
    here.helper = VolunteerFactory(region=region)
    here.pupil = AffiliationFactory(volunteer__region=region, organization=here.school)
    goals.follow([here.pupil.volunteer_id])
    here.case = IdentityCaseFactory(volunteer__region=region, volunteer__name=f"{mark or '那木拉'}")
    here.application = OrganizationFactory(
        region=region, name=f"{mark}待审志愿队", state="applied", decided_by=None, decided_at=None
    )
    here.suspended = OrganizationFactory(
        region=region, name=f"{mark}停办志愿队", state="suspended", reason="核查中"
    )
    here.child = VolunteerFactory(
        region=region, birth_date=days.today() - datetime.timedelta(days=4000), guardian_code=f"KD{code}"
    )
    notices_of(here, mark)
    hours_of(here)
    StarStanding.objects.create(volunteer=here.candidate, minutes=6100, reached=1, reached_on=days.today())
    return here


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


def hours_of(here):
    """One record that waits and one that counts, both of the helper."""
    past = ActivityFactory(
        organization=here.org,
        author=here.writer,
        starts_at=nine_oclock(-5),
        ends_at=nine_oclock(-5) + datetime.timedelta(hours=3),
    )
    signup = SignupFactory(shift__position__activity=past, volunteer=here.helper)
    here.pending, here.confirmed = HourRecordFactory.create_batch(2, signup=signup)
    confirm_hours(HourRecord.objects.filter(pk=here.confirmed.pk), by=here.writer)


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
    here.my_signup = SignupFactory(shift__position__activity=later, volunteer=volunteer)
    if volunteer is not here.helper:
        here.my_running = SignupFactory(shift=here.running_shift, volunteer=volunteer)
    here.my_message = Message.objects.create(recipient=user, kind="test", key=here.code, title="给你的消息")
    here.my_consent = agree(user, Consent.Purpose.LOCATION, by=user)
    here.my_application = OrganizationFactory(
        region=Region.objects.get(pk=here.code),
        state="returned",
        reason="缺盖章",
        applied_by=user,
    )
    here.my_record = HourRecordFactory(signup=here.my_signup)


def agree(user, purpose, *, by):
    return Consent.objects.create(user=user, purpose=purpose, version=Consent.VERSION, given_by=by)
