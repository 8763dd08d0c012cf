"""Who acts for an organisation."""

import datetime
import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.actions import add_staff, end_post
from apps.organizations.models import Organization, Post
from tests.factories import StaffFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

PHONE = "13812340001"


@pytest.fixture
def owner():
    return StaffFactory()


@pytest.fixture
def person():
    return VolunteerFactory(name="苏日娜", user=UserFactory(phone=PHONE))


def add(owner, *, phone=PHONE, name="苏日娜", role="staff", by=None):
    return add_staff(owner.organization, phone=phone, name=name, role=role, by=by or owner.user)


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def test_an_owner_adds_a_person_who_can_act_at_once(owner, person):
    post = add(owner)

    assert (post.user, post.role) == (person.user, "staff")
    assert list(Organization.objects.managed_by(person.user)) == [owner.organization]
    assert Message.objects.get().recipient == person.user


@pytest.mark.parametrize(
    "wrong", [{"name": "萨仁"}, {"phone": "13812340002"}, {"phone": "13812340003"}, {"phone": "13812340004"}]
)
def test_every_way_of_being_wrong_gets_the_same_answer(owner, person, wrong):
    UserFactory(phone="13812340003")
    VolunteerFactory(
        name="苏日娜", user=UserFactory(phone="13812340004"), birth_date=datetime.date(2014, 1, 1)
    )

    assert refusal_code(add, owner, **wrong) == "nobody_found"
    assert AuditRow.objects.get(action="organization.staff_asked").detail == {
        "phone": f"138****{wrong.get('phone', PHONE)[-4:]}"
    }


def test_ten_questions_an_hour_are_enough(owner, person):
    for _ in range(10):
        assert refusal_code(add, owner, name="萨仁") == "nobody_found"

    assert refusal_code(add, owner) == "too_many"


def test_a_person_has_one_post_in_an_organization(owner, person):
    add(owner)

    assert refusal_code(add, owner) == "already_there"


def test_only_owners_add_people(owner, person):
    staff = StaffFactory(organization=owner.organization, role="staff")

    assert refusal_code(add, owner, by=staff.user) == "owners_only"
    assert refusal_code(add, owner, by=StaffFactory().user) == "owners_only"


def test_owners_of_a_suspended_organization_add_nobody(owner, person):
    Organization.objects.update(state="suspended", reason="核查中")

    assert refusal_code(add, owner) == "owners_only"


def test_a_post_ends_at_once(owner, person):
    post = add(owner)

    end_post(post, by=owner.user)

    assert list(Organization.objects.managed_by(person.user)) == []
    assert Message.objects.filter(recipient=person.user, kind="post_ended").count() == 1
    assert add(owner).pk != post.pk


def test_anyone_may_leave(owner, person):
    post = add(owner)

    assert end_post(post, by=person.user).until == days.today()


def test_the_last_owner_stays(owner):
    assert refusal_code(end_post, owner, by=owner.user) == "last_owner"

    second = StaffFactory(organization=owner.organization)
    end_post(owner, by=second.user)
    assert refusal_code(end_post, second, by=second.user) == "last_owner"


def test_staff_remove_nobody(owner):
    staff = StaffFactory(organization=owner.organization, role="staff")

    assert refusal_code(end_post, owner, by=staff.user) == "already_ended"
    assert list(Post.objects.endable_by(staff.user)) == [staff]


def test_owners_of_another_organization_remove_nobody(owner):
    assert refusal_code(end_post, owner, by=StaffFactory().user) == "already_ended"


@pytest.mark.django_db(transaction=True)
def test_two_owners_removing_each_other_leave_one(owner, someone_waits_for_me):
    second, outcome = StaffFactory(organization=owner.organization), []

    def remove_first():
        try:
            end_post(owner, by=second.user)
        except Refused as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=remove_first)
    with transaction.atomic():
        end_post(second, by=owner.user)
        thread.start()
        while thread.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    thread.join()

    assert outcome == ["already_ended"]
    assert list(Post.objects.owners_of(owner.organization)) == [owner]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"role": "officer"}, "organizations_post_is_of_an_organization_or_an_office"),
        ({"organization": None}, "organizations_post_is_of_an_organization_or_an_office"),
        ({"until": datetime.date(2019, 1, 1)}, "organizations_post_ends_after_it_begins"),
    ],
)
def test_the_database_keeps_the_rules_of_posts(fields, name):
    with pytest.raises(IntegrityError, match=name):
        StaffFactory(**fields)


def test_the_database_keeps_one_open_post_a_person_and_place(owner):
    with pytest.raises(IntegrityError, match="organizations_post_one_open_a_person_and_place"):
        StaffFactory(user=owner.user, organization=owner.organization, role="staff")


def test_a_post_that_has_not_begun_gives_nothing():
    post = StaffFactory(since=days.today() + datetime.timedelta(days=1))

    assert list(Organization.objects.managed_by(post.user)) == []
