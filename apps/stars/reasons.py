"""Why a star has to wait although the hours are there. Apps that know a reason register a function with
`@reason_to_wait`: from ids of volunteers it makes words for those who have to wait. Asked for a set at once."""

from collections import defaultdict
from collections.abc import Callable, Collection

from django.db import connection
from django.utils.translation import gettext as _

from apps.core.models import PolicyRow

Reason = Callable[[Collection[int]], dict[int, str]]
REASONS: dict[str, Reason] = {}


def reason_to_wait(name: str) -> Callable[[Reason], Reason]:
    def register(function: Reason) -> Reason:
        REASONS[name] = function
        return function

    return register


def reasons_of(volunteer_ids: Collection[int]) -> dict[int, list[str]]:
    """Of each volunteer who has to wait the reasons, in a fixed order."""
    found = defaultdict(list)
    if volunteer_ids:
        for name in sorted(REASONS):
            for volunteer, words in REASONS[name](volunteer_ids).items():
                found[volunteer].append(words)
    return dict(found)


SHARES = """
    SELECT volunteer_id, sum(counted) FILTER (WHERE source = 'backfill') * 100 / sum(counted) AS share
    FROM hours_hourrecord
    WHERE volunteer_id = ANY(%(volunteers)s) AND state = 'confirmed'
    GROUP BY volunteer_id
    HAVING sum(counted) FILTER (WHERE source = 'backfill') * 100 > sum(counted) * %(most)s
"""


@reason_to_wait("backfill")
def too_much_was_entered_afterwards(volunteer_ids: Collection[int]) -> dict[int, str]:
    """More of the confirmed hours were entered afterwards (补录) than the policy lets pass."""
    most = PolicyRow.objects.value("stars", "backfill_share")
    with connection.cursor() as cursor:
        cursor.execute(SHARES, {"volunteers": list(volunteer_ids), "most": most})
        rows = cursor.fetchall()
    words = _("补录占%(share)d%%，超过%(most)d%%")
    return {volunteer: words % {"share": share, "most": most} for volunteer, share in rows}
