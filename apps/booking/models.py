"""What a seat and a presence are, for activities now and training later. Abstract models only, no tables."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Seats(models.Model):
    """Places of one shift or session, kept with the row so that the database can refuse one too many."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    last_in_line = models.PositiveIntegerField(default=0, editable=False)
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def left(self):
        return self.capacity - self.taken

    @property
    def is_full(self):
        return self.taken >= self.capacity

    @property
    def is_ahead(self):
        """Neither begun nor called off."""
        return self.called_off_at is None and self.starts_at > timezone.now()

    @property
    def minutes(self):
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def seat_constraints(prefix):
    """The rules every table of seats keeps, named for its own table."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_taken_stays_within_capacity",
            condition=Q(taken__gte=0, taken__lte=F("capacity")),
            violation_error_message=_("名额满了。"),
        ),
        models.CheckConstraint(
            name=f"{prefix}_ends_after_it_begins",
            condition=Q(ends_at__gt=F("starts_at")),
            violation_error_message=_("结束时间要晚于开始时间。"),
        ),
        models.CheckConstraint(
            name=f"{prefix}_has_places",
            condition=Q(capacity__gte=1),
            violation_error_message=_("至少要有一个名额。"),
        ),
        models.CheckConstraint(
            name=f"{prefix}_called_off_holds_nobody",
            condition=Q(called_off_at=None) | Q(taken=0),
            violation_error_message=_("已经取消，不能再报名。"),
        ),
    ]


class Place(models.Model):
    """Somebody's turn in the line for a place, where there are more people than places: the number they drew, and until
    when a place that became free is kept for their answer."""

    queue_number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    offered_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def line_constraints(prefix, seats):
    """The rules of every line for the places of `seats` (the name of the foreign key), named for their own table."""
    return [
        models.UniqueConstraint(
            name=f"{prefix}_one_number_in_a_line",
            fields=[seats, "queue_number"],
            violation_error_message=_("这个候补号已经有人了。"),
        ),
        models.CheckConstraint(
            name=f"{prefix}_who_waits_has_a_number",
            condition=~Q(state__in=["waiting", "offered"]) | Q(queue_number__isnull=False),
            violation_error_message=_("候补要有顺序号。"),
        ),
        models.CheckConstraint(
            name=f"{prefix}_an_offer_ends",
            condition=Q(state="offered", offered_until__isnull=False)
            | (~Q(state="offered") & Q(offered_until=None)),
            violation_error_message=_("留给候补的名额要有期限。"),
        ),
    ]


class Presence(models.Model):
    """Someone came, and left: one pair of check-in and check-out, each with how it was noted."""

    class How(models.TextChoices):
        CODE = "code", _("签到码")
        ROLL = "roll", _("现场点名")

    came_at = models.DateTimeField()
    came_how = models.CharField(max_length=6, choices=How)
    left_at = models.DateTimeField(null=True, blank=True)
    left_how = models.CharField(max_length=6, choices=How, blank=True)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.left_at is None


def presence_constraints(prefix, whose="signup"):
    """The rules every table of presences keeps, named for its own table; `whose` is the foreign key to the place."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_leaves_after_coming",
            condition=Q(left_at=None, left_how="")
            | (Q(left_at__isnull=False, left_at__gt=F("came_at")) & ~Q(left_how="")),
            violation_error_message=_("签退要晚于签到。"),
        ),
        models.CheckConstraint(
            name=f"{prefix}_a_roll_says_who_called_it",
            condition=(~Q(came_how="roll") | Q(came_noted_by__isnull=False))
            & (~Q(left_how="roll") | Q(left_noted_by__isnull=False)),
            violation_error_message=_("点名要记下是谁点的。"),
        ),
        models.UniqueConstraint(
            name=f"{prefix}_one_open_at_a_time",
            fields=[whose],
            condition=Q(left_at=None),
            violation_error_message=_("已经签到了。"),
        ),
    ]
