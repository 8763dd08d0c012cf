"""Who may do what: every address and every API operation, for every role, with an own and a foreign object.

One letter says what a role meets, in the order of ROLES; `all:` before a letter stands for every role.

    K  it is done: the page is there; an unsafe method has written something; the object is in the list
    R  it is answered, and nothing was done: a rule said no, a form asks again, the object is not in the list
    >  the way leads elsewhere, to where this person has to go first
    S  sign in first
    N  not found: what is not theirs is not there
    F  forbidden
    M  the address does not know this method

The object is named after an attribute of the sides of the world (tests/world.py); `in:` before it asks whether
it is in the list. `-` stands for no object. What each role sends stands in BODIES.
"""

import datetime
from types import SimpleNamespace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from apps.activities.attendance import KIND
from apps.activities.forms import PublishForm
from apps.booking import codes
from apps.core import days
from tests.factories import citizen_number, nine_oclock
from tests.world import PASSWORD, ROLES

# V visitor, n newcomer who has not registered, v volunteer, m minor without consent, g guardian, o owner, s staff,
# r owner of a foreign organisation, O officer of the banner, P officer of its league, B officer of a sibling banner,
# E reader of the education office, A owner of an association, S owner of a school
TABLE = """
# address or operation        method object              VnvmgosrOPBEAS   foreign
healthz                      GET    -                   all:K            -
healthz                      POST   -                   all:R            -
styleguide                   GET    -                   all:K            -
styleguide                   POST   -                   all:R            -

account_signup               GET    -                   K>>>>>>>>>>>>>   -
account_signup               POST   -                   KRRRRRRRRRRRRR   -
account_verify_phone         GET    -                   S>>>>>>>>>>>>>   -
account_verify_phone         POST   -                   SRRRRRRRRRRRRR   -
account_login                GET    -                   K>>>>>>>>>>>>>   -
account_login                POST   -                   KRRRRRRRRRRRRR   -
account_request_login_code   GET    -                   K>>>>>>>>>>>>>   -
account_request_login_code   POST   -                   KRRRRRRRRRRRRR   -
account_confirm_login_code   GET    -                   all:>            -
account_confirm_login_code   POST   -                   all:R            -
account_logout               GET    -                   >KKKKKKKKKKKKK   -
account_logout               POST   -                   RKKKKKKKKKKKKK   -
account_inactive             GET    -                   all:K            -
account_inactive             POST   -                   all:M            -
account_change_password      GET    -                   SKKKKKKKKKKKKK   -
account_change_password      POST   -                   SKKKKKKKKKKKKK   -
account_set_password         GET    -                   S>>>>>>>>>>>>>   -
account_set_password         POST   -                   SRRRRRRRRRRRRR   -
account_terms                GET    -                   all:K            -
account_terms                POST   -                   all:R            -

portal:home                  GET    -                   all:K            -
portal:home                  POST   -                   all:M            -
portal:me                    GET    -                   SKKKKKKKKKKKKK   -
portal:me                    POST   -                   SMMMMMMMMMMMMM   -
portal:desks                 GET    -                   SKKKKKKKKKKKKK   -
portal:desks                 POST   -                   SMMMMMMMMMMMMM   -
portal:organization          GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
portal:organization          POST   org                 SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
portal:region                GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
portal:region                POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
messaging:inbox              GET    -                   SKKKKKKKKKKKKK   -
messaging:inbox              POST   -                   SRKRRRRRRRRRRR   -

registration:start           GET    -                   S>>>>>>>>>>>>>   -
registration:start           POST   -                   SRRRRRRRRRRRRR   -
registration:step            GET    step                SK>>>KKKKKKKKK   SK>>>KKKKKKKKK
registration:step            POST   step                SKRRRKKKKKKKKK   SKRRRKKKKKKKKK
registration:file            GET    -                   S>KKK>>>>>>>>>   -
registration:file            POST   -                   SRRRRRRRRRRRRR   -
registration:change          GET    -                   S>KKK>>>>>>>>>   -
registration:change          POST   -                   SRKKKRRRRRRRRR   -
registration:change_place    GET    -                   S>>>>>>>>>>>>>   -
registration:change_place    POST   -                   SRRRRRRRRRRRRR   -
registration:withdraw        GET    my_consent          all:M            all:M
registration:withdraw        POST   my_consent          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
registration:children        GET    -                   SKKKKKKKKKKKKK   -
registration:children        POST   -                   SRKRKRRRRRRRRR   -
registration:link            GET    -                   S>>>>>>>>>>>>>   -
registration:link            POST   -                   SRRRRRRRRRRRRR   -
registration:child_consent   GET    guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
registration:child_consent   POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
registration:child_withdraw  GET    guardianship        all:M            all:M
registration:child_withdraw  POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
registration:cases           GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:cases           POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
registration:pass            GET    region              all:M            all:M
registration:pass            POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:case            GET    region_case         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:case            POST   region_case         SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
registration:reveal          GET    region_case         all:M            all:M
registration:reveal          POST   region_case         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:refuse          GET    region_case         all:M            all:M
registration:refuse          POST   region_case         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN

organizations:list           GET    -                   all:K            -
organizations:list           POST   -                   all:R            -
organizations:detail         GET    org                 all:K            all:K
organizations:detail         POST   org                 all:R            all:R
organizations:apply          GET    -                   SKKKKKKKKKKKKK   -
organizations:apply          POST   -                   SRKRKRRRRRRRRR   -
organizations:apply_again    GET    my_application      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
organizations:apply_again    POST   my_application      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
organizations:staff          GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:staff          POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
organizations:add_staff      GET    org                 all:M            all:M
organizations:add_staff      POST   org                 SNNNNKRNNNNNNN   SNNNNNNKNNNNNN
organizations:end_post       GET    org_post            all:M            all:M
organizations:end_post       POST   org_post            SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:applications   GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:applications   POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
organizations:application    GET    region_application  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:application    POST   region_application  SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
organizations:show_phone     GET    region_application  all:M            all:M
organizations:show_phone     POST   region_application  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:approve        GET    region_application  all:M            all:M
organizations:approve        POST   region_application  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:return         GET    region_application  all:M            all:M
organizations:return         POST   region_application  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:suspend        GET    region_org          all:M            all:M
organizations:suspend        POST   region_org          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:reinstate      GET    region_suspended    all:M            all:M
organizations:reinstate      POST   region_suspended    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:close          GET    region_suspended    all:M            all:M
organizations:close          POST   region_suspended    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN

activities:list              GET    -                   all:K            -
activities:list              POST   -                   all:R            -
activities:detail            GET    open                all:K            all:K
activities:detail            POST   open                all:R            all:R
activities:sign_up           GET    open                all:M            all:M
activities:sign_up           POST   open                SRKRKRRRRRRRRR   SRKRKRRRRRRRRR
activities:mine              GET    -                   SKKKKKKKKKKKKK   -
activities:mine              POST   -                   SRRRRRRRRRRRRR   -
activities:mine_past         GET    -                   SKKKKKKKKKKKKK   -
activities:mine_past         POST   -                   SRRRRRRRRRRRRR   -
activities:cancel_signup     GET    my_signup           all:M            all:M
activities:cancel_signup     POST   my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:manage            GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:manage            POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
activities:create            GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:create            POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:manage_one        GET    org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:manage_one        POST   org_draft           SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
activities:edit              GET    org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:edit              POST   org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:add_position      GET    org_draft           all:M            all:M
activities:add_position      POST   org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:add_shift         GET    org_draft           all:M            all:M
activities:add_shift         POST   org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:submit            GET    org_draft           all:M            all:M
activities:submit            POST   org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:cancel            GET    org_open            all:M            all:M
activities:cancel            POST   org_open            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:remove_position   GET    org_draft_position  all:M            all:M
activities:remove_position   POST   org_draft_position  SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:remove_shift      GET    org_draft_shift     all:M            all:M
activities:remove_shift      POST   org_draft_shift     SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:change_capacity   GET    org_shift           all:M            all:M
activities:change_capacity   POST   org_shift           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:signups           GET    org_shift           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:signups           POST   org_shift           SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
activities:show_phone        GET    org_signup          all:M            all:M
activities:show_phone        POST   org_signup          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:check_in          GET    -                   SKKKKKKKKKKKKK   -
activities:check_in          POST   sent:running_shift  SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
activities:code              GET    org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:code              POST   org_running_shift   all:M            all:M
activities:roll              GET    org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:roll              POST   org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:reviews           GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
activities:reviews           POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
activities:review            GET    region_review       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
activities:review            POST   region_review       SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
activities:publish           GET    region_review       all:M            all:M
activities:publish           POST   region_review       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
activities:return            GET    region_review       all:M            all:M
activities:return            POST   region_review       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN

hours:ledger                 GET    -                   SKKKKKKKKKKKKK   -
hours:ledger                 POST   -                   all:M            -
hours:pending                GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:pending                POST   org                 all:M            all:M
hours:region_pending         GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_pending         POST   region              all:M            all:M
hours:confirmed              GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:confirmed              POST   org                 all:M            all:M
hours:region_confirmed       GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_confirmed       POST   region              all:M            all:M
hours:returned               GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:returned               POST   org                 all:M            all:M
hours:region_returned        GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_returned        POST   region              all:M            all:M
hours:confirm                GET    org                 all:M            all:M
hours:confirm                POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:region_confirm         GET    region              all:M            all:M
hours:region_confirm         POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:reject                 GET    org                 all:M            all:M
hours:reject                 POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:region_reject          GET    region              all:M            all:M
hours:region_reject          POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:record                 GET    org_confirmed       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:record                 POST   org_confirmed       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:region_record          GET    region_confirmed    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_record          POST   region_confirmed    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN

stars:waiting                GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:waiting                POST   association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:recognized             GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:recognized             POST   association         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:region               GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:region               POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:roster               GET    school              SNNNNNNNKKNKNK   SNNNNNNNNNNNNN
reports:roster               POST   school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:download             GET    school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:download             POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN

api:schema                   GET    -                   all:K            -
api:docs                     GET    -                   all:K            -
api:nothing-here             GET    -                   all:N            -
api:nothing-here             POST   -                   all:N            -
api:nothing-here             PUT    -                   all:N            -
api:nothing-here             PATCH  -                   all:N            -
api:nothing-here             DELETE -                   all:N            -
api:token                    POST   -                   all:K            -
api:my-token                 DELETE -                   SRKRRRRRRRRRRR   -

api:region-list              GET    -                   all:K            -
api:region-detail            GET    region              all:K            all:K
api:figures-list             GET    in:code             RRRRRRRRKKRKRR   all:R
api:figures-detail           GET    region              NNNNNNNNKKNKNN   all:N
api:organization-list        GET    in:org              all:K            all:K
api:organization-detail      GET    org                 all:K            all:K
api:activity-list            GET    in:open             all:K            all:K
api:activity-detail          GET    open                all:K            all:K

api:my-message-list          GET    in:my_message       SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-message-read          POST   sent:my_message     SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-post-list             GET    -                   SKKKKKKKKKKKKK   -
api:my-file                  GET    -                   SNKKKNNNNNNNNN   -
api:my-file                  POST   -                   SKRRRKKKKKKKKK   -
api:my-case-list             GET    in:case             SRRRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-affiliation-list      GET    in:pupil            SRRRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-affiliation-list      POST   -                   SNKKKNNNNNNNNN   -
api:my-child-list            GET    in:guardianship     SRRRKRRRRRRRRR   SRRRRRRRRRRRRR
api:my-child-list            POST   -                   SRKRKRRRRRRRRR   -
api:my-child-find            POST   -                   SRKRKRRRRRRRRR   -
api:my-child-consent         POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
api:my-child-withdraw        POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
api:my-application-list      GET    in:my_application   SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-application-list      POST   -                   SRKRKRRRRRRRRR   -
api:my-application-detail    GET    my_application      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-application-detail    PUT    my_application      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-signup-list           GET    in:my_signup        SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-signup-list           POST   sent:shift          SRKRKRRRRRRRRR   SRKRKRRRRRRRRR
api:my-signup-detail         GET    my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-signup-cancel         POST   my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-hour-list             GET    in:my_record        SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-total-list            GET    -                   SKKKKKKKKKKKKK   -
api:my-stars                 GET    -                   SNKKKNNNNNNNNN   -
api:my-recognition-list      GET    -                   SKKKKKKKKKKKKK   -
api:my-year-list             GET    -                   SKKKKKKKKKKKKK   -

api:case-list                GET    in:case             SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:case-detail              GET    case                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:case-pass                POST   sent:case           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:case-refuse              POST   case                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-list         GET    in:application      SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:application-detail       GET    application         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-approve      POST   application         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-return       POST   application         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:review-list              GET    in:review           SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:review-detail            GET    review              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:review-publish           POST   review              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:review-return            POST   review              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN

api:managed-activity-list    GET    in:draft            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-activity-list    POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-activity-detail  GET    draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-detail  PUT    draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-positions POST draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-submit  POST   draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-cancel  POST   open                SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:position-detail          DELETE draft_position      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:position-shifts          POST   draft_position      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-detail     DELETE draft_shift         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-capacity   POST   shift               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-codes      GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:roll-list                GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:roll-list                POST   running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:shift-check-in           POST   running_shift       SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:shift-check-out          POST   running_shift       SRRRKRRRRRRRRR   SRRRRRRRRRRRRR

api:hour-list                GET    in:pending          SRRRRKKRKKRRRR   SRRRRRRKRRRRRR
api:hour-detail              GET    pending             SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hour-confirm             POST   sent:pending        SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hour-reject              POST   sent:pending        SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hour-void                POST   confirmed           SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:waiting-star-list        GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:waiting-star-recognize   POST   association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:recognition-list         GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:roster-list              GET    school_year         SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:classes-list             GET    school_year         SNNNNNNNKKNKNK   SNNNNNNNNNNNNN
"""


