"""More rows of the table in `permissions` for training, and what is sent to its addresses."""

import datetime

from django.utils import timezone

from apps.booking import codes
from apps.core import days
from apps.training import attendance
from apps.training.models import Enrolment
from tests.factories import nine_oclock
from tests.files import uploaded
from tests.world_of_recognition import proof_of

WHY = {"reason": "请改一下"}

TABLE = """
api:my-completion-asked      GET    -                   SKKKKKKKKKKKKK   -
api:training-kind-list       POST   -                   SRRRRRRRKKRRRR   -
api:managed-course-detail    PUT    draft_course        SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-course-questions GET    draft_course        SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-course-remove-question POST   draft_course        SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:outside-training-proof   GET    outside             SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:organization-training-thin-sessions-list GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:organization-training-sessions-list GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:organization-training-ending-list GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:organization-training-teams-list GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:organization-training-stations-list GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:organization-training-members-list GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:region-training-thin-sessions-list GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-training-sessions-list GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-training-ending-list GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-training-teams-list GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-training-stations-list GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-training-lacking-list GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-training-figures-list GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
"""


def entry(world, role):
    own = world.entry(role)
    return own.pk if own else ""


def course(h):
    return {"title": "包扎课", "contents": "止血包扎", "minutes": 120, "how": "onsite", "pass_mark": 60}


def question():
    return {"text": "先做什么", "options": "看安全\n走开", "right": 1}


def session(h):
    return {
        "day": nine_oclock(30).date().isoformat(),
        "start": "09:00",
        "end": "11:00",
        "capacity": 20,
        "trainer": "王护士",
        "league": h.helper.region_id[:4],
        "banner": h.helper.region_id,
        "place": "活动室",
    }


def standard(h):
    return {
        "kind": "rescue",
        "name": "抢险标准",
        "minutes": 60,
        "valid_months": 12,
        "in_force_from": "2026-01-01",
    }


def end_day():
    """Behind every session that can be set up."""
    return (days.today() + datetime.timedelta(days=400)).isoformat()


def outside(h):
    return {
        "number": h.trainer.number,
        "standard": h.standard.pk,
        "title": "别处的急救课",
        "organizer": "红十字会",
        "minutes": 240,
        "passed_on": "2026-03-01",
    }


def offered(world, role):
    """The id of a document this role handed in and nothing uses yet."""
    user = world.cast[role]
    return proof_of(user, used=False).pk.hex if user else ""


def code_of(session):
    return codes.code_at(attendance.KIND, session.pk, codes.IN, timezone.now())


def here(row):
    """Who stands on the roll of a lesson."""
    return Enrolment.objects.get(session=row).pk


def both(name, make):
    """A body for the organisation's address and for the office's; `make` is told the first word of the side's names."""
    return {
        f"training:org_{name} POST": lambda h, r, w: make(h, ""),
        f"training:region_{name} POST": lambda h, r, w: make(h, "office_"),
    }


BODIES = {
    "training:enrol POST": lambda h, r, w: {"volunteer": entry(w, r)},
    "training:test POST": lambda h, r, w: {f"q{h.my_question.pk}": "1"},
    "training:check_in POST": lambda h, r, w: {"direction": "in", "code": code_of(h.my_present_lesson)},
    **both("new_course", lambda h, side: course(h) | {"standard": h.standard.pk}),
    **both("edit_course", lambda h, side: course(h) | {"standard": h.standard.pk}),
    **both("add_question", lambda h, side: question()),
    **both("add_session", lambda h, side: session(h)),
    **both("roll", lambda h, side: {"here": here(getattr(h, f"{side}past_lesson"))}),
    **both("places", lambda h, side: {"capacity": 30}),
    **both("change", lambda h, side: {"trainer": "李护士", "where": "https://example.cn/ke/2"}),
    **both("call_off", lambda h, side: WHY),
    **both("remove", lambda h, side: WHY),
    **both("void", lambda h, side: WHY),
    **both("standards", lambda h, side: standard(h)),
    **both("end_standard", lambda h, side: {"on": end_day()}),
    **both("leaders", lambda h, side: {"number": h.trainer.number}),
    **both("new_outside", lambda h, side: outside(h) | {"proof": uploaded(name="结业证.jpg")}),
    **both("outside_one", lambda h, side: {"do": "record"}),
    "training:lesson_roll POST": lambda h, r, w: {"here": h.led_learner.pk},
    "api:managed-session-leaders POST": lambda h, r, w: {"number": h.trainer.number},
    "api:managed-session-dismiss-leader POST": lambda h, r, w: {"leader": h.leader.pk},
    "api:outside-training-list POST": lambda h, r, w: (
        outside(h) | {"organization": h.org.pk, "proof": offered(w, r)}
    ),
    "api:outside-training-refuse POST": lambda h, r, w: WHY,
    "training:region_kinds POST": lambda h, r, w: {"name": "草原防火", "group": "professional"},
    "api:my-enrolment-list POST": lambda h, r, w: {"session": h.lesson.pk},
    "api:my-enrolment-check-in POST": lambda h, r, w: {
        "direction": "in",
        "code": code_of(h.my_present_lesson),
    },
    "api:my-enrolment-test POST": lambda h, r, w: {"answers": [1]},
    "api:training-standard-list POST": lambda h, r, w: standard(h) | {"organization": h.org.pk},
    "api:training-standard-end POST": lambda h, r, w: {"on": end_day()},
    "api:managed-course-list POST": lambda h, r, w: (
        course(h) | {"standard": h.standard.pk, "organization": h.org.pk}
    ),
    "api:managed-course-questions POST": lambda h, r, w: {
        "text": "先做什么",
        "options": ["a", "b"],
        "right": 0,
    },
    "api:managed-course-detail PUT": lambda h, r, w: course(h) | {"standard": h.standard.pk},
    "api:managed-course-remove-question POST": lambda h, r, w: {"question": h.question.pk},
    "api:training-kind-list POST": lambda h, r, w: {
        "region": h.code,
        "name": "草原防火",
        "group": "professional",
    },
    "api:managed-course-sessions POST": lambda h, r, w: {
        "starts_at": nine_oclock(30).isoformat(),
        "ends_at": (nine_oclock(30) + datetime.timedelta(hours=2)).isoformat(),
        "capacity": 20,
        "trainer": "王护士",
        "region": h.code,
        "place": "活动室",
    },
    "api:managed-session-code POST": lambda h, r, w: {"direction": "in"},
    "api:managed-session-roll POST": lambda h, r, w: {"ids": [here(h.past_lesson)]},
    "api:managed-session-places POST": lambda h, r, w: {"capacity": 30},
    "api:managed-session-change POST": lambda h, r, w: {"trainer": "李护士", "where": "二楼教室"},
    "api:managed-session-call-off POST": lambda h, r, w: WHY,
    "api:managed-enrolment-remove POST": lambda h, r, w: WHY,
    "api:completion-void POST": lambda h, r, w: WHY,
}
