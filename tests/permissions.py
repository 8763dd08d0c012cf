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
import re
import uuid
from types import SimpleNamespace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from apps.accounts.outside import token_for
from apps.activities.attendance import KIND
from apps.activities.never import KINDS
from apps.booking import codes
from apps.core import days, uploads
from apps.messaging.kinds import Group
from apps.messaging.outside import off_token
from apps.organizations.models import Office
from apps.registration.promotions import classes_of
from tests import (
    certificate_rows,
    figure_rows,
    goal_rows,
    insurance_rows,
    matching_rows,
    report_rows,
    star_rows,
    training_bodies,
    world_of_recognition,
)
from tests.factories import citizen_number, nine_oclock
from tests.files import uploaded
from tests.world import PASSWORD, REGIONAL, ROLES

# V visitor, n newcomer who has not registered, v volunteer, m minor without consent, g guardian, o owner, s staff,
# r owner of a foreign organisation, O officer of the banner, P officer of its league, B officer of a sibling banner,
# E reader of the education office, A owner of an association, S owner of a school
TABLE = """
# address or operation        method object              VnvmgosrOPBEAS   foreign
healthz                      GET    -                   all:K            -
healthz                      POST   -                   all:R            -
picture                      GET    picture             all:K            all:K
picture                      POST   picture             all:M            all:M
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
account_prove                GET    -                   S>>>>>>>>>>>>>   -
account_prove                POST   -                   SRRRRRRRRRRRRR   -
account_not_mine             GET    -                   all:M            -
account_not_mine             POST   -                   SRRRRRRRRRRRRR   -
account_logout               GET    -                   >KKKKKKKKKKKKK   -
account_logout               POST   -                   RKKKKKKKKKKKKK   -
account_inactive             GET    -                   all:K            -
account_inactive             POST   -                   all:M            -
account_change_password      GET    -                   SKKKKKKKKKKKKK   -
account_change_password      POST   -                   SKKKKKKKKKKKKK   -
account_reauthenticate       GET    -                   SKKKKKKKKKKKKK   -
account_reauthenticate       POST   -                   SKKKKKKKKKKKKK   -
account_reauthenticate_code  GET    -                   SKKKKKKKKKKKKK   -
account_reauthenticate_code  POST   -                   SKKKKKKKKKKKKK   -
account_set_password         GET    -                   S>>>>>>>>>>>>>   -
account_set_password         POST   -                   SRRRRRRRRRRRRR   -
mfa_index                    GET    -                   SKKKKKKKKKKKKK   -
mfa_index                    POST   -                   SMMMMMMMMMMMMM   -
mfa_authenticate             GET    -                   S>>>>>>>>>>>>>   -
mfa_authenticate             POST   -                   SRRRRRRRRRRRRR   -
mfa_reauthenticate           GET    -                   S>>>>>>>>>>>>>   -
mfa_reauthenticate           POST   -                   SRRRRRRRRRRRRR   -
mfa_activate_totp            GET    -                   SKKKKKKKKKKKKK   -
mfa_activate_totp            POST   -                   SRRRRRRRRRRRRR   -
mfa_deactivate_totp          GET    -                   SNNNNNNNNNNNNN   -
mfa_deactivate_totp          POST   -                   SNNNNNNNNNNNNN   -
mfa_view_recovery_codes      GET    -                   SNNNNNNNNNNNNN   -
mfa_view_recovery_codes      POST   -                   SMMMMMMMMMMMMM   -
mfa_generate_recovery_codes  GET    -                   SKKKKKKKKKKKKK   -
mfa_generate_recovery_codes  POST   -                   SRRRRRRRRRRRRR   -
account_terms                GET    -                   all:K            -
account_terms                POST   -                   all:R            -

accounts:account             GET    -                   SKKKKKKKKKKKKK   -
accounts:account             POST   -                   SMMMMMMMMMMMMM   -
accounts:sessions            GET    -                   SKKKKKKKKKKKKK   -
accounts:sessions            POST   -                   SMMMMMMMMMMMMM   -
accounts:end_session         GET    my_session          SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
accounts:end_session         POST   my_session          SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
accounts:end_others          GET    -                   SMMMMMMMMMMMMM   -
accounts:end_others          POST   -                   SRKRRRRRKKKKKR   -
accounts:end_token           GET    -                   SMMMMMMMMMMMMM   -
accounts:end_token           POST   -                   SRKRRRRRRRRRRR   -
accounts:phone               GET    -                   SKKKKKKKKKKKKK   -
accounts:phone               POST   -                   SRRRRRRRRRRRRR   -
accounts:confirm_phone       GET    -                   S>>>>>>>>>>>>>   -
accounts:confirm_phone       POST   -                   SRRRRRRRRRRRRR   -
accounts:email               GET    -                   SKKKKKKKKKKKKK   -
accounts:email               POST   -                   SKKKKKKKKKKKKK   -
accounts:confirm_email       GET    email_token         all:K            all:K
accounts:confirm_email       POST   email_token         all:K            all:K
accounts:consents            GET    -                   SKKKKKKKKKKKKK   -
accounts:consents            POST   -                   SMMMMMMMMMMMMM   -
accounts:give_consent        GET    purpose             SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
accounts:give_consent        POST   purpose             SKRKKKKKKKKKKK   SKRKKKKKKKKKKK
accounts:withdraw_consent    GET    purpose             SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
accounts:withdraw_consent    POST   purpose             SNKNNNNNNNNNNN   SNKNNNNNNNNNNN

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
messaging:inbox              POST   -                   SRKRRRRRKRRRRR   -
messaging:settings           GET    -                   SKKKKKKKKKKKKK   -
messaging:settings           POST   -                   SKKKKKKKKKKKKK   -
messaging:switch             GET    -                   all:M            -
messaging:switch             POST   -                   SKKKKKKKKKKKKK   -
messaging:off                GET    off_token           all:K            all:K
messaging:off                POST   off_token           all:K            all:K

registration:start           GET    -                   >>>>>>>>>>>>>>   -
registration:start           POST   -                   RRRRRRRRRRRRRR   -
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
registration:leave_place     GET    my_affiliation      all:M            all:M
registration:leave_place     POST   my_affiliation      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
registration:make_main       GET    my_affiliation      all:M            all:M
registration:make_main       POST   my_affiliation      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
registration:promotion       GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:promotion       POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:undo_promotion  GET    school_promotion    all:M            all:M
registration:undo_promotion  POST   school_promotion    SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:child_withdraw  GET    guardianship        all:M            all:M
registration:child_withdraw  POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
registration:child_end       GET    guardianship        all:M            all:M
registration:child_end       POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
portal:child                 GET    guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
portal:child                 POST   guardianship        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
registration:end_guardianship GET   region_guardianship SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:end_guardianship POST  region_guardianship SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:rights          GET    -                   SKKKKKKKKKKKKK   -
registration:rights          POST   -                   SMMMMMMMMMMMMM   -
registration:rights_copy     GET    -                   all:M            -
registration:rights_copy     POST   -                   SKKKKKKKKKKKKK   -
registration:leave           GET    -                   SKKKKKKKKKKKKK   -
registration:leave           POST   -                   SKRKRKKKKKKKRR   -
registration:proposals       GET    -                   SKKKKKKKKKKKKK   -
registration:proposals       POST   -                   SMMMMMMMMMMMMM   -
registration:answer_proposal GET    proposal            all:M            all:M
registration:answer_proposal POST   proposal            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
registration:rosters         GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:rosters         POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:roster_template GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:roster_template POST   school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
registration:roster          GET    school_roster       SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:roster          POST   school_roster       SNNNNNNNNNNNNR   SNNNNNNNNNNNNN
registration:roster_problems GET    school_roster       SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
registration:roster_problems POST   school_roster       SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:roster_people   GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:roster_people   POST   school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
registration:roster_sheets   GET    school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
registration:roster_sheets   POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:take_off_roster GET    school_entry        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
registration:take_off_roster POST   school_entry        SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
registration:claim           GET    -                   SK>>>KKKKKKKKK   -
registration:claim           POST   -                   SKRRRKKKKKKKKK   -
registration:claim_code      GET    -                   S>>>>>>>>>>>>>   -
registration:claim_code      POST   -                   SRRRRRRRRRRRRR   -
registration:about           GET    -                   SNKKKNNNNNNNNN   -
registration:about           POST   -                   SNKKKNNNNNNNNN   -
registration:service         GET    -                   SNKKKNNNNNNNNN   -
registration:service         POST   -                   SNKKKNNNNNNNNN   -
registration:times           GET    -                   SNKKKNNNNNNNNN   -
registration:times           POST   -                   SNKKKNNNNNNNNN   -
registration:home            GET    -                   SNKKKNNNNNNNNN   -
registration:home            POST   -                   SNKKKNNNNNNNNN   -
registration:identity        GET    -                   SNKKKNNNNNNNNN   -
registration:identity        POST   -                   SNKKKNNNNNNNNN   -
registration:qualifications  GET    -                   SNKKKNNNNNNNNN   -
registration:qualifications  POST   -                   SNKKKNNNNNNNNN   -
registration:proof           GET    my_certificate      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
registration:proof           POST   my_certificate      SNRNNNNNNNNNNN   SNNNNNNNNNNNNN
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
registration:find_file       GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:find_file       POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
registration:found_file      GET    region_helper       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:found_file      POST   region_helper       SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
registration:void_file       GET    region_helper       all:M            all:M
registration:void_file       POST   region_helper       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:waiting         GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:waiting         POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
registration:ask             GET    region_case         all:M            all:M
registration:ask             POST   region_case         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:make_change     GET    region_change_case  all:M            all:M
registration:make_change     POST   region_change_case  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:hand_over       GET    region_claim_case   all:M            all:M
registration:hand_over       POST   region_claim_case   SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:void            GET    region_claim_case   all:M            all:M
registration:void            POST   region_claim_case   SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:certificates    GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:certificates    POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
registration:certificate     GET    region_certificate  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:certificate     POST   region_certificate  SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
registration:certificate_proof GET  region_certificate  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:certificate_proof POST region_certificate  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:certificate_pass GET   region_certificate  all:M            all:M
registration:certificate_pass POST  region_certificate  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
registration:certificate_refuse GET region_certificate  all:M            all:M
registration:certificate_refuse POST region_certificate SNNNNNNNKKNNNN   SNNNNNNNNNNNNN

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
organizations:add_staff      POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:change_role    GET    org_post            all:M            all:M
organizations:change_role    POST   org_post            SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:withdraw_invitation GET  org_invitation   all:M            all:M
organizations:withdraw_invitation POST org_invitation   SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:invitations    GET    -                   SKKKKKKKKKKKKK   -
organizations:invitations    POST   -                   SRRRRRRRRRRRRR   -
organizations:accept_invitation GET    my_invitation    all:M            all:M
organizations:accept_invitation POST   my_invitation    SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
organizations:decline_invitation GET   my_invitation    all:M            all:M
organizations:decline_invitation POST  my_invitation    SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
organizations:end_post       GET    org_post            all:M            all:M
organizations:end_post       POST   org_post            SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:profile        GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:profile        POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
organizations:edit_profile   GET    org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:edit_profile   POST   org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:own_proof      GET    org                 SNNNN>NNNNNNNN   SNNNNNN>NNNNNN
organizations:own_proof      POST   org                 SNNNNRNNNNNNNN   SNNNNNNRNNNNNN
organizations:family         GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:family         POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
organizations:ask_parent     GET    org                 all:M   all:M
organizations:ask_parent     POST   org                 SNNNNRNNNNNNNN   SNNNNNNRNNNNNN
organizations:answer_child   GET    org_asked           all:M   all:M
organizations:answer_child   POST   org_asked           SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:withdraw_request GET    org_own_ask         all:M   all:M
organizations:withdraw_request POST   org_own_ask         SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:part           GET    org_part            all:M   all:M
organizations:part           POST   org_part            SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:guided         GET    org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:guided         POST   org                 SNNNNRNNNNNNNN   SNNNNNNRNNNNNN
organizations:answer_guided  GET    org_guided          all:M   all:M
organizations:answer_guided  POST   org_guided          SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:join           GET    org                 all:M   all:M
organizations:join           POST   org                 SRKKKRRRRRRRRR   SRKKKRRRRRRRRR
organizations:follow         GET    org                 all:M   all:M
organizations:follow         POST   org                 SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
organizations:unfollow       GET    org                 all:M   all:M
organizations:unfollow       POST   org                 SRRRRRRRRRRRRR   SRRRRRRRRRRRRR
organizations:mine           GET    -                   SKKKKKKKKKKKKK   -
organizations:mine           POST   -                   SRRRRRRRRRRRRR   -
organizations:accept_membership GET    my_invited          all:M   all:M
organizations:accept_membership POST   my_invited          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
organizations:leave          GET    my_member           all:M   all:M
organizations:leave          POST   my_member           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
organizations:mute           GET    my_member           all:M   all:M
organizations:mute           POST   my_member           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
organizations:members        GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:members        POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
organizations:approve_members GET    org                 all:M   all:M
organizations:approve_members POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:mark_backbone  GET    org                 all:M   all:M
organizations:mark_backbone  POST   org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:end_backbone   GET    org                 all:M   all:M
organizations:end_backbone   POST   org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
organizations:invite_members GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:invite_members POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:announce       GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:announce       POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:groups         GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:groups         POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:remove_group   GET    org_group           all:M   all:M
organizations:remove_group   POST   org_group           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:member         GET    org_asker           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:member         POST   org_asker           SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
organizations:regroup        GET    org_member          all:M   all:M
organizations:regroup        POST   org_member          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:refuse_member  GET    org_asker           all:M   all:M
organizations:refuse_member  POST   org_asker           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:remove_member  GET    org_member          all:M   all:M
organizations:remove_member  POST   org_member          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:stations       GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:stations       POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
organizations:add_station    GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:add_station    POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:edit_station   GET    org_station         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:edit_station   POST   org_station         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
organizations:tags           GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:tags           POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:remove_tag     GET    region_tag          all:M   all:M
organizations:remove_tag     POST   region_tag          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:officers       GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:officers       POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
organizations:add_officer    GET    region              all:M   all:M
organizations:add_officer    POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:end_officer    GET    region_officer      all:M   all:M
organizations:end_officer    POST   region_officer      SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
organizations:applications   GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:applications   POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
organizations:application    GET    region_application  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:application    POST   region_application  SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
organizations:show_phone     GET    region_application  all:M            all:M
organizations:show_phone     POST   region_application  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:proof          GET    region_application  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
organizations:proof          POST   region_application  SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
organizations:change_trust   GET    region_org          all:M   all:M
organizations:change_trust   POST   region_org          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
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
activities:leave             GET    my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:leave             POST   my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:change_position   GET    my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:change_position   POST   my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:accept            GET    my_offer            all:M            all:M
activities:accept            POST   my_offer            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:explain           GET    my_no_show          all:M            all:M
activities:explain           POST   my_no_show          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:gather            GET    open                SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
activities:gather            POST   open                SRKKKRRRRRRRRR   SRKKKRRRRRRRRR
activities:party             GET    my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:party             POST   my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:sign_up_party     GET    my_party            all:M            all:M
activities:sign_up_party     POST   my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:dissolve          GET    my_party            all:M            all:M
activities:dissolve          POST   my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:answer_party      GET    my_asked            all:M            all:M
activities:answer_party      POST   my_asked            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:drop_from_party   GET    my_guest            all:M            all:M
activities:drop_from_party   POST   my_guest            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:answer_invitation GET    my_call             all:M            all:M
activities:answer_invitation POST   my_call             SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
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
activities:add_on_the_spot   GET    org_running_shift   all:M            all:M
activities:add_on_the_spot   POST   org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:invite            GET    org_shift           all:M            all:M
activities:invite            POST   org_shift           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:remove_signup     GET    org_signup          all:M            all:M
activities:remove_signup     POST   org_signup          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:excuse            GET    org_my_no_show      all:M            all:M
activities:excuse            POST   org_my_no_show      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:note_missed       GET    org_past_signup     all:M            all:M
activities:note_missed       POST   org_past_signup     SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:check_in          GET    -                   SKKKKKKKKKKKKK   -
activities:check_in          POST   sent:running_shift  SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
activities:code              GET    org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:code              POST   org_running_shift   all:M            all:M
activities:roll              GET    org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:roll              POST   org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:my_shifts         GET    -                   SKKKKKKKKKKKKK   -
activities:my_shifts         POST   -                   all:M            -
activities:my_code           GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:my_code           POST   running_shift       all:M            all:M
activities:my_roll           GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:my_roll           POST   running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:my_field          GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:my_field          POST   running_shift       all:M            all:M
activities:step_back         GET    my_leader           all:M            all:M
activities:step_back         POST   my_leader           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:field             GET    org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:field             POST   org_running_shift   all:M            all:M
activities:leaders           GET    org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:leaders           POST   org_running_shift   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:end_leader        GET    org_my_leader       all:M            all:M
activities:end_leader        POST   org_my_leader       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:field_worker      GET    -                   all:K            -
activities:field_worker      POST   -                   all:M            -
activities:calendar          GET    open                all:K            all:K
activities:calendar          POST   open                all:R            all:R
activities:qr                GET    open                all:K            all:K
activities:qr                POST   open                all:R            all:R
activities:poster            GET    open                all:K            all:K
activities:poster            POST   open                all:R            all:R
activities:feed              GET    feed                all:K            all:K
activities:feed              POST   feed                all:R            all:R
activities:signup_calendar   GET    my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:signup_calendar   POST   my_signup           SNRNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:my_calendar       GET    -                   SKKKKKKKKKKKKK   -
activities:my_calendar       POST   -                   SRRRRRRRRRRRRR   -
activities:renew_calendar    GET    -                   all:M            -
activities:renew_calendar    POST   -                   SKKKKKKKKKKKKK   -
activities:remove_calendar   GET    -                   all:M            -
activities:remove_calendar   POST   -                   SRRRRRRRRRRRRR   -
activities:searches          GET    -                   SKKKKKKKKKKKKK   -
activities:searches          POST   -                   SRRRRRRRRRRRRR   -
activities:save_search       GET    -                   all:M            -
activities:save_search       POST   -                   SKKKKKKKKKKKKK   -
activities:remove_search     GET    my_search           all:M            all:M
activities:remove_search     POST   my_search           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
activities:edit_section      GET    org_draft_section   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:edit_section      POST   org_draft_section   SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:pictures          GET    org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:pictures          POST   org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:copy              GET    org_draft           all:M            all:M
activities:copy              POST   org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:repeat            GET    org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:repeat            POST   org_draft           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:pull_back         GET    org_review          all:M            all:M
activities:pull_back         POST   org_review          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:withdraw          GET    org_empty           all:M            all:M
activities:withdraw          POST   org_empty           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:close             GET    org_over            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:close             POST   org_over            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:move_shift        GET    org_shift           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:move_shift        POST   org_shift           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
activities:emergency         GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
activities:emergency         POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
activities:review_change     GET    region_change       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
activities:review_change     POST   region_change       SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
activities:accept_change     GET    region_change       all:M            all:M
activities:accept_change     POST   region_change       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
activities:refuse_change     GET    region_change       all:M            all:M
activities:refuse_change     POST   region_change       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
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
hours:papers                 GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:papers                 POST   org                 all:M            all:M
hours:region_papers          GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_papers          POST   region              all:M            all:M
hours:appeals                GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:appeals                POST   org                 all:M            all:M
hours:region_appeals         GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_appeals         POST   region              all:M            all:M
hours:appeal                 GET    org_objection       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:appeal                 POST   org_objection       SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
hours:region_appeal          GET    region_objection    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_appeal          POST   region_objection    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:by_hand                GET    org_past_shift      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:by_hand                POST   org_past_shift      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:backfill               GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:backfill               POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
hours:region_held            GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_held            POST   region              all:M            all:M
hours:region_settle_held     GET    region              all:M            all:M
hours:region_settle_held     POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_spot            GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
hours:region_spot            POST   region              all:M            all:M
hours:proof                  GET    paper_file          SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
hours:proof                  POST   paper_file          all:M            all:M
hours:appeal_proof           GET    appeal_file         SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
hours:appeal_proof           POST   appeal_file         all:M            all:M
hours:mine                   GET    my_record           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
hours:mine                   POST   my_record           all:M            all:M
hours:urge                   GET    my_record           all:M            all:M
hours:urge                   POST   my_record           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
hours:object                 GET    my_record           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
hours:object                 POST   my_record           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
hours:object_missing         GET    my_missed           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
hours:object_missing         POST   my_missed           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
hours:appeals_mine           GET    -                   SKKKKKKKKKKKKK   -
hours:appeals_mine           POST   -                   all:M            -
hours:transfer               GET    -                   SNKKKNNNNNNNNN   -
hours:transfer               POST   -                   SNKKKNNNNNNNNN   -


api:schema                   GET    -                   all:K            -
api:docs                     GET    -                   all:K            -
api:nothing-here             GET    -                   all:N            -
api:nothing-here             POST   -                   all:N            -
api:nothing-here             PUT    -                   all:N            -
api:nothing-here             PATCH  -                   all:N            -
api:nothing-here             DELETE -                   all:N            -
api:files                    POST   -                   SKKKKKKKKKKKKK   -
api:token                    POST   -                   all:K            -
api:my-token                 DELETE -                   SRKRRRRRRRRRRR   -
api:my-consents              GET    -                   SKKKKKKKKKKKKK   -
api:my-consent-give          POST   purpose             SKRKKKKKKKKKKK   SKRKKKKKKKKKKK
api:my-consent-withdraw      POST   purpose             SNKNNNNNNNNNNN   SNKNNNNNNNNNNN

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
api:my-channels              GET    -                   SKKKKKKKKKKKKK   -
api:my-channels              PUT    -                   SKKKKKKKKKKKKK   -
api:my-post-list             GET    -                   SKKKKKKKKKKKKK   -
api:my-file                  GET    -                   SNKKKNNNNNNNNN   -
api:my-file                  POST   -                   SKRRRKKKKKKKKK   -
api:my-file                  PATCH  -                   SNKKKNNNNNNNNN   -
api:my-home                  POST   -                   SNKKKNNNNNNNNN   -
api:my-change                POST   -                   SNKKKNNNNNNNNN   -
api:my-claim                 POST   -                   SKRRRKKKKKKKKK   -
api:my-qualification-list    GET    in:my_certificate   SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-qualification-list    POST   -                   SNRRRNNNNNNNNN   -
api:my-case-list             GET    in:case             SRRRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-affiliation-list      GET    in:pupil            SRRRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-affiliation-list      POST   -                   SNKKKNNNNNNNNN   -
api:my-affiliation-leave     POST   my_affiliation      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-affiliation-main      POST   my_affiliation      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-child-list            GET    in:guardianship     SRRRKRRRRRRRRR   SRRRRRRRRRRRRR
api:my-child-list            POST   -                   SRKRKRRRRRRRRR   -
api:my-child-find            POST   -                   SRKRKRRRRRRRRR   -
api:my-child-consent         POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
api:my-child-withdraw        POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
api:my-child-end             POST   guardianship        SNNNKNNNNNNNNN   SNNNNNNNNNNNNN
api:my-copy                  POST   -                   SKKKKKKKKKKKKK   -
api:my-leave                 GET    -                   SKKKKKKKKKKKKK   -
api:my-leave                 POST   -                   SKRKRKKKKKKKRR   -
api:proposal-list            GET    in:proposal         SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:proposal-accept          POST   proposal            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:proposal-refuse          POST   proposal            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:handed-in-roster-list    GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:handed-in-roster-list    POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:handed-in-roster-detail  GET    school_roster       SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:handed-in-roster-problems GET   school_roster       SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:unconfirmed-list         GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:unconfirmed-remove       POST   school_entry        SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:my-application-list      GET    in:my_application   SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-application-list      POST   -                   SRKRKRRRRRRRRR   -
api:my-application-detail    GET    my_application      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-application-detail    PUT    my_application      SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-signup-list           GET    in:my_signup        SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-signup-list           POST   sent:shift          SRKRKRRRRRRRRR   SRKRKRRRRRRRRR
api:my-signup-detail         GET    my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-signup-cancel         POST   my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-signup-accept         POST   my_offer            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-signup-change         POST   my_signup           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-signup-explain        POST   my_no_show          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-search-list           GET    in:my_search        SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-search-list           POST   -                   SKKKKKKKKKKKKK   -
api:my-search-detail         DELETE my_search           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-party-list            GET    in:my_party         SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-party-list            POST   sent:shift          SRKKKRRRRRRRRR   SRKKKRRRRRRRRR
api:my-party-detail          GET    my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-party-ask             POST   my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-party-sign-up         POST   my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-party-dissolve        POST   my_party            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-party-drop            POST   my_guests           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-party-cancel          POST   my_joined           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-company-list          GET    in:my_asked         SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-company-answer        POST   my_asked            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-activity-invitation-list GET    in:my_call          SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-activity-invitation-accept POST   my_call             SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-activity-invitation-decline POST   my_call             SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:signup-list              GET    in:signup           SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:signup-list              POST   sent:running_shift  SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:signup-detail            GET    signup              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:signup-remove            POST   signup              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:signup-excuse            POST   my_no_show          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:signup-missed            POST   sent:past_signup    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:signup-invite            POST   sent:shift          SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:my-hour-list             GET    in:my_record        SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-hour-urge             POST   my_record           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-appeal-list           GET    -                   SKKKKKKKKKKKKK   -
api:my-appeal-list           POST   sent:my_record      SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-transfer-list         POST   -                   SNKKKNNNNNNNNN   -
api:my-total-list            GET    -                   SKKKKKKKKKKKKK   -
api:my-year-list             GET    -                   SKKKKKKKKKKKKK   -

api:case-list                GET    in:case             SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:case-detail              GET    case                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:case-pass                POST   sent:case           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:case-refuse              POST   case                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:case-ask                 POST   case                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:case-change              POST   change_case         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:case-hand-over           POST   claim_case          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:waits                    GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:identity-file-find       POST   sent:helper         SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:identity-file-detail     GET    helper              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:identity-file-void       POST   helper              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:guardianship-list        GET    in:guardianship     SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:guardianship-end         POST   guardianship        SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:promotion-list           GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:promotion-list           POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:promotion-classes        GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:promotion-undo           POST   school_promotion    SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:qualification-list       GET    in:certificate      SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:qualification-detail     GET    certificate         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:qualification-pass       POST   certificate         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:qualification-refuse     POST   certificate         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-list         GET    in:application      SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:application-detail       GET    application         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-approve      POST   application         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-return       POST   application         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:organization-join        POST   org                 SRKKKRRRRRRRRR   SRKKKRRRRRRRRR
api:organization-follow      POST   org                 SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
api:organization-unfollow    POST   org                 SRRRRRRRRRRRRR   SRRRRRRRRRRRRR
api:organization-stations    GET    org                 all:K   all:K
api:application-suspend      POST   org                 SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-reinstate    POST   suspended           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-close        POST   suspended           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:application-trust        POST   org                 SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:my-staff-invitation-list GET    in:my_invitation    SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-staff-invitation-accept POST   my_invitation       SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-staff-invitation-decline POST   my_invitation       SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:staff-list               GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:staff-detail             DELETE org_post            SNNNNKRNNNNNNN   SNNNNNNKNNNNNN
api:staff-role               POST   org_post            SNNNNKRNNNNNNN   SNNNNNNKNNNNNN
api:staff-invitation-list    GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:staff-invitation-list    POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:staff-invitation-detail  DELETE org_invitation      SNNNNKRNNNNNNN   SNNNNNNKNNNNNN
api:my-membership-list       GET    in:my_member        SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-membership-accept     POST   my_invited          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-membership-leave      POST   my_member           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-membership-mute       POST   my_member           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:member-list              GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-approve           POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-backbone          POST   org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:member-end-backbone      POST   org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:member-invite            POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-refuse            POST   org_asker           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-remove            POST   org_member          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-groups            POST   org_member          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-group-list        GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-group-list        POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-group-detail      DELETE org_group           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:announcement-list        GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:announcement-list        POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-organization-list GET    in:org              SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-organization-detail GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-organization-detail PATCH  org                 SNNNNKRNNNNNNN   SNNNNNNKNNNNNN
api:managed-organization-history GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:station-list             GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:station-list             POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:station-detail           PUT    org_station         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:parent-request-list      GET    org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:parent-request-list      POST   org                 SNNNNRNNNNNNNN   SNNNNNNRNNNNNN
api:parent-request-agree     POST   org_asked           SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:parent-request-refuse    POST   org_asked           SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:parent-request-withdraw  POST   org_own_ask         SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:part-list                GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:part-leave               POST   org_part            SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:team-tag-list            GET    in:tag              SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
api:team-tag-list            POST   sent:org            SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:team-tag-detail          DELETE tag                 SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:guided-list              GET    org                 SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:guided-confirm           POST   org_guided          SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:guided-refuse            POST   org_guided          SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:review-list              GET    in:review           SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:review-detail            GET    review              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:review-publish           POST   review              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:review-return            POST   review              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:activity-change-list     GET    in:change           SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:activity-change-accept   POST   change              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:activity-change-refuse   POST   change              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:published-activity-change POST   open                SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:emergency-list           POST   sent:org            SNNNNNNNKKRNNN   SNNNNNNNRRRNNN

api:managed-activity-list    GET    in:draft            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-activity-list    POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-activity-detail  GET    draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-detail  PUT    draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-positions POST draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-submit  POST   draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-pictures POST  draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-copy    POST   draft               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-pull-back POST review              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-withdraw POST  empty               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-close   POST   over                SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:position-repeat          POST   draft_position      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-activity-cancel  POST   open                SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:position-detail          DELETE draft_position      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:position-shifts          POST   draft_position      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-detail     DELETE draft_shift         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-capacity   POST   shift               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-move       POST   shift               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-codes      GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-taps       POST   running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-leaders    GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-leaders    POST   running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-shift-dismiss-leader POST running_shift     SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:roll-list                GET    running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:roll-list                POST   running_shift       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:shift-check-in           POST   running_shift       SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:shift-check-out          POST   running_shift       SRRRKRRRRRRRRR   SRRRRRRRRRRRRR

api:hour-list                GET    in:pending          SRRRRKKRKKRRRR   SRRRRRRKRRRRRR
api:hour-detail              GET    pending             SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hour-confirm             POST   sent:pending        SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hour-reject              POST   sent:pending        SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hour-void                POST   confirmed           SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hour-note-anew           POST   returned            SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:hand-entry-list          POST   sent:past_shift     SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:backfill-list            POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:held-hour-list           GET    in:odd              SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:held-hour-release        POST   sent:odd            SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:held-hour-reject         POST   sent:odd            SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:appeal-list              GET    in:objection        SRRRRKKRKKRRRR   SRRRRRRKRRRRRR
api:appeal-mend              POST   objection           SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
api:appeal-pass-on           POST   objection           SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
api:appeal-dismiss           POST   objection           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:appeal-uphold            POST   objection           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN

training:list                GET    -                   all:K            -
training:list                POST   -                   all:R            -
training:session             GET    lesson              all:K            all:K
training:session             POST   lesson              all:R            all:R
training:enrol               GET    lesson              all:M            all:M
training:enrol               POST   lesson              SRKRKRRRRRRRRR   SRKRKRRRRRRRRR
training:mine                GET    -                   SKKKKKKKKKKKKK   -
training:mine                POST   -                   SRRRRRRRRRRRRR   -
training:leave               GET    my_enrolment        all:M            all:M
training:leave               POST   my_enrolment        SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
training:accept              GET    my_offered          all:M            all:M
training:accept              POST   my_offered          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
training:test                GET    my_tested           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
training:test                POST   my_tested           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
training:check_in            GET    my_present_lesson   SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
training:check_in            POST   my_present_lesson   SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
training:lessons             GET    -                   SKKKKKKKKKKKKK   -
training:lessons             POST   -                   all:M            -
training:lesson_code         GET    led_lesson          SNKNNKKNNNNNNN   SNNNNNNKNNNNNN
training:lesson_code         POST   led_lesson          all:M            all:M
training:lesson_roll         GET    led_lesson          SNKNNKKNNNNNNN   SNNNNNNKNNNNNN
training:lesson_roll         POST   led_lesson          SNKNNKKNNNNNNN   SNNNNNNKNNNNNN
training:step_back           GET    my_leading          all:M            all:M
training:step_back           POST   my_leading          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN

training:org_sessions        GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_sessions        POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
training:org_courses         GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_courses         POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
training:org_new_course      GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_new_course      POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_course          GET    org_course          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_course          POST   org_course          SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
training:org_edit_course     GET    org_draft_course    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_edit_course     POST   org_draft_course    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_add_question    GET    org_draft_course    all:M            all:M
training:org_add_question    POST   org_draft_course    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_open_course     GET    org_draft_course    all:M            all:M
training:org_open_course     POST   org_draft_course    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_close_course    GET    org_finished_course all:M            all:M
training:org_close_course    POST   org_finished_course SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_add_session     GET    org_course          all:M            all:M
training:org_add_session     POST   org_course          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_remove_question GET    org_question        all:M            all:M
training:org_remove_question POST   org_question        SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_session         GET    org_lesson          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_session         POST   org_lesson          SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
training:org_code            GET    org_lesson          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_code            POST   org_lesson          all:M            all:M
training:org_roll            GET    org_past_lesson     all:M            all:M
training:org_roll            POST   org_past_lesson     SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_places          GET    org_lesson          all:M            all:M
training:org_places          POST   org_lesson          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_change          GET    org_lesson          all:M            all:M
training:org_change          POST   org_lesson          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_call_off        GET    org_lesson          all:M            all:M
training:org_call_off        POST   org_lesson          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_remove          GET    org_learner         all:M            all:M
training:org_remove          POST   org_learner         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_void            GET    org_completion      all:M            all:M
training:org_void            POST   org_completion      SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_standards       GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_standards       POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_end_standard    GET    org_own_standard    all:M            all:M
training:org_end_standard    POST   org_own_standard    SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_trained         GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_trained         POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
training:org_completed       GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_completed       POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
training:org_ending          GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_ending          POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
training:org_leaders         GET    org_lesson          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_leaders         POST   org_lesson          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_end_leader      GET    org_leader          all:M            all:M
training:org_end_leader      POST   org_leader          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_teams           GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_teams           POST   org                 all:M            all:M
training:org_outside         GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_outside         POST   org                 all:M            all:M
training:org_new_outside     GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_new_outside     POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_outside_one     GET    org_outside         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_outside_one     POST   org_outside         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_outside_proof GET    org_outside         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
training:org_outside_proof POST   org_outside         all:M            all:M

training:region_sessions     GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_sessions     POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
training:region_courses      GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_courses      POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
training:region_new_course   GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_new_course   POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_course       GET    region_office_course SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_course       POST   region_office_course SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
training:region_edit_course  GET    region_office_draft_course SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_edit_course  POST   region_office_draft_course SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_add_question GET    region_office_draft_course all:M            all:M
training:region_add_question POST   region_office_draft_course SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_open_course  GET    region_office_draft_course all:M            all:M
training:region_open_course  POST   region_office_draft_course SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_close_course GET    region_office_finished_course all:M            all:M
training:region_close_course POST   region_office_finished_course SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_add_session  GET    region_office_course all:M            all:M
training:region_add_session  POST   region_office_course SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_remove_question GET    region_office_question all:M            all:M
training:region_remove_question POST   region_office_question SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_session      GET    region_office_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_session      POST   region_office_lesson SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
training:region_code         GET    region_office_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_code         POST   region_office_lesson all:M            all:M
training:region_roll         GET    region_office_past_lesson all:M            all:M
training:region_roll         POST   region_office_past_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_places       GET    region_office_lesson all:M            all:M
training:region_places       POST   region_office_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_change       GET    region_office_lesson all:M            all:M
training:region_change       POST   region_office_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_call_off     GET    region_office_lesson all:M            all:M
training:region_call_off     POST   region_office_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_remove       GET    region_office_learner all:M            all:M
training:region_remove       POST   region_office_learner SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_void         GET    region_office_completion all:M            all:M
training:region_void         POST   region_office_completion SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_standards    GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_standards    POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_end_standard GET    region_office_standard all:M            all:M
training:region_end_standard POST   region_office_standard SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_trained      GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_trained      POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
training:region_completed    GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_completed    POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
training:region_ending       GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_ending       POST   region              SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
training:region_lacking      GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_lacking      POST   region              all:M            all:M
training:region_kinds        GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_kinds        POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_leaders      GET    region_office_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_leaders      POST   region_office_lesson SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_end_leader   GET    region_office_leader all:M            all:M
training:region_end_leader   POST   region_office_leader SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_teams        GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_teams        POST   region              all:M            all:M
training:region_outside      GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_outside      POST   region              all:M            all:M
training:region_new_outside  GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_new_outside  POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_outside_one  GET    region_office_outside SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_outside_one  POST   region_office_outside SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_outside_proof GET    region_office_outside SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
training:region_outside_proof POST   region_office_outside all:M            all:M

api:training-kind-list       GET    -                   all:K            -
api:training-session-list    GET    in:lesson           all:K            all:K
api:training-session-detail  GET    lesson              all:K            all:K
api:my-enrolment-list        GET    in:my_enrolment     SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-enrolment-list        POST   sent:lesson         SRKRKRRRRRRRRR   SRKRKRRRRRRRRR
api:my-enrolment-detail      GET    my_enrolment        SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-enrolment-questions   GET    my_tested           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-enrolment-leave       POST   my_enrolment        SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-enrolment-accept      POST   my_offered          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-enrolment-check-in    POST   my_present          SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-enrolment-test        POST   my_tested           SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-completion-list       GET    in:my_completion    SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:training-standard-list   GET    in:own_standard     SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:training-standard-list   POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:training-standard-end    POST   own_standard        SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-course-list      GET    in:course           SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-course-list      POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-course-detail    GET    course              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-course-questions POST   draft_course        SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-course-open      POST   draft_course        SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-course-close     POST   finished_course     SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-course-sessions  POST   course              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-session-list     GET    in:lesson           SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-session-detail   GET    lesson              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-session-code     POST   my_present_lesson   SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
api:managed-session-roll     POST   past_lesson         SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-session-change   POST   lesson              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-session-places   POST   lesson              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-session-call-off POST   lesson              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-enrolment-list   GET    in:learner          SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:managed-enrolment-remove POST   learner             SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:completion-list          GET    in:completion       SRRRRKKRKKRRRR   SRRRRRRKRRRRRR
api:completion-void          POST   completion          SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:managed-session-leaders  GET    lesson              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-session-leaders  POST   lesson              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:managed-session-dismiss-leader POST   lesson              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:outside-training-list    GET    in:outside          SRRRRKKRKKRRRR   SRRRRRRKRRRRRR
api:outside-training-list    POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:outside-training-record  POST   outside             SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:outside-training-refuse  POST   outside             SNNNNKKNKKNNNN   SNNNNNNKNNNNNN

recognition:mine             GET    -                   SKKKKKKKKKKKKK   -
recognition:mine             POST   -                   SMMMMMMMMMMMMM   -
recognition:evaluate         GET    my_visit            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
recognition:evaluate         POST   my_visit            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
recognition:awards           GET    -                   SNKKKNNNNNNNNN   -
recognition:awards           POST   -                   SNKKKNNNNNNNNN   -
recognition:award_proof      GET    my_award            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
recognition:award_proof      POST   my_award            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:file             GET    -                   SNKKKNNNNNNNNN   -
recognition:file             POST   -                   SMMMMMMMMMMMMM   -
recognition:file_pdf         GET    -                   SNKKKNNNNNNNNN   -
recognition:file_pdf         POST   -                   SMMMMMMMMMMMMM   -
recognition:organization_evaluations GET org            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_evaluations POST org           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:organization_evaluate GET org_visited_shift SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_evaluate POST org_visited_shift SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_said GET   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_said POST  org                 SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:organization_moderation GET org             SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_moderation POST org            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_awards GET org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_awards POST org                SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:organization_ask GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_ask POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_give GET   org_people          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_give POST  org_people          SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_proof GET  org_own_award       SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_proof POST org_own_award       SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:organization_void GET   org_award_given     all:M            all:M
recognition:organization_void POST  org_award_given     SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_file GET   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_file POST  org                 SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:organization_file_pdf GET org               SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
recognition:organization_file_pdf POST org              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:region_awards    GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_awards    POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:region_recorded  GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_recorded  POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:region_give      GET    region_people       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_give      POST   region_people       SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_moderation GET   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_moderation POST  region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_files     GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_files     POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_file      GET    region_look         SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
recognition:region_file      POST   region_look         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:region_file_pdf  GET    region_look         all:M            all:M
recognition:region_file_pdf  POST   region_look         SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
recognition:region_award     GET    region_award_asked  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_award     POST   region_award_asked  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_proof     GET    region_award_asked  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_proof     POST   region_award_asked  SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:region_void      GET    region_award_given  all:M            all:M
recognition:region_void      POST   region_award_given  SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_organization GET region_org          SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_organization POST region_org         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
recognition:region_organization_pdf GET region_org      SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
recognition:region_organization_pdf POST region_org     SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
governance:lodge             GET    complained_of       SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
governance:lodge             POST   complained_of       SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
governance:mine              GET    -                   SKKKKKKKKKKKKK   -
governance:mine              POST   -                   SMMMMMMMMMMMMM   -
governance:mine_one          GET    my_complaint        SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
governance:mine_one          POST   my_complaint        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
governance:withdraw          GET    my_complaint        all:M            all:M
governance:withdraw          POST   my_complaint        SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
governance:proof             GET    my_complaint_file   SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
governance:proof             POST   my_complaint_file   SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
governance:organization_complaints GET org              SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
governance:organization_complaints POST org             SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
governance:organization_complaint GET org_asked_complaint SNNNNKKNNNNNNN SNNNNNNKNNNNNN
governance:organization_complaint POST org_asked_complaint SNNNNKKNNNNNNN SNNNNNNKNNNNNN
governance:region_complaints GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
governance:region_complaints POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
governance:region_complaint  GET    region_complaint    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
governance:region_complaint  POST   region_complaint    SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
governance:region_proof      GET    region_complaint_file SNNNNNNNKKNNNN SNNNNNNNNNNNNN
governance:region_proof      POST   region_complaint_file SMMMMMMMMMMMMM SMMMMMMMMMMMMM

api:my-evaluation-list       GET    in:my_evaluation    SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-evaluation-list       POST   sent:my_visit       SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:evaluation-list          GET    -                   SKKKKKKKKKKKKK   -
api:evaluation-list          POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:waiting-evaluation-list  GET    in:said             SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:waiting-evaluation-show  POST   sent:said           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:waiting-evaluation-hold  POST   said                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:my-commendation-list     GET    in:my_award         SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-commendation-list     POST   -                   SRRRRRRRRRRRRR   -
api:commendation-list        GET    in:award_asked      SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:commendation-list        POST   sent:org            SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:kept-commendation-list   GET    in:award_given      SRRRRKKRKKRRRR   SRRRRRRKRRRRRR
api:commendation-record      POST   award_asked         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:commendation-refuse      POST   award_asked         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:commendation-void        POST   award_given         SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:my-whole-file            GET    -                   SNKKKNNNNNNNNN   -
api:organization-whole-file  GET    org                 SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:whole-files              POST   sent:candidate      SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:my-whole-file-class      GET    file_class          SNKKKNNNNNNNNN   SNKKKNNNNNNNNN
api:organization-whole-file-class GET org_file_class    SNNNNKKNKKNNNN   SNNNNNNKNNNNNN
api:whole-file-class         GET    look_file_class     SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
api:person-to-evaluate-list  GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:evaluation-heard-list    GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:my-complaint-list        GET    in:my_complaint     SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-complaint-list        POST   sent:org            SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
api:my-complaint-detail      GET    my_complaint        SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-complaint-withdraw    POST   my_complaint        SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:complaint-list           GET    in:complaint        SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:complaint-detail         GET    complaint           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:complaint-accept         POST   complaint           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:complaint-pass-on        POST   complaint           SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:complaint-ask            POST   asked_complaint     SNNNNNNNRRNNNN   SNNNNNNNNNNNNN
api:complaint-settle         POST   asked_complaint     SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:asked-complaint-list     GET    in:asked_complaint  SRRRRKKRRRRRRR   SRRRRRRKRRRRRR
api:asked-complaint-explain  POST   asked_complaint     SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
"""

