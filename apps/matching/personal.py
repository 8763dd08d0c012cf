"""What is kept about people so that they can be found and asked to come."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, acted, keep
from apps.matching.showing import reader_of_terms

WHY = _("按服务领域、专业、地区能找到愿意来的人，发邀请给他们。")
HOW_LONG = _("不想被邀请、或者注销的时候，马上删掉。")

keep(
    "matching.SearchRow",
    _("人才库里的你"),
    why=WHY,
    how_long=HOW_LONG,
    whose="volunteer__user",
    shown={"place": _("住的地区代码"), "updated_at": _("哪天记的")},
    leaving=REMOVED,
)
keep(
    "matching.SearchTerm",
    _("人才库里按什么找得到你，写的是代码"),
    why=WHY,
    how_long=HOW_LONG,
    whose="row__volunteer__user",
    shown={"term": _("一项"), "until": _("算到哪天")},
    leaving=REMOVED,
    said={"term": reader_of_terms},
)
acted("matching.Search", "by")
