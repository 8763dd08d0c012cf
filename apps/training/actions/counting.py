"""How many are trained in what, counted by night. Safe to run twice and to be killed."""

import datetime

from django.db import connection, transaction
from django.utils import timezone

from apps.core import days
from apps.training.models import TrainingKind

# Counted once for the banners (MATERIALIZED: not anew for each line that is written) and summed from those for the levels above
# them. People are counted where they live now. The backbone's kinds are asked of the backbone and counted among it.
COUNT = """
    WITH levels AS (SELECT code FROM regions_region WHERE length(code) IN (2, 4, 6)),
    backbone AS MATERIALIZED (
        SELECT DISTINCT user_id FROM organizations_member WHERE state = 'member' AND backbone_since <= %(day)s
    ),
    known AS NOT MATERIALIZED (
        SELECT volunteer.id, left(volunteer.region_id, 6) AS banner, backbone.user_id IS NOT NULL AS is_backbone
        FROM registration_volunteer AS volunteer LEFT JOIN backbone ON backbone.user_id = volunteer.user_id
        WHERE volunteer.identity_state = 'passed' AND volunteer.passed_at < %(until)s
    ),
    people AS MATERIALIZED (
        SELECT banner, count(*) AS registered, count(*) FILTER (WHERE is_backbone) AS backbone
        FROM known GROUP BY 1
    ),
    held AS (
        SELECT DISTINCT completion.volunteer_id, completion.kind_id
        FROM training_completion AS completion
        WHERE completion.voided_at IS NULL AND completion.passed_on <= %(day)s
          AND (completion.expires_on IS NULL OR completion.expires_on >= %(day)s)
    ),
    holders AS MATERIALIZED (
        SELECT known.banner, held.kind_id, kind."group" AS kind_group,
               count(DISTINCT held.volunteer_id) AS anybody,
               count(DISTINCT held.volunteer_id)
                   FILTER (WHERE kind."group" <> 'backbone' OR known.is_backbone) AS asked
        FROM held
        JOIN training_trainingkind AS kind ON kind.code = held.kind_id
        JOIN known ON known.id = held.volunteer_id
        GROUP BY GROUPING SETS ((1, 2), (1, 3), (1))
    ),
    done AS MATERIALIZED (
        SELECT left(volunteer.region_id, 6) AS banner, completion.kind_id, kind."group" AS kind_group,
               count(*) AS completions
        FROM training_completion AS completion
        JOIN training_trainingkind AS kind ON kind.code = completion.kind_id
        JOIN registration_volunteer AS volunteer ON volunteer.id = completion.volunteer_id
        WHERE completion.voided_at IS NULL AND completion.passed_on BETWEEN %(first)s AND %(day)s
        GROUP BY GROUPING SETS ((1, 2), (1, 3), (1))
    ),
    lines (kind, sum_of, asked_of) AS (
        SELECT code, NULL, "group" FROM training_trainingkind
        UNION ALL SELECT NULL, word, word FROM unnest(%(groups)s) AS word
        UNION ALL SELECT NULL, NULL, NULL
    )
    INSERT INTO training_trainedfigures
           (region_id, kind_id, "group", year, people, trained, completions, counted_at)
    SELECT levels.code, lines.kind, coalesce(lines.sum_of, ''), %(year)s,
           coalesce((SELECT sum(CASE lines.asked_of WHEN 'backbone' THEN backbone ELSE registered END) FROM people
                     WHERE banner LIKE levels.code || '%%'), 0),
           coalesce((SELECT sum(CASE WHEN lines.asked_of IS NULL THEN anybody ELSE asked END) FROM holders
                     WHERE banner LIKE levels.code || '%%' AND kind_id IS NOT DISTINCT FROM lines.kind
                       AND kind_group IS NOT DISTINCT FROM lines.sum_of), 0),
           coalesce((SELECT sum(completions) FROM done
                     WHERE banner LIKE levels.code || '%%' AND kind_id IS NOT DISTINCT FROM lines.kind
                       AND kind_group IS NOT DISTINCT FROM lines.sum_of), 0),
           %(now)s
    FROM levels CROSS JOIN lines
    ON CONFLICT (region_id, year, kind_id, "group") DO UPDATE
        SET people = excluded.people, trained = excluded.trained,
            completions = excluded.completions, counted_at = excluded.counted_at
        WHERE training_trainedfigures.counted_at < %(closed)s
"""


@transaction.atomic
def count_trained(at: datetime.datetime | None = None) -> None:
    """How many of the people known by their real name are trained in what, for every region, kind, group of kinds and
    this year; in January once more for the year that is over, as it stood at its end: what was counted once after its end stays."""
    at = at or timezone.now()
    today = days.day_of(at)
    stands = [today]
    if today.month == 1:
        stands.append(datetime.date(today.year - 1, 12, 31))
    with connection.cursor() as cursor:
        for stand in stands:
            values = {
                "day": stand,
                "first": datetime.date(stand.year, 1, 1),
                "until": days.start_of(stand + days.ONE),
                "closed": days.start_of(datetime.date(stand.year + 1, 1, 1)),
                "year": stand.year,
                "now": at,
                "groups": TrainingKind.Group.values,
            }
            cursor.execute(COUNT, values)
