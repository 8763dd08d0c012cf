"""What is done only shortly after signing in, and the question that is asked otherwise."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from apps.accounts.recent import SignInAgain, needs_recent_sign_in
from apps.accounts.tokens import KeptTokenAuthentication, issue_token
from apps.core.models import AuditRow
from apps.organizations.models import Post, StaffInvitation
from tests.factories import (
    AffiliationFactory,
    OfficerFactory,
    OrganizationFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-1"


@pytest.fixture
def school():
    school = OrganizationFactory(kind_id="primary_school")
    AffiliationFactory(volunteer=VolunteerFactory(), organization=school)
    return school


@pytest.fixture
def teacher(school):
    return StaffFactory(organization=school, user=UserFactory(phone="13812342046")).user


@pytest.fixture
def export(client, school):
    def send():
        answer = client.post(
            reverse("reports:download", args=[school.pk]),
            {"format": "csv"},
            headers={"referer": f"http://testserver{reverse('reports:roster', args=[school.pk])}?year=2026"},
        )
        if answer.streaming:
            answer.getvalue()  # to its end, which closes the file behind it
        return answer

    return send


@pytest.mark.parametrize(("minutes_ago", "status"), [(14, 200), (16, 302)])
def test_a_file_is_taken_out_within_fifteen_minutes_of_signing_in(
    client, teacher, export, minutes_ago, status
):
    sign_in_with(client, teacher, minutes_ago=minutes_ago)

    assert export().status_code == status
    assert AuditRow.objects.filter(action="export.taken").count() == (1 if status == 200 else 0)


def test_the_password_leads_back_to_the_page_one_was_on(client, teacher, school, export):
    sign_in_with(client, teacher, minutes_ago=16)
    question = export().url

    wrong = client.post(question, {"password": "wrong-horse-1"})
    right = client.post(question, {"password": PASSWORD})

    assert wrong.context["form"].errors == {"password": ["密码不对，再试一次。"]}
    assert right.url == f"{reverse('reports:roster', args=[school.pk])}?year=2026"
    assert export().status_code == 200


def test_a_code_on_the_phone_does_as_well(client, teacher, export, last_code):
    sign_in_with(client, teacher, minutes_ago=16)
    export()
    page = reverse("account_reauthenticate_code", query={"next": "/me/"})

    assert client.post(page, {"send": "1", "next": "/me/"}).url == page.replace("/me/", "%2Fme%2F")
    wrong = client.post(page, {"code": "0", "next": "/me/"})
    right = client.post(page, {"code": last_code(teacher.phone), "next": "/me/"})

    assert wrong.context["form"].errors == {"code": ["验证码不对，再看一眼短信。"]}
    assert right.url == "/me/"
    assert export().status_code == 200


def test_a_code_is_good_once_and_for_three_tries(client, teacher, last_code):
    sign_in_with(client, teacher, minutes_ago=16)
    page = reverse("account_reauthenticate_code")
    client.post(page, {"send": "1"})
    for _ in range(3):
        client.post(page, {"code": "x"})

    assert client.post(page, {"code": last_code(teacher.phone)}).status_code == 200


def test_codes_are_half_a_minute_apart(client, teacher, texts):
    sign_in_with(client, teacher)
    page = reverse("account_reauthenticate_code")
    client.post(page, {"send": "1"})
    client.post(page, {"send": "1"})

    assert len(texts) == 1


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "\\\\evil.example"])
def test_the_question_never_leads_to_another_site(client, teacher, last_code, target):
    sign_in_with(client, teacher)
    page = reverse("account_reauthenticate_code")
    client.post(page, {"send": "1", "next": target})

    assert client.post(page, {"code": last_code(teacher.phone), "next": target}).url == "/me/"


def test_what_was_typed_is_done_once_the_question_is_answered(client):
    organization = OrganizationFactory()
    owner, helper = StaffFactory(organization=organization).user, VolunteerFactory()
    sign_in_with(client, owner, minutes_ago=16)
    filled = {"phone": helper.user.phone, "name": helper.name, "role": "staff"}

    question = client.post(reverse("organizations:add_staff", args=[organization.pk]), filled)
    assert not StaffInvitation.objects.exists()
    client.post(question.url, {"password": PASSWORD})

    assert StaffInvitation.objects.get().organization == organization


def test_ending_a_post_asks_too(client):
    organization = OrganizationFactory()
    owner, other = StaffFactory(organization=organization).user, StaffFactory(organization=organization)
    sign_in_with(client, owner, minutes_ago=16)

    answer = client.post(reverse("organizations:end_post", args=[organization.pk, other.pk]))

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert Post.objects.in_force().filter(pk=other.pk).exists()


def test_a_full_phone_number_is_shown_only_shortly_after_signing_in(client):
    signup, applied = SignupFactory(), OrganizationFactory(state="applied", decided_by=None, decided_at=None)
    staff = StaffFactory(organization=signup.shift.position.activity.organization)
    pages = [
        (staff.user, reverse("activities:show_phone", args=[staff.organization_id, signup.pk])),
        (OfficerFactory().user, reverse("organizations:show_phone", args=[applied.region_id, applied.pk])),
    ]

    for user, page in pages:
        sign_in_with(client, user, minutes_ago=16)
        assert client.post(page).url.startswith(reverse("account_reauthenticate"))
        sign_in_with(client, user, minutes_ago=14)
        assert client.post(page).status_code == 200


@pytest.mark.parametrize(("minutes", "allowed"), [(14, True), (16, False)])
def test_a_token_is_as_recent_as_its_making(minutes, allowed):
    user = UserFactory()
    key, _end = issue_token(user)
    Token.objects.update(created=timezone.now() - datetime.timedelta(minutes=minutes))
    request = APIRequestFactory().get("/api/v1/me/export/", headers={"authorization": f"Token {key}"})

    class Export(APIView):
        authentication_classes = [KeptTokenAuthentication]

        @needs_recent_sign_in
        def get(self, request):

            return Response({})

    answer = Export.as_view()(request)

    assert answer.status_code == (200 if allowed else 403)
    assert answer.data == (
        {} if allowed else {"code": "sign_in_again", "detail": SignInAgain.default_detail, "fields": {}}
    )
