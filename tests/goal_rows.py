"""Who sets goals and drafts policies: more rows of the table in `permissions`, and what is sent."""

import datetime

from apps.core import days

TABLE = """
quotas:mine                  GET    -                   SNKKKNNNNNNNNN   -
quotas:mine                  POST   -                   SMMMMMMMMMMMMM   -
quotas:organization          GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
quotas:organization          POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
quotas:organization_take_back GET   school_school_goal  SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
quotas:organization_take_back POST  school_school_goal  SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
quotas:region                GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:region                POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:region_take_back      GET    region_region_goal  SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
quotas:region_take_back      POST   region_region_goal  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:drafts                GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:drafts                POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:draft                 GET    region_policy_draft SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:draft                 POST   region_policy_draft SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:draft_workbook        GET    region_policy_draft SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
quotas:draft_workbook        POST   region_policy_draft SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
quotas:recomputes            GET    whole_region        SNNNNNNNNNNNNN   SNNNNNNNNNNNNN
quotas:recomputes            POST   whole_region        SNNNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-goal                  GET    -                   SNKKKNNNNNNNNN   -
api:organization-goal-list   GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:organization-goal-list   POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:organization-goal-take-back POST school_school_goal SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:region-goal-list         GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-goal-list         POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-goal-take-back    POST   region_region_goal  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-draft-list        GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-draft-list        POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-draft-detail      GET    region_policy_draft SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-draft-count       POST   region_policy_draft SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-draft-put-in-force POST  region_policy_draft SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
api:policy-draft-withdraw    POST   region_policy_draft SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:recompute-list           GET    whole_region        SNNNNNNNNNNNNN   SNNNNNNNNNNNNN
api:recompute-list           POST   whole_region        SNNNNNNNNNNNNN   SNNNNNNNNNNNNN
api:recompute-detail         GET    whole_recompute     SNNNNNNNNNNNNN   SNNNNNNNNNNNNN
"""


def later(ahead=30):
    return (days.today() + datetime.timedelta(days=ahead)).isoformat()


def goal(identity, **how_much):
    return {"identity": identity, "valid_from": later(), **how_much}


HOURS_IN_FORCE = {
    **{f"star_minutes_{level}": hours for level, hours in enumerate([100, 300, 600, 1000, 1500], start=1)},
    "goal_minutes_employee": 20,
    "goal_minutes_university": 40,
    "goal_minutes_pupil": 20,
}

BODIES = {
    "quotas:organization POST": lambda h, r, w: goal("pupil", hours=25, period="school"),
    "quotas:region POST": lambda h, r, w: goal("pupil", hours=25),
    "quotas:drafts POST": lambda h, r, w: HOURS_IN_FORCE | {"name": "一星八十小时", "star_minutes_1": 80},
    "quotas:draft POST": lambda h, r, w: {"do": "count"},
    "api:organization-goal-list POST": lambda h, r, w: goal("pupil", minutes=1500),
    "api:region-goal-list POST": lambda h, r, w: goal("employee", minutes=1500),
    "api:policy-draft-list POST": lambda h, r, w: {
        "name": "一星八十小时",
        "numbers": [{"topic": "star_minutes", "item": "1", "value": 4800}],
    },
    "api:policy-draft-put-in-force POST": lambda h, r, w: {"valid_from": later(), "source": "新办法"},
}
