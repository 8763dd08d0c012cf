"""What activities have to say about facts of lower apps."""

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities import signup_news
from apps.activities.actions.signups import release_places
from apps.activities.insured import end_unneeded, insure_whoever_comes
from apps.activities.models import Activity, Party, Presence, Shift, Signup
from apps.activities.trained import tell_who_lost_it
from apps.activities.uninsured import tell_of_stopped
from apps.core.errors import Refused
from apps.insurance.signals import making_lists, policy_stopped
from apps.organizations.signals import closing, organization_suspended
from apps.registration.signals import asking_to_leave, consent_withdrawn, identity_voided, leaving
from apps.training.signals import completions_voided


@receiver(consent_withdrawn)
def children_without_consent_do_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, why=_("监护人撤回了同意"), by=by)


@receiver(identity_voided)
def whose_identity_is_voided_does_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, why=_("实名核验作废了"), by=by)


@receiver(closing)
def what_is_to_come_goes_on_with_the_successor(sender, organization, successor, **kwargs):
    coming = Shift.objects.standing().upcoming().filter(position__activity__organization=organization)
    if successor is None and coming.filter(position__activity__state=Activity.State.PUBLISHED).exists():
        raise Refused(
            _("还有没结束的班次，等结束或者取消以后再注销，或者写上接手的组织。要马上停，先暂停。"),
            code="shifts_to_come",
        )
    if successor:
        tell_signed_up([organization.pk], _("以后由“%(name)s”来办") % {"name": successor.name})
        ahead = Activity.objects.filter(organization=organization).exclude(ends_at__lte=timezone.now())
        ahead.update(organization=successor)


@receiver(organization_suspended)
def who_signed_up_hears_that_it_stopped(sender, ids, **kwargs):
    tell_signed_up(ids, _("办活动的组织暂停了，先不要去"))


def tell_signed_up(ids, words):
    """What becomes of the shifts to come of these organisations, once to everybody who has a place in one; for a child
    to the guardian as well."""
    held = Signup.objects.live().filter(
        shift__ends_at__gt=timezone.now(), shift__position__activity__organization__in=ids
    )
    signup_news.tell_stopped(held, words)


@receiver(asking_to_leave)
def nobody_leaves_in_the_middle_of_a_shift(sender, user, **kwargs):
    """Who has checked in checks out first: the hours would be lost."""
    here = Presence.objects.filter(
        signup__volunteer__user=user, left_at=None, signup__shift__ends_at__gt=timezone.now()
    )
    words = _("你正在一个班上，先签退，再来注销。")
    return [(words, "/me/signups/")] if here.exists() else []


@receiver(leaving)
def who_leaves_does_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, why=_("账号注销了"), by=by)
    Party.objects.filter(maker__in=user_ids, state=Party.State.GATHERING).update(state=Party.State.DISSOLVED)


@receiver(policy_stopped)
def who_was_insured_by_it_hears(sender, policy, **kwargs):
    tell_of_stopped(policy)


@receiver(making_lists)
def lists_for_insurers_name_who_comes(sender, **kwargs):
    insure_whoever_comes()
    end_unneeded()


@receiver(completions_voided)
def who_lost_a_training_hears_of_the_shifts_that_ask_for_it(sender, completions, **kwargs):
    tell_who_lost_it(completions)
