"""The backbone (骨干) of an organisation: members whom its owner marks, and of whom the backbone's training is asked."""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Member


@transaction.atomic
def mark_backbone(members: QuerySet[Member], *, by: User) -> list[Member]:
    """From today on everybody of a set belongs to the backbone who is a member and does not yet. Each hears so."""
    held, today = _held(members.not_backbone(), by), days.today()
    for member in held:
        member.backbone_since, member.backbone_by = today, by
    Member.objects.bulk_update(held, ["backbone_since", "backbone_by"])
    audit.note("member.backbone_marked", held, by=by)
    words = _("骨干要上骨干培训，缺什么、最近一场在哪天，看“我的培训”。")
    _tell(held, _("你是“%(name)s”的骨干了"), words, "marked")
    return held


@transaction.atomic
def end_backbone(members: QuerySet[Member], *, by: User) -> list[Member]:
    """They stay members, and belong to the backbone no more."""
    held = _held(members.backbone(), by)
    for member in held:
        member.backbone_since = member.backbone_by = None
    Member.objects.bulk_update(held, ["backbone_since", "backbone_by"])
    audit.note("member.backbone_ended", held, by=by)
    _tell(held, _("你不再是“%(name)s”的骨干"), _("还是成员，别的都没有变。"), "ended")
    return held


def _held(members, by):
    """Those of the set whom this person may mark, held in one order."""
    chosen = members.owned_by(by).select_related("organization").order_by("pk")
    held = list(chosen.select_for_update(of=("self",), no_key=True))
    if not held:
        raise Refused(_("选中的人都已经处理过了，刷新看看。"), code="already_settled")
    return held


def _tell(members, title, words, what):
    """Once a day however often somebody changes their mind."""
    url, day = reverse("organizations:mine"), days.today().isoformat()
    tell(
        "membership",
        [
            News(
                member.user_id,
                f"member:{member.pk}:backbone:{what}:{day}",
                title % {"name": member.organization.name},
                words,
                url,
            )
            for member in members
        ],
    )