def object_of(here, name):
    """What stands in an address for an object; several words are several parts of the address."""
    owned = {
        "region": [here.code],
        "step": ["who"],
        "school_year": [here.school.pk, days.this_year()],
    }
    if name in owned:
        return owned[name]
    for desk, key in (("org_", here.org.pk), ("region_", here.code)):
        if name.startswith(desk):
            return [key, getattr(here, name.removeprefix(desk)).pk]
    return [getattr(here, name).pk]


def notice(here):
    return {
        "title": "清理草场",
        "description": "把过冬的塑料袋捡回来。",
        "service_fields": ["16"],
        "place": "苏木政府门口",
        "minimum_age": 16,
        "risks": "草场有坑洼。",
        "contact_name": "白音",
        "contact_phone": "13900000000",
    }


def application(here):
    return {
        "name": "敖汉星火志愿队",
        "kind": "team",
        "guiding_unit": "惠州街道办事处",
        "contact_name": "白音",
        "contact_phone": "13900000000",
    }


def who(here):
    number = citizen_number(321, datetime.date(1988, 8, 8))
    return {"name": "乌云", "document_type": "id_card", "number": number}


def place(here):
    return {"league": here.code[:4], "banner": here.code}


def tomorrow(hour):
    return (nine_oclock(1) + datetime.timedelta(hours=hour - 9)).isoformat()


