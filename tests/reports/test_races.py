"""Two things at once: one comes before the other, and the second sees what the first did."""

import pytest
from django.db import transaction
from django.utils import timezone

from apps.certificates.actions import issue_statement
from apps.certificates.models import Certificate
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.models import Message
from apps.regions.models import Region
from apps.reports.actions import ask_for_places, ask_for_report, end_exports, enter_figure, hand_out
from apps.reports.models import EnteredFigure, Export
from apps.reports.periods import Kind, Period
from apps.reports.roster import groups_of
from apps.reports.selection import Selection
from tests.factories import OfficerFactory, OrganizationFactory
from tests.reports.conftest import YEAR
from tests.reports.test_statements import ALL

pytestmark = pytest.mark.django_db(transaction=True)

CALENDAR = Period(Kind.CALENDAR, YEAR)


@pytest.fixture
def meanwhile(until_it_waits):
    """Do the first thing, and before it is committed begin the second one, which waits for it. Returns what both said."""

    def run(first, second):
        def attempt():
            try:
                return second()
            except Refused as refusal:
                return refusal.code

        with transaction.atomic():
            said = first()
            thread = until_it_waits(attempt)
        thread.join()
        return said, thread.result

    return run


def ask(school, by, **which):
    return ask_for_report(Selection(school, CALENDAR, **which), by=by, file_format="csv")


def agency_with(enrol):
    agency = OrganizationFactory(kind_id="agency")
    enrol(agency, 60, identity="employee", stage="", grade=None, class_name="办公室")


@pytest.mark.breaks_invariants
def test_of_two_classes_asked_for_at_once_the_second_takes_another_person(school, teacher, enrol, meanwhile):
    PolicyRow.objects.filter(topic="exports", item="second_above").update(value=1)
    enrol(school, 60)
    enrol(school, 60, grade=4)
    one, two = groups_of(school, CALENDAR)[1]

    said = meanwhile(lambda: ask(school, teacher, group=one), lambda: ask(school, teacher, group=two))

    assert [export.state for export in said] == ["ready", "asked"]


@pytest.mark.breaks_invariants
def test_of_two_kinds_asked_for_at_once_the_second_takes_another_person(school, enrol, meanwhile):
    PolicyRow.objects.filter(topic="exports", item="second_above").update(value=1)
    enrol(school, 60)
    agency_with(enrol)
    officer = OfficerFactory().user

    def take(kind):
        return ask_for_places(school.region, by=officer, file_format="csv", year=YEAR, kind=kind)

    said = meanwhile(lambda: take("primary_school"), lambda: take("agency"))

    assert [export.state for export in said] == ["ready", "asked"]


@pytest.mark.breaks_invariants
def test_two_taps_at_once_make_one_file(school, teacher, enrol, meanwhile):
    enrol(school, 60)

    first, second = meanwhile(lambda: ask(school, teacher), lambda: ask(school, teacher))

    assert (first, Export.objects.count()) == (second, 1)


@pytest.mark.breaks_invariants
def test_two_taps_at_once_make_one_statement(school, teacher, enrol, meanwhile):
    person = enrol(school, 600)

    def state():
        return issue_statement(person, organization=school, by=teacher, purpose="league", **ALL)

    first, second = meanwhile(state, state)

    assert (first, Certificate.objects.count()) == (second, 1)
    assert Message.objects.filter(kind="paper.stated").count() == 1


@pytest.mark.parametrize("stands", [[], [30]])
def test_of_two_numbers_entered_at_once_the_second_goes_in_place_of_the_first(meanwhile, stands):
    region, officer = Region.objects.get(pk="150430"), OfficerFactory().user

    def enter(value):
        said = {"kind": "party", "year": days.this_year() - 1, "source": "组织部年报"}
        return enter_figure(region, by=officer, value=value, **said)

    for value in stands:
        enter(value)
    _first, second = meanwhile(lambda: enter(40), lambda: enter(50))

    assert list(EnteredFigure.objects.standing()) == [second]
    noted = AuditRow.objects.filter(action="figure.entered").order_by("pk")
    assert [row.detail["before"] for row in noted] == [[], *([value] for value in stands), [40]]


def end():
    Export.objects.update(ends_at=timezone.now())
    return end_exports()


@pytest.mark.breaks_invariants
def test_a_file_ends_only_when_it_is_handed_out(school, teacher, enrol, meanwhile):
    enrol(school, 60)
    export = ask(school, teacher)

    answer, ended = meanwhile(lambda: hand_out(export, by=teacher), end)

    with answer.file_to_stream as file:
        assert (len(file.read().splitlines()), ended) == (3, 1)


@pytest.mark.breaks_invariants
def test_a_file_that_ends_is_not_handed_out(school, teacher, enrol, meanwhile):
    enrol(school, 60)
    export = ask(school, teacher)

    assert meanwhile(end, lambda: hand_out(export, by=teacher)) == (1, "export_ended")
