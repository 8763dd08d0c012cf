"""Who may do what with insurance and claims: more rows of the table in `permissions`, their objects and what is sent."""

import datetime

from django.utils import timezone

from apps.core import days
from tests.factories import InsurerFactory
from tests.files import document, uploaded

KEEPS = {"region": ("SNNNNNNNKKNNNN", "SNNNNNNNNNNNNN"), "organization": ("SNNNNKKNNNNNNN", "SNNNNNNKNNNNNN")}
SIDE = {"region": ("region", "office"), "organization": ("org", "own")}
READ, ACT = "GET", "POST"
PLACES = [  # name, what is asked of it, object behind the place, which methods it knows
    ("", [READ], ""),
    ("insurer", [READ, ACT], ""),
    ("new", [READ, ACT], ""),
    ("policy", [READ], "policy"),
    ("edit", [READ, ACT], "draft_policy"),
    ("proof", [READ], "policy"),
    ("benefit", [ACT], "draft_policy"),
    ("benefit_remove", [ACT], "benefit"),
    ("start", [ACT], "draft_policy"),
    ("hand_in", [ACT], "draft_policy"),
    ("withdraw", [ACT], "policy"),
    ("contact", [ACT], "policy"),
    ("contact_end", [ACT], "contact"),
    ("lists", [READ], ""),
    ("list", [READ], "list"),
    ("list_file", [ACT], "list"),
    ("list_again", [ACT], "list"),
    ("accept", [ACT], "list"),
    ("answer", [ACT], "list"),
    ("again", [ACT], "refused"),
]
ELSEWHERE = {("region", "hand_in"), ("organization", "start"), ("organization", "contact")}
DEEP = {"benefit", "list", "contact", "refused"}
UNKNOWN = "SMMMMMMMMMMMMM"


def rows_of_places():
    for kind, (own, foreign) in KEEPS.items():
        start, side = SIDE[kind]
        for name, methods, target in PLACES:
            if (kind, name) in ELSEWHERE:
                continue
            address = "_".join(filter(None, [f"insurance:{kind}", name]))
            what = f"{start}_{side}_{target}" if target else start
            what = f"insured_{side}_{target}" if target in DEEP else what
            for method in (READ, ACT):
                met = (own, foreign) if method in methods else (UNKNOWN, UNKNOWN)
                yield " ".join([address, method, what, *met])


