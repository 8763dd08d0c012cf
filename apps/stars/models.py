"""Stars: reached by arithmetic in the moment the hours change, recognised by the people of an association."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.models import Volunteer

NAMES = [_("还没有星"), _("一星"), _("二星"), _("三星"), _("四星"), _("五星")]


class StarStandingQuerySet(models.QuerySet):
    def waiting(self):
        """Reached a star that no association has recognised yet."""
        return self.filter(reached__gt=F("recognized"))

    def recognizable_by(self, organization):
        """Waiting volunteers who live in the association's own region or below.

        Recognising is for federations and youth associations from the banner upward (通知:
        旗县级以上志愿者联合会、青年志愿者协会).
        """
        if not recognizes_stars(organization):
            return self.none()
        return self.waiting().filter(volunteer__region__code__startswith=organization.region_id)


def recognizes_stars(organization):
    return (
        organization.kind.recognizes_stars
        and organization.state == Organization.State.APPROVED
        and len(organization.region_id) <= Region.Level.BANNER
    )


class StarStanding(models.Model):
    """All confirmed minutes of a volunteer, the star they reach, and the star that was recognised."""

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True, related_name="+")
    minutes = models.PositiveIntegerField(default=0)
    reached = models.PositiveSmallIntegerField(default=0)
    reached_on = models.DateField(null=True, blank=True)
    recognized = models.PositiveSmallIntegerField(default=0)

    objects = StarStandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stars_starstanding_five_at_most", condition=Q(reached__lte=5, recognized__lte=5)
            ),
        ]
        indexes = [
            models.Index(
                name="stars_waiting",
                fields=["reached_on", "volunteer"],
                condition=Q(reached__gt=F("recognized")),
            ),
        ]

    def __str__(self):
        return f"volunteer {self.volunteer_id}: {self.reached} reached, {self.recognized} recognised"

    @property
    def reached_name(self):
        return NAMES[self.reached]

    @property
    def recognized_name(self):
        return NAMES[self.recognized]

    @property
    def is_waiting(self):
        return self.reached > self.recognized

    @property
    def has_fallen(self):
        """Recognised, but hours were voided since: the star stays until people decide about it."""
        return self.reached < self.recognized

    @property
    def unrecognized_levels(self):
        return range(self.recognized + 1, self.reached + 1)


class RecognitionQuerySet(models.QuerySet):
    def seen_by(self, organization):
        """What the association recognised itself, and what others did for people who live in its region: those of
        the league and of the region above recognise here too."""
        at_home = Q(volunteer__region__code__startswith=organization.region_id)
        return self.filter(Q(organization=organization) | at_home)


class Recognition(models.Model):
    """An association recognised a star of a volunteer, in a batch with a document number."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    document_number = models.CharField(max_length=40)
    recognized_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recognized_at = models.DateTimeField(db_default=Now())
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stars_recognition_each_level_once",
                fields=["volunteer", "level"],
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
        ]
        indexes = [models.Index(name="stars_recognized_list", fields=["organization", "id"])]

    def __str__(self):
        return f"{self.level} stars of {self.volunteer_id}"

    @property
    def level_name(self):
        return NAMES[self.level]
