"""What is odd about hours that are put up or being confirmed, in points: enough of them, and the records wait for an
office, with the reasons in words.

A rule is a small query over a set of records that gives (record, how much): one statement asks all rules at once,
however many records there are. Points and limits are policy rows; a rule whose points are 0 is off.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from apps.core.models import PolicyRow
from apps.hours.models import HourRecord, Referral

RULES: dict[str, "Rule"] = {}


@dataclass(frozen=True)
class Rule:
    name: str  # its points stand in the policy as <name>_points
    words: str  # with %(found)s where it says how much
    when: str  # "proposed" or "confirmed"
    above: str  # from how much on it is odd
    query: Callable[[], str]


def rule(name, words, above, *, when="proposed"):
    """Register a function that returns a query of (record_id, found) over `looked_at`, with limits as %(…)s."""

    def register(query):
        RULES[name] = Rule(name, words, when, above, query)
        return query

    return register


@rule("noter", gettext_lazy("同一人%(minutes)s分钟里记下%(found)s条"), "found > %(noter_records)s")
def many_noted_at_once():
    """One person notes very many records within minutes, as nobody does who calls a roll."""
    return """
        SELECT near.id AS record_id, count(*) OVER (PARTITION BY near.came_noted_by_id)::integer AS found
        FROM hours_hourrecord AS near
        JOIN (
            SELECT came_noted_by_id, organization_id, max(proposed_at) AS last
            FROM looked_at WHERE came_noted_by_id IS NOT NULL GROUP BY 1, 2
        ) AS noter USING (came_noted_by_id, organization_id)
        WHERE near.state = 'pending'
          AND near.proposed_at > noter.last - make_interval(mins => %(noter_minutes)s)
    """


@rule("second", gettext_lazy("%(found)s人同一秒签到又同一秒签退"), "found >= %(second_people)s")
def same_second():
    """People who came by code and left by code in the very same seconds."""
    return """
        SELECT record.id AS record_id, count(*) OVER (
            PARTITION BY signup.shift_id, date_trunc('second', presence.came_at),
                         date_trunc('second', presence.left_at))::integer AS found
        FROM (SELECT DISTINCT signup.shift_id FROM looked_at
              JOIN activities_signup AS signup ON signup.id = looked_at.signup_id) AS shift
        JOIN activities_signup AS signup ON signup.shift_id = shift.shift_id
        JOIN activities_presence AS presence ON presence.signup_id = signup.id
        JOIN hours_hourrecord AS record ON record.signup_id = signup.id AND record.state = 'pending'
        WHERE presence.came_how = 'code' AND presence.left_how = 'code'
          AND tstzrange(presence.came_at, presence.left_at) && record.during
    """


@rule("full", gettext_lazy("%(found)s个名额全满，没有人取消，人人时长一样"), "true")
def full_house():
    """Every place of a large shift is taken, nobody ever cancelled, and everybody has the same minutes."""
    return """
        SELECT record.id AS record_id, shift.capacity AS found
        FROM (SELECT DISTINCT signup.shift_id FROM looked_at
              JOIN activities_signup AS signup ON signup.id = looked_at.signup_id) AS touched
        JOIN activities_shift AS shift ON shift.id = touched.shift_id
        JOIN activities_signup AS signup ON signup.shift_id = shift.id
        JOIN hours_hourrecord AS record ON record.signup_id = signup.id AND record.state = 'pending'
        WHERE shift.taken = shift.capacity AND shift.capacity >= %(full_people)s
          AND NOT EXISTS (SELECT FROM activities_signup AS gone
                          WHERE gone.shift_id = shift.id AND gone.state <> 'joined')
          AND (SELECT count(*) = shift.capacity AND min(served.minutes) = max(served.minutes)
               FROM hours_hourrecord AS served
               JOIN activities_signup AS theirs ON theirs.id = served.signup_id
               WHERE theirs.shift_id = shift.id AND served.state IN ('pending', 'confirmed'))
    """


@rule("night", gettext_lazy("其中%(found)s分钟在夜里22点到6点"), "found > %(night_minutes)s")
def at_night():
    """Most volunteering is done by day."""
    return """
        SELECT looked_at.id AS record_id,
               (extract(epoch FROM coalesce(upper(dark.early) - lower(dark.early), '0'::interval)
                                 + coalesce(upper(dark.late) - lower(dark.late), '0'::interval)) / 60)::integer AS found
        FROM looked_at
        CROSS JOIN LATERAL (SELECT served_on::timestamp AT TIME ZONE 'Asia/Shanghai' AS midnight) AS day
        CROSS JOIN LATERAL (
            SELECT during * tstzrange(midnight, midnight + interval '6 hours') AS early,
                   during * tstzrange(midnight + interval '22 hours', midnight + interval '24 hours') AS late
        ) AS dark
    """


@rule("backfill", gettext_lazy("这个组织%(found)s%%的时长来自补录"), "found >= %(backfill_share)s")
def mostly_backfilled():
    """An organisation most of whose hours were recorded afterwards."""
    return """
        SELECT looked_at.id AS record_id, of_all.share AS found
        FROM looked_at
        JOIN LATERAL (
            SELECT (100 * sum(minutes) FILTER (WHERE source = 'backfill') / sum(minutes))::integer AS share,
                   count(*) AS records
            FROM hours_hourrecord AS record
            WHERE record.organization_id = looked_at.organization_id
              AND (record.state = 'pending' OR record.state <> 'pending' AND record.state = 'confirmed')
              AND record.served_on > looked_at.served_on - 365
        ) AS of_all ON of_all.records >= 10
        WHERE looked_at.source = 'backfill'
    """


@rule("speed", gettext_lazy("离上一处太远，每小时要走%(found)s公里才来得及"), "found > %(speed_limit)s")
def too_fast():
    """The same person served at two places so far apart that nobody gets there in time: by where the activities are
    and, of whoever agreed to say so, by where they checked in and out."""
    query = """
        SELECT mine.record_id, (mine.metres / 1000.0 / greatest(mine.hours, 1 / 60.0))::integer AS found
        FROM (
            SELECT here.record_id, 6371000 * 2 * asin(least(1, sqrt(
                       power(sin(radians(there.latitude - here.latitude) / 2), 2)
                       + cos(radians(here.latitude)) * cos(radians(there.latitude))
                         * power(sin(radians(there.longitude - here.longitude) / 2), 2)))) AS metres,
                   extract(epoch FROM greatest(lower(here.during) - upper(there.during),
                                               lower(there.during) - upper(here.during))) / 3600.0 AS hours
            FROM (SELECT looked_at.id AS record_id, looked_at.volunteer_id, looked_at.served_on, looked_at.during,
                         place.latitude, place.longitude
                  FROM looked_at JOIN {place} ON true) AS here
            JOIN (SELECT record.id AS record_id, record.volunteer_id, record.served_on, record.during,
                         place.latitude, place.longitude
                  FROM hours_hourrecord AS record JOIN {other} ON true
                  WHERE record.state IN ('pending', 'confirmed')) AS there
              ON there.volunteer_id = here.volunteer_id AND there.record_id <> here.record_id
             AND there.served_on BETWEEN here.served_on - 1 AND here.served_on + 1
             AND NOT there.during && here.during
            WHERE here.latitude IS NOT NULL AND there.latitude IS NOT NULL
        ) AS mine
        WHERE mine.metres > 5000
    """
    query = query.replace("{place}", PLACE.replace("{record}", "looked_at"))
    return query.replace("{other}", PLACE.replace("{record}", "record"))


PLACE = """LATERAL (
    SELECT coalesce(avg(spot.latitude), max(activity.latitude)) AS latitude,
           coalesce(avg(spot.longitude), max(activity.longitude)) AS longitude
    FROM activities_signup AS signup
    JOIN activities_shift AS shift ON shift.id = signup.shift_id
    JOIN activities_position AS position ON position.id = shift.position_id
    JOIN activities_activity AS activity ON activity.id = position.activity_id
    LEFT JOIN activities_presence AS presence ON presence.signup_id = signup.id
    LEFT JOIN activities_whereabouts AS spot ON spot.presence_id = presence.id
    WHERE signup.id = {record}.signup_id
) AS place"""


@rule("device", gettext_lazy("同一部手机一天给%(found)s个人签到"), "found > %(device_people)s")
def one_phone():
    """One phone brings in more people a day than share a phone."""
    return """
        SELECT looked_at.id AS record_id, max(shared.people)::integer AS found
        FROM looked_at
        JOIN activities_presence AS presence
          ON presence.signup_id = looked_at.signup_id AND presence.came_device <> ''
        JOIN LATERAL (
            SELECT count(DISTINCT theirs.volunteer_id) AS people
            FROM hours_hourrecord AS near
            JOIN activities_signup AS theirs ON theirs.id = near.signup_id
            JOIN activities_presence AS other ON other.signup_id = theirs.id
            WHERE near.organization_id = looked_at.organization_id AND near.served_on = looked_at.served_on
              AND (near.state = 'pending' OR near.state <> 'pending') -- each arm has its index
              AND other.came_device = presence.came_device
        ) AS shared ON true
        GROUP BY 1
    """


@rule("spot", gettext_lazy("%(found)s人签到的位置分毫不差"), "found >= %(spot_people)s")
def same_spot():
    """Phones that say where they are exactly never say quite the same; a place that was made up does."""
    return """
        SELECT record.id AS record_id, max(same.people)::integer AS found
        FROM (SELECT DISTINCT signup.shift_id FROM looked_at
              JOIN activities_signup AS signup ON signup.id = looked_at.signup_id) AS touched
        JOIN LATERAL (
            SELECT count(DISTINCT signup.volunteer_id) AS people, array_agg(signup.id) AS signups
            FROM activities_signup AS signup
            JOIN activities_presence AS presence ON presence.signup_id = signup.id
            JOIN activities_whereabouts AS spot ON spot.presence_id = presence.id
            WHERE signup.shift_id = touched.shift_id AND spot.accuracy <= %(spot_metres)s
            GROUP BY round(spot.longitude::numeric, 6), round(spot.latitude::numeric, 6)
        ) AS same ON true
        JOIN hours_hourrecord AS record ON record.signup_id = ANY(same.signups) AND record.state = 'pending'
        GROUP BY record.id
    """


@rule("ring", gettext_lazy("近%(days)s天里两人互相确认，各%(found)s条以上"), "true", when="confirmed")
def mutual_confirmation():
    """Two people who confirm one another's hours."""
    return """
        SELECT looked_at.id AS record_id, least(mine.times, theirs.times)::integer AS found
        FROM looked_at
        JOIN LATERAL (
            SELECT count(*) AS times FROM hours_hourrecord AS record
            WHERE record.volunteer_id IN (SELECT id FROM registration_volunteer WHERE user_id = %(by)s)
              AND record.state = 'confirmed' AND record.decided_by_id = looked_at.beneficiary_id
              AND record.decided_at > now() - make_interval(days => %(ring_days)s)
        ) AS mine ON mine.times >= %(ring_times)s
        JOIN LATERAL (
            SELECT count(*) + 1 AS times FROM hours_hourrecord AS record
            WHERE record.volunteer_id = looked_at.volunteer_id
              AND record.state = 'confirmed' AND record.decided_by_id = %(by)s
              AND record.decided_at > now() - make_interval(days => %(ring_days)s)
        ) AS theirs ON theirs.times >= %(ring_times)s
    """