def entry(world, role):
    own = world.entry(role)
    return own.pk if own else 0


def code(here, direction):
    return codes.code_at(KIND, here.running_shift.pk, direction)


def came():
    return timezone.now().replace(second=0, microsecond=0) - datetime.timedelta(minutes=5)


REASON = {"reason": "请改一下"}
NOT_BANNED = [key for key, _words in PublishForm.KINDS]

# What is sent, by address and method: a function of the side, the role and the world. Nothing is sent otherwise.
BODIES = {
    "account_signup POST": lambda h, r, w: {
        "phone": "13700000001",
        "password1": "kumis-on-the-steppe",
        "terms": "on",
    },
    "account_login POST": lambda h, r, w: {"login": w.cast["volunteer"].phone, "password": PASSWORD},
    "account_request_login_code POST": lambda h, r, w: {"phone": w.cast["volunteer"].phone},
    "account_change_password POST": lambda h, r, w: {
        "oldpassword": PASSWORD,
        "password1": "kumis-on-the-steppe",
    },
    "registration:step POST": lambda h, r, w: who(h),
    "registration:change POST": lambda h, r, w: {"identity": "other", "political": ""},
    "registration:children POST": lambda h, r, w: {"code": h.child.guardian_code, "relation": "parent"},
    "registration:child_consent POST": lambda h, r, w: {"minor": "on", "minor_data": "on"},
    "registration:pass POST": lambda h, r, w: {"case": h.case.pk},
    "registration:reveal POST": lambda h, r, w: {"purpose": "核对证件"},
    "registration:refuse POST": lambda h, r, w: REASON,
    "organizations:apply POST": lambda h, r, w: application(h) | place(h),
    "organizations:apply_again POST": lambda h, r, w: application(h) | place(h),
    "organizations:add_staff POST": lambda h, r, w: {
        "phone": h.candidate.user.phone,
        "name": h.candidate.name,
        "role": "staff",
    },
    "organizations:return POST": lambda h, r, w: REASON,
    "organizations:suspend POST": lambda h, r, w: REASON,
    "organizations:close POST": lambda h, r, w: REASON,
    "activities:sign_up POST": lambda h, r, w: {"shift": h.shift.pk, "volunteer": entry(w, r)},
    "activities:create POST": lambda h, r, w: notice(h) | place(h),
    "activities:edit POST": lambda h, r, w: notice(h) | place(h),
    "activities:add_position POST": lambda h, r, w: {"name": "登记"},
    "activities:add_shift POST": lambda h, r, w: {
        "position": h.draft_position.pk,
        "day": nine_oclock(6).date().isoformat(),
        "start": "08:00",
        "end": "10:00",
        "capacity": 5,
    },
    "activities:cancel POST": lambda h, r, w: REASON,
    "activities:change_capacity POST": lambda h, r, w: {"capacity": 20},
    "activities:check_in POST": lambda h, r, w: {
        "shift": h.running_shift.pk,
        "direction": codes.IN,
        "code": code(h, codes.IN),
    },
    "activities:roll POST": lambda h, r, w: {
        "here": h.running_signup.pk,
        f"r{h.running_signup.pk}-came": f"{came().astimezone(days.SHANGHAI):%H:%M}",
    },
    "activities:publish POST": lambda h, r, w: {"checked": NOT_BANNED},
    "activities:return POST": lambda h, r, w: REASON,
    "hours:confirm POST": lambda h, r, w: {"record": h.pending.pk},
    "hours:region_confirm POST": lambda h, r, w: {"record": h.pending.pk},
    "hours:reject POST": lambda h, r, w: {"record": h.pending.pk} | REASON,
    "hours:region_reject POST": lambda h, r, w: {"record": h.pending.pk} | REASON,
    "hours:record POST": lambda h, r, w: REASON,
    "hours:region_record POST": lambda h, r, w: REASON,
    "stars:waiting POST": lambda h, r, w: {
        "volunteer": h.candidate.pk,
        "document_number": "敖青志〔2026〕3号",
    },
    "reports:download POST": lambda h, r, w: {"format": "csv"},
    "api:token POST": lambda h, r, w: {"phone": w.cast["volunteer"].phone, "password": PASSWORD},
    "api:my-message-read POST": lambda h, r, w: {"ids": [h.my_message.pk]},
    "api:my-file POST": lambda h, r, w: {
        **{name: value for name, value in who(h).items() if name != "number"},
        "document_number": who(h)["number"],
        "region": h.code,
        "service_fields": ["03"],
        "belonging": {"identity": "other"},
        "consent": True,
    },
    "api:my-affiliation-list POST": lambda h, r, w: {"identity": "other", "political": ""},
    "api:my-child-list POST": lambda h, r, w: {
        "code": h.child.guardian_code,
        "relation": "parent",
        "purposes": ["minor", "minor_data"],
    },
    "api:my-child-find POST": lambda h, r, w: {"code": h.child.guardian_code},
    "api:my-child-consent POST": lambda h, r, w: {"purposes": ["minor", "minor_data"]},
    "api:my-application-list POST": lambda h, r, w: application(h) | {"region": h.code},
    "api:my-application-detail PUT": lambda h, r, w: application(h) | {"region": h.code},
    "api:my-signup-list POST": lambda h, r, w: {"shift": h.shift.pk},
    "api:case-pass POST": lambda h, r, w: {"ids": [h.case.pk]},
    "api:case-refuse POST": lambda h, r, w: REASON,
    "api:application-return POST": lambda h, r, w: REASON,
    "api:review-publish POST": lambda h, r, w: {"checked": NOT_BANNED},
    "api:review-return POST": lambda h, r, w: REASON,
    "api:managed-activity-list POST": lambda h, r, w: (
        notice(h) | {"region": h.code, "organization": h.org.pk}
    ),
    "api:managed-activity-detail PUT": lambda h, r, w: notice(h) | {"region": h.code},
    "api:managed-activity-positions POST": lambda h, r, w: {
        "name": "登记",
        "shifts": [{"starts_at": tomorrow(14), "ends_at": tomorrow(16), "capacity": 3}],
    },
    "api:managed-activity-cancel POST": lambda h, r, w: REASON,
    "api:position-shifts POST": lambda h, r, w: {
        "starts_at": tomorrow(14),
        "ends_at": tomorrow(16),
        "capacity": 3,
    },
    "api:managed-shift-capacity POST": lambda h, r, w: {"capacity": 20},
    "api:roll-list POST": lambda h, r, w: {
        "marks": [{"signup": h.running_signup.pk, "came_at": came().isoformat()}]
    },
    "api:shift-check-in POST": lambda h, r, w: {"code": code(h, codes.IN)},
    "api:shift-check-out POST": lambda h, r, w: {"code": code(h, codes.OUT)},
    "api:hour-confirm POST": lambda h, r, w: {"ids": [h.pending.pk]},
    "api:hour-reject POST": lambda h, r, w: {"ids": [h.pending.pk]} | REASON,
    "api:hour-void POST": lambda h, r, w: REASON,
    "api:waiting-star-recognize POST": lambda h, r, w: {
        "ids": [h.candidate.pk],
        "document_number": "敖青志〔2026〕3号",
    },
}


