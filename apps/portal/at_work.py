"""What waits for a person at their desks: shown first on their own page, and the way there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import keyset
from apps.hours.models import HourRecord
from apps.organizations.desk import region_desk
from apps.organizations.models import Organization, Post
from apps.portal.asked import asked_of
from apps.portal.region_queues import Queue, queues
from apps.recognition.evaluable import open_to_organization
from apps.recognition.models import Evaluation
from apps.stars.models import StarStanding
from apps.stars.work import work_at

SHOWN = 3  # desks with what waits there; the others are a tap away


@dataclass(frozen=True)
class Place:
    """One desk, and the queues in which something waits."""

    title: str
    role: str
    icon: str
    url: str
    queues: list[Queue]
    is_closed: bool = False


def places_of(user):
    """The first few desks of a person, those of organisations that are at work. Fixed in number, so in queries."""
    posts = (
        Post.objects.of(user)
        .exclude(organization__state__in=[Organization.State.SUSPENDED, Organization.State.CLOSED])
        .select_related("organization__kind", "office__region")
        .order_by("since", "pk")[:SHOWN]
    )
    return [_place_of(post, user) for post in posts]


def _place_of(post, user):
    if user.lacks_second_factor and post.needs_second_factor:
        return _closed(post)
    return _of_office(post, user) if post.office_id else _of_organization(post, user)


def _closed(post):
    """A desk that opens once the second factor is shown: going there leads to it."""
    if post.office_id:
        name, icon, url = post.office.name, "landmark", reverse("portal:region", args=[post.office.region_id])
    else:
        name, icon = post.organization.name, "users"
        url = reverse("portal:organization", args=[post.organization_id])
    return Place(name, _("要动态验证码才打得开"), icon, url, [], is_closed=True)


def _of_organization(post, user):
    organization = post.organization
    waiting = [
        (
            HourRecord.objects.filter(organization=organization).decidable_by(user).pending(),
            _("条时长等你确认"),
            "hours:pending",
        ),
        (
            open_to_organization(organization, user),
            _("个人等你们评价"),
            "recognition:organization_evaluations",
        ),
        (
            Evaluation.objects.moderated_by(user).filter(organization__parent=organization),
            _("条下属的评价等审核"),
            "recognition:organization_moderation",
        ),
    ]
    if organization.kind.recognizes_stars:
        stars = StarStanding.objects.recognizable_by(organization)
        waiting.append((stars, _("人等星级认定"), "stars:waiting"))
        waiting += work_at(organization)
    found = [
        Queue(*keyset.count_up_to(rows), words, reverse(name, args=[organization.pk]))
        for rows, words, name in waiting
    ]
    found += asked_of(organization, user, owns=post.role == Post.Role.OWNER)
    url = reverse("portal:organization", args=[organization.pk])
    return Place(organization.name, post.get_role_display(), "users", url, _not_empty(found))


def _of_office(post, user):
    code = post.office.region_id
    found = queues(region_desk(user, code), user)
    url = reverse("portal:region", args=[code])
    return Place(post.office.name, post.get_role_display(), "landmark", url, _not_empty(found))


def _not_empty(found):
    return [queue for queue in found if queue.count]
