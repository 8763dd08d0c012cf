"""Officers are appointed on the server: verified adults, and the very first one as nobody can be verified yet."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.models import Post, governed_codes
from tests.factories import OfficerFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

PHONE = "13912340001"


def appoint(phone=PHONE, region="1504", office="youth_league", **options):
    out = StringIO()
    call_command("appoint", phone, region=region, office=office, verbosity=0, stdout=out, **options)
    return out.getvalue()


def details():
    return AuditRow.objects.get(action="office.appointed").detail


@pytest.fixture
def person():
    return VolunteerFactory(user=UserFactory(phone=PHONE)).user


@pytest.fixture
def unverified():
    return UserFactory(phone=PHONE)


def test_an_officer_is_appointed_on_the_server(person):
    assert "not verified" not in appoint("139 1234 0001")

    assert governed_codes(person, "reviews_organizations") == ["1504"]
    assert AuditRow.objects.get(action="office.appointed").actor is None
    assert set(details()) == {"post", "role"}
    assert Message.objects.to(person).get().url == "/region/1504/"


def test_a_reader_reviews_nothing(person):
    appoint(role="reader")
    assert (governed_codes(person), governed_codes(person, "reviews_organizations")) == (["1504"], [])


def test_the_first_officer_of_all_cannot_have_been_verified(unverified):
    assert "not verified" in appoint()

    assert governed_codes(unverified, "reviews_identities") == ["1504"]
    assert details()["unverified"] is True


@pytest.mark.parametrize("kind", ["civilization", "youth_league"])
def test_once_there_is_an_officer_anywhere_the_next_are_verified_first(unverified, kind):
    OfficerFactory(region="1501", office_kind=kind)

    with pytest.raises(CommandError, match="先登记成为志愿者"):
        appoint()
    assert not Post.objects.filter(user=unverified).exists()


@pytest.mark.parametrize("options", [{"role": "reader"}, {"office": "education"}])
def test_who_would_verify_nobody_is_not_let_in_unverified(unverified, options):
    with pytest.raises(CommandError, match="先登记成为志愿者"):
        appoint(**options)


@pytest.mark.parametrize(
    ("volunteer", "words"),
    [
        ({"identity_state": "pending", "number": None, "passed_at": None}, "还在核验"),
        ({"birth_date": datetime.date(2014, 1, 1)}, "18岁"),
    ],
)
def test_only_known_adults_are_officers(volunteer, words):
    OfficerFactory(region="1501")
    VolunteerFactory(user=UserFactory(phone=PHONE), **volunteer)

    with pytest.raises(CommandError, match=words):
        appoint()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": "13912340002"}, "No account"),
        ({"phone": "139"}, "11位"),
        ({"region": "99"}, "no such office"),
        ({"office": "police"}, "no such office"),
    ],
)
def test_what_does_not_exist_is_named(person, wrong, words):
    with pytest.raises(CommandError, match=words):
        appoint(**wrong)
    assert not Post.objects.exists()


def test_nobody_is_appointed_twice(person):
    appoint()
    with pytest.raises(CommandError, match="已经有这个职务"):
        appoint()
