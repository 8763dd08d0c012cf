"""What others ask of an organisation: to join it, to stand below it, to be guided by it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import keyset
from apps.organizations.models import Member, Organization, ParentRequest
from apps.portal.region_queues import Queue


def asked_of(organization, user, *, owns):
    """Each kind of question as a queue, counted to a thousand at most; only an owner answers organisations."""
    asked = [
        (
            Member.objects.in_organization(organization).managed_by(user).asked(),
            _("人想加入"),
            reverse("organizations:members", args=[organization.pk]) + "?tab=asked",
        )
    ]
    if owns:
        asked += [
            (
                ParentRequest.objects.waiting().to(organization),
                _("个组织想归到你们下面"),
                reverse("organizations:family", args=[organization.pk]),
            ),
            (
                Organization.objects.guided_by_people_of(user).filter(guiding_organization=organization),
                _("支队伍请你们指导"),
                reverse("organizations:guided", args=[organization.pk]),
            ),
        ]
    return [Queue(*keyset.count_up_to(rows), words, url) for rows, words, url in asked]
