import pytest
from django.core.management import CommandError, call_command

from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.models import Post, governed_codes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PHONE = "13912340001"


def appoint(phone=PHONE, region="1504", office="youth_league", **options):
    call_command("appoint", phone, region=region, office=office, verbosity=0, **options)


@pytest.fixture
def person():
    return UserFactory(phone=PHONE)


def test_the_first_officer_is_appointed_on_the_server(person):
    appoint("139 1234 0001")
    assert governed_codes(person, "reviews_organizations") == ["1504"]
    assert AuditRow.objects.get(action="office.appointed").actor is None
    assert Message.objects.to(person).get().url == "/region/1504/"


def test_a_reader_reviews_nothing(person):
    appoint(role="reader")
    assert (governed_codes(person), governed_codes(person, "reviews_organizations")) == (["1504"], [])


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
