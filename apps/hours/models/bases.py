"""What hours stand on where nobody checked in: entered by hand, recorded afterwards, or brought from elsewhere."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Shift
from apps.core.models import KeptFile
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region


class BasisQuerySet(models.QuerySet):
    def of_kind(self, *kinds):
        return self.filter(kind__in=kinds)

    def seen_by(self, user):
        """Who may look at what was handed in: whoever did it, staff of the organisation and of its parent, and the
        offices that decide hours there."""
        theirs = Q(made_by=user) | Q(organization__in=Organization.objects.managed_by(user))
        above = Q(organization__parent__in=Organization.objects.managed_by(user))
        office = within_any("region__code", governed_codes(user, "decides_hours"))
        return self.filter(theirs | above | office)


class Basis(models.Model):
    """One paper and what it says, for the hours of one or many people (67号令 §7: what was done, where, when, for how
    long, who gathered people and who answers for it).

    `by_hand` belongs to a shift of the site. `backfill` (补录) is a service of long ago that the site never knew, with
    a declaration. `transfer` is what was served elsewhere and is proved by whoever kept it there.
    """

    class Kind(models.TextChoices):
        BY_HAND = "by_hand", _("手工登记")
        BACKFILL = "backfill", _("补录")
        TRANSFER = "transfer", _("转入")

    class Level(models.IntegerChoices):
        """The lowest office whose decision it takes, where the organisation above will not do."""

        BANNER = 6, _("旗县")

    DECLARATION = "2026-11"  # of the wording that is ticked; a change of words is a new version

    kind = models.CharField(max_length=10, choices=Kind)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=50)
    place = models.CharField(max_length=80, blank=True)
    content = models.CharField(max_length=300, blank=True)
    leader = models.CharField(max_length=40, blank=True)
    issuer = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300)
    declared = models.CharField(max_length=10, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    people = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    proofs = models.ManyToManyField(KeptFile, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())

    objects = BasisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hours_basis_by_hand_is_of_a_shift",
                condition=Q(kind="by_hand", organization__isnull=False, shift__isnull=False)
                | (~Q(kind="by_hand") & Q(shift=None)),
                violation_error_message=_("手工登记要写明是哪一班。"),
            ),
            models.CheckConstraint(
                name="hours_basis_backfill_says_all_and_is_declared",
                condition=~Q(kind="backfill")
                | (
                    Q(organization__isnull=False)
                    & ~Q(place="")
                    & ~Q(content="")
                    & ~Q(leader="")
                    & ~Q(declared="")
                ),
                violation_error_message=_("补录要写明地点、内容、负责人，并作出承诺。"),
            ),
            models.CheckConstraint(
                name="hours_basis_transfer_names_the_issuer",
                condition=(Q(kind="transfer", organization=None) & ~Q(issuer=""))
                | (~Q(kind="transfer") & Q(organization__isnull=False)),
                violation_error_message=_("转入要写明是谁开的证明。"),
            ),
            models.CheckConstraint(
                name="hours_basis_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("请写明原因。"),
            ),
        ]
        indexes = [
            models.Index(name="hours_basis_lately", fields=["organization", "made_at"]),
            models.Index(name="hours_basis_in_order", fields=["made_at", "id"]),
        ]

    def __str__(self):
        return f"{self.kind} {self.title}"
