"""The database keeps what files that leave the site must always be."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import ExportFactory, ExportPartFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
ASKED = {"state": "asked", "needs_second": True, "done": 0, "ready_at": None}


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"organization": None}, "of_an_organization_or_of_a_region"),
        ({"region_id": "150430"}, "of_an_organization_or_of_a_region"),
        (
            {"needs_second": True, "decided_by": "asker", "decided_at": NOW},
            "nobody_agrees_to_their_own",
        ),
        ({"needs_second": True}, "many_people_take_a_second_person"),
        ({**ASKED, "state": "running"}, "many_people_take_a_second_person"),
        ({**ASKED, "done": 1}, "many_people_take_a_second_person"),
        ({"needs_second": True, "decided_by": "somebody"}, "decided_means_by_whom_and_when"),
        ({"decided_by": "somebody", "decided_at": NOW}, "decided_means_by_whom_and_when"),
        ({"state": "stopped"}, "refused_or_stopped_says_why"),
        ({"why": "看不清"}, "refused_or_stopped_says_why"),
        ({"done": 2}, "no_more_is_done_than_there_is"),
        ({"done": 0}, "ready_means_every_row_and_when"),
        ({"ready_at": None}, "ready_means_every_row_and_when"),
    ],
)
def test_an_export(fields, rule):
    people = {"asker": UserFactory(), "somebody": UserFactory()}
    fields = {
        name: people.get(value, value) if name == "decided_by" else value for name, value in fields.items()
    }
    with pytest.raises(IntegrityError, match=f"reports_export_{rule}"):
        ExportFactory(asked_by=people["asker"], **fields)


def test_a_part():
    part = ExportPartFactory()
    with pytest.raises(IntegrityError, match="reports_exportpart_each_number_once"), transaction.atomic():
        ExportPartFactory(export=part.export)
    with pytest.raises(IntegrityError, match="reports_exportpart_holds_some_rows"), transaction.atomic():
        ExportPartFactory(rows=0)
