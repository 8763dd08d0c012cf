"""What keeps a set of hours from being decided at all: books of a year that is closed, an organisation that is
suspended."""

import datetime

from django.db import connection
from django.utils.translation import gettext as _

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow


def closes_on(year: int) -> datetime.date:
    """The last day on which hours of a year are decided in the ordinary way."""
    end = datetime.date(year, 12, 31)
    open_days = PolicyRow.objects.values_of("hours", end).get("year_open_days", 0)  # 0: older than any policy
    return min(end + datetime.timedelta(days=open_days), datetime.date.max)


def is_closed(year: int, today: datetime.date | None = None) -> bool:
    today = today or days.today()
    return year < today.year and closes_on(year) < today


def refuse_closed(rows) -> None:
    """A closed year stays; only an objection that an office of the region finds right opens it."""
    for year in sorted({row.served_on.year for row in rows}):
        if is_closed(year):
            raise Refused(
                _("%(year)d年的时长已经结账，要改只能由本人申诉，由自治区部门处理。") % {"year": year},
                code="year_closed",
            )


def hold_organizations(ids) -> dict[int, str]:
    """The states of organisations, kept from changing until the end: who is just being suspended confirms nothing
    any more, and who is just confirming is suspended afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, state FROM organizations_organization WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [sorted(pk for pk in ids if pk)],
        )
        return dict(cursor.fetchall())


def refuse_suspended(rows, reach) -> None:
    """The hours of an organisation that is suspended or closed are decided by an office alone."""
    states = hold_organizations({row.organization_id for row in rows})
    for row in rows:
        stopped = states.get(row.organization_id) in {"suspended", "closed"}
        if stopped and not reach.is_office_of(row.organization_region_id):
            raise Refused(_("这个组织已暂停或注销，时长由旗县部门处理。"), code="organization_not_active")
