from allauth.account.signals import password_changed, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import signals as auth
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone

from apps.accounts.actions import end_sessions
from apps.accounts.agents import network_of
from apps.accounts.devices import address_of, remember
from apps.accounts.providers import link_what_waits
from apps.accounts.second_factor import forget_it_was_shown
from apps.accounts.sessions import SIGNED_IN
from apps.accounts.tokens import revoke_tokens
from apps.core import audit


@receiver(auth.user_logged_in)
def a_session_knows_where_it_began(request, user, **kwargs):
    request.session[SIGNED_IN] = {
        "signed_in_at": timezone.now().isoformat(),
        "agent": request.META.get("HTTP_USER_AGENT", "")[:200].replace("\x00", ""),
        "network": network_of(address_of(request)),
    }


@receiver([password_changed, password_set])
def a_new_password_ends_everything_else(request, user, **kwargs):
    revoke_tokens(user)
    end_sessions(user, but=request.session.session_key)


@receiver(user_logged_in)
def a_device_is_known_from_then_on(request, response, user, **kwargs):
    remember(request, response, user)


@receiver(user_logged_in)
def what_waits_is_linked(request, user, **kwargs):
    link_what_waits(request, user)


@receiver(pre_save, sender=SocialAccount)
def only_who_somebody_is_elsewhere_is_kept(instance, **kwargs):
    """Not what the other house tells of them: name, picture, address."""
    instance.extra_data = {}


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def a_changed_second_factor_is_written_down(signal, request, user, authenticator, **kwargs):
    """Without it, what it had opened is closed: here, in other sessions, and for programs."""
    states = {authenticator_added: "added", authenticator_removed: "removed", authenticator_reset: "renewed"}
    state = states[signal]
    audit.note(f"factor.{state}", [user], by=user, kind=authenticator.type)
    if signal is authenticator_removed and authenticator.type == Authenticator.Type.TOTP:
        revoke_tokens(user)
        end_sessions(user, but=request.session.session_key)
        forget_it_was_shown(request)
