"""The years a report may be about: which are offered, which it opens with, and what is said while one still runs."""

import datetime

import pytest
from django.urls import reverse

from apps.core import days
from apps.reports.periods import Kind, Period
from tests.factories import GoalRowFactory
from tests.reports.conftest import YEAR, confirmed
from tests.reports.test_report import report

pytestmark = pytest.mark.django_db


def test_a_goal_may_still_be_met_while_its_year_runs(client, school, teacher, enrol):
    enrol(school, 60)
    client.force_login(teacher)

    def said(year):
        words = report(client, school, period=year).content.decode()
        return [one for one in ("没满", "还没满") if f"</svg>{one}</span>" in words]

    assert (said(YEAR), said(days.this_year())) == (["没满"], ["还没满"])


def test_a_report_opens_with_the_years_its_school_counts_by(client, school, teacher, enrol):
    enrol(school, 60)
    client.force_login(teacher)
    today = days.today()

    def opened():
        return client.get(reverse("reports:roster", args=[school.pk])).context["period"]

    before = opened()
    GoalRowFactory(
        organization=school,
        identity="pupil",
        minutes=1500,
        period="school",
        valid_from=today,
        set_at=days.start_of(today) - days.ONE,
    )

    assert before == Period(Kind.CALENDAR, today.year)
    assert opened() == Period(Kind.SCHOOL, today.year if today.month >= 9 else today.year - 1)


def test_only_years_are_offered_in_which_there_can_be_something(client, school, teacher, enrol):
    """From the first record anywhere, and from the first day of the first person there."""
    client.force_login(teacher)
    this_year = days.this_year()

    def offered():
        choices = report(client, school).context["form"].fields["period"].choices
        return [int(key) for key, _words in choices if key.isdigit()]

    assert offered() == [this_year]
    person = enrol(school, 60)
    assert offered() == list(range(this_year, 2024, -1))
    confirmed(person, 60, datetime.date(2021, 5, 5))
    assert offered() == list(range(this_year, 2023, -1))


def test_a_year_that_has_not_begun_is_no_year_for_programs(client, school, teacher, enrol):
    enrol(school, 60)
    client.force_login(teacher)
    place = f"/api/v1/reports/{school.pk}"
    asked = [f"{place}/{year}/{what}/" for year in (YEAR, 2999, "2999-3000") for what in ("rows", "sums")]

    assert [client.get(url).status_code for url in asked] == [200, 200, 404, 404, 404, 404]
