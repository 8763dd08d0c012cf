"""What the database itself holds, by name."""

import pytest
from django.db import IntegrityError

from apps.accounts.actions import give_consents, withdraw_consents
from apps.accounts.models import Consent, ConsentText, User
from apps.core.models import AuditRow
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_phone_is_hashed():
    with pytest.raises(IntegrityError, match="accounts_user_phone_is_hashed"):
        User.objects.create(phone="13812342046", phone_hash="13812342046")


def test_one_agreement_stands_for_a_purpose():
    user = UserFactory()
    give_consents(user, ["terms"], by=user)

    with pytest.raises(IntegrityError, match="accounts_consent_one_standing_a_version"):
        Consent.objects.create(
            user=user, purpose="terms", version=ConsentText.objects.versions()["terms"], given_by=user
        )


@pytest.mark.parametrize("purpose", ["minor", "minor_data"])
def test_minors_do_not_agree_for_themselves(purpose):
    user = UserFactory()

    with pytest.raises(IntegrityError, match="accounts_consent_minors_do_not_consent_for_themselves"):
        give_consents(user, [purpose], by=user)


def test_what_stands_is_not_given_twice_and_what_was_taken_back_can_be_given_again():
    user = UserFactory()
    give_consents(user, ["location"], by=user)
    give_consents(user, ["location"], by=user)
    withdraw_consents(Consent.objects.filter(user=user), by=user)
    give_consents(user, ["location"], by=user)

    assert [consent.withdrawn_at is None for consent in Consent.objects.order_by("pk")] == [False, True]
    assert Consent.objects.covers(user, "location")
    assert AuditRow.objects.filter(action="consent.withdrawn").count() == 1
