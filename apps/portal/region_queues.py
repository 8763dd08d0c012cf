"""What waits for an officer in a region: where, how many, and the way there."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.certificates.models import Seal
from apps.core import keyset
from apps.governance.models import Complaint
from apps.hours.models import HourRecord
from apps.insurance.models import Policy
from apps.organizations.models import Organization
from apps.recognition.models import Commendation, Evaluation
from apps.registration.models import IdentityCase, Qualification
from apps.training.models import OutsideTraining


@dataclass(frozen=True)
class Queue:
    """Something that waits for the person: how many (to a thousand), what, and where."""

    count: int
    more: bool
    words: str
    url: str


def queues(desk, user):
    """What waits for this officer in this region, counted to a thousand at most, where anything does."""
    code = desk.place.code
    waiting = [
        (
            "reviews_identities",
            IdentityCase.objects.pending().decidable_by(user).filter(region__code__startswith=code),
            _("人等实名核验"),
            "registration:cases",
        ),
        (
            "reviews_identities",
            Qualification.objects.decidable_by(user).within(code).pending(),
            _("份资格证书等审核"),
            "registration:certificates",
        ),
        (
            "reviews_organizations",
            Organization.objects.waiting().decidable_by(user).filter(region__code__startswith=code),
            _("个组织等审核"),
            "organizations:applications",
        ),
        (
            "reviews_organizations",
            Seal.objects.decidable_by(user).filter(organization__region__code__startswith=code),
            _("枚印章等着看"),
            "certificates:seals",
        ),
        (
            "reviews_activities",
            Activity.objects.in_review().reviewable_by(user).filter(region__code__startswith=code),
            _("个活动等审核"),
            "activities:reviews",
        ),
        (
            "decides_hours",
            HourRecord.objects.pending()
            .decidable_by(user)
            .filter(organization_region__code__startswith=code),
            _("条时长等你确认"),
            "hours:region_pending",
        ),
        (
            "keeps_training",
            OutsideTraining.objects.decidable_by(user).filter(
                Q(region__code__startswith=code) | Q(organization__region__code__startswith=code)
            ),
            _("份别处学的培训等核对"),
            "training:region_outside",
        ),
        (
            "keeps_insurance",
            Policy.objects.checkable_by(user).filter(
                organization__region__code__startswith=code, state=Policy.State.CHECKING
            ),
            _("份保单等核对"),
            "insurance:region",
        ),
        (
            "checks_awards",
            Commendation.objects.decidable_by(user).filter(region__code__startswith=code),
            _("项表彰等审核"),
            "recognition:region_awards",
        ),
        (
            "checks_awards",
            Evaluation.objects.moderated_by(user).filter(region__code__startswith=code),
            _("条评价等审核"),
            "recognition:region_moderation",
        ),
        (
            "handles_complaints",
            Complaint.objects.open().handled_by(user).filter(region__code__startswith=code),
            _("件投诉在办"),
            "governance:region_complaints",
        ),
    ]
    found = [
        Queue(*keyset.count_up_to(rows), words, reverse(name, args=[code]))
        for power, rows, words, name in waiting
        if power in desk.powers
    ]
    return [queue for queue in found if queue.count]