TABLE += insurance_rows.TABLE + certificate_rows.TABLE + matching_rows.TABLE + training_bodies.TABLE
TABLE += star_rows.TABLE
TABLE += goal_rows.TABLE
TABLE += figure_rows.TABLE
TABLE += report_rows.TABLE

NO_FILE = "00000000-0000-4000-8000-000000000000"


# What stands in an address for an object, where that is more than its number.
OBJECTS = {
    "region": lambda h: [h.code],
    "whole_region": lambda h: ["15"],
    "whole_recompute": lambda h: ["15", h.recompute.pk],
    "step": lambda h: ["who"],
    "file_class": lambda h: ["service"],
    "org_file_class": lambda h: [h.org.pk, "service"],
    "look_file_class": lambda h: [h.look.pk, "service"],
    "purpose": lambda h: ["location"],
    "feed": lambda h: [h.feed],
    "org_draft_section": lambda h: [h.org.pk, h.draft.pk, "who"],
    "off_token": lambda h: [off_token(h.my_message)],
    "email_token": lambda h: [token_for(h.my_message.recipient)],
    "my_session": lambda h: [h.my_session.name],
    "school_year": lambda h: [h.school.pk, days.this_year()],
    "school_school_goal": lambda h: [h.school.pk, h.school_goal.pk],
    "school_roster": lambda h: [h.school.pk, h.roster.pk],
    "school_entry": lambda h: [h.school.pk, h.proposal.pk],
    "school_promotion": lambda h: [h.school.pk, h.promotion.pk],
    "paper_file": lambda h: [h.paper.pk, h.paper.proofs.get().pk],
    "appeal_file": lambda h: [h.objection.pk, h.objection.proofs.get().pk],
}


