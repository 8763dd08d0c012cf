"""What the two sides of a shift say of each other once it is over."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Signup
from apps.core.among import among
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer


class EvaluationQuerySet(models.QuerySet):
    def by_people(self):
        return self.filter(side=Evaluation.Side.PERSON)

    def by_organizations(self):
        return self.filter(side=Evaluation.Side.ORGANIZATION)

    def waiting(self):
        return self.filter(state=Evaluation.State.WAITING)

    def shown(self):
        """What anyone may read."""
        return self.filter(state=Evaluation.State.SHOWN)

    def heard(self, organization):
        """What is shown of an organisation: nothing as long as it is of so few people that one could tell who they are."""
        shown = self.by_people().shown().filter(organization=organization)
        least = PolicyRow.objects.value("recognition", "least_voices")
        people = shown.order_by().values("volunteer").distinct()[:least].count()
        return shown if people >= least else shown.none()

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def managed_by(self, user):
        """What the person's organisations wrote themselves; what was said of them they read once it is shown."""
        return self.by_organizations().filter(organization__in=Organization.objects.managed_by(user))

    def moderated_by(self, user):
        """What waits for this person before anybody else reads it: as an office of the region or as the organisation
        above; never their own words or their ward's, never about an organisation in which they hold a post."""
        office = within_any("region__code", governed_codes(user, "checks_awards"))
        above = Q(organization__parent__in=Organization.objects.managed_by(user))
        return (
            self.waiting()
            .filter(office | above)
            .exclude(made_by=user)
            .exclude(organization__in=Organization.objects.served_by(user))
            .exclude(volunteer__in=Volunteer.objects.close_to(user))
        )


class Evaluation(models.Model):
    """Stars and words about one shift, once from each side, dated (67号令 §10). The organisation's is about the person
    and notes how they attended; only the person and those who keep the file read it. The person's is about the
    organisation; nobody reads it before it was looked at, and then without a name."""

    class Side(models.TextChoices):
        PERSON = "person", _("志愿者评组织")
        ORGANIZATION = "organization", _("组织评志愿者")

    class Attendance(models.TextChoices):
        FULL = "full", _("准时全程")
        LATE = "late", _("迟到")
        LEFT_EARLY = "left_early", _("早退")

    class State(models.TextChoices):
        PRIVATE = "private", _("只给本人看")
        WAITING = "waiting", _("待审核")
        SHOWN = "shown", _("已公开")
        HELD = "held", _("不公开")

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="+", db_index=False)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    side = models.CharField(max_length=12, choices=Side)
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recognition_evaluation_once_a_side",
                fields=["signup", "side"],
                violation_error_message=_("这一班已经评价过了。"),
            ),
            models.CheckConstraint(
                name="recognition_evaluation_has_one_to_five_stars",
                condition=Q(stars__gte=1, stars__lte=5),
                violation_error_message=_("评1到5颗星。"),
            ),
            models.CheckConstraint(
                name="recognition_evaluation_the_organization_notes_attendance",
                condition=Q(side="person", attendance="") | (Q(side="organization") & ~Q(attendance="")),
                violation_error_message=_("写明出勤情况。"),
            ),
            models.CheckConstraint(
                name="recognition_evaluation_only_what_people_say_may_be_shown",
                condition=Q(side="organization", state="private") | (Q(side="person") & ~Q(state="private")),
            ),
            models.CheckConstraint(
                name="recognition_evaluation_decided_means_who_and_when",
                condition=Q(state__in=["private", "waiting"], decided_by=None, decided_at=None)
                | Q(state__in=["shown", "held"], decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recognition_evaluation_held_back_says_why",
                condition=~Q(state="held", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="recognition_evaluation_nobody_moderates_their_own",
                condition=~Q(decided_by=F("made_by")) & ~Q(decided_by=F("beneficiary")),
                violation_error_message=_("不能审核自己的评价。"),
            ),
            models.CheckConstraint(
                name="recognition_evaluation_nobody_evaluates_themselves",
                condition=Q(side="person") | ~Q(made_by=F("beneficiary")),
                violation_error_message=_("不能替组织评价自己。"),
            ),
        ]
        indexes = [
            models.Index(name="recognition_evaluated", fields=["volunteer", "side", "-id"]),
            models.Index(
                name="recognition_said_of",
                fields=["organization", "-made_at", "-id"],
                condition=Q(state="shown"),
            ),
            models.Index(
                name="recognition_said_waits",
                fields=["region", "made_at", "id"],
                condition=Q(state="waiting"),
            ),
            models.Index(
                name="recognition_said_waits_above",
                fields=["organization", "made_at", "id"],
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self):
        return f"evaluation {self.pk} ({self.side}, {self.state})"

    def decide(self, state, *, by, at, reason=""):
        """Show it, or hold it back with the reason. Does not save."""
        if self.state != self.State.WAITING:
            raise Refused(_("这条评价已经审核过了。"), code="already_decided")
        if by.pk in {self.made_by_id, self.beneficiary_id}:
            raise Refused(_("不能审核自己的评价。"), code="own_evaluation")
        if state == self.State.HELD and not reason:
            raise Refused(_("请写明原因。"), code="reason_missing")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason
