"""Who signed up to a shift, who waits for a place, and every step of that."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models.notices import Activity
from apps.activities.models.shifts import Shift
from apps.booking.models import Place, line_constraints
from apps.core.among import among
from apps.core.errors import Refused
from apps.registration.models import Volunteer


class SignupQuerySet(models.QuerySet):
    def active(self):
        """Who is expected."""
        return self.filter(state=Signup.State.JOINED)

    def waiting(self):
        return self.filter(state=Signup.State.WAITING)

    def offered(self):
        return self.filter(state=Signup.State.OFFERED)

    def live(self):
        """Joined, waiting, or with a place to answer for."""
        return self.filter(state__in=Signup.LIVE)

    def on_the_list(self):
        """Whose name stands on the roll of a shift: who is expected, and who was noted as missing."""
        return self.filter(state__in=[Signup.State.JOINED, Signup.State.NO_SHOW])

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def beside(self, shifts):
        """For some time of these shifts, with what is said about an overlap."""
        if not shifts:
            return self.none()
        whole = DateTimeTZRange(
            min(shift.starts_at for shift in shifts), max(shift.ends_at for shift in shifts), "[)"
        )
        return self.filter(during__overlap=whole).select_related("shift__position__activity")

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def coming(self, now=None):
        """Places held in shifts that are not over."""
        return self.active().filter(shift__ends_at__gt=now or timezone.now())

    def gone_by(self, now=None):
        """Shifts that are over, and places that were given up."""
        return self.exclude(state__in=Signup.LIVE, shift__ends_at__gt=now or timezone.now())

    def managed_by(self, user):
        return self.filter(shift__position__activity__in=Activity.objects.managed_by(user))


class Signup(Place):
    """A volunteer's place in a shift, or their turn in the line for one. Who is joined, or is offered a place, holds one;
    times of one person never overlap. Every step is kept (`SignupMove`); the database refuses steps that MOVES lacks.
    """

    class State(models.TextChoices):
        JOINED = "joined", _("已报名")
        WAITING = "waiting", _("候补中")
        OFFERED = "offered", _("等你答复")
        LEFT = "left", _("已取消")
        EXCUSED = "excused", _("请假")
        LAPSED = "lapsed", _("没排上")
        REMOVED = "removed", _("被移出")
        CALLED_OFF = "called_off", _("活动取消")
        NO_SHOW = "no_show", _("没有来")

    LIVE = [State.JOINED, State.WAITING, State.OFFERED]
    HOLDING = [State.JOINED, State.OFFERED, State.NO_SHOW]
    MOVES = {
        "": [State.JOINED, State.WAITING],
        State.WAITING: [State.OFFERED, State.LEFT, State.LAPSED, State.REMOVED, State.CALLED_OFF],
        State.OFFERED: [State.JOINED, State.LEFT, State.LAPSED, State.REMOVED, State.CALLED_OFF],
        State.JOINED: [State.LEFT, State.EXCUSED, State.REMOVED, State.CALLED_OFF, State.NO_SHOW],
        State.NO_SHOW: [State.JOINED, State.EXCUSED],
    }

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.JOINED)
    signed_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_up_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)
    party = models.ForeignKey(
        "activities.Party", models.PROTECT, null=True, blank=True, related_name="signups"
    )
    is_on_the_spot = models.BooleanField(default=False)
    explanation = models.CharField(max_length=300, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    failed_codes = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        constraints = [
            *line_constraints("activities_signup", "shift"),
            models.UniqueConstraint(
                name="activities_signup_one_place_a_shift",
                fields=["shift", "volunteer"],
                condition=Q(state__in=["joined", "waiting", "offered", "no_show"]),
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
                condition=Q(state__in=["joined", "waiting", "offered"], left_at=None)
                | (~Q(state__in=["joined", "waiting", "offered"]) & Q(left_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="activities_signup_excused_or_removed_says_why",
                condition=~Q(state__in=["excused", "removed"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="activities_signup_explained_means_when",
                condition=Q(explanation="", explained_at=None)
                | (~Q(explanation="") & Q(explained_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="activities_signup_list", fields=["shift", "signed_up_at", "id"]),
            models.Index(name="activities_signup_mine", fields=["volunteer", "-id"]),
            models.Index(name="activities_signup_line", fields=["shift"], condition=Q(state="waiting")),
            models.Index(
                name="activities_signup_offers", fields=["offered_until"], condition=Q(state="offered")
            ),
        ]

    def __str__(self):
        return f"sign-up {self.pk} ({self.state})"

    @property
    def is_joined(self):
        return self.state == self.State.JOINED

    @property
    def is_live(self):
        return self.state in self.LIVE

    @property
    def is_open_to_cancel(self):
        return self.is_live and self.during.lower > timezone.now()

    def leaves_freely_until(self, activity):
        """Up to this moment one leaves without a word; later one says why. Whoever signed up before
        time or place changed, or only waits, leaves freely until it begins."""
        was_changed = activity.changed_at is not None and activity.changed_at > self.signed_up_at
        if was_changed or not self.is_joined:
            return self.during.lower
        return self.during.lower - datetime.timedelta(hours=activity.cancel_hours)

    def move(self, state, *, by, at, reason=""):
        """Take the next step. Does not save."""
        if state not in self.MOVES.get(self.state, []):
            raise Refused(_("这个报名的状态变了，刷新看看。"), code="other_state")
        self.state, self.moved_by, self.reason = state, by, reason
        self.offered_until = None
        self.left_at = None if state in self.LIVE else at

    MOVED = ["state", "moved_by", "reason", "offered_until", "left_at"]

    def leave(self, *, by, at, activity, reason=""):
        """Give the place back while the shift has yet to begin; late only with a reason. Does not save."""
        if not self.is_live:
            raise Refused(_("这个报名已经取消了。"), code="already_left")
        if self.during.lower <= at:
            raise Refused(_("这一班已经开始，不能取消了。去不了就和队长说一声。"), code="started")
        if at < self.leaves_freely_until(activity):
            return self.move(self.State.LEFT, by=by, at=at, reason=reason)
        if not reason:
            raise Refused(_("快开始了，写一句为什么来不了，队长好安排。"), code="reason_needed")
        return self.move(self.State.EXCUSED, by=by, at=at, reason=reason)


class SignupMove(models.Model):
    """One step of a sign-up, written by the database itself with the step: who, when, from what to what. Only added."""

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="moves")
    was = models.CharField(max_length=10, blank=True)
    became = models.CharField(max_length=10)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.signup_id}: {self.was} to {self.became}"
