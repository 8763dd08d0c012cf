"""What offices enter: a number of their region and a year, with where it is from."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.regions.models import Region
from apps.reports.models import EnteredFigure

Kind = EnteredFigure.Kind
TWICE = {"reports_enteredfigure_one_standing_a_year": "entered_twice"}


def kinds_of(region: Region) -> list[str]:
    """What is entered of a region: a coordination mechanism is a banner's (通知 S3)."""
    return [kind for kind in Kind.values if kind != Kind.MECHANISM or region.level == Region.Level.BANNER]


@transaction.atomic
def enter_figure(region: Region, *, kind: str, year: int, value: int, source: str, by: User) -> EnteredFigure:
    """State a number of a region and a year. One that stood for the same year goes, and stays to be read. The figures
    show it from their next rebuild on."""
    if kind not in kinds_of(region):
        raise Refused(_("协调机制只由旗县填报。"), code="not_of_this_level")
    if not EnteredFigure.FIRST_YEAR <= year <= days.this_year():
        raise Refused(_("年份不能晚于今年。"), code="wrong_year")
    if not source:
        raise Refused(_("写明这个数从哪里来。"), code="source_missing")
    if (kind == Kind.MECHANISM and value > 1) or (kind not in {Kind.MECHANISM, Kind.NATIONAL} and value < 1):
        raise Refused(_("这个数不对。"), code="wrong_number")
    Region.objects.select_for_update(no_key=True).get(
        pk=region.pk
    )  # of two at once the second sees the first
    before = EnteredFigure.objects.standing().of(region).filter(kind=kind, year=year)
    with refusing(EnteredFigure, TWICE):
        replaced = [row.value for row in before.select_for_update()]
        before.update(withdrawn_by=by, withdrawn_at=timezone.now())
        row = EnteredFigure.objects.create(
            region=region, kind=kind, year=year, value=value, source=source, entered_by=by
        )
    audit.note(
        "figure.entered", [row], by=by, region=region.pk, kind=kind, year=year, before=replaced, after=value
    )
    return row


@transaction.atomic
def withdraw_figure(row: EnteredFigure, *, by: User) -> EnteredFigure:
    """Take a number back: the year before, if it has one, is the latest then."""
    row = EnteredFigure.objects.select_for_update().get(pk=row.pk)
    row.withdraw(by=by, at=timezone.now())
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.note(
        "figure.withdrawn", [row], by=by, region=row.region_id, kind=row.kind, year=row.year, before=row.value
    )
    return row