TABLE = (
    """
insurance:mine               GET    -                   SKKKKKKKKKKKKK   -
insurance:mine               POST   -                   SMMMMMMMMMMMMM   -
insurance:agree_for_child    GET    guardianship        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
insurance:agree_for_child    POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
insurance:take_back_for_child GET   guardianship        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
insurance:take_back_for_child POST  guardianship        SNNNRNNNNNNNNN   SNNNNNNNNNNNNN
insurance:check              GET    region_checking_policy SNNNNNNNKKNNNN SNNNNNNNNNNNNN
insurance:check              POST   region_checking_policy SMMMMMMMMMMMMM SMMMMMMMMMMMMM
insurance:check_paper        GET    region_checking_policy SNNNNNNNKKNNNN SNNNNNNNNNNNNN
insurance:check_paper        POST   region_checking_policy SMMMMMMMMMMMMM SMMMMMMMMMMMMM
insurance:check_pass         GET    region_checking_policy SMMMMMMMMMMMMM SMMMMMMMMMMMMM
insurance:check_pass         POST   region_checking_policy SNNNNNNNKKNNNN SNNNNNNNNNNNNN
insurance:check_return       GET    region_checking_policy SMMMMMMMMMMMMM SMMMMMMMMMMMMM
insurance:check_return       POST   region_checking_policy SNNNNNNNKKNNNN SNNNNNNNNNNNNN
insurance:region_insurer_edit GET   region_insurer      SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
insurance:region_insurer_edit POST  region_insurer      SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
insurance:check_withdraw     GET    region_own_policy   SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
insurance:check_withdraw     POST   region_own_policy   SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
insurance:check_contact      GET    region_own_policy   SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
insurance:check_contact      POST   region_own_policy   SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
insurance:check_contact_end  GET    region_own_contact  SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
insurance:check_contact_end  POST   region_own_contact  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
"""
    + "\n".join(rows_of_places())
    + """
claims:mine                  GET    -                   SKKKKKKKKKKKKK   -
claims:mine                  POST   -                   SMMMMMMMMMMMMM   -
claims:new                   GET    -                   SNKKKNNNNNNNNN   -
claims:new                   POST   -                   SNKRRNNNNNNNNN   -
claims:claim                 GET    my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:claim                 POST   my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:edit                  GET    my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:edit                  POST   my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:report                GET    my_claim            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:report                POST   my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:take_back             GET    my_claim            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:take_back             POST   my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:evidence              GET    my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:evidence              POST   my_claim            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:handed                GET    my_claim_sheet      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:handed                POST   my_claim_sheet      SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:document              GET    my_claim_paper      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:document              POST   my_claim_paper      SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:document_remove       GET    my_claim_paper      SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:document_remove       POST   my_claim_paper      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
claims:region                GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region                POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_claim          GET    region_claim        SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_claim          POST   region_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_hand_over      GET    region_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_hand_over      POST   region_claim        SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_ask            GET    region_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_ask            POST   region_claim        SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_settle         GET    region_handed_claim SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_settle         POST   region_handed_claim SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_refuse         GET    region_handed_claim SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_refuse         POST   region_handed_claim SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_evidence       GET    region_claim        SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_evidence       POST   region_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_document       GET    region_claim_file   SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_document       POST   region_claim_file   SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:region_handed         GET    region_claim_sheet  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
claims:region_handed         POST   region_claim_sheet  SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:organization          GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
claims:organization          POST   org                 SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:organization_claim    GET    org_claim           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
claims:organization_claim    POST   org_claim           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:organization_state    GET    org_claim           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:organization_state    POST   org_claim           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
claims:organization_evidence GET    org_claim           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
claims:organization_evidence POST   org_claim           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:insurer               GET    -                   SNNNNNNNNNNNKK   -
claims:insurer               POST   -                   SMMMMMMMMMMMMM   -
claims:at_insurer            GET    handed_claim        SNNNNNNNNNNNKK   SNNNNNNNNNNNNN
claims:at_insurer            POST   handed_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:insurer_ask           GET    handed_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:insurer_ask           POST   handed_claim        SNNNNNNNNNNNKK   SNNNNNNNNNNNNN
claims:insurer_settle        GET    handed_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:insurer_settle        POST   handed_claim        SNNNNNNNNNNNKK   SNNNNNNNNNNNNN
claims:insurer_refuse        GET    handed_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:insurer_refuse        POST   handed_claim        SNNNNNNNNNNNKK   SNNNNNNNNNNNNN
claims:insurer_evidence      GET    handed_claim        SNNNNNNNNNNNKK   SNNNNNNNNNNNNN
claims:insurer_evidence      POST   handed_claim        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:insurer_handed        GET    insurer_claim_sheet SNNNNNNNNNNNKK   SNNNNNNNNNNNNN
claims:insurer_handed        POST   insurer_claim_sheet SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
claims:insurer_document      GET    insurer_claim_file  SNNNNNNNNNNNKK   SNNNNNNNNNNNNN
claims:insurer_document      POST   insurer_claim_file  SMMMMMMMMMMMMM   SMMMMMMMMMMMMM

api:my-cover-list            GET    in:my_cover         SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-child-insurer-agree   POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
api:my-child-insurer-take-back POST guardianship        SNNNRNNNNNNNNN   SNNNNNNNNNNNNN
api:insurer-list             GET    in:insurer          SRRRRKKKKKKRKK   SRRRRKKKKKKRKK
api:insurer-list             POST   -                   SNNNNKKKKKKNKK   -
api:insurer-detail           GET    insurer             SNNNNKKKKKKNKK   SNNNNKKKKKKNKK
api:insurer-change           POST   insurer             SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-list              GET    in:own_policy       SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:policy-list              POST   sent:org            SRRRRKKRKKRRRR   SRRRRRRKRRRRRR
api:policy-detail            GET    office_policy       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-change            POST   office_draft_policy SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-benefits          POST   own_draft_policy    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:policy-remove-benefit    POST   office_line         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-contacts          POST   office_policy       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-end-contact       POST   own_insurer_contact SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:policy-start             POST   office_draft_policy SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-hand-in           POST   own_draft_policy    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:policy-withdraw          POST   own_policy          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:policy-to-check-list     GET    in:checking_policy  SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:policy-to-check-pass     POST   checking_policy     SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:policy-to-check-return   POST   checking_policy     SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:overseen-policy-list     GET    in:own_policy       SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:overseen-policy-detail   GET    own_policy          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:overseen-policy-withdraw POST   own_policy          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:overseen-policy-contacts POST   own_policy          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:overseen-policy-end-contact POST   own_insurer_contact SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:insurance-list-list      GET    in:office_list      SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:insurance-list-detail    GET    own_list            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:insurance-list-accept    POST   office_list         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:insurance-list-answer    POST   own_list            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:insurance-list-send      POST   office_list         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:insurance-list-file      POST   office_list         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:insurance-list-person-list GET    own_list            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:insurance-list-person-again POST   office_refused_person SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:my-claim-list            GET    in:my_claim         SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-claim-list            POST   -                   SRKRRRRRRRRRRR   -
api:my-claim-detail          GET    my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-claim-documents       POST   my_claim            SNRNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-claim-change          POST   my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-claim-remove-document POST   my_claim_paper      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-claim-evidence        GET    my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-claim-handed          GET    my_claim_sheet      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-claim-report          POST   my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-claim-take-back       POST   my_claim            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:claim-list               GET    in:handed_claim     SRRRRKKRKKRRKK   SRRRRRRKRRRRRR
api:claim-detail             GET    handed_claim        SNNNNKKNKKNNKK   SNNNNNNKNNNNNN
api:claim-evidence           GET    handed_claim        SNNNNKKNKKNNKK   SNNNNNNKNNNNNN
api:claim-handed             GET    claim_sheet         SNNNNNNNKKNNKK   SNNNNNNNNNNNNN
api:claim-hand-over          POST   claim               SNNNNRRNKKNNNN   SNNNNNNRNNNNNN
api:claim-ask                POST   handed_claim        SNNNNRRNKKNNKK   SNNNNNNRNNNNNN
api:claim-settle             POST   handed_claim        SNNNNRRNKKNNKK   SNNNNNNRNNNNNN
api:claim-refuse             POST   handed_claim        SNNNNRRNKKNNKK   SNNNNNNRNNNNNN
api:claim-state              POST   claim               SNNNNKKNRRNNNN   SNNNNNNKNNNNNN
"""
)


