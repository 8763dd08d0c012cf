"""Standings follow the totals: the star a volunteer's confirmed minutes reach, by the thresholds in force."""

from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import days
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.stars.models import NAMES

# Two transactions may move totals of one volunteer in two different years. So the standing is locked first, and
# the totals are summed by the next statement, which sees whatever the one before committed. In order of the key,
# so that two sets cannot wait for each other.
HOLD = """
    INSERT INTO stars_starstanding AS standing (volunteer_id, minutes, reached, recognized)
    SELECT volunteer_id, 0, 0, 0 FROM unnest(%(volunteers)s) AS key (volunteer_id)
    ORDER BY volunteer_id
    ON CONFLICT (volunteer_id) DO UPDATE SET minutes = standing.minutes WHERE false
"""

# width_bucket over the sorted thresholds is scale.stars_for; a test holds the two together.
FOLLOW = """
    WITH threshold AS (
        SELECT array_agg(value ORDER BY value) AS all_of_them
        FROM (
            SELECT DISTINCT ON (item) value FROM core_policyrow
            WHERE topic = 'star_minutes' AND valid_from <= %(today)s
            ORDER BY item, valid_from DESC
        ) AS in_force
    ),
    truth AS (
        SELECT standing.volunteer_id, standing.reached AS was, standing.minutes AS before, total.minutes,
               would.reached, threshold.all_of_them[would.reached] AS asks
        FROM threshold CROSS JOIN stars_starstanding AS standing
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(minutes), 0)::integer AS minutes
            FROM hours_yeartotal WHERE volunteer_id = standing.volunteer_id
        ) AS total
        CROSS JOIN LATERAL (SELECT width_bucket(total.minutes, threshold.all_of_them) AS reached) AS would
        WHERE standing.volunteer_id = ANY(%(volunteers)s)
    ),
    moved AS (
        UPDATE stars_starstanding AS standing
        SET minutes = truth.minutes,
            reached = truth.reached,
            reached_on = CASE
                WHEN truth.reached > truth.was THEN %(today)s
                WHEN truth.reached = 0 THEN NULL
                WHEN truth.reached < truth.was THEN coalesce((
                    SELECT min((run.decided_at AT TIME ZONE 'Asia/Shanghai')::date)
                    FROM (
                        SELECT decided_at, sum(counted) OVER (ORDER BY decided_at, id) AS minutes
                        FROM hours_hourrecord
                        WHERE volunteer_id = standing.volunteer_id AND state = 'confirmed'
                    ) AS run
                    WHERE run.minutes >= truth.asks
                ), %(today)s)
                ELSE standing.reached_on
            END
        FROM truth
        WHERE standing.volunteer_id = truth.volunteer_id AND standing.volunteer_id = ANY(%(volunteers)s)
          AND (standing.minutes, standing.reached) IS DISTINCT FROM (truth.minutes, truth.reached)
        RETURNING standing.volunteer_id, truth.was, standing.reached, standing.recognized,
                  truth.before > standing.minutes AS is_less,
                  standing.recognized > standing.reached AND standing.minutes < standing.asked AS has_fallen,
                  truth.before >= standing.asked AS was_enough
    )
    SELECT volunteer.user_id, moved.was, moved.reached, moved.recognized,
           moved.is_less, moved.has_fallen, moved.has_fallen AND moved.was_enough AS falls
    FROM moved
    JOIN registration_volunteer AS volunteer ON volunteer.id = moved.volunteer_id AND volunteer.id = ANY(%(volunteers)s)
    ORDER BY moved.volunteer_id
"""


def thresholds(day=None):
    """Minutes for one star to five, as in force on a day (通知: 100, 300, 600, 1000, 1500 hours)."""
    return sorted(PolicyRow.objects.values_of("star_minutes", day).values())


def asked_of(recognitions):
    """{recognition: minutes its star asked for on the day it was recognised}. A recognised star stays when thresholds
    rise."""
    limits = list(PolicyRow.objects.filter(topic="star_minutes").order_by("valid_from"))
    asked = {}
    for row in recognitions:
        day, item = days.day_of(row.recognized_at), str(row.level)
        then = [limit.value for limit in limits if limit.item == item and limit.valid_from <= day]
        asked[row.pk] = then[-1] if then else 0
    return asked


def follow(volunteer_ids, day=None):
    """Bring the standings of a set of volunteers to their totals and tell those who reached a star, and those whose
    hours are not enough for one any more. Higher thresholds alone are no news to anybody.

    A star is reached on the day the hours are enough for it. Who falls to a lower one has reached that on the day on
    which, of the hours that still count, those confirmed by then were enough; the day of the fall where the records
    don't tell.

    Belongs into the transaction that moved the totals. Returns how many standings changed.
    """
    day = day or days.today()
    volunteers = sorted(set(volunteer_ids))
    if not volunteers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"volunteers": volunteers})
        cursor.execute(FOLLOW, {"volunteers": volunteers, "today": day})
        moved = [Moved(*row) for row in cursor.fetchall()]
    tell("star_reached", [news_of(one.user, one.reached) for one in moved if one.reached > one.was])
    if lost := [one for one in moved if one.lost]:
        tell("star_less", [news_of_less(one.user, one.lost, one.has_fallen) for one in lost])
    return len(moved)


class Moved(NamedTuple):
    """A standing that has just changed."""

    user: int
    was: int  # the star that was reached before
    reached: int
    recognized: int
    is_less: bool  # hours were voided
    has_fallen: (
        bool  # hours are not enough for the recognised star, by what that one asked for: people decide
    )
    falls: bool  # and just now they became so

    @property
    def lost(self):
        """The highest star for which the hours have just become too few, 0 for none. Of a recognised one that is
        decided by what it asked for on its day: after thresholds rose it may fall later than they did."""
        if not self.is_less:
            return 0
        recognized = self.recognized if self.falls else 0
        is_safe = self.was <= self.recognized and not self.has_fallen
        reached = 0 if self.reached >= self.was or is_safe else self.was
        return max(recognized, reached)


def news_of(user_id, level):
    return News(
        recipient_id=user_id,
        key=f"star:{level}",
        title=_("%(star)s的时长达到了") % {"star": NAMES[level]},
        body=_("时长到了，还要等你所在旗县的协会认定。认定好了会再告诉你。"),
        url=reverse("stars:mine"),
    )


def news_of_less(user_id, level, has_fallen):
    """Nobody loses a star silently: neither one that was only reached, nor one that people will decide about."""
    if has_fallen:
        body = _("有时长作废了。认定过的星先留着，由协会来定：先保留，或者取消。定了会告诉你。")
    else:
        body = _("有时长作废了。时长再够的时候，会再告诉你。")
    return News(
        recipient_id=user_id,
        key=f"star:{level}:{timezone.now():%Y%m%d%H%M%S%f}",
        title=_("现在的时长不够%(star)s") % {"star": NAMES[level]},
        body=body,
        url=reverse("stars:mine"),
    )
