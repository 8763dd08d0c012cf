"""Who may do what with stars: more rows of the table in `permissions`, their objects and what is sent."""

import datetime

from apps.core import days

TABLE = """
stars:mine                   GET    -                   SKKKKKKKKKKKKK   -
stars:mine                   POST   -                   SMMMMMMMMMMMMM   -
stars:my_roll                GET    -                   all:M            -
stars:my_roll                POST   -                   SNKRKNNNNNNNNN   -
stars:waiting                GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:waiting                POST   association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:notices                GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:notices                POST   association         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
stars:notice                 GET    over_at_home        SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:notice                 POST   over_at_home        SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:objection              GET    objection_at_home   SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:objection              POST   objection_at_home   SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:fallen                 GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:fallen                 POST   association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:recognized             GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
stars:recognized             POST   association         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
stars:public_notice          GET    star_notice         all:K            all:K
stars:public_notice          POST   star_notice         all:M            all:M
stars:object                 GET    noticed_in_public   SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
stars:object                 POST   noticed_in_public   SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
stars:open_notices           GET    region              all:K            all:K
stars:open_notices           POST   region              all:M            all:M
stars:roll                   GET    region              all:K            all:K
stars:roll                   POST   region              all:M            all:M
api:my-stars                 GET    -                   SNKKKNNNNNNNNN   -
api:my-star-roll             PUT    -                   SNKRKNNNNNNNNN   -
api:my-star-roll             DELETE -                   SNKRRNNNNNNNNN   -
api:my-recognition-list      GET    -                   SKKKKKKKKKKKKK   -
api:my-star-objection-list   GET    in:my_star_objection SRKRRRRRRRRRRR  SRRRRRRRRRRRRR
api:my-star-objection-list   POST   sent:noticed        SKKKKKKKKKKKKK   SKKKKKKKKKKKKK
api:waiting-star-list        GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:waiting-star-notice      POST   association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:fallen-star-list         GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:fallen-star-keep         POST   association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:fallen-star-withdraw     POST   association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:recognition-list         GET    association         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:kept-star-notice-list    GET    in:star_notice      SRRRRRRRRRRRKR   SRRRRRRRRRRRRR
api:kept-star-notice-detail  GET    star_notice         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:kept-star-notice-settle  POST   over_notice         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:kept-star-notice-withdraw POST  star_notice         SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:kept-star-candidate-list GET    in:noticed          SRRRRRRRRRRRKR   SRRRRRRRRRRRRR
api:star-objection-list      GET    in:star_objection   SRRRRRRRRRRRKR   SRRRRRRRRRRRRR
api:star-objection-answer    POST   star_objection      SNNNNNNNNNNNKN   SNNNNNNNNNNNNN
api:star-notice-list         GET    in:star_notice      all:K            all:K
api:star-candidate-list      GET    in:noticed          all:K            all:K
api:star-roll-list           GET    -                   all:K            -
"""

OBJECTS = {
    "over_at_home": lambda here: [here.association.pk, here.over_notice.pk],
    "objection_at_home": lambda here: [here.association.pk, here.star_objection.pk],
    "noticed_in_public": lambda here: [here.star_notice.pk, here.noticed.pk],
}


def in_a_month():
    return (days.today() + datetime.timedelta(days=30)).isoformat()


GONE = {"reason": "时长是假的", "document_number": "敖青志〔2026〕9号"}
BODIES = {
    "stars:my_roll POST": lambda h, r, w: {"place": "masked"},
    "stars:waiting POST": lambda h, r, w: {"volunteer": h.candidate.pk, "length": "7"},
    "stars:notice POST": lambda h, r, w: {"do": "settle", "document_number": "敖青志〔2026〕3号"},
    "stars:objection POST": lambda h, r, w: {"outcome": "refuted", "answer": "签到表上有他"},
    "stars:fallen POST": lambda h, r, w: {"volunteer": h.fallen.pk, "do": "withdraw", **GONE},
    "stars:object POST": lambda h, r, w: {"words": "那两天他不在旗里"},
    "api:my-star-roll PUT": lambda h, r, w: {"shows_name": True},
    "api:my-star-objection-list POST": lambda h, r, w: {"candidate": h.noticed.pk, "words": "不在旗里"},
    "api:waiting-star-notice POST": lambda h, r, w: {"ids": [h.candidate.pk], "length": 7},
    "api:fallen-star-keep POST": lambda h, r, w: {
        "ids": [h.fallen.pk],
        "reason": "在补材料",
        "until": in_a_month(),
    },
    "api:fallen-star-withdraw POST": lambda h, r, w: {"ids": [h.fallen.pk], **GONE},
    "api:kept-star-notice-settle POST": lambda h, r, w: {"document_number": "敖青志〔2026〕3号"},
    "api:kept-star-notice-withdraw POST": lambda h, r, w: {"reason": "名单弄错了"},
    "api:star-objection-answer POST": lambda h, r, w: {"upholds": False, "answer": "签到表上有他"},
}
