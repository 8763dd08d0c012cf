"""Offices give posts within and below their own region, in offices of their kind, and nobody gives one to themselves."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.organizations.actions import appoint_by_office, end_office_post
from apps.organizations.models import Office, Post
from tests.factories import OfficerFactory, UserFactory, VolunteerFactory
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db

PHONE = "13812340001"
CODES = ["15", "1504", "150430", "150421", "1501", "150102"]


@pytest.fixture
def person():
    return VolunteerFactory(name="苏日娜", user=UserFactory(phone=PHONE))


def office(code, kind="youth_league"):
    return Office.objects.get(region_id=code, kind_id=kind)


def give(to, by, **fields):
    return appoint_by_office(to, **{"phone": PHONE, "name": "苏日娜", "role": "officer", "by": by, **fields})


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def gives(to, by):
    try:
        post = give(to, by)
    except Refused:
        return False
    Post.objects.filter(pk=post.pk).delete()
    return True


@pytest.mark.parametrize(
    ("own", "reached"),
    [
        ("15", CODES),
        ("1504", ["1504", "150430", "150421"]),
        ("150430", ["150430"]),
        ("1501", ["1501", "150102"]),
    ],
)
def test_an_office_gives_posts_in_its_region_and_below(person, own, reached):
    officer = OfficerFactory(region=own).user

    assert [code for code in CODES if gives(office(code), officer)] == reached
    assert [code for code in CODES if gives(office(code, "civilization"), officer)] == []


def test_a_reader_gives_nothing_and_nobody_gives_themselves(person):
    reader = OfficerFactory(region="15", role="reader").user
    own = OfficerFactory(region="15", user=person.user).user

    assert refusal_code(give, office("150430"), reader) == "not_yours_to_give"
    assert refusal_code(give, office("1504"), own) == "own_post"
    with pytest.raises(IntegrityError, match="organizations_post_nobody_grants_themselves"):
        OfficerFactory(user=own, region="150430", granted_by=own)


@pytest.mark.parametrize("wrong", [{"phone": "13812340009"}, {"name": "萨仁"}])
def test_who_is_not_found_is_nobody_and_the_question_is_on_record(person, wrong):
    officer = OfficerFactory().user

    assert give(office("150430"), officer, **wrong) is None
    assert AuditRow.objects.get(action="office.person_asked").actor == officer


def test_questions_about_people_are_limited(person):
    officer = OfficerFactory().user
    for _ in range(10):
        give(office("150430"), officer, name="萨仁")

    assert refusal_code(give, office("150430"), officer) == "too_many"


def test_a_post_ends_at_once_and_the_region_keeps_its_last_officer(person):
    officer = OfficerFactory(region="15").user
    post = give(office("150430"), officer)
    end_office_post(post, by=officer)

    last = Post.objects.get(user=officer)
    assert list(Post.objects.held_by(person.user)) == []
    assert refusal_code(end_office_post, last, by=officer) == "last_officer"
    assert refusal_code(end_office_post, post, by=officer) == "already_ended"


def test_the_page_gives_and_ends_posts_of_the_own_kind(client, person):
    officer = OfficerFactory(region="1504").user
    sign_in_with(client, officer)
    page = reverse("organizations:officers", args=["150430"])
    typed = {"office": office("150430").pk, "phone": PHONE, "name": "苏日娜", "role": "reader"}

    foreign = client.post(f"{page}add/", {**typed, "office": office("150430", "civilization").pk})
    nobody = client.post(f"{page}add/", {**typed, "name": "萨仁"})
    client.post(f"{page}add/", typed)
    post = Post.objects.in_force().get(user=person.user)
    shown = client.get(page).content.decode()
    client.post(f"{page}{post.pk}/end/")

    assert [list(answer.context["form"].errors) for answer in (foreign, nobody)] == [["office"], ["__all__"]]
    assert ("138****0001" in shown, PHONE in shown) == (True, False)
    assert list(Post.objects.in_force().filter(user=person.user)) == []
    assert client.get(reverse("organizations:officers", args=["150102"])).status_code == 404
