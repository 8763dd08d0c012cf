from allauth.account.signals import password_changed, password_set
from django.dispatch import receiver

from apps.accounts.tokens import revoke_tokens


@receiver([password_changed, password_set])
def a_new_password_ends_the_old_keys(user, **kwargs):
    revoke_tokens(user)
