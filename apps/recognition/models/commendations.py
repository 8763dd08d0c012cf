"""Awards of people and organisations."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.among import among
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.organizations.models import Office, Organization, Post, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer


class CommendationQuerySet(models.QuerySet):
    def recorded(self):
        return self.filter(state=Commendation.State.RECORDED)

    def waiting(self):
        return self.filter(state=Commendation.State.ASKED)

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def of_organization(self, organization):
        return self.filter(organization=organization)

    def public(self):
        """What the page of an organisation shows: what an office gave it, or checked."""
        return self.recorded().filter(organization__isnull=False, giver_organization=None)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def managed_by(self, user):
        """What the person's organisations gave or were given."""
        mine = Organization.objects.managed_by(user)
        return self.filter(Q(giver_organization__in=mine) | Q(organization__in=mine))

    def governed_by(self, user):
        """Those of the people and organisations of the regions whose office keeps awards."""
        return self.filter(within_any("region__code", governed_codes(user, "checks_awards")))

    def decidable_by(self, user):
        """Requests that wait for this person's office: never their own or their ward's, never what they handed in, nor
        that of an organisation in which they hold a post."""
        return (
            self.waiting()
            .governed_by(user)
            .exclude(made_by=user)
            .exclude(beneficiary=user)
            .exclude(volunteer__in=Volunteer.objects.close_to(user))
            .exclude(organization__in=Organization.objects.served_by(user))
        )

    def voidable_by(self, user):
        """What the person's organisations gave, and all that an office of the region keeps; of what an office gave, what
        their own office did and those below it; never their own."""
        codes = governed_codes(user, "checks_awards")
        given = Q(giver_organization__in=Organization.objects.managed_by(user))
        own = Q(giver_office__in=Post.objects.held_by(user).filter(role=Post.Role.OFFICER).values("office"))
        office = Q(giver_office=None) | own | _below("giver_office__region", codes)
        return (
            self.recorded()
            .filter(given | (within_any("region__code", codes) & office))
            .exclude(beneficiary=user)
            .exclude(organization__in=Organization.objects.served_by(user))
        )


def _below(field, codes):
    """A condition: the region in `field` lies below one of these, and is not that region itself."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{field}__code__startswith": code}) & ~Q(**{field: code})
    return condition


class Commendation(models.Model):
    """An award: what it is called, when and by whom it was given (67号令 §9), of a person or of an organisation.

    An organisation or an office of the platform records what it gives itself. What somebody else gave is asked to be
    recorded, with the document, and an office of the region where the receiver is looks at it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("待审核")
        RECORDED = "recorded", _("已记录")
        REFUSED = "refused", _("未通过")
        VOIDED = "voided", _("已撤销")

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    beneficiary = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=60)
    words = models.CharField(max_length=300, blank=True)
    document_number = models.CharField(max_length=60, blank=True, default="")
    given_on = models.DateField()
    giver = models.CharField(max_length=60)
    giver_organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    giver_office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    proof = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = CommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recognition_commendation_is_for_a_person_or_an_organization",
                condition=Q(volunteer__isnull=False, beneficiary__isnull=False, organization=None)
                | Q(volunteer=None, beneficiary=None, organization__isnull=False),
                violation_error_message=_("写明表彰的是谁，还是哪个组织。"),
            ),
            models.CheckConstraint(
                name="recognition_commendation_has_one_giver",
                condition=Q(giver_organization=None) | Q(giver_office=None),
            ),
            models.CheckConstraint(
                name="recognition_commendation_from_elsewhere_shows_a_document",
                condition=Q(proof__isnull=False)
                | Q(giver_organization__isnull=False)
                | Q(giver_office__isnull=False),
                violation_error_message=_("传一份证书或者文件，部门要看。"),
            ),
            models.CheckConstraint(
                name="recognition_commendation_only_what_comes_from_elsewhere_waits",
                condition=Q(state__in=["recorded", "voided"]) | Q(giver_organization=None, giver_office=None),
            ),
            models.CheckConstraint(
                name="recognition_commendation_decided_means_who_and_when",
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="recognition_commendation_refused_or_voided_says_why",
                condition=~Q(state__in=["refused", "voided"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="recognition_commendation_voided_means_who_and_when",
                condition=Q(state="voided", voided_by__isnull=False, voided_at__isnull=False)
                | (~Q(state="voided") & Q(voided_by=None, voided_at=None)),
            ),
            models.CheckConstraint(
                name="recognition_commendation_nobody_decides_their_own",
                condition=~Q(decided_by=F("beneficiary")) & ~Q(voided_by=F("beneficiary")),
                violation_error_message=_("不能给自己记表彰。"),
            ),
            models.CheckConstraint(
                name="recognition_commendation_who_asks_does_not_check",
                condition=Q(giver_organization__isnull=False)
                | Q(giver_office__isnull=False)
                | ~Q(decided_by=F("made_by")),
                violation_error_message=_("不能审核自己交来的表彰。"),
            ),
            models.CheckConstraint(
                name="recognition_commendation_nobody_praises_themselves",
                condition=~Q(giver_organization=F("organization")),
                violation_error_message=_("不能表彰自己的组织。"),
            ),
            models.UniqueConstraint(
                name="recognition_commendation_recorded_once",
                fields=["volunteer", "organization", "given_on", "title", "giver"],
                condition=Q(state__in=["asked", "recorded"]),
                nulls_distinct=False,
                violation_error_message=_("这项表彰已经有了。"),
            ),
        ]
        indexes = [
            models.Index(
                name="recognition_awards_of",
                fields=["volunteer", "-given_on", "-id"],
                condition=Q(volunteer__isnull=False),
            ),
            models.Index(
                name="recognition_awards_at",
                fields=["organization", "-given_on", "-id"],
                condition=Q(organization__isnull=False),
            ),
            models.Index(
                name="recognition_awards_by",
                fields=["giver_organization", "-given_on", "-id"],
                condition=Q(giver_organization__isnull=False),
            ),
            models.Index(
                name="recognition_awards_wait", fields=["region", "made_at", "id"], condition=Q(state="asked")
            ),
        ]

    def __str__(self):
        return f"commendation {self.pk} ({self.state})"

    @property
    def has_document(self):
        return self.proof_id is not None

    @property
    def is_recorded(self):
        return self.state == self.State.RECORDED

    def decide(self, state, *, by, at, reason=""):
        """Record what was asked, or say why not. Does not save."""
        if self.state != self.State.ASKED:
            raise Refused(_("这项表彰已经审核过了。"), code="already_decided")
        if by.pk in {self.made_by_id, self.beneficiary_id}:
            raise Refused(_("不能审核自己交来的表彰。"), code="own_commendation")
        if state == self.State.REFUSED and not reason:
            raise Refused(_("请写明原因。"), code="reason_missing")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason

    def void(self, *, by, at, reason):
        """Take a recorded one back. Does not save."""
        if not self.is_recorded:
            raise Refused(_("只有记下的表彰可以撤销。"), code="not_recorded")
        if by.pk == self.beneficiary_id:
            raise Refused(_("不能处理自己的表彰。"), code="own_commendation")
        if not reason:
            raise Refused(_("请写明原因。"), code="reason_missing")
        self.state, self.voided_by, self.voided_at, self.reason = self.State.VOIDED, by, at, reason
