"""Two facts of one person change at once; both are found afterwards."""

import pytest
from django.db import transaction

from apps.matching.following import follow, recompute_rows
from apps.matching.models import SearchTerm
from apps.registration.actions import tell_about_oneself
from tests.factories import VolunteerFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def volunteer():
    made = VolunteerFactory(service_fields=["03"])
    follow([made.pk])
    return made


def tell(volunteer):
    return tell_about_oneself(volunteer, by=volunteer.user, languages=["mn-s"])


def terms():
    return set(SearchTerm.objects.values_list("term", flat=True))


def test_the_night_meets_somebody_who_says_something_new(volunteer, until_it_waits):
    SearchTerm.objects.all().delete()
    with transaction.atomic():
        assert recompute_rows() == 1
        telling = until_it_waits(lambda: tell(volunteer))
    telling.join()
    assert terms() == {"f03", "lmn-s"}


def test_what_is_said_meets_the_night(volunteer, until_it_waits):
    SearchTerm.objects.all().delete()
    with transaction.atomic():
        tell(volunteer)
        SearchTerm.objects.all().delete()
        night = until_it_waits(recompute_rows)
    night.join()
    assert terms() == {"f03", "lmn-s"}
