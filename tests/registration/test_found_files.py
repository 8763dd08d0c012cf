"""An office looks a file up by its number, when somebody says that it is in the wrong hands."""

import pytest
from django.urls import reverse

from apps.core.models import AuditRow
from apps.registration.models import Guardianship
from tests.factories import GuardianshipFactory, OfficerFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

FIND = reverse("registration:find_file", args=["150430"])


@pytest.fixture
def reviewer():
    return OfficerFactory().user


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def file_url(volunteer, code="150430"):
    return reverse("registration:found_file", args=[code, volunteer.pk])


def void_url(volunteer):
    return reverse("registration:void_file", args=["150430", volunteer.pk])


def test_the_queue_leads_to_it(desk):
    assert FIND in desk.get(reverse("registration:cases", args=["150430"])).content.decode()


@pytest.mark.parametrize("typed", ["{}", " {} ", "full"])
def test_a_number_opens_the_file_however_it_is_typed(desk, typed):
    volunteer = VolunteerFactory()
    full = volunteer.number.translate({ord("0") + n: ord("０") + n for n in range(10)})

    answer = desk.post(FIND, {"number": full if typed == "full" else typed.format(volunteer.number)})

    assert answer.url == file_url(volunteer)


def test_the_file_is_masked(desk):
    volunteer = VolunteerFactory(name="乌云其木格")

    page = desk.get(file_url(volunteer)).content.decode()

    assert (volunteer.masked_name in page, volunteer.masked_document in page) == (True, True)
    told = ["乌云其木格", volunteer.document_number, volunteer.user.phone]
    assert [secret for secret in told if secret in page] == []


def test_what_is_elsewhere_is_answered_like_what_does_not_exist(desk):
    elsewhere = VolunteerFactory(region_id="150102")
    gone = VolunteerFactory()
    number = gone.number
    gone.delete()

    answers = [desk.post(FIND, {"number": one}).context["form"].errors for one in (elsewhere.number, number)]

    assert answers[0] == answers[1] == {"number": ["在你管的地方没有这个编号的档案。"]}
    assert desk.get(file_url(elsewhere)).status_code == 404


@pytest.mark.parametrize("typed", ["", "123", "150400000001", "1" * 500, "乌云", "²" * 12, "a\x00b"])
def test_what_is_no_number_is_said_beside_the_field(desk, typed):
    form = desk.post(FIND, {"number": typed}).context["form"]

    assert list(form.errors) == ["number"]


def test_ones_own_file_and_that_of_ones_child_are_not_there(desk, reviewer):
    own = VolunteerFactory(user=reviewer)
    child = GuardianshipFactory(guardian=own).child

    for volunteer in (own, child):
        assert desk.get(file_url(volunteer)).status_code == 404
        assert desk.post(void_url(volunteer), {"void-reason": "冒用。"}).status_code == 404
        volunteer.refresh_from_db()
        assert volunteer.identity_state == "passed"


def test_an_identity_is_voided_from_the_file(desk, reviewer):
    volunteer = VolunteerFactory()

    refused = desk.post(void_url(volunteer), {"void-reason": ""})
    assert list(refused.context["void_form"].errors) == ["reason"]
    desk.post(void_url(volunteer), {"void-reason": "本人持证到场，这份是冒用的。"})

    volunteer.refresh_from_db()
    assert volunteer.identity_state == "voided"
    assert AuditRow.objects.get(action="identity.voided").actor == reviewer
    assert 'name="void-reason"' not in desk.get(file_url(volunteer)).content.decode()


def test_a_guardianship_is_ended_from_the_file_of_the_child(desk, years_ago):
    guardianship = GuardianshipFactory(child__birth_date=years_ago(15))
    end = reverse("registration:end_guardianship", args=["150430", guardianship.pk])

    assert end in desk.get(file_url(guardianship.child)).content.decode()
    of_guardian = desk.get(file_url(guardianship.guardian)).content.decode()
    assert (guardianship.child.masked_name in of_guardian, end in of_guardian) == (True, False)
    desk.post(end, {"reason": "不是监护人"})

    assert Guardianship.objects.get().end_reason == "不是监护人"
    assert end not in desk.get(file_url(guardianship.child)).content.decode()


def test_a_guardianship_of_ones_own_second_account_is_not_there(desk, reviewer, years_ago):
    own = VolunteerFactory(user=reviewer)
    second = VolunteerFactory(document=own.document_number, identity_state="voided")
    guardianship = GuardianshipFactory(guardian=second, child__birth_date=years_ago(15))
    end = reverse("registration:end_guardianship", args=["150430", guardianship.pk])

    assert desk.get(end).status_code == 404
    assert end not in desk.get(file_url(guardianship.child)).content.decode()
