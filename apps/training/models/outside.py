"""What somebody learnt elsewhere: entered from a paper, and counted once somebody else has looked at it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.training.models.completions import Completion
from apps.training.models.kinds import Standard, of_one_owner


class OutsideTrainingQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=OutsideTraining.State.ASKED)

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def managed_by(self, user):
        """What the person's organisations entered, and offices or organisations in the regions of their offices."""
        codes = governed_codes(user, "keeps_training")
        return self.filter(
            Q(organization__in=Organization.objects.managed_by(user))
            | within_any("region__code", codes)
            | within_any("organization__region__code", codes)
        )

    def decidable_by(self, user):
        """What waits for a second person: a colleague of whoever entered it, or an office of the region. Never one's own
        or one's ward's, never what one entered."""
        mine = self.waiting().managed_by(user).exclude(made_by=user)
        return mine.exclude(volunteer__in=Volunteer.objects.close_to(user).values("pk"))


class OutsideTraining(models.Model):
    """A training that was held elsewhere, with its certificate (67号令 §8: name, contents, time of study, organiser, date).

    An organisation enters it for its members, an office for who lives in its region; a second person compares it with
    the certificate. From then on it is a completion like any other. The certificate goes when its person leaves.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("待核对")
        RECORDED = "recorded", _("已记录")
        REFUSED = "refused", _("未通过")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    title = models.CharField(max_length=50)
    organizer = models.CharField(max_length=60)
    minutes = models.PositiveIntegerField()
    passed_on = models.DateField()
    proof = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    completion = models.OneToOneField(
        Completion, models.PROTECT, null=True, blank=True, related_name="outside"
    )

    objects = OutsideTrainingQuerySet.as_manager()

    class Meta:
        constraints = [
            of_one_owner("training_outsidetraining"),
            models.CheckConstraint(
                name="training_outsidetraining_takes_some_time", condition=Q(minutes__gte=1)
            ),
            models.CheckConstraint(
                name="training_outsidetraining_says_who_held_it",
                condition=~Q(organizer=""),
                violation_error_message=_("写上是谁办的。"),
            ),
            models.CheckConstraint(
                name="training_outsidetraining_waits_with_its_certificate",
                condition=~Q(state="asked", proof=None),
                violation_error_message=_("传一份结业证书，核对的人要看。"),
            ),
            models.CheckConstraint(
                name="training_outsidetraining_decided_means_who_and_when",
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="training_outsidetraining_recorded_means_a_completion",
                condition=Q(state="recorded", completion__isnull=False)
                | (~Q(state="recorded") & Q(completion=None)),
            ),
            models.CheckConstraint(
                name="training_outsidetraining_refused_says_why",
                condition=~Q(state="refused", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="training_outsidetraining_who_enters_does_not_check",
                condition=~Q(decided_by=F("made_by")),
                violation_error_message=_("自己登记的要请另一个人核对。"),
            ),
            models.UniqueConstraint(
                name="training_outsidetraining_waits_once",
                fields=["volunteer", "standard", "passed_on"],
                condition=Q(state="asked"),
                violation_error_message=_("这项培训已经在等核对了。"),
            ),
        ]
        indexes = [
            models.Index(name="training_outside_at", fields=["organization", "-id"]),
            models.Index(name="training_outside_in", fields=["region", "-id"]),
            models.Index(name="training_outside_waits", fields=["made_at", "id"], condition=Q(state="asked")),
        ]

    def __str__(self):
        return f"training elsewhere {self.pk} ({self.state})"

    @property
    def is_waiting(self):
        return self.state == self.State.ASKED

    def decide(self, state, *, by, at, reason=""):
        """Count it, or say why not. Does not save."""
        if not self.is_waiting:
            raise Refused(_("这项培训已经核对过了。"), code="already_decided")
        if by.pk == self.made_by_id:
            raise Refused(_("自己登记的要请另一个人核对。"), code="own_entry")
        if state == self.State.REFUSED and not reason:
            raise Refused(_("请写明原因。"), code="no_reason")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason
