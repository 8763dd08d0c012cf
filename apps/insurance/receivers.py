"""What insurance has to say about facts of lower apps, and what its own outbox items do."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.accounts.signals import left_to_guardians
from apps.core.outbox import handles, sends
from apps.insurance import ending, enrolling
from apps.insurance.actions.deliveries import HAND_OVER, hand_over
from apps.insurance.actions.pausing import tell_of_paused
from apps.insurance.actions.policies import ENROL, STOP, pass_on_policies, tell_ended
from apps.insurance.agreeing import PURPOSE
from apps.insurance.models import Delivery, Policy
from apps.organizations.signals import closing, organization_suspended
from apps.registration.models import Volunteer
from apps.registration.signals import affiliations_changed, identity_voided, leaving


@receiver(affiliations_changed)
def whose_identity_is_passed_is_insured(sender, volunteer_ids, **kwargs):
    """The free policy is there for everybody whose identity is passed (通知), from that moment."""
    enrolling.enrol(volunteer_ids)


@receiver(left_to_guardians)
def whether_a_minor_is_named_is_for_the_guardian(sender, user, **kwargs):
    volunteer = Volunteer.objects.filter(user=user).defer("document_number").first()
    return [PURPOSE] if volunteer and volunteer.is_minor else []


@receiver(identity_voided)
def whose_identity_is_voided_is_not(sender, user_ids, **kwargs):
    ending.end_of_people(user_ids, _("实名核验作废了"))


@receiver(closing)
def policies_go_on_with_the_successor(sender, organization, successor, by, **kwargs):
    pass_on_policies(organization, successor, by=by)


@receiver(organization_suspended)
def who_may_stop_its_policies_hears(sender, ids, **kwargs):
    tell_of_paused(ids)


@receiver(leaving)
def who_leaves_is_not(sender, user_ids, **kwargs):
    ending.end_of_people(user_ids, _("账号注销了"))


@handles(ENROL)
def enrol_a_piece(payload, *, key):
    enrolling.enrol_range(payload["after"], payload["upto"])


@handles(STOP)
def stop_a_piece(payload, *, key):
    gone = ending.end_of_policy(payload["policy"], payload["after"], payload["upto"], payload["reason"])
    tell_ended(gone, Policy.objects.get(pk=payload["policy"]), payload["reason"])


@sends(HAND_OVER)
def hand_over_a_list(payload, *, key):
    hand_over(Delivery.objects.select_related("policy").get(pk=payload["delivery"]))
