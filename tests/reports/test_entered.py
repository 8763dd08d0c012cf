"""Numbers that stand on no row of the site: an office enters them, with year and source."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.regions.models import Region
from apps.reports.actions import enter_figure, withdraw_figure
from apps.reports.figures import rebuild_figures
from apps.reports.models import EnteredFigure, RegionFigures
from tests.factories import (
    EnteredFigureFactory,
    HourCellFactory,
    OfficerFactory,
    PersonFactsFactory,
    RegionDayFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG, NEXT = "150430", "1504", "150429"
LAST_YEAR = days.this_year() - 1
SAID = {"kind": "party", "year": LAST_YEAR, "value": 40, "source": "组织部年报"}


@pytest.fixture
def officer(client):
    user = OfficerFactory(region=CHIFENG).user
    client.force_login(user)
    return user


def at(code):
    return Region.objects.get(pk=code)


def figures_of(code):
    rebuild_figures()
    return RegionFigures.objects.get(pk=code)


def test_party_members_are_held_against_the_number_their_office_entered(officer):
    VolunteerFactory(political="01")
    assert figures_of(AOHAN).share_of_members("party") is None

    enter_figure(at(AOHAN), by=officer, **SAID)

    assert figures_of(AOHAN).share_of_members("party") == 2.5
    assert figures_of(AOHAN).figures["entered"]["party"] == {
        "value": 40,
        "year": LAST_YEAR,
        "source": "组织部年报",
    }
    assert figures_of(CHIFENG).share_of_members("party") is None  # what is entered below is not summed
    noted = AuditRow.objects.get(action="figure.entered")
    assert (noted.actor, noted.detail["before"], noted.detail["after"]) == (officer, [], 40)


def test_the_same_year_entered_anew_takes_the_place_of_the_one_before(officer):
    first = enter_figure(at(AOHAN), by=officer, **SAID)
    second = enter_figure(at(AOHAN), by=officer, **SAID | {"value": 50})

    assert list(EnteredFigure.objects.standing()) == [second]
    first.refresh_from_db()
    assert first.withdrawn_by == officer


def test_withdrawn_the_year_before_counts_again(officer):
    enter_figure(at(AOHAN), by=officer, **SAID | {"year": LAST_YEAR - 1, "value": 30})
    row = enter_figure(at(AOHAN), by=officer, **SAID)
    assert figures_of(AOHAN).figures["entered"]["party"]["value"] == 40

    withdraw_figure(row, by=officer)

    assert figures_of(AOHAN).figures["entered"]["party"]["value"] == 30
    with pytest.raises(Refused, match="已经撤下"):
        withdraw_figure(row, by=officer)


def test_a_newer_population_goes_before_the_census_and_people_of_the_national_platform_stand_apart(officer):
    VolunteerFactory.create_batch(2)
    for kind, value in (("resident", 100), ("national", 8)):
        enter_figure(at(CHIFENG), by=officer, kind=kind, year=LAST_YEAR, value=value, source="公报")

    row = figures_of(CHIFENG)

    assert (row.figures["population"]["value"], row.figures["population"]["caliber"]) == (100, "常住人口")
    assert (row.share, row.share_with_national) == (2.0, 10.0)


def test_a_mechanism_is_a_banners(officer):
    enter_figure(at(AOHAN), by=officer, kind="mechanism", year=LAST_YEAR, value=1, source="成立文件")

    assert [figures_of(code).figures["banners"]["with_mechanism"] for code in (AOHAN, NEXT, CHIFENG)] == [
        1,
        0,
        1,
    ]
    with pytest.raises(Refused) as refusal:
        enter_figure(at(CHIFENG), by=officer, kind="mechanism", year=LAST_YEAR, value=1, source="成立文件")
    assert refusal.value.code == "not_of_this_level"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"year": days.this_year() + 1}, "wrong_year"),
        ({"year": 1999}, "wrong_year"),
        ({"value": 0}, "wrong_number"),
        ({"kind": "mechanism", "value": 2}, "wrong_number"),
        ({"source": ""}, "source_missing"),
    ],
)
def test_what_makes_no_number_is_refused_with_nothing_typed_lost(client, officer, change, code):
    sent = SAID | change
    with pytest.raises(Refused) as refusal:
        enter_figure(at(AOHAN), by=officer, **sent)
    assert refusal.value.code == code

    page = client.post(reverse("reports:entered", args=[AOHAN]), sent | {"stands": ""})
    answer = client.post(f"/api/v1/regions/{AOHAN}/entered-figures/", sent, content_type="application/json")

    assert (page.status_code, bool(page.context["form"].errors), answer.status_code in {400, 409}) == (
        200,
        True,
        True,
    )
    assert page.context["form"].data["source"] == sent["source"]
    assert EnteredFigure.objects.count() == 0


def test_entered_and_withdrawn_on_the_page(client, officer):
    page = reverse("reports:entered", args=[AOHAN])

    assert client.post(page, SAID).status_code == 302
    row = EnteredFigure.objects.get()
    assert (row.region_id, row.value, row.entered_by) == (AOHAN, 40, officer)
    assert "组织部年报" in client.get(page).content.decode()
    assert client.post(reverse("reports:withdraw", args=[AOHAN, row.pk])).status_code == 302
    assert EnteredFigure.objects.standing().count() == 0


def test_a_mechanism_is_chosen_on_the_page(client, officer):
    page = reverse("reports:entered", args=[AOHAN])
    sent = {"kind": "mechanism", "year": LAST_YEAR, "source": "成立文件"}

    assert "选有还是没有" in client.post(page, sent).content.decode()
    assert client.post(page, sent | {"stands": "1"}).status_code == 302
    assert EnteredFigure.objects.get().value == 1


def test_entered_and_withdrawn_by_api(client, officer):
    address = f"/api/v1/regions/{AOHAN}/entered-figures/"

    made = client.post(address, SAID, content_type="application/json")
    withdrawn = client.post(f"{address}{made.json()['id']}/withdraw/")

    assert (made.status_code, withdrawn.status_code) == (201, 200)
    assert [row["withdrawn_at"] is None for row in client.get(address).json()["results"]] == [False]


def test_offices_of_another_region_and_readers_enter_nothing(client):
    page, address = reverse("reports:entered", args=[AOHAN]), f"/api/v1/regions/{AOHAN}/entered-figures/"
    for post in (
        {"region": NEXT},
        {"region": AOHAN, "role": "reader"},
        {"region": AOHAN, "office_kind": "education"},
    ):
        client.force_login(OfficerFactory(**post).user)
        assert client.post(page, SAID).status_code == 404
        assert client.post(address, SAID, content_type="application/json").status_code == 404
    assert EnteredFigure.objects.count() == 0


def test_the_database_keeps_what_was_entered_and_counted():
    for change, name in [
        ({"value": 0}, "reports_enteredfigure_is_a_number_of_its_kind"),
        ({"kind": "mechanism", "value": 2}, "reports_enteredfigure_is_a_number_of_its_kind"),
        ({"source": ""}, "reports_enteredfigure_says_its_source"),
        ({"year": 1999}, "reports_enteredfigure_of_a_year_people_count_in"),
        ({"withdrawn_at": "2026-11-01T00:00Z"}, "reports_enteredfigure_withdrawn_means_by_whom_and_when"),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            EnteredFigureFactory(**change)
    EnteredFigureFactory()
    with (
        pytest.raises(IntegrityError, match="reports_enteredfigure_one_standing_a_year"),
        transaction.atomic(),
    ):
        EnteredFigureFactory()
    HourCellFactory()
    with (
        pytest.raises(IntegrityError, match="reports_hourcell_one_a_place_month_source_and_field"),
        transaction.atomic(),
    ):
        HourCellFactory()
    RegionDayFactory()
    with pytest.raises(IntegrityError, match="reports_regionday_one_a_region_and_day"), transaction.atomic():
        RegionDayFactory()
    with (
        pytest.raises(IntegrityError, match="reports_personfacts_only_the_passed_are_activated"),
        transaction.atomic(),
    ):
        PersonFactsFactory(is_passed=False, is_activated=True)
