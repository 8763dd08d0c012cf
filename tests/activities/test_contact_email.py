"""The e-mail address of a notice: nobody has to give one; seen by those who see the number."""

import json

import pytest
from django.db import connection
from django.urls import reverse

from apps.activities.actions import copy_activity
from apps.activities.models import Activity
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
ADDRESS = "han@example.cn"
CONTACT = {"contact_name": "白音", "contact_phone": "13900000000", "cancel_hours": "24"}


@pytest.fixture
def activity():
    return ActivityFactory(contact_email=ADDRESS)


@pytest.fixture
def staff(activity, client):
    user = StaffFactory(organization=activity.organization).user
    client.force_login(user)
    return user


def page_of(client, activity):
    return client.get(reverse("activities:detail", args=[activity.pk])).content.decode()


def section(activity):
    return reverse("activities:edit_section", args=[activity.organization_id, activity.pk, "contact"])


def send(client, activity, body):
    address = f"/api/v1/managed-activities/{activity.pk}/change/"
    return client.post(address, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("public", [True, False])
def test_it_is_public_only_if_so_wished(client, activity, public):
    Activity.objects.update(contact_is_public=public)

    page, answer = page_of(client, activity), client.get(f"/api/v1/activities/{activity.pk}/").json()

    assert (f"mailto:{ADDRESS}" in page) == public
    assert ("报名后可见电话和邮箱" in page) != public
    assert answer["contact_email"] == (ADDRESS if public else "")


def test_whoever_comes_sees_it_on_the_page_and_among_their_sign_ups(client, activity):
    signup = SignupFactory(shift=ShiftFactory(position__activity=activity))
    client.force_login(signup.volunteer.user)

    mine = client.get(reverse("activities:mine")).content.decode()

    assert [f"mailto:{ADDRESS}" in page for page in (page_of(client, activity), mine)] == [True, True]


def test_whoever_waits_in_line_does_not(client, activity):
    signup = SignupFactory(shift=ShiftFactory(position__activity=activity), state="waiting")
    client.force_login(signup.volunteer.user)

    mine = client.get(reverse("activities:mine")).content.decode()

    assert [ADDRESS in page for page in (page_of(client, activity), mine)] == [False, False]


def test_a_reviewer_sees_that_there_is_one(client):
    waiting = ActivityFactory(
        contact_email=ADDRESS,
        state="in_review",
        submitted_at=nine_oclock(-1),
        decided_by=None,
        decided_at=None,
    )
    ShiftFactory(position__activity=waiting)
    client.force_login(OfficerFactory().user)

    page = client.get(reverse("activities:review", args=["150430", waiting.pk])).content.decode()

    assert (ADDRESS in page, "@example.cn" in page) == (False, True)


def test_the_database_sees_it_sealed(activity):
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_email FROM activities_activity")
        assert ADDRESS not in cursor.fetchone()[0]


def test_it_is_changed_at_once_and_taken_away_again(client, activity, staff):
    client.post(section(activity), {**CONTACT, "contact_email": "bai@example.cn"})
    activity.refresh_from_db()
    assert activity.contact_email == "bai@example.cn"

    client.post(section(activity), {**CONTACT, "contact_email": ""})
    activity.refresh_from_db()
    assert activity.contact_email == ""


@pytest.mark.parametrize("typed", ["不是邮箱", "a@b", "han@example.cn x", f"{'x' * 100}@example.cn"])
def test_what_is_no_address_comes_back_as_typed_and_programs_hear_the_same(client, activity, staff, typed):
    form = client.post(section(activity), {**CONTACT, "contact_email": typed}).context["form"]
    answer = send(client, activity, {"contact_email": typed})

    assert (list(form.errors), form["contact_email"].value()) == (["contact_email"], typed)
    assert answer.status_code == 400
    activity.refresh_from_db()
    assert activity.contact_email == ADDRESS
    if len(typed) < 100:
        said = ["邮箱写得不对，比如 han@example.cn。"]
        assert (form.errors["contact_email"], answer.json()["fields"]["contact_email"]) == (said, said)


def test_programs_change_it_and_take_it_away(client, activity, staff):
    assert send(client, activity, {"contact_email": "bai@example.cn"}).json() == {"waiting": None}
    assert Activity.objects.get().contact_email == "bai@example.cn"
    send(client, activity, {"contact_email": ""})
    assert Activity.objects.get().contact_email == ""


def test_a_copy_takes_it_along(activity, staff):
    assert copy_activity(activity, by=staff).contact_email == ADDRESS
