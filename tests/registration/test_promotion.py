"""A school moves its classes up."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from apps.core import days
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.organizations.models import Organization
from apps.registration.models import Affiliation, Promotion
from apps.registration.promotions import classes_of, promote, school_year_of, undo
from tests.factories import (
    AffiliationFactory,
    GuardianshipFactory,
    OrganizationFactory,
    PromotionFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return OrganizationFactory(kind_id="primary_school")


@pytest.fixture
def staff(school):
    return StaffFactory(organization=school).user


@pytest.fixture
def pupils(school):
    """Two of the third grade, one of the sixth."""
    return [
        AffiliationFactory(organization=school, grade=grade, class_name=name)
        for grade, name in ((3, "1班"), (3, "2班"), (6, "1班"))
    ]


def usual(school, **changed):
    return {one.key: one.usual for one in classes_of(school)} | changed


def now(school):
    there = Affiliation.objects.filter(organization=school, until=None).order_by("grade", "class_name", "pk")
    return list(there.values_list("stage", "grade", "class_name"))


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def test_classes_move_up_and_the_last_leaves_school(school, staff, pupils):
    promote(school, usual(school), by=staff)

    assert now(school) == [("primary", 4, "1班"), ("primary", 4, "2班")]
    was = Affiliation.objects.filter(pk__in=[one.pk for one in pupils]).values_list("until", flat=True)
    assert list(was) == [days.today()] * 3


def test_a_class_may_stay(school, staff, pupils):
    promote(school, usual(school) | {"primary-3-2班": "stay"}, by=staff)
    assert now(school) == [("primary", 3, "2班"), ("primary", 4, "1班")]


def test_people_and_guardians_are_told(school, staff, pupils):
    guardian = GuardianshipFactory(child=pupils[0].volunteer).guardian
    promote(school, usual(school), by=staff)

    told = Message.objects.filter(kind="promotion").values_list("recipient", "title")
    assert set(told) == {
        (pupils[0].volunteer.user_id, "新学年在四年级1班"),
        (guardian.user_id, f"{pupils[0].volunteer.masked_name}：新学年在四年级1班"),
        (pupils[1].volunteer.user_id, "新学年在四年级2班"),
        (pupils[2].volunteer.user_id, "毕业了"),
    }


def test_once_a_school_year(school, staff, pupils):
    promote(school, usual(school), by=staff)
    AffiliationFactory(organization=school, grade=1, class_name="1班")
    assert refusal_of(promote, school, usual(school), by=staff) == "already_promoted"


def test_undone_everybody_is_where_they_were(school, staff, pupils):
    before = now(school)
    promotion = promote(school, usual(school), by=staff)

    undo(promotion, by=staff)

    assert now(school) == before
    assert refusal_of(undo, promotion, by=staff) == "already_undone"
    promote(school, usual(school), by=staff)  # and once more, as it should have been


def test_that_it_was_undone_is_told_as_well(school, staff, pupils):
    undo(promote(school, usual(school), by=staff), by=staff)

    told = Message.objects.to(pupils[0].volunteer.user).order_by("pk").values_list("title", flat=True)
    assert list(told) == ["新学年在四年级1班", "升级撤销了，还在三年级1班"]


def test_a_class_whose_name_was_typed_with_its_grade_moves_up_without_it(school, staff):
    pupil = AffiliationFactory(organization=school, grade=3, class_name="三年级2班")

    assert [one.words_after for one in classes_of(school)] == ["四年级2班"]
    promotion = promote(school, usual(school), by=staff)

    assert now(school) == [("primary", 4, "2班")]
    undo(promotion, by=staff)
    assert now(school) == [("primary", 3, pupil.class_name)]


def test_who_has_moved_on_since_stays_there(school, staff, pupils):
    promotion = promote(school, usual(school), by=staff)
    Affiliation.objects.filter(volunteer=pupils[0].volunteer, until=None).update(
        until=days.today() + datetime.timedelta(days=1)
    )
    elsewhere = AffiliationFactory(volunteer=pupils[2].volunteer)

    undo(promotion, by=staff)

    assert now(school) == [("primary", 3, "2班")]
    assert elsewhere in Affiliation.objects.filter(volunteer=pupils[2].volunteer).open()


def test_after_two_weeks_it_stands(school, staff):
    promotion = PromotionFactory(organization=school, on=days.today() - datetime.timedelta(days=15))
    assert refusal_of(undo, promotion, by=staff) == "too_late"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"primary-6-1班": "up"}, "nothing"),
        ({"primary-3-1班": "sideways"}, "no_higher_grade"),
        ({"primary-9-1班": "up"}, "classes_changed"),
    ],
)
def test_odd_choices_are_refused(school, staff, pupils, changed, code):
    if code == "nothing":  # the sixth is the last grade a primary school has
        code = "no_higher_grade"
    assert refusal_of(promote, school, usual(school) | changed, by=staff) == code
    assert not Promotion.objects.exists()


def test_nothing_moves_is_no_promotion(school, staff, pupils):
    assert refusal_of(promote, school, dict.fromkeys(usual(school), "stay"), by=staff) == "nothing_moves"


def test_others_have_no_school_to_promote(school, pupils):
    with pytest.raises(Organization.DoesNotExist):
        promote(school, usual(school), by=UserFactory())
    team = OrganizationFactory()
    assert refusal_of(promote, team, {}, by=StaffFactory(organization=team).user) == "no_school"


def test_it_costs_the_same_for_three_and_for_thirty(staff, school, pupils):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            promote(school, usual(school), by=staff)
        return len(queries)

    three = cost()
    Promotion.objects.update(school_year=2000)
    Affiliation.objects.filter(until=None).update(since=days.today() - datetime.timedelta(days=3))
    for grade in range(1, 6):
        AffiliationFactory.create_batch(5, organization=school, grade=grade)
    assert cost() == three


@pytest.mark.parametrize(
    ("day", "year"), [(datetime.date(2026, 5, 31), 2025), (datetime.date(2026, 6, 1), 2026)]
)
def test_from_june_on_it_is_for_the_year_to_come(day, year):
    assert school_year_of(day) == year


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "registration_promotion_once_a_school_year"),
        (
            {"school_year": 1999, "undone_at": "2026-01-01T00:00Z"},
            "registration_promotion_undone_means_by_whom",
        ),
    ],
)
def test_the_database_keeps_the_rules_of_promotions(school, fields, name):
    PromotionFactory(organization=school)
    with pytest.raises(IntegrityError, match=name):
        PromotionFactory(organization=school, **fields)


def test_the_page_shows_first_and_then_does(client, school, staff, pupils):
    client.force_login(staff)
    url = f"/org/{school.pk}/promotion/"
    page = client.get(url).content.decode()
    assert "升到四年级1班" in page

    client.post(url, usual(school))
    assert now(school) == [("primary", 4, "1班"), ("primary", 4, "2班")]
    promotion = Promotion.objects.get()
    client.post(f"{url}{promotion.pk}/undo/")
    assert len(now(school)) == 3


@pytest.mark.parametrize("sent", [{}, {"x": "up"}, {"primary-3-1班": "\x00"}])
def test_what_does_not_fit_is_said_and_changes_nothing(client, school, staff, pupils, sent):
    client.force_login(staff)
    answer = client.post(f"/org/{school.pk}/promotion/", sent)
    assert (answer.status_code, Promotion.objects.count()) == (200, 0)
    assert "班级有变化，看一眼再升。" in answer.content.decode()