def rows():
    """The table, line by line. A line that leaves out a role is no line."""
    for line in TABLE.strip().splitlines():
        if not line or line.startswith("#"):
            continue
        name, method, target, own, foreign = line.split()
        sides = {
            side: letters(text, line) for side, text in (("own", own), ("foreign", foreign)) if text != "-"
        }
        yield SimpleNamespace(name=name, method=method, target=target, sides=sides)


def letters(text, line):
    if text.startswith("all:"):
        text = text.removeprefix("all:") * len(ROLES)
    assert len(text) == len(ROLES), f"not every role stands in this line: {line}"
    assert set(text) <= set("KR>SNFM"), line
    return dict(zip(ROLES, text, strict=True))


def address(row, here, query=None):
    """The address of a row for an object of a side. Lists are asked for as much as fits a page."""
    if row.target == "-" or ":" in row.target:
        url = reverse(row.name)
        query = {"page_size": 100} if row.target.startswith("in:") else query
    else:
        url = reverse(row.name, args=object_of(here, row.target))
    return f"{url}?{urlencode(query)}" if query else url


def request_of(world, row, here, role):
    """Address and body of a row for a role."""
    make = BODIES.get(f"{row.name} {row.method}")
    body = make(here, role, world) if make else {}
    return address(row, here, body.pop("?", None)), body


def best_role(row):
    """Someone who may do it: what is wrong shall be looked at, not turned away at the door."""
    letters = row.sides["own"]
    return next((role for role in ROLES if letters[role] == "K"), "volunteer")