def look_at(records) -> dict[int, str]:
    """Ask every rule about records that were just put up; hold those with points enough. {record: reasons}."""
    return _hold(list(records.pending().values_list("pk", flat=True)), "proposed", by=None)


def held_now(rows, *, by) -> dict[int, str]:
    """Of records that are being confirmed, locked: those held already, and those for which it would be a ring.
    {record: reasons}."""
    keys = [row.pk for row in rows]
    there = Referral.objects.holding().filter(record__in=keys)
    held = dict(there.values_list("record_id", "words"))
    return held | _hold([pk for pk in keys if pk not in held], "confirmed", by=by)


@transaction.atomic
def hold(points: dict[int, int], words: dict[int, str]) -> None:
    """Keep these records from being confirmed until an office has looked. What was released once is not held anew.

    Whoever is confirming one of them just now comes first: it is locked, and then it is not pending any more.
    """
    pending = HourRecord.objects.pending().filter(pk__in=points).order_by("pk")
    keys = list(pending.select_for_update(of=("self",)).values_list("pk", flat=True))
    Referral.objects.bulk_create(
        [
            Referral(record_id=pk, why=Referral.Why.HELD, points=points[pk], words=words[pk][:400])
            for pk in keys
        ],
        ignore_conflicts=True,
    )