def object_of(here, name):
    """What stands in an address for an object; several words are several parts of the address."""
    for objects in (
        OBJECTS,
        insurance_rows.OBJECTS,
        certificate_rows.OBJECTS,
        star_rows.OBJECTS,
        report_rows.OBJECTS,
    ):
        if name in objects:
            return objects[name](here)
    if name == "complained_of":
        return ["organization", str(here.org.pk)]
    if name in {"org_people", "region_people"}:
        return [here.org.pk if name == "org_people" else here.code, "people"]
    if name.endswith("complaint_file"):
        of = here.my_complaint if name == "my_complaint_file" else here.complaint
        return [*([here.code] if of is here.complaint else []), of.pk, of.proofs.get().pk]
    for desk, key in (("org_", here.org.pk), ("region_", here.code)):
        if name.startswith(desk):
            return [key, getattr(here, name.removeprefix(desk)).pk]
    return [getattr(here, name).pk]


def roster_table():
    number = citizen_number(77, datetime.date(2015, 3, 2))
    return f"姓名,身份证号码,年级,班级\n乌云,{number},三年级,2班\n".encode()


def notice(here):
    return {
        "title": "清理草场",
        "description": "把过冬的塑料袋捡回来。",
        "service_fields": ["16"],
        "protections": ["08"],
        "place": "苏木政府门口",
        "minimum_age": 16,
        "risks": "草场有坑洼。",
        "contact_name": "白音",
        "contact_phone": "13900000000",
    }


