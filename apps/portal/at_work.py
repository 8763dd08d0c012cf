"""What waits for a person at their desks: shown first on their own page, and the way there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import keyset
from apps.hours.models import HourRecord
from apps.organizations.desk import region_desk
from apps.organizations.models import Organization, Post
from apps.portal.dashboard import Queue, queues
from apps.stars.models import StarStanding

SHOWN = 3  # desks with what waits there; the others are a tap away


@dataclass(frozen=True)
class Place:
    """One desk, and the queues in which something waits."""

    title: str
    role: str
    icon: str
    url: str
    queues: list[Queue]


def places_of(user):
    """The first few desks of a person, those of organisations that are at work. Fixed in number, so in queries."""
    posts = (
        Post.objects.held_by(user)
        .exclude(organization__state__in=[Organization.State.SUSPENDED, Organization.State.CLOSED])
        .select_related("organization__kind", "office__region")
        .order_by("since", "pk")[:SHOWN]
    )
    return [_of_office(post, user) if post.office_id else _of_organization(post, user) for post in posts]


def _of_organization(post, user):
    organization = post.organization
    waiting = [
        (
            HourRecord.objects.filter(organization=organization).decidable_by(user).pending(),
            _("条时长等确认"),
            "hours:pending",
        )
    ]
    if organization.kind.recognizes_stars:
        stars = StarStanding.objects.recognizable_by(organization)
        waiting.append((stars, _("人等星级认定"), "stars:waiting"))
    found = [
        Queue(*keyset.count_up_to(rows), words, reverse(name, args=[organization.pk]))
        for rows, words, name in waiting
    ]
    url = reverse("portal:organization", args=[organization.pk])
    return Place(organization.name, post.get_role_display(), "users", url, _not_empty(found))


def _of_office(post, user):
    code = post.office.region_id
    found = queues(region_desk(user, code), user)
    url = reverse("portal:region", args=[code])
    return Place(post.office.name, post.get_role_display(), "landmark", url, _not_empty(found))


def _not_empty(found):
    return [queue for queue in found if queue.count]
