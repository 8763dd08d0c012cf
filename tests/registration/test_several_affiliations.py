"""Several schools and units at once, each with its days; the yearly goal follows the main one."""

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.quotas.models import YearStanding
from apps.registration.actions import add_affiliation, change_affiliation, leave_affiliation, make_main
from apps.registration.belonging import Belonging
from apps.registration.models import Affiliation
from tests.factories import AffiliationFactory, OrganizationFactory, VolunteerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer():
    return VolunteerFactory()


@pytest.fixture
def at_school(volunteer):
    """A student since years, whose yearly goal is that of students."""
    return AffiliationFactory(
        volunteer=volunteer,
        identity="university",
        organization=OrganizationFactory(kind_id="university"),
        stage="bachelor",
        grade=2,
        class_name="1班",
    )


def at_work(**fields):
    return Belonging(identity="employee", organization=OrganizationFactory(kind_id="agency"), **fields)


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def standing(volunteer):
    return (
        YearStanding.objects.filter(volunteer=volunteer, year=days.this_year()).values_list("identity").get()
    )


def test_one_more_place_leaves_the_goal_where_it_was(volunteer, at_school):
    added = add_affiliation(volunteer, belonging=at_work(), by=volunteer.user)

    assert (added.is_main, added.since) == (False, days.today())
    assert standing(volunteer) == ("university",)


def test_the_first_place_is_the_main_one(volunteer):
    assert add_affiliation(volunteer, belonging=at_work(), by=volunteer.user).is_main


def test_the_goal_follows_another_place_from_today_and_the_days_before_stay(volunteer, at_school):
    added = add_affiliation(volunteer, belonging=at_work(), by=volunteer.user)

    make_main(added, by=volunteer.user)

    assert standing(volunteer) == ("employee",)
    at_school.refresh_from_db()
    assert (at_school.until, at_school.is_main) == (days.today(), True)
    now = Affiliation.objects.filter(volunteer=volunteer).open().values_list("identity", "is_main", "since")
    assert list(now) == [("employee", True, days.today()), ("university", False, days.today())]


def test_leaving_the_main_place_makes_the_oldest_other_the_main_one(volunteer, at_school):
    add_affiliation(volunteer, belonging=at_work(), by=volunteer.user)

    leave_affiliation(at_school, by=volunteer.user)

    now = Affiliation.objects.filter(volunteer=volunteer).open().get()
    assert (now.identity, now.is_main) == ("employee", True)
    assert standing(volunteer) == ("employee",)


def test_leaving_another_place_leaves_the_main_one(volunteer, at_school):
    added = add_affiliation(volunteer, belonging=at_work(), by=volunteer.user)
    leave_affiliation(added, by=volunteer.user)
    assert list(Affiliation.objects.filter(volunteer=volunteer)) == [at_school]


def test_changing_the_main_place_keeps_the_others(volunteer, at_school):
    added = add_affiliation(volunteer, belonging=at_work(), by=volunteer.user)
    change_affiliation(volunteer, belonging=Belonging(identity="other"), political="", by=volunteer.user)
    now = Affiliation.objects.filter(volunteer=volunteer).open()
    assert [(one.identity, one.is_main) for one in now] == [("other", True), ("employee", False)]
    assert now[1] == added


def test_what_is_refused(volunteer, at_school):
    same = Belonging(
        identity="university",
        organization=at_school.organization,
        stage="bachelor",
        grade=2,
        class_name="1班",
    )
    PolicyRow.objects.filter(topic="register", item="affiliations").update(value=2)

    assert refusal_of(add_affiliation, volunteer, belonging=same, by=volunteer.user) == "already_there"
    assert (
        refusal_of(add_affiliation, volunteer, belonging=Belonging(identity="other"), by=volunteer.user)
        == "no_place"
    )
    assert refusal_of(make_main, at_school, by=volunteer.user) == "already_main"
    add_affiliation(volunteer, belonging=at_work(), by=volunteer.user)
    assert refusal_of(add_affiliation, volunteer, belonging=at_work(), by=volunteer.user) == "too_many_places"
    leave_affiliation(at_school, by=volunteer.user)
    assert refusal_of(leave_affiliation, at_school, by=volunteer.user) == "already_left"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"is_main": True}, "registration_affiliation_one_open_a_volunteer"),
        ({"is_main": False, "same": True}, "registration_affiliation_once_a_place_at_a_time"),
    ],
)
def test_the_database_keeps_one_main_place_and_each_place_once(volunteer, at_school, fields, name):
    place = at_school.organization if fields.pop("same", False) else OrganizationFactory()
    with pytest.raises(IntegrityError, match=name):
        AffiliationFactory(volunteer=volunteer, organization=place, **fields)


def test_the_page_adds_a_place_makes_it_the_main_one_and_leaves_it(client, volunteer, at_school):
    client.force_login(volunteer.user)
    unit = OrganizationFactory(kind_id="agency", region=volunteer.region)

    assert "再加一个学校或单位" in client.get("/me/file/change/?also=1").content.decode()
    client.post("/me/file/change/?also=1", {"identity": "employee"})
    client.post("/me/file/change/place/", {"organization": unit.pk})
    added = Affiliation.objects.get(organization=unit)
    assert (added.is_main, at_school.until) == (False, None)

    client.post(f"/me/file/affiliations/{added.pk}/main/")
    now = Affiliation.objects.get(organization=unit, until=None)
    assert now.is_main
    assert "年度目标跟这里走" in client.get("/me/file/").content.decode()
    client.post(f"/me/file/affiliations/{now.pk}/leave/")
    assert not Affiliation.objects.filter(organization=unit, until=None).exists()


def test_the_page_tells_where_one_was_before(client, volunteer, at_school):
    client.force_login(volunteer.user)
    assert "以前的学校和单位" not in client.get("/me/file/").content.decode()
    leave_affiliation(at_school, by=volunteer.user)

    page = client.get("/me/file/")

    assert list(page.context["former"]) == [at_school]
    assert f"{at_school.organization.name}，{at_school.class_words}" in page.content.decode()


def test_where_others_study_is_not_ones_own_affair(client, at_school):
    client.force_login(VolunteerFactory().user)
    assert client.post(f"/me/file/affiliations/{at_school.pk}/leave/").status_code == 404
    at_school.refresh_from_db()
    assert at_school.until is None


def test_since_yesterday_counts_for_a_day(volunteer):
    began = days.today() - datetime.timedelta(days=1)
    place = AffiliationFactory(volunteer=volunteer, since=began)
    leave_affiliation(place, by=volunteer.user)
    place.refresh_from_db()
    assert place.until == days.today()


def test_a_program_adds_a_place_makes_it_the_main_one_and_leaves_it(client, volunteer, at_school):
    client.force_login(volunteer.user)
    unit = OrganizationFactory(kind_id="agency")
    sent = {"identity": "employee", "organization": unit.pk, "political": "", "beside": True}

    added = client.post(reverse("api:my-affiliation-list"), sent, "application/json").json()
    main = client.post(reverse("api:my-affiliation-main", args=[added["id"]])).json()
    followed = standing(volunteer)
    left = client.post(reverse("api:my-affiliation-leave", args=[main["id"]]))
    again = client.post(reverse("api:my-affiliation-main", args=[at_school.pk]))

    assert (added["is_main"], main["is_main"], followed) == (False, True, ("employee",))
    assert (left.status_code, standing(volunteer)) == (204, ("university",))
    assert (again.status_code, again.json()["code"]) == (409, "already_main")
    assert Affiliation.objects.filter(volunteer=volunteer).open().get().organization == at_school.organization
