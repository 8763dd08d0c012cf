"""The activities, each with a position and a shift: long ago ones that were closed, those of the last months, those to come."""

from apps.activities.models import Activity, ActivityMove, Position, Shift
from apps.core import keyring
from apps.portal.demo.scale.kept import run
from apps.portal.demo.scale.plan import AHEAD, COME, DAYS, LATELY, OFTEN
from apps.portal.demo.scale.rows import insertion

# Of an activity: `n` among all, `at` within its banner, `day` before or after today, never today itself.
MADE = f"""
    laid AS (
        SELECT n, banner.*, n - a0 AS at FROM generate_series(%(begin_at)s::bigint, %(upto)s::bigint - 1) AS n
        JOIN demo_scale.banner AS banner ON n >= a0 AND n < a0 + old + past + coming
    ),
    dated AS (
        SELECT *, %(users)s + v0 + 1 AS officer, at >= old AS is_late, at >= old + past AS is_to_come,
            CASE WHEN at < old THEN at * {DAYS - LATELY}::bigint / old - {DAYS}
                 WHEN at < old + past THEN (at - old) * {LATELY}::bigint / past - {LATELY}
                 ELSE 1 + (at - old - past) * {AHEAD}::bigint / coming END AS day
        FROM laid
    ),
    made AS (
        SELECT dated.*, (at * 7919 %% places)::integer AS host,
            code || '90' || 1 + n %% 3 AS town, code || '90' || 1 + n %% 3 || '90' || 1 + n / 3 %% 2 AS hamlet,
            ((%(today)s::date + day::integer) + make_interval(hours => (8 + n %% 8)::integer))
                AT TIME ZONE 'Asia/Shanghai' AS starts_at
        FROM dated
    )
"""  # noqa: S608 -- our own numbers
PUT = "WITH " + MADE
KINDS = "(SELECT count(*) / 2 FROM demo_scale.notice)"
ACTIVITIES = (
    PUT
    + insertion(
        Activity,
        id="%(activities)s + n + 1",
        organization_id="%(organizations)s + o0 + host + 1",
        region_id="hamlet",
        league="left(code, 4)",
        banner="code",
        township="town",
        village="hamlet",
        title="notice.title",
        description="notice.description",
        risks="notice.risks",
        place="notice.place",
        service_fields="notice.field::varchar[]",
        beneficiaries="notice.beneficiaries::varchar[]",
        protections="notice.protections::varchar[]",
        grams="notice.grams::varchar[]",
        contact_name="'负责人'",
        contact_phone="%(phone)s",
        minimum_age="CASE WHEN n %% 4 = 0 THEN 18 ELSE 14 END",
        cancel_hours="24",
        longitude="111.0 + n %% 400 / 100.0",
        latitude="40.0 + n %% 300 / 100.0",
        starts_at="starts_at",
        ends_at="starts_at + interval '3 hours'",
        next_at="CASE WHEN is_to_come THEN starts_at END",
        state="CASE WHEN is_late THEN 'published' ELSE 'closed' END",
        author_id="officer + 1 + host",
        submitted_by_id="officer + 1 + host",
        created_at="starts_at - interval '40 days'",
        submitted_at="starts_at - interval '39 days'",
        decided_by_id="officer",
        decided_at="starts_at - interval '38 days'",
        closed_by_id="CASE WHEN NOT is_late THEN officer + 1 + host END",
        closed_at="CASE WHEN NOT is_late THEN starts_at + interval '3 days' END",
        summary="CASE WHEN is_late THEN '' ELSE '按时到了，活干完了，没有人受伤。' END",
    )
    + f" FROM made JOIN demo_scale.notice AS notice ON notice.at = n * 31 %% {KINDS} * 2 + is_late::integer"
)
STEPS = (
    PUT
    + insertion(
        ActivityMove,
        activity_id="%(activities)s + n + 1",
        was="step.was",
        became="step.became",
        at="starts_at + step.after",
        by_id="CASE step.became WHEN 'published' THEN officer ELSE officer + 1 + host END",
    )
    + """ FROM made CROSS JOIN (VALUES
        (1, true, '', 'in_review', interval '-39 days'), (2, true, 'in_review', 'published', interval '-38 days'),
        (1, false, '', 'closed', interval '3 days')
    ) AS step (number, is_late, was, became, after) WHERE step.is_late = made.is_late ORDER BY n, step.number"""
)
POSITIONS = (
    PUT
    + insertion(Position, id="%(positions)s + n + 1", activity_id="%(activities)s + n + 1", name="'现场服务'")
    + " FROM made"
)
SHIFTS = (
    PUT
    + insertion(
        Shift,
        id="%(shifts)s + n + 1",
        position_id="%(positions)s + n + 1",
        starts_at="starts_at",
        ends_at="starts_at + interval '3 hours'",
        capacity=f"CASE WHEN is_late THEN {COME + OFTEN} + n %% 4 * 3 ELSE 20 END",
        taken=f"CASE WHEN is_late THEN {COME + OFTEN} ELSE 0 END",
    )
    + " FROM made"
)


def load(plan):
    said = {
        "today": plan.today,
        "users": plan.keys["accounts_user"],
        "organizations": plan.keys["organizations_organization"],
        "activities": plan.keys["activities_activity"],
        "positions": plan.keys["activities_position"],
        "shifts": plan.keys["activities_shift"],
        "phone": keyring.seal("0471-5550000", "activities_activity.contact_phone"),
    }

    def some(begin_at, upto):
        for statement in (ACTIVITIES, STEPS, POSITIONS, SHIFTS):
            run(statement, {**said, "begin_at": begin_at, "upto": upto})

    return some
