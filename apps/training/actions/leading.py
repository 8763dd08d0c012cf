"""Who leads a session without a post: shows its code and calls its roll, nothing else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.registration.models import Volunteer
from apps.training import news
from apps.training.models import Session, SessionLeader
from apps.training.reach import reached_by

BROKEN = {"training_sessionleader_asked_once": "already_leader"}


@transaction.atomic
def appoint_leader(session: Session, volunteer: Volunteer, *, by: User) -> SessionLeader:
    """Ask somebody to lead a session, which brings its course along: a grown-up whom the organisation or office may name,
    never who asks."""
    course = session.course
    if (
        not reached_by(organization=course.organization, region=course.region)
        .filter(pk=volunteer.pk)
        .exists()
    ):
        words = _("这里没有这个编号的成员。") if course.organization_id else _("本地区没有这个编号的志愿者。")
        raise Refused(words, code="not_yours")
    if volunteer.is_minor:
        raise Refused(_("带课的人要满18岁。"), code="leader_too_young")
    if volunteer.user_id == by.pk:
        raise Refused(_("你本来就能带这一场，不用指定自己。"), code="own_appointment")
    if session.called_off_at or session.is_over:
        raise Refused(_("这一场已经结束或者取消了。"), code="started")
    leader = SessionLeader(session=session, user_id=volunteer.user_id, appointed_by=by)
    with refusing(SessionLeader, BROKEN):
        leader.save()
    audit.note("session.leader_appointed", [leader], by=by)
    news.tell_leader(leader)
    return leader


@transaction.atomic
def dismiss_leader(leader: SessionLeader, *, by: User) -> None:
    """From now on they lead the session no more. By whoever keeps it, or by the leader who cannot come."""
    if SessionLeader.objects.standing().filter(pk=leader.pk).update(ended_at=timezone.now()):
        audit.note("session.leader_dismissed", [leader], by=by)
