"""Signing in in tests: `client.force_login(user)` stands for a person who has just shown password and second factor.

client.force_login(officer)                              # everything they may do is open
sign_in_with(client, officer, second_factor=False)       # only the password was shown
sign_in_with(client, officer, minutes_ago=16)            # a while ago
"""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

METHODS, WHOSE = "account_authentication_methods", "account_authentication_methods_user"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of an authenticator
force_login = Client.force_login


def sign_in_with(client, user, *, second_factor=True, minutes_ago=-60):
    """A session of this person. Unless told otherwise it stays recent for an hour, however long the tests take."""
    force_login(client, user)
    at = time.time() - 60 * minutes_ago
    shown = [{"method": "password", "at": at}]
    if second_factor:
        shown.append({"method": "mfa", "type": "totp", "at": at})
    session = client.session
    session[METHODS], session[WHOSE] = shown, str(user.pk)
    session.save()


def code_now(secret=SECRET, ahead=0):
    """The code an authenticator shows now; `ahead` is in how many half minutes."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


Client.force_login = lambda client, user, backend=None: sign_in_with(client, user)
