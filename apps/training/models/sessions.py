"""When and where a course is held, and who leads it there."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.booking.models import Seats, seat_constraints
from apps.core import days
from apps.organizations.models import Organization, Station
from apps.regions.models import Region
from apps.training.models.courses import Course
from apps.training.models.kinds import TrainingKind

COLUMNS = {4: "league", 6: "banner"}


class SessionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(called_off_at=None)

    def ahead(self, now=None):
        """Neither begun nor called off."""
        return self.standing().filter(starts_at__gt=now or timezone.now())

    def public(self):
        """What anybody may find: of open courses."""
        return self.filter(course__in=Course.objects.open())

    def listed(self, now=None):
        return self.public().ahead(now)

    def bookable(self, now=None):
        return self.listed(now).filter(taken__lt=F("capacity"))

    def in_region(self, code):
        """Equality on the column of the level, so that a list sorted by time reads just the rows it shows."""
        column = COLUMNS.get(min(len(code), 6))
        return self.filter(**{column: code[:6]}) if column else self

    def of_kind(self, code):
        return self.filter(kind=code)

    def managed_by(self, user):
        return self.filter(course__in=Course.objects.managed_by(user))

    def led_by(self, user):
        """Whose code the person may show and whose roll they may call: as one of those who keep training, by a post that
        leads, or asked to lead this session while its organisation is at work."""
        host = Course.objects.managed_by(user) | Course.objects.led_by(user)
        asked = SessionLeader.objects.standing().filter(user=user).values("session")
        at_work = Q(course__organization=None) | Q(course__organization__state=Organization.State.APPROVED)
        return self.filter(Q(course__in=host) | (Q(pk__in=asked) & at_work))

    def led_lately_by(self, user, now):
        """Of these, those that began since the day before yesterday or begin within a fortnight."""
        window = {"starts_at__gt": now - 2 * days.ONE, "starts_at__lt": now + 14 * days.ONE}
        return self.standing().led_by(user).filter(**window)

    def governed_by(self, user):
        return self.filter(course__in=Course.objects.governed_by(user))

    def thin(self, *, share, until, now=None):
        """Sessions soon to begin for which fewer than so many in a hundred places are taken."""
        soon = self.ahead(now).filter(starts_at__lte=until)
        return soon.alias(share=F("taken") * 100 - F("capacity") * share).filter(share__lt=0)


class Session(Seats):
    """One time a course is held, with its places: at a station, a university, another place, or online by a link which
    only those see who have a place. Its kind is the kind of the course's standard."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    kind = models.ForeignKey(TrainingKind, models.PROTECT, related_name="+", db_index=False)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    place = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=300, blank=True)
    trainer = models.CharField(max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    league = models.CharField(max_length=4, blank=True, db_collation="C")
    banner = models.CharField(max_length=6, blank=True, db_collation="C")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            *seat_constraints("training_session"),
            models.UniqueConstraint(
                name="training_session_once_a_course_start_and_place",
                fields=["course", "starts_at", "place"],
                violation_error_message=_("这门课这个时间已经在这里安排了一场。"),
            ),
            models.CheckConstraint(
                name="training_session_has_a_place_or_a_link",
                condition=~Q(place="", link=""),
                violation_error_message=_("写上在哪里上课，线上的写上链接。"),
            ),
        ]
        indexes = [
            models.Index(name="training_session_time", fields=["starts_at", "id"]),
            models.Index(name="training_session_in_league", fields=["league", "starts_at", "id"]),
            models.Index(name="training_session_in_banner", fields=["banner", "starts_at", "id"]),
            models.Index(name="training_session_of_kind", fields=["kind", "starts_at", "id"]),
        ]

    def __str__(self):
        return f"session {self.pk}"

    def place_in(self, region):
        """Lie in a region: keeps the codes of its levels beside it for the lists. Does not save."""
        self.region = region
        for length, column in COLUMNS.items():
            setattr(self, column, region.code[:length] if len(region.code) >= length else "")

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()


class SessionLeaderQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)


class SessionLeader(models.Model):
    """Somebody leads one session: shows its code and calls its roll, without a post in the organisation or the office."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="leaders")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    appointed_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SessionLeaderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="training_sessionleader_asked_once",
                fields=["session", "user"],
                condition=Q(ended_at=None),
                violation_error_message=_("已经请TA带这一场了。"),
            ),
            models.CheckConstraint(
                name="training_sessionleader_nobody_asks_themselves",
                condition=~Q(user=F("appointed_by")),
                violation_error_message=_("不能指定自己。"),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} leads {self.session_id}"