def application(here):
    return {
        "name": "敖汉星火志愿队",
        "kind": "committee",
        "contact_name": "白音",
        "contact_phone": "13900000000",
    }


def station(here):
    return {"name": here.station.name, "kind": "practice", "level": "station", "address": "惠州街12号"}


def who(here):
    number = citizen_number(321, datetime.date(1988, 8, 8))
    return {"name": "乌云", "document_type": "id_card", "number": number}


def claim(here):
    return {**who(here), **place(here), "story": "换了手机号", "consent": "on"}


def sent_who(here):
    said = who(here)
    number = said.pop("number")
    return {**said, "document_number": number}


def certificate(proof):
    return {"skill": "02", "number": "急救00000007", "issued_on": "2025-03-01", **proof}


def emergency(here, role):
    """What an officer writes who starts one; the offices are those of the cast."""
    region, kind = (here.code[:4], "civilization") if role == "parent" else (here.code, "youth_league")
    office = Office.objects.get(region_id=region, kind_id=kind)
    return (
        notice(here)
        | place(here)
        | {
            "office": office.pk,
            "organization": here.org.name,
            "position": "搬运",
            "day": nine_oclock(2).date().isoformat(),
            "start": "08:00",
            "end": "10:00",
            "capacity": 30,
            "checked": NOT_BANNED,
        }
    )