def _hold(keys, when, *, by):
    policy = PolicyRow.objects.values_of("anomaly")
    found = _ask(keys, when, policy, by)
    points, reasons = defaultdict(int), defaultdict(list)
    for record, name, much in found:
        points[record] += policy[f"{name}_points"]
        reasons[record].append(RULES[name].words % {"found": much, **_limits(name, policy)})
    odd = {pk: total for pk, total in points.items() if total >= policy["threshold"]}
    released = set(
        Referral.objects.filter(record__in=odd, why=Referral.Why.HELD).values_list("record_id", flat=True)
    )
    odd = {pk: total for pk, total in odd.items() if pk not in released}
    words = {pk: "；".join(reasons[pk]) for pk in odd}
    if odd:
        hold(odd, words)
    return words


def _limits(name, policy):
    prefix = f"{name}_"
    return {item.removeprefix(prefix): value for item, value in policy.items() if item.startswith(prefix)}


LOOKED_AT = "WITH looked_at AS (SELECT * FROM hours_hourrecord WHERE id = ANY(%(keys)s))"


def _ask(keys, when, policy, by):
    """[(record, rule, how much)] of all rules of one moment, by one statement."""
    parts = [
        f"SELECT record_id, '{one.name}', found FROM ({one.query()}) AS odd WHERE {one.above}"  # noqa: S608 -- our own words only
        for one in RULES.values()
        if one.when == when and policy[f"{one.name}_points"]
    ]
    if not parts or not keys:
        return []
    asked = f"{LOOKED_AT} {' UNION ALL '.join(parts)}"
    with connection.cursor() as cursor:
        cursor.execute(asked, {**policy, "keys": keys, "by": by.pk if by else None})
        return cursor.fetchall()