def deep(side, name):
    """Of a place: its key, the policy, and what belongs to the policy."""

    def keys(here):
        row = getattr(here, f"{side}_{name}")
        place = here.code if side == "office" else here.org.pk
        policy = row.policy_id
        if name == "refused":
            return [place, policy, getattr(here, f"{side}_list").pk, row.pk]
        return [place, policy, row.pk]

    return keys


OBJECTS = {
    **{f"insured_{side}_{name}": deep(side, name) for side in ("office", "own") for name in DEEP},
    "region_own_contact": lambda h: [h.code, h.own_policy.pk, h.own_contact.pk],
    "my_claim_paper": lambda h: [h.my_claim.pk, h.my_claim_document.pk],
    "region_claim_file": lambda h: [h.code, h.handed_claim.pk, h.claim_paper.pk],
    "my_claim_sheet": lambda h: [h.my_claim.pk, h.my_claim_sheet.pk],
    "claim_sheet": lambda h: [h.handed_claim.pk, h.claim_sheet.pk],
    "region_claim_sheet": lambda h: [h.code, h.handed_claim.pk, h.claim_sheet.pk],
    "insurer_claim_sheet": lambda h: [h.handed_claim.pk, h.claim_sheet.pk],
    "office_line": lambda h: [h.office_draft_policy.pk, h.office_benefit.pk],
    "own_insurer_contact": lambda h: [h.own_policy.pk, h.own_contact.pk],
    "office_refused_person": lambda h: [h.office_list.pk, h.office_refused_line.pk],
    "insurer_claim_file": lambda h: [h.handed_claim.pk, h.claim_paper.pk],
}


def policy(here):
    return {
        "insurer": here.insurer.pk,
        "number": "PAXH-2027-1",
        "name": "2027年志愿者意外险",
        "is_named": "on",
        "serves": "activity",
        "starts_on": days.today().isoformat(),
        "ends_on": (days.today() + datetime.timedelta(days=300)).isoformat(),
        "minimum_age": 16,
        "covers_hazard": "on",
    }


def sent_policy(h, role, world):
    mine = {"region": h.code} if role in {"officer", "parent"} else {"organization": h.org.pk}
    return policy(h) | {"is_named": True, "covers_hazard": True, **mine}


def insurer(h, r, w):
    return {
        "name": f"新财产保险{InsurerFactory.build().name}",
        "phone": "95500",
        "claim_phone": "95501",
        "claim_words": "当天报案。",
    }


