"""What the database itself holds of insurance, by name."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from apps.core.days import today
from apps.insurance.models import Benefit, Cover, Delivery, DeliveryLine, Insurer, Policy, PolicyContact
from tests.factories import (
    BenefitFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    InsurerFactory,
    OrganizationFactory,
    PolicyContactFactory,
    PolicyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def broken(model, name):
    assert f"{model._meta.label_lower.replace('.', '_')}_{name}" in {c.name for c in model._meta.constraints}
    return pytest.raises(IntegrityError, match=name)


def test_an_insurer_is_named_once():
    InsurerFactory(name="人保财险")

    with broken(Insurer, "named_once"):
        InsurerFactory(name="人保财险")


def test_a_contact_is_named_once_a_policy():
    contact = PolicyContactFactory()
    PolicyContactFactory(user=contact.user)

    with broken(PolicyContact, "named_once"):
        PolicyContactFactory(policy=contact.policy, user=contact.user)


def test_nobody_names_themselves():
    user = UserFactory()

    with broken(PolicyContact, "nobody_names_themselves"):
        PolicyContactFactory(user=user, named_by=user)


def test_each_number_once_at_an_insurer():
    policy = PolicyFactory()
    PolicyFactory(number=policy.number)

    with broken(Policy, "each_number_once"):
        PolicyFactory(number=policy.number, insurer=policy.insurer)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("is_of_a_region_or_an_organization", {"serves": "activity", "region": None}),
        ("ends_after_it_begins", {"ends_on": today() - 300 * DAY}),
        ("ages_stand_in_order", {"minimum_age": 18, "maximum_age": 17}),
        ("in_force_says_who_and_when", {"started_at": None}),
        ("withdrawn_says_why", {"state": "withdrawn", "ended_at": timezone.now()}),
    ],
)
def test_a_policy_is_whole(name, fields):
    with broken(Policy, name):
        PolicyFactory(**fields)


def test_a_policy_for_everyone_is_of_a_region():
    organization = OrganizationFactory()
    PolicyFactory(organization=organization, serves="activity")

    with broken(Policy, "for_everyone_is_of_a_region"):
        PolicyFactory(organization=organization)


def test_a_policy_of_an_organization_is_checked_by_others():
    user = UserFactory()
    PolicyFactory(created_by=user, started_by=user)

    with broken(Policy, "of_an_organization_is_checked_by_others"):
        PolicyFactory(organization=OrganizationFactory(), serves="activity", created_by=user, started_by=user)


def test_a_benefit_is_named_once():
    benefit = BenefitFactory()

    with broken(Benefit, "named_once"):
        BenefitFactory(policy=benefit.policy, name=benefit.name)


def test_a_benefit_pays_something():
    with broken(Benefit, "pays_something"):
        BenefitFactory(amount=0)


def test_one_cover_a_person_policy_and_period():
    cover = CoverFactory()
    CoverFactory(volunteer=cover.volunteer)
    CoverFactory(policy=cover.policy)
    CoverFactory(policy=cover.policy, volunteer=cover.volunteer, state="refused", accepted_at=None)

    with broken(Cover, "one_a_person_policy_and_period"):
        CoverFactory(
            policy=cover.policy, volunteer=cover.volunteer, during=DateRange(today(), today() + DAY, "[)")
        )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("sent_means_when", {"state": "sent", "accepted_at": None, "sent_at": None}),
        ("accepted_means_when", {"accepted_at": None}),
        ("ends_with_a_reason", {"state": "ended", "reason": ""}),
        ("what_stands_has_days", {"during": DateRange(empty=True)}),
    ],
)
def test_a_cover_is_whole(name, fields):
    with broken(Cover, name):
        CoverFactory(**fields)


STATES = ["eligible", "sent", "accepted", "refused", "ended"]
WAYS = {
    ("eligible", "sent"),
    ("eligible", "ended"),
    ("sent", "accepted"),
    ("sent", "refused"),
    ("sent", "ended"),
    ("accepted", "ended"),
}


@pytest.mark.parametrize("became", STATES)
@pytest.mark.parametrize("was", STATES)
def test_a_cover_goes_one_way(was, became):
    now = timezone.now()
    cover = CoverFactory(state=was, policy__is_named=True)
    over = became in {"refused", "ended"}
    fields = {
        "state": became,
        "sent_at": None if became == "eligible" else now,
        "accepted_at": now if became == "accepted" else None,
        "ended_at": now if over else None,
        "reason": "到期" if over else "",
        "during": DateRange(empty=True) if over else DateRange(today(), today() + DAY, "[)"),
    }
    change = Cover.objects.filter(pk=cover.pk).update
    if was == became or (was, became) in WAYS:
        change(**fields)
    else:
        with pytest.raises(IntegrityError, match="insurance_cover_goes_one_way"):
            change(**fields)


def test_each_key_once():
    delivery = DeliveryFactory()

    with broken(Delivery, "each_key_once"):
        DeliveryFactory(key=delivery.key)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("names_somebody", {"rows": 0}),
        ("handed_over_means_when", {"handed_over_at": None}),
        ("answered_means_when", {"answered_at": timezone.now()}),
    ],
)
def test_a_list_is_whole(name, fields):
    with broken(Delivery, name):
        DeliveryFactory(**fields)


def test_each_cover_once_on_the_lists():
    line = DeliveryLineFactory()

    with broken(DeliveryLine, "each_cover_once"):
        DeliveryLineFactory(delivery__policy=line.delivery.policy, cover=line.cover)


@pytest.mark.parametrize(
    "statement", ["UPDATE insurance_deliveryline SET kind = 'ended'", "DELETE FROM insurance_deliveryline"]
)
def test_lines_of_lists_are_only_ever_added(statement):
    DeliveryLineFactory()

    with pytest.raises(IntegrityError, match="rows are only ever added"), transaction.atomic():
        connection.cursor().execute(statement)
