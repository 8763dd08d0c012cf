"""Many certificates at once, for an organisation or a school."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.organizations.models import Organization
from apps.registration.models import Volunteer


class BatchQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def ended(self):
        return self.exclude(state=Batch.State.WORKING)

    def printable(self):
        """Few enough to be put together in one file while somebody waits."""
        return self.ended().filter(made__gte=1, made__lte=Batch.PRINTED)


class Batch(models.Model):
    """Up to a thousand certificates, made one after the other in the background and taken away as one file."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("服务证明")
        THANKS = "thanks", _("感谢状")
        STATED = "stated", _("志愿服务情况说明")

    class Purpose(models.TextChoices):
        """What a school or unit states somebody's service for."""

        LEAGUE = "league", _("推优入团")
        PARTY = "party", _("入党")
        AWARD = "award", _("评优评先")
        OTHER = "other", _("其他需要")

    class State(models.TextChoices):
        WORKING = "working", _("正在做")
        DONE = "done", _("做好了")
        STOPPED = "stopped", _("停下了")

    PRINTED = 100

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    group = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=6, choices=Purpose, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.WORKING)
    rows = models.PositiveSmallIntegerField()
    made = models.PositiveSmallIntegerField(default=0)
    left_out = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=200, blank=True)  # it stopped before everybody had one

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificates_batch_thanks_for_an_activity_service_for_a_period",
                condition=Q(kind="thanks", activity__isnull=False)
                | Q(
                    kind__in=["service", "stated"],
                    activity=None,
                    since__isnull=False,
                    until__isnull=False,
                    until__gte=F("since"),
                ),
                violation_error_message=_("写明是哪个活动，或者从哪天到哪天。"),
            ),
            models.CheckConstraint(
                name="certificates_batch_only_a_statement_says_what_for",
                condition=(Q(kind="stated") & ~Q(purpose="")) | (~Q(kind="stated") & Q(purpose="")),
                violation_error_message=_("情况说明要写明用在哪里。"),
            ),
            models.CheckConstraint(
                name="certificates_batch_each_row_once",
                condition=Q(rows__gte=F("made") + F("left_out")),
            ),
            models.CheckConstraint(
                name="certificates_batch_done_means_every_row",
                condition=~Q(state="done") | Q(rows=F("made") + F("left_out")),
            ),
            models.CheckConstraint(
                name="certificates_batch_stopped_says_why",
                condition=(Q(state="stopped") & ~Q(why="")) | (~Q(state="stopped") & Q(why="")),
            ),
        ]
        indexes = [models.Index(name="certificates_batches_of", fields=["organization", "made_at", "id"])]

    def __str__(self):
        return f"batch {self.pk} of {self.organization_id} ({self.state})"

    @property
    def is_working(self):
        return self.state == self.State.WORKING

    @property
    def is_printable(self):
        return not self.is_working and 1 <= self.made <= self.PRINTED

    @property
    def looked_at(self):
        return self.made + self.left_out


class BatchLine(models.Model):
    """One person of a batch: the certificate that was made, or why none was."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines", db_index=False)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    certificate = models.OneToOneField(
        "certificates.Certificate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificates_batchline_each_person_once", fields=["batch", "volunteer"]
            ),
            models.CheckConstraint(
                name="certificates_batchline_made_or_says_why_not",
                condition=Q(certificate=None) | Q(problem=""),
            ),
        ]

    def __str__(self):
        return f"volunteer {self.volunteer_id} of batch {self.batch_id}"
