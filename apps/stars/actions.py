"""What associations do with stars. Each action is one intent, one transaction, and works on a set."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.models import NAMES, Recognition, StarStanding, StarStandingQuerySet, recognizes_stars


@dataclass(frozen=True)
class Recognized:
    recognized: list[int]  # volunteers whose star now stands
    own: list[int]  # the caller's own and those of the children in their care, left for a colleague


@transaction.atomic
def recognize_stars(
    standings: StarStandingQuerySet, *, by: User, organization: Organization, document_number: str
) -> Recognized:
    """Recognise the reached stars of a set of volunteers, every level up to the one reached.

    Federations and youth associations from the banner upward recognise by the hours of the system (通知); only
    for volunteers of their own region, never for whoever does it or a child in their care.
    """
    if not recognizes_stars(organization):
        raise Refused(_("旗县级以上的志愿者联合会、青年志愿者协会才能认定星级。"), code="not_an_association")
    document_number = document_number.strip()
    if not document_number:
        raise Refused(_("请写上认定文件的文号。"), code="document_number_missing")
    locked = list(
        standings.recognizable_by(organization)
        .select_related("volunteer")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    close = set(Volunteer.objects.acted_for_by(by).values_list("pk", flat=True))
    own = [standing.pk for standing in locked if standing.pk in close]
    chosen = [standing for standing in locked if standing.pk not in close]
    if not chosen:
        raise Refused(
            _("自己和自己孩子的星级，请同事来认定。")
            if own
            else _("这些星级都已认定，或者不归这个协会认定。"),
            code="own_star" if own else "nothing_to_recognize",
        )
    _write(chosen, by, organization, document_number)
    return Recognized([standing.pk for standing in chosen], own)


def _write(
    chosen: Iterable[StarStanding], by: User, organization: Organization, document_number: str
) -> None:
    recognitions = Recognition.objects.bulk_create(
        Recognition(
            volunteer_id=standing.pk,
            level=level,
            organization=organization,
            document_number=document_number,
            recognized_by=by,
            beneficiary_id=standing.volunteer.user_id,
        )
        for standing in chosen
        for level in standing.unrecognized_levels
    )
    StarStanding.objects.filter(pk__in=[standing.pk for standing in chosen]).update(recognized=F("reached"))
    audit.note(
        "star.recognized", recognitions, by=by, organization=organization.pk, document_number=document_number
    )
    tell(
        "star_recognized",
        [
            News(
                recipient_id=standing.volunteer.user_id,
                key=f"star:{standing.reached}",
                title=_("%(star)s认定了") % {"star": NAMES[standing.reached]},
                body=_("%(organization)s认定了你的星级，文号：%(number)s。")
                % {"organization": organization.name, "number": document_number},
                url=reverse("portal:me"),
            )
            for standing in chosen
        ],
    )
