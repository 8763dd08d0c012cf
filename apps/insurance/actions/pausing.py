"""An organisation is suspended: nobody can answer for its policies until it goes on."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.insurance.models import Policy
from apps.insurance.offices import nearest_officers
from apps.messaging.actions import News, tell
from apps.organizations.models import Post


def tell_of_paused(organization_ids: Iterable[int]) -> None:
    """Its insurers get no more names (`Policy.takes_people`), and the office that may stop such a policy hears of it:
    never the person who wrote it down, nor who has a post there."""
    paused = Policy.objects.in_force().filter(organization__in=organization_ids, is_named=True)
    told = [
        (policy, code, user)
        for policy in paused.select_related("organization").order_by("pk")
        for code, users in [nearest_officers(policy.organization.region_id, own_side(policy))]
        for user in sorted(users)
    ]
    now = timezone.now().isoformat()
    body = _(
        "“%(organization)s”暂停了，没有人能记保险公司的答复，加人的名单先停交；已经承保的人还管着。组织恢复了会接着交；不再办了，请停用这份保单。"
    )
    tell(
        "insurance.paused",
        [
            News(
                user,
                f"policy:{policy.pk}:{now}",
                _("保单的名单停交了：%(name)s") % {"name": policy.name},
                body % {"organization": policy.organization.name},
                reverse("insurance:check", args=[code, policy.pk]),
            )
            for policy, code, user in told
        ],
    )


def own_side(policy):
    posts = Post.objects.in_force().filter(organization=policy.organization_id)
    return {policy.created_by_id, *posts.values_list("user_id", flat=True)}