def emergency_by_program(here, role):
    """The same, as programs send it."""
    said = emergency(here, role)
    asked = ["office", "title", "description", "service_fields", "place", "risks", "protections"]
    return {name: said[name] for name in [*asked, "position", "capacity", "checked"]} | {
        "organization": here.org.pk,
        "region": here.home,
        "contact_name": "韩队长",
        "contact_phone": "13900000000",
        "starts_at": tomorrow(8),
        "ends_at": tomorrow(10),
    }


def place(here):
    return {"league": here.home[:4], "banner": here.home}


def tomorrow(hour):
    return (nine_oclock(1) + datetime.timedelta(hours=hour - 9)).isoformat()


def entry(world, role):
    own = world.entry(role)
    return own.pk if own else 0


def code(here, direction):
    return codes.code_at(KIND, here.running_shift.pk, direction)


def came():
    return timezone.now().replace(second=0, microsecond=0) - datetime.timedelta(minutes=5)


def kept_proof(world, role):
    """The id of a proof this role handed in."""
    user = world.cast[role]
    if not user:
        return str(uuid.uuid4())
    return str(uploads.keep(uploaded(), kind="document", by=user).pk)


def typed(moment):
    return f"{moment.astimezone(days.SHANGHAI):%Y-%m-%dT%H:%M}"