def what_happened(h, r, w):
    own = w.entry(r)
    happened = timezone.localtime() - datetime.timedelta(hours=3)
    return {
        "person": own.pk if own else "",
        "happened_at": happened.strftime("%Y-%m-%dT%H:%M"),
        "place": "贝子府镇",
        "what": "滑倒扭伤",
    }


def claim_by_api(h, r, w):
    said = what_happened(h, r, w)
    person = said.pop("person")
    happened = timezone.localtime() - datetime.timedelta(hours=3)
    return said | {"volunteer": person or 1, "happened_at": happened.isoformat()}


def contact(h, r, w):
    return {"phone": w.cast["school"].phone}


def answer(side):
    def table(h, r, w):
        number = getattr(h, f"{side}_waiting").volunteer.number
        text = f"志愿者编号,结果,生效日期\n{number},承保,{days.today()}\n"
        return {"table": uploaded(text.encode(), name="答复.csv")}

    return table


WHY = {"reason": "写清楚"}
NO_FILE = "00000000-0000-4000-8000-000000000000"
BODIES = {
    **{
        f"insurance:{kind}_{name} POST": body
        for kind in KEEPS
        for name, body in {
            "insurer": insurer,
            "new": lambda h, r, w: policy(h),
            "edit": lambda h, r, w: policy(h),
            "benefit": lambda h, r, w: {"name": "意外医疗", "yuan": "20000"},
            "withdraw": lambda h, r, w: dict(WHY),
            **({"contact": contact} if kind == "region" else {}),
            "accept": lambda h, r, w: {"from_day": days.today().isoformat()},
        }.items()
    },
    "insurance:region_answer POST": answer("office"),
    "insurance:organization_answer POST": answer("own"),
    "insurance:region_insurer_edit POST": insurer,
    "insurance:check_return POST": lambda h, r, w: dict(WHY),
    "insurance:check_withdraw POST": lambda h, r, w: dict(WHY),
    "insurance:check_contact POST": contact,
    "claims:new POST": what_happened,
    "claims:edit POST": what_happened,
    "claims:claim POST": lambda h, r, w: {
        "title": "发票",
        "file": uploaded(document(), name="发票.pdf"),
    },
    "claims:region_ask POST": lambda h, r, w: {"ask-reason": "缺发票"},
    "claims:insurer_ask POST": lambda h, r, w: {"ask-reason": "缺发票"},
    "claims:region_settle POST": lambda h, r, w: {"yuan": "300.50"},
    "claims:insurer_settle POST": lambda h, r, w: {"yuan": "300.50"},
    "claims:region_refuse POST": lambda h, r, w: {"refuse-reason": "不在保障范围"},
    "claims:insurer_refuse POST": lambda h, r, w: {"refuse-reason": "不在保障范围"},
    "claims:organization_state POST": lambda h, r, w: {"statement": "当时在清雪。"},
    "api:policy-list POST": sent_policy,
    "api:insurer-list POST": insurer,
    "api:insurer-change POST": insurer,
    "api:policy-change POST": lambda h, r, w: policy(h) | {"is_named": True, "covers_hazard": True},
    "api:policy-benefits POST": lambda h, r, w: {"name": "意外医疗", "amount": 2_000_000},
    "api:policy-contacts POST": contact,
    "api:overseen-policy-contacts POST": contact,
    "api:overseen-policy-withdraw POST": lambda h, r, w: dict(WHY),
    "api:policy-withdraw POST": lambda h, r, w: dict(WHY),
    "api:policy-to-check-return POST": lambda h, r, w: dict(WHY),
    "api:insurance-list-accept POST": lambda h, r, w: {"from_day": days.today().isoformat()},
    "api:insurance-list-answer POST": lambda h, r, w: {
        "answers": [{"number": h.own_waiting.volunteer.number, "from_day": days.today().isoformat()}]
    },
    "api:my-claim-list POST": claim_by_api,
    "api:my-claim-change POST": lambda h, r, w: {
        key: value for key, value in claim_by_api(h, r, w).items() if key != "volunteer"
    },
    "api:my-claim-documents POST": lambda h, r, w: {"file": NO_FILE, "title": "发票"},
    "api:claim-ask POST": lambda h, r, w: dict(WHY),
    "api:claim-refuse POST": lambda h, r, w: dict(WHY),
    "api:claim-settle POST": lambda h, r, w: {"paid": 30000},
    "api:claim-state POST": lambda h, r, w: {"statement": "当时在清雪。"},
}
