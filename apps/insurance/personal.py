"""What is kept about insurance."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import STAYS, acted, keep, of_things

keep(
    "insurance.Cover",
    _("你的保险"),
    why=_("服务的时候有没有保险、管哪些天。"),
    how_long=_("保险期满以后还留着，证明服务那天有没有保险；注销以后没有姓名。"),
    whose="volunteer__user",
    shown={
        "policy": _("保单"),
        "state": _("到哪一步"),
        "during": _("管哪些天"),
        "insurer_number": _("凭证号"),
        "reason": _("为什么终止"),
    },
    leaving=STAYS,
)
keep(
    "insurance.PolicyContact",
    _("替保险公司跟进报案"),
    why=_("知道谁看得到报案。"),
    how_long=_("随保单保存。"),
    whose="user",
    shown={"policy": _("保单"), "named_at": _("从"), "ended_at": _("到")},
    leaving=STAYS,
)
acted("insurance.PolicyContact", "named_by")
acted("insurance.Policy", "created_by started_by ended_by")
for table in ("Policy", "Insurer", "Benefit"):
    of_things(f"insurance.{table}", "name")
of_things("insurance.Insurer", "phone claim_phone")
