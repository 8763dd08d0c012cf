"""What keeps a person from a place in a session, known before they press the button, with the way round it. The page, the
API and the action ask the same."""

import datetime
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.training.models import Course, Enrolment, Session
from apps.training.signals import enrolling


@dataclass(frozen=True)
class Obstacle:
    """Why not, and what to do, and where."""

    code: str
    words: str
    action: str = ""
    url: str = ""

    def refusal(self) -> Refused:
        return Refused(self.words, code=self.code)


def obstacle_of(
    volunteer: Volunteer,
    session: Session,
    *,
    by: User,
    now: datetime.datetime,
    instead_of: Enrolment | None = None,
) -> Obstacle | None:
    """The first thing that keeps the volunteer from this session, which brings its course along; None if nothing does."""
    checks = (_person, _session, _same_session, _elsewhere)
    verdicts = (check(volunteer, session, by, now, instead_of) for check in checks)
    return next((obstacle for obstacle in verdicts if obstacle), None)


def _person(volunteer, _session, by, _now, _instead_of):
    own = volunteer.user_id == by.pk
    page = reverse("registration:file") if own else reverse("registration:children")
    look = (_("看我的档案") if own else _("去看孩子的资料"), page)
    if not volunteer.is_passed:
        return Obstacle("identity_not_passed", _("身份核验通过后才能报名。"), *look)
    if volunteer.age < PolicyRow.objects.value("age", "adult") and not volunteer.has_guardian_consent():
        return Obstacle("guardian_consent_missing", _("未满18岁，先请监护人同意。"), *look)
    return None


def _session(_volunteer, session, _by, now, _instead_of):
    look = (_("看别的培训"), f"{reverse('training:list')}?kind={session.kind_id}")
    course = session.course
    if session.called_off_at:
        return Obstacle("called_off", _("这一场取消了。"), *look)
    if session.starts_at <= now:
        return Obstacle("started", _("这一场已经开始，不能报名了。"), *look)
    held_by_suspended = course.organization_id and course.organization.state != Organization.State.APPROVED
    if course.state != Course.State.OPEN or held_by_suspended:
        return Obstacle("not_open", _("这门课现在不招人。"), *look)
    return None


def _same_session(volunteer, session, _by, _now, instead_of):
    mine = Enrolment.objects.live().of(volunteer)
    if instead_of:
        mine = mine.exclude(pk=instead_of.pk)
    look = (_("看我的培训"), reverse("training:mine"))
    if own := mine.filter(session=session).first():
        words = _("你已经报了这一场。") if own.is_joined else _("你已经在候补名单里了。")
        return Obstacle("already_signed_up", words, *look)
    during = DateTimeTZRange(session.starts_at, session.ends_at, "[)")
    other = mine.overlapping(during).select_related("session__course").first()
    if other:
        words = _("和已报的培训“%(title)s”时间重叠。") % {"title": other.session.course.title}
        return Obstacle("overlaps", words, *look)
    return None


def _elsewhere(volunteer, session, _by, _now, _instead_of):
    """Apps to the right say where else the person is in that time."""
    answers = enrolling.send(sender=Session, volunteer=volunteer, session=session)
    said = next((answer for _receiver, answer in answers if answer), None)
    return said and Obstacle("overlaps", *said)
