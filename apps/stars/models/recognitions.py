"""Recognitions, and what is decided about them when the hours are not enough any more."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.models.notices import NAMES, StarCandidate


class RecognitionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def seen_by(self, organization):
        """What the association recognised itself, and what others did for people who live in its region: those of
        the league and of the region above recognise here too."""
        at_home = Q(volunteer__region__code__startswith=organization.region_id)
        return self.filter(Q(organization=organization) | at_home)

    def decidable_at(self, organization):
        """What this association recognised, or one below it."""
        place = organization.region_id
        below = Q(organization__region__code__startswith=place) & ~Q(organization__region=place)
        return self.filter(Q(organization=organization) | below)


class Recognition(models.Model):
    """An association recognised a star of a volunteer, after public notice, in a batch with a document number.

    It is never removed. When hours were voided it may be withdrawn, with a reason and a document of its own.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    candidate = models.ForeignKey(StarCandidate, models.PROTECT, related_name="+", db_index=False)
    document_number = models.CharField(max_length=40)
    recognized_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recognized_at = models.DateTimeField(db_default=Now())
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    withdrawal_number = models.CharField(max_length=40, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stars_recognition_each_level_once",
                fields=["volunteer", "level"],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("这一星已经认定过了。"),
            ),
            models.CheckConstraint(
                name="stars_recognition_level_from_one_to_five", condition=Q(level__gte=1, level__lte=5)
            ),
            models.CheckConstraint(
                name="stars_recognition_nobody_recognizes_their_own",
                condition=~Q(recognized_by=F("beneficiary")),
                violation_error_message=_("不能认定自己的星级。"),
            ),
            models.CheckConstraint(
                name="stars_recognition_withdrawn_says_who_when_why_and_how",
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawn_why="", withdrawal_number="")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_why="")
                & ~Q(withdrawal_number=""),
                violation_error_message=_("取消要写明原因和文号。"),
            ),
            models.CheckConstraint(
                name="stars_recognition_nobody_withdraws_their_own",
                condition=Q(withdrawn_by=None) | ~Q(withdrawn_by=F("beneficiary")),
            ),
        ]
        indexes = [models.Index(name="stars_recognized_list", fields=["organization", "id"])]

    def __str__(self):
        return f"{self.level} stars of {self.volunteer_id}"

    @property
    def level_name(self):
        return NAMES[self.level]

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None


class StarStay(models.Model):
    """An association lets somebody keep a star for which the hours are not enough any more, until a day."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    until = models.DateField()
    reason = models.CharField(max_length=200)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stars_starstay_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("写明为什么保留。"),
            ),
            models.CheckConstraint(
                name="stars_starstay_nobody_decides_their_own", condition=~Q(decided_by=F("beneficiary"))
            ),
        ]
        indexes = [models.Index(name="stars_stays", fields=["volunteer", "-until"])]

    def __str__(self):
        return f"star of {self.volunteer_id} until {self.until}"
