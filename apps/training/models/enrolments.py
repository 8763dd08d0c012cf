"""Who takes part in a session or waits for a place, who came, and what they answered in the test."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.booking.models import Place, Presence, line_constraints, presence_constraints
from apps.core.among import among
from apps.core.errors import Refused
from apps.registration.models import Volunteer
from apps.training.models.courses import Course
from apps.training.models.sessions import Session


class EnrolmentQuerySet(models.QuerySet):
    def active(self):
        """Who is expected."""
        return self.filter(state=Enrolment.State.JOINED)

    def waiting(self):
        return self.filter(state=Enrolment.State.WAITING)

    def live(self):
        """Joined, waiting, or with a place to answer for."""
        return self.filter(state__in=Enrolment.LIVE)

    def on_the_list(self):
        """Whose name stands on the roll: who is expected, and who was noted as missing."""
        return self.filter(state__in=[Enrolment.State.JOINED, Enrolment.State.NO_SHOW])

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def managed_by(self, user):
        return self.filter(session__course__in=Course.objects.managed_by(user))

    def overlapping(self, during):
        """Places held at some time of this stretch."""
        return self.active().filter(during__overlap=during)


class Enrolment(Place):
    """A volunteer's place in a session, or their turn in the line for one. Who is joined, or is offered a place, holds
    one; times of one person never overlap. Every step is kept (`EnrolmentMove`); the database refuses steps that MOVES
    lacks."""

    class State(models.TextChoices):
        JOINED = "joined", _("已报名")
        WAITING = "waiting", _("候补中")
        OFFERED = "offered", _("等你答复")
        LEFT = "left", _("已取消")
        LAPSED = "lapsed", _("没排上")
        REMOVED = "removed", _("被移出")
        CALLED_OFF = "called_off", _("这一场取消")
        NO_SHOW = "no_show", _("没有来")

    LIVE = [State.JOINED, State.WAITING, State.OFFERED]
    HOLDING = [State.JOINED, State.OFFERED, State.NO_SHOW]
    MOVES = {
        "": [State.JOINED, State.WAITING],
        State.WAITING: [State.OFFERED, State.LEFT, State.LAPSED, State.REMOVED, State.CALLED_OFF],
        State.OFFERED: [State.JOINED, State.LEFT, State.LAPSED, State.REMOVED, State.CALLED_OFF],
        State.JOINED: [State.LEFT, State.REMOVED, State.CALLED_OFF, State.NO_SHOW],
        State.NO_SHOW: [State.JOINED],
    }
    MOVED = ["state", "moved_by", "reason", "offered_until", "left_at"]

    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.JOINED)
    signed_up_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    signed_up_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)
    failed_codes = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            *line_constraints("training_enrolment", "session"),
            models.UniqueConstraint(
                name="training_enrolment_one_place_a_session",
                fields=["session", "volunteer"],
                condition=Q(state__in=["joined", "waiting", "offered", "no_show"]),
                violation_error_message=_("你已经报了这一场。"),
            ),
            ExclusionConstraint(
                name="training_enrolment_one_place_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="joined"),
                violation_error_message=_("这段时间你已经报了别的培训。"),
            ),
            models.CheckConstraint(
                name="training_enrolment_left_means_when",
                condition=Q(state__in=["joined", "waiting", "offered"], left_at=None)
                | (~Q(state__in=["joined", "waiting", "offered"]) & Q(left_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="training_enrolment_removed_says_why",
                condition=~Q(state="removed", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
        ]
        indexes = [
            models.Index(name="training_enrolment_mine", fields=["volunteer", "-id"]),
            models.Index(name="training_enrolment_line", fields=["session"], condition=Q(state="waiting")),
            models.Index(
                name="training_enrolment_offers", fields=["offered_until"], condition=Q(state="offered")
            ),
        ]

    def __str__(self):
        return f"enrolment {self.pk} ({self.state})"

    @property
    def is_joined(self):
        return self.state == self.State.JOINED

    @property
    def is_live(self):
        return self.state in self.LIVE

    @property
    def is_open_to_cancel(self):
        return self.is_live and self.during.lower > timezone.now()

    def move(self, state, *, by, at, reason=""):
        """Take the next step. Does not save."""
        if state not in self.MOVES.get(self.state, []):
            raise Refused(_("这个报名的状态变了，刷新看看。"), code="other_state")
        self.state, self.moved_by, self.reason = state, by, reason
        self.offered_until = None
        self.left_at = None if state in self.LIVE else at

    def leave(self, *, by, at):
        """Give the place back while the session has yet to begin. Does not save."""
        if not self.is_live:
            raise Refused(_("这个报名已经取消了。"), code="already_left")
        if self.during.lower <= at:
            raise Refused(_("已经开始了，不能再取消。"), code="started")
        self.move(self.State.LEFT, by=by, at=at)


class EnrolmentMove(models.Model):
    """One step of an enrolment, written by the database itself with the step. Only added."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="moves")
    was = models.CharField(max_length=10, blank=True)
    became = models.CharField(max_length=10)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.enrolment_id}: {self.was} to {self.became}"


class Attendance(Presence):
    """A pair of check-in and check-out at a session, by the rotating code or by the roll."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    came_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    left_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["came_at"]
        constraints = presence_constraints("training_attendance", whose="enrolment")

    def __str__(self):
        return f"attendance {self.pk}"


class Attempt(models.Model):
    """One go at the short test of a course: what was answered, and how many of a hundred were right. Only added."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    answers = ArrayField(models.PositiveSmallIntegerField())
    score = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="training_attempt_score_is_a_share",
                condition=Q(score__gte=0, score__lte=100),
            ),
            models.UniqueConstraint(
                name="training_attempt_passed_once",
                fields=["enrolment"],
                condition=Q(passed=True),
                violation_error_message=_("这个测验你已经通过了。"),
            ),
        ]

    def __str__(self):
        return f"attempt {self.pk}: {self.score}"
