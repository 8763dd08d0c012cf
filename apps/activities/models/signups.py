"""Who signed up to a shift, and who came."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models.notices import Activity, Shift
from apps.booking.models import Presence as PresenceBase
from apps.booking.models import presence_constraints
from apps.core.errors import Refused
from apps.registration.models import Volunteer


class SignupQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=Signup.State.JOINED)

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(volunteer__in=Volunteer.objects.acted_for_by(user))

    def coming(self, now=None):
        """Places held in shifts that are not over."""
        return self.active().filter(shift__ends_at__gt=now or timezone.now())

    def gone_by(self, now=None):
        """Shifts that are over, and places that were given up."""
        return self.exclude(state=Signup.State.JOINED, shift__ends_at__gt=now or timezone.now())

    def managed_by(self, user):
        return self.filter(shift__position__activity__in=Activity.objects.managed_by(user))


class Signup(models.Model):
    """A volunteer's place in a shift. Who is joined holds one of its places; times of one person never overlap."""

    class State(models.TextChoices):
        JOINED = "joined", _("已报名")
        LEFT = "left", _("已取消")
        CALLED_OFF = "called_off", _("活动取消")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.JOINED)
    signed_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_up_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    failed_codes = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activities_signup_one_place_a_shift",
                fields=["shift", "volunteer"],
                condition=Q(state="joined"),
                violation_error_message=_("你已经报了这一班。"),
            ),
            ExclusionConstraint(
                name="activities_signup_one_place_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="joined"),
                violation_error_message=_("这段时间你已经报了别的班。"),
            ),
            models.CheckConstraint(
                name="activities_signup_left_means_when",
                condition=Q(state="joined", left_at=None) | (~Q(state="joined") & Q(left_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="activities_signup_list", fields=["shift", "signed_up_at", "id"]),
            models.Index(name="activities_signup_mine", fields=["volunteer", "-id"]),
        ]

    def __str__(self):
        return f"sign-up {self.pk} ({self.state})"

    @property
    def is_open_to_cancel(self):
        return self.state == self.State.JOINED and self.during.lower > timezone.now()

    def leave(self, *, at, begins_at):
        """Give the place back while the shift has yet to begin. Does not save."""
        if self.state != self.State.JOINED:
            raise Refused(_("这个报名已经取消了。"), code="already_left")
        if begins_at <= at:
            raise Refused(_("这一班已经开始，不能取消了。去不了就和队长说一声。"), code="started")
        self.state, self.left_at = self.State.LEFT, at


class Presence(PresenceBase):
    """A pair of check-in and check-out at a shift, by the rotating code or by the roll."""

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="presences")
    came_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    left_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["came_at"]
        constraints = presence_constraints("activities_presence")

    def __str__(self):
        return f"presence {self.pk}"