def long_ago(here):
    """What is said of a service that the site never knew."""
    return {
        "title": "春季义诊",
        "place": "苏木卫生院",
        "content": "量血压",
        "leader": "白音",
        "reason": "那时还没用平台",
        "declared": True,
    }


def there(here, start):
    end = start + datetime.timedelta(hours=1)
    return [{"number": here.child.number, "start": start.isoformat(), "end": end.isoformat()}]


REASON = {"reason": "请改一下"}
NOT_BANNED = [key for key, _words in KINDS]

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
    "account_reauthenticate POST": lambda h, r, w: {"password": PASSWORD},
    "account_reauthenticate_code POST": lambda h, r, w: {"send": "1"},
    "api:files POST": lambda h, r, w: {"kind": "document", "file": uploaded()},
    "accounts:phone POST": lambda h, r, w: {"phone": "13700000003"},
    "accounts:email POST": lambda h, r, w: {"email": "narengerile@example.cn"},
    "registration:step POST": lambda h, r, w: who(h),
    "registration:change POST": lambda h, r, w: {"identity": "other", "political": ""},
    "registration:children POST": lambda h, r, w: {"code": h.child.guardian_code, "relation": "parent"},
    "registration:child_consent POST": lambda h, r, w: {"minor": "on", "minor_data": "on"},
    "registration:claim POST": lambda h, r, w: claim(h),
    "registration:about POST": lambda h, r, w: {"ethnicity_id": "02", "contact": "家里座机"},
    "registration:service POST": lambda h, r, w: {"service_fields": ["16"], "skill_codes": ["02"]},
    "registration:times POST": lambda h, r, w: {"free_times": ["1", "24"], "invitations": "agree"},
    "registration:home POST": lambda h, r, w: {"league": "1504", "banner": "150429"},
    "registration:identity POST": lambda h, r, w: who(h) | {"story": "换了证件"},
    "registration:qualifications POST": lambda h, r, w: certificate({"proof": uploaded(name="证书.jpg")}),
    "registration:ask POST": lambda h, r, w: {"ask-reason": "名字再看一眼。"},
    "registration:void POST": lambda h, r, w: {"void-reason": "冒用。"},
    "registration:void_file POST": lambda h, r, w: {"void-reason": "冒用。"},
    "registration:find_file POST": lambda h, r, w: {"number": h.helper.number},
    "registration:certificate_refuse POST": lambda h, r, w: REASON,
    "api:my-file PATCH": lambda h, r, w: {"languages": ["mn-s"], "free_times": [1, 24]},
    "api:my-home POST": lambda h, r, w: {"region": "150429"},
    "api:my-change POST": lambda h, r, w: sent_who(h) | {"story": "换了证件"},
    "api:my-claim POST": lambda h, r, w: (
        sent_who(h) | {"region": h.code, "story": "换了手机号", "consent": True}
    ),
    "api:my-qualification-list POST": lambda h, r, w: certificate({"proof": NO_FILE}),
    "api:case-ask POST": lambda h, r, w: REASON,
    "api:qualification-refuse POST": lambda h, r, w: REASON,
    "registration:end_guardianship POST": lambda h, r, w: REASON,
    "registration:leave POST": lambda h, r, w: {"sure": "on"},
    "registration:rosters POST": lambda h, r, w: {"table": uploaded(roster_table(), "a.csv")},
    "registration:answer_proposal POST": lambda h, r, w: {"answer": "yes"},
    "api:my-leave POST": lambda h, r, w: {"sure": True},
    "api:handed-in-roster-list POST": lambda h, r, w: {
        "table": uploaded(roster_table(), "a.csv"),
        "declared": True,
    },
    "registration:pass POST": lambda h, r, w: {"case": h.case.pk},
    "registration:reveal POST": lambda h, r, w: {"purpose": "核对证件"},
    "registration:refuse POST": lambda h, r, w: REASON,
    "organizations:apply POST": lambda h, r, w: application(h) | place(h),
    "organizations:apply_again POST": lambda h, r, w: application(h) | place(h),
    "organizations:add_staff POST": lambda h, r, w: {
        "phone": h.candidate.user.phone,
        "name": h.candidate.name,
        "role": "leader",
    },
    "organizations:add_officer POST": lambda h, r, w: {
        "office": Office.objects.get(
            region_id=h.code, kind_id="civilization" if r == "parent" else "youth_league"
        ).pk,
        "phone": h.candidate.user.phone,
        "name": h.candidate.name,
        "role": "reader",
    },
    "organizations:approve_members POST": lambda h, r, w: {"member": h.asker.pk},
    "organizations:mark_backbone POST": lambda h, r, w: {"member": h.member.pk},
    "organizations:end_backbone POST": lambda h, r, w: {"member": h.backbone.pk},
    "organizations:invite_members POST": lambda h, r, w: {"numbers": h.candidate.number},
    "organizations:announce POST": lambda h, r, w: {"title": "集合", "body": "八点"},
    "organizations:groups POST": lambda h, r, w: {"name": "新组"},
    "organizations:refuse_member POST": lambda h, r, w: REASON,
    "organizations:remove_member POST": lambda h, r, w: REASON,
    "organizations:add_station POST": lambda h, r, w: station(h) | place(h) | {"name": "新站"},
    "organizations:edit_station POST": lambda h, r, w: station(h) | place(h),
    "organizations:tags POST": lambda h, r, w: {"name": "新标签"},
    "api:application-suspend POST": lambda h, r, w: REASON,
    "api:application-close POST": lambda h, r, w: REASON,
    "api:application-trust POST": lambda h, r, w: {"level": "ordinary"} | REASON,
    "api:staff-role POST": lambda h, r, w: {"role": "leader"},
    "api:staff-invitation-list POST": lambda h, r, w: {
        "phone": h.candidate.user.phone,
        "name": h.candidate.name,
        "role": "leader",
    },
    "api:my-membership-mute POST": lambda h, r, w: {"is_muted": True},
    "api:member-approve POST": lambda h, r, w: {"ids": [h.asker.pk]},
    "api:member-backbone POST": lambda h, r, w: {"ids": [h.member.pk]},
    "api:member-end-backbone POST": lambda h, r, w: {"ids": [h.backbone.pk]},
    "api:member-invite POST": lambda h, r, w: {"numbers": [h.candidate.number]},
    "api:member-refuse POST": lambda h, r, w: REASON,
    "api:member-remove POST": lambda h, r, w: REASON,
    "api:member-groups POST": lambda h, r, w: {"groups": [h.group.pk]},
    "api:member-group-list POST": lambda h, r, w: {"name": "新组"},
    "api:announcement-list POST": lambda h, r, w: {"title": "集合", "body": "八点"},
    "api:managed-organization-detail PATCH": lambda h, r, w: {"introduction": "新写的"},
    "api:station-list POST": lambda h, r, w: station(h) | {"region": h.code, "name": "新站"},
    "api:station-detail PUT": lambda h, r, w: station(h) | {"region": h.code},
    "api:team-tag-list POST": lambda h, r, w: {"region": h.code, "name": "新标签"},
    "api:parent-request-list POST": lambda h, r, w: {"parent": h.association.pk},
    "api:parent-request-refuse POST": lambda h, r, w: REASON,
    "api:guided-refuse POST": lambda h, r, w: REASON,
    "organizations:edit_profile POST": lambda h, r, w: {
        "contact_name": "白音",
        "contact_phone": "13900000000",
    },
    "organizations:ask_parent POST": lambda h, r, w: {"parent": h.association.name},
    "organizations:answer_child POST": lambda h, r, w: {"agree": "1"},
    "organizations:answer_guided POST": lambda h, r, w: {"confirm": "1"},
    "organizations:change_trust POST": lambda h, r, w: {"level": "ordinary"} | REASON,
    "organizations:change_role POST": lambda h, r, w: {"role": "leader"},
    "organizations:return POST": lambda h, r, w: REASON,
    "organizations:suspend POST": lambda h, r, w: REASON,
    "organizations:close POST": lambda h, r, w: REASON,
    "activities:change_position POST": lambda h, r, w: {"shift": h.my_other_shift.pk},
    "activities:explain POST": lambda h, r, w: {"words": "路断了"},
    "activities:gather POST": lambda h, r, w: {"shift": h.shift.pk, "numbers": h.candidate.number},
    "activities:party POST": lambda h, r, w: {"number": h.candidate.number},
    "activities:answer_party POST": lambda h, r, w: {"answer": "yes"},
    "activities:answer_invitation POST": lambda h, r, w: {"answer": "yes"},
    "activities:add_on_the_spot POST": lambda h, r, w: {"number": h.pupil.volunteer.number},
    "activities:invite POST": lambda h, r, w: {"numbers": h.candidate.number},
    "activities:remove_signup POST": lambda h, r, w: REASON,
    "activities:excuse POST": lambda h, r, w: REASON,
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
    "activities:save_search POST": lambda h, r, w: {"field": ["16"], "banner": h.code, "league": h.code[:4]},
    "activities:edit_section POST": lambda h, r, w: notice(h),
    "activities:submit POST": lambda h, r, w: {"checked": NOT_BANNED},
    "activities:repeat POST": lambda h, r, w: {
        "position": h.draft_position.pk,
        "first": nine_oclock(6).date().isoformat(),
        "how": "days",
        "step": 2,
        "count": 3,
        "start": "14:00",
        "end": "16:00",
        "capacity": 5,
        "make": "1",
    },
    "activities:move_shift POST": lambda h, r, w: {
        "day": nine_oclock(6).date().isoformat(),
        "start": "08:00",
        "end": "10:00",
    },
    "activities:close POST": lambda h, r, w: {"summary": "捡了三十袋垃圾。"},
    "activities:refuse_change POST": lambda h, r, w: REASON,
    "activities:emergency POST": lambda h, r, w: emergency(h, r),
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
    "activities:my_roll POST": lambda h, r, w: {
        "here": h.running_signup.pk,
        f"r{h.running_signup.pk}-came": f"{came().astimezone(days.SHANGHAI):%H:%M}",
    },
    "activities:leaders POST": lambda h, r, w: {"signup": h.running_signup.pk},
    "api:managed-shift-taps POST": lambda h, r, w: {
        "sent_at": timezone.now().isoformat(),
        "taps": [
            {
                "mark": str(uuid.uuid4()),
                "signup": h.running_signup.pk,
                "direction": codes.IN,
                "at": came().isoformat(),
            }
        ],
    },
    "registration:promotion POST": lambda h, r, w: {one.key: one.usual for one in classes_of(h.school)},
    "activities:publish POST": lambda h, r, w: {"checked": NOT_BANNED},
    "activities:return POST": lambda h, r, w: REASON,
    "hours:confirm POST": lambda h, r, w: {"record": h.pending.pk},
    "hours:region_confirm POST": lambda h, r, w: {"record": h.pending.pk},
    "hours:reject POST": lambda h, r, w: {"record": h.pending.pk} | REASON,
    "hours:region_reject POST": lambda h, r, w: {"record": h.pending.pk} | REASON,
    "hours:record POST": lambda h, r, w: REASON,
    "hours:region_record POST": lambda h, r, w: REASON,
    "hours:region_settle_held POST": lambda h, r, w: {"record": h.odd.pk, "do": "release"} | REASON,
    "hours:appeal POST": lambda h, r, w: {"answer": "改好了"},
    "hours:region_appeal POST": lambda h, r, w: {"verdict": "dismiss", "answer": "签到表上就是这样"},
    "hours:by_hand POST": lambda h, r, w: (
        {
            "numbers": h.child.number,
            "start": typed(h.past_shift.starts_at),
            "end": typed(h.past_shift.ends_at),
            "proofs": uploaded(),
        }
        | REASON
    ),
    "hours:backfill POST": lambda h, r, w: (
        long_ago(h)
        | {
            "numbers": h.child.number,
            "start": typed(nine_oclock(-60)),
            "end": typed(nine_oclock(-60) + datetime.timedelta(hours=2)),
            "proofs": uploaded(),
        }
    ),
    "hours:object POST": lambda h, r, w: {"what": "too_short", "words": "还有半小时"},
    "hours:object_missing POST": lambda h, r, w: {"what": "missing", "words": "我去了"},
    "hours:transfer POST": lambda h, r, w: {
        "title": "马拉松赛服务",
        "issuer": "北京市志愿服务联合会",
        "proofs": uploaded(),
        "start1": typed(nine_oclock(-50)),
        "end1": typed(nine_oclock(-50) + datetime.timedelta(hours=2)),
        "consent": "on",
    },
    "api:my-appeal-list POST": lambda h, r, w: {
        "record": h.my_record.pk,
        "what": "too_short",
        "words": "还有半小时",
    },
    "api:my-transfer-list POST": lambda h, r, w: {
        "title": "马拉松赛服务",
        "issuer": "北京市志愿服务联合会",
        "times": [{key: one[key] for key in ("start", "end")} for one in there(h, nine_oclock(-50))],
        "proofs": [kept_proof(w, r)],
        "consent": True,
    },
    "api:hand-entry-list POST": lambda h, r, w: (
        {
            "shift": h.past_shift.pk,
            "people": there(h, h.past_shift.starts_at),
            "proofs": [kept_proof(w, r)],
        }
        | REASON
    ),
    "api:backfill-list POST": lambda h, r, w: (
        long_ago(h)
        | {
            "organization": h.org.pk,
            "people": there(h, nine_oclock(-60)),
            "proofs": [kept_proof(w, r)],
        }
    ),
    "api:held-hour-release POST": lambda h, r, w: {"ids": [h.odd.pk]} | REASON,
    "api:held-hour-reject POST": lambda h, r, w: {"ids": [h.odd.pk]} | REASON,
    "api:appeal-mend POST": lambda h, r, w: {"answer": "改好了"},
    "api:appeal-dismiss POST": lambda h, r, w: {"answer": "签到表上就是这样"},
    "api:appeal-uphold POST": lambda h, r, w: {"answer": "照片能证明"},
    "api:token POST": lambda h, r, w: {"phone": w.cast["volunteer"].phone, "password": PASSWORD},
    "messaging:settings POST": lambda h, r, w: {f"{group}-sms": "all" for group in Group},
    "messaging:switch POST": lambda h, r, w: {"channel": "sms"},
    "messaging:off POST": lambda h, r, w: {"do": "off"},
    "api:my-message-read POST": lambda h, r, w: {"ids": [h.my_message.pk]},
    "api:my-channels PUT": lambda h, r, w: {"choices": [{"group": "hours", "channel": "sms", "wish": "all"}]},
    "api:my-file POST": lambda h, r, w: {
        **{name: value for name, value in who(h).items() if name != "number"},
        "document_number": who(h)["number"],
        "region": h.code,
        "service_fields": ["03"],
        "skill_codes": [],
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
    "api:my-signup-change POST": lambda h, r, w: {"shift": h.my_other_shift.pk},
    "api:my-signup-explain POST": lambda h, r, w: {"words": "路断了"},
    "api:my-party-list POST": lambda h, r, w: {"shift": h.shift.pk},
    "api:my-party-drop POST": lambda h, r, w: {"member": h.my_guest.pk},
    "api:my-party-cancel POST": lambda h, r, w: {"reason": "路断了"},
    "api:my-party-ask POST": lambda h, r, w: {"number": h.candidate.number},
    "api:my-company-answer POST": lambda h, r, w: {"agrees": True},
    "api:signup-list POST": lambda h, r, w: {"shift": h.running_shift.pk, "number": h.pupil.volunteer.number},
    "api:signup-remove POST": lambda h, r, w: REASON,
    "api:signup-excuse POST": lambda h, r, w: REASON,
    "api:signup-missed POST": lambda h, r, w: {"ids": [h.past_signup.pk]},
    "api:signup-invite POST": lambda h, r, w: {"shift": h.shift.pk, "numbers": [h.candidate.number]},
    "api:my-signup-list POST": lambda h, r, w: {"shift": h.shift.pk},
    "api:case-pass POST": lambda h, r, w: {"ids": [h.case.pk]},
    "api:case-refuse POST": lambda h, r, w: REASON,
    "api:identity-file-find POST": lambda h, r, w: {"number": h.helper.number},
    "api:identity-file-void POST": lambda h, r, w: REASON,
    "api:guardianship-end POST": lambda h, r, w: REASON,
    "api:promotion-list POST": lambda h, r, w: {
        "classes": [{"key": one.key, "becomes": one.usual} for one in classes_of(h.school)]
    },
    "api:application-return POST": lambda h, r, w: REASON,
    "api:application-reinstate POST": lambda h, r, w: REASON,
    "api:review-publish POST": lambda h, r, w: {"checked": NOT_BANNED},
    "api:review-return POST": lambda h, r, w: REASON,
    "api:my-search-list POST": lambda h, r, w: {"field": ["16"], "region": "150430"},
    "api:activity-change-refuse POST": lambda h, r, w: REASON,
    "api:published-activity-change POST": lambda h, r, w: {"contact_name": "韩队长", "minimum_age": 20},
    "api:emergency-list POST": lambda h, r, w: emergency_by_program(h, r),
    "api:managed-shift-move POST": lambda h, r, w: {"starts_at": tomorrow(14), "ends_at": tomorrow(16)},
    "api:managed-activity-list POST": lambda h, r, w: (
        notice(h) | {"region": h.code, "organization": h.org.pk}
    ),
    "api:managed-activity-detail PUT": lambda h, r, w: notice(h) | {"region": h.code},
    "api:managed-activity-positions POST": lambda h, r, w: {
        "name": "登记",
        "shifts": [{"starts_at": tomorrow(14), "ends_at": tomorrow(16), "capacity": 3}],
    },
    "api:managed-activity-pictures POST": lambda h, r, w: {"pictures": []},
    "api:managed-activity-submit POST": lambda h, r, w: {"checked": NOT_BANNED},
    "api:managed-activity-close POST": lambda h, r, w: {"summary": "捡了三十袋垃圾。"},
    "api:position-repeat POST": lambda h, r, w: {
        "first": nine_oclock(6).date().isoformat(),
        "count": 3,
        "start": "14:00",
        "end": "16:00",
        "capacity": 5,
    },
    "api:managed-activity-cancel POST": lambda h, r, w: REASON,
    "api:position-shifts POST": lambda h, r, w: {
        "starts_at": tomorrow(14),
        "ends_at": tomorrow(16),
        "capacity": 3,
    },
    "api:managed-shift-capacity POST": lambda h, r, w: {"capacity": 20},
    "api:managed-shift-leaders POST": lambda h, r, w: {"signup": h.running_signup.pk},
    "api:managed-shift-dismiss-leader POST": lambda h, r, w: {"leader": h.running_leader.pk},
    "api:roll-list POST": lambda h, r, w: {
        "marks": [{"signup": h.running_signup.pk, "came_at": came().isoformat()}]
    },
    "api:shift-check-in POST": lambda h, r, w: {"code": code(h, codes.IN)},
    "api:shift-check-out POST": lambda h, r, w: {"code": code(h, codes.OUT)},
    "api:hour-confirm POST": lambda h, r, w: {"ids": [h.pending.pk]},
    "api:hour-reject POST": lambda h, r, w: {"ids": [h.pending.pk]} | REASON,
    "api:hour-void POST": lambda h, r, w: REASON,
    "api:hour-note-anew POST": lambda h, r, w: {
        "came_at": h.returned.during.lower.isoformat(),
        "left_at": h.returned.during.upper.isoformat(),
    },
    **training_bodies.BODIES,
    **insurance_rows.BODIES,
    **certificate_rows.BODIES,
    **matching_rows.BODIES,
    **star_rows.BODIES,
    **goal_rows.BODIES,
    **figure_rows.BODIES,
    **report_rows.BODIES,
    **world_of_recognition.BODIES,
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


def fits(path, url):
    """What stands in an address at the places of a path of the API's document; None if it is another address."""
    places = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return re.fullmatch(places, url.partition("?")[0])


def best_role(row):
    """Someone who may do it, or is at least told why not: what is wrong shall be looked at, not turned away at the door."""
    if row.target.startswith("whole_"):
        return REGIONAL
    letters = row.sides["own"]
    by_answer = (role for letter in "KR" for role in ROLES if letters[role] == letter)
    return next(by_answer, "volunteer")
