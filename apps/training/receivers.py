"""What training has to say about facts of lower apps."""

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.organizations.signals import closing, organization_suspended
from apps.registration.signals import asking_to_leave, consent_withdrawn, identity_voided, leaving
from apps.training import news
from apps.training.actions.enrolling import release_places
from apps.training.actions.outside import forget_certificates
from apps.training.models import Attendance, Course, Enrolment, Session, SessionLeader


@receiver(consent_withdrawn)
def children_without_consent_do_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, why=_("监护人撤回了同意"), by=by)


@receiver(identity_voided)
def whose_identity_is_voided_does_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, why=_("实名核验作废了"), by=by)


@receiver(leaving)
def who_leaves_does_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, why=_("账号注销了"), by=by)
    SessionLeader.objects.standing().filter(user__in=user_ids).update(ended_at=timezone.now())
    forget_certificates(user_ids)


@receiver(asking_to_leave)
def nobody_leaves_in_the_middle_of_a_session(sender, user, **kwargs):
    """Who has checked in checks out first: the training would be lost."""
    here = Attendance.objects.filter(
        enrolment__volunteer__user=user, left_at=None, enrolment__session__ends_at__gt=timezone.now()
    )
    words = _("你正在上课，先签退，再来注销。")
    return [(words, "/me/training/")] if here.exists() else []


@receiver(closing)
def courses_go_on_with_the_successor(sender, organization, successor, **kwargs):
    """What is to come is held by who takes over; without one it is called off first."""
    courses = Course.objects.of(organization)
    if successor:
        courses.exclude(state=Course.State.CLOSED).update(organization=successor)
    elif Session.objects.ahead().filter(course__in=courses).exists():
        words = _("还有没开始的培训场次，先取消它们，或者写上接手的组织。")
        raise Refused(words, code="sessions_to_come")


@receiver(organization_suspended)
def who_enrolled_hears_that_it_stopped(sender, ids, **kwargs):
    held = Enrolment.objects.live().filter(
        session__ends_at__gt=timezone.now(), session__course__organization__in=ids
    )
    news.tell_stopped(held, _("办培训的组织暂停了，先不要去。"))
