"""The one record of service hours: proposals, what was decided about them, the ledger and the totals it keeps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Signup
from apps.core.errors import Refused
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer


class HourRecordQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(state=HourRecord.State.PENDING)

    def confirmed(self):
        return self.filter(state=HourRecord.State.CONFIRMED)

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def managed_by(self, user):
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def decidable_by(self, user):
        """Records of the organisations this person manages or whose region's office may decide hours; never the
        person's own, from whichever account, or their ward's, never those whose coming or
        leaving they noted themselves."""
        theirs = Q(organization__in=Organization.objects.managed_by(user)) | within_any(
            "organization_region__code", governed_codes(user, "decides_hours")
        )
        close = Q(beneficiary=user) | Q(volunteer__in=Volunteer.objects.close_to(user))
        return self.filter(theirs).exclude(close | Q(came_noted_by=user) | Q(left_noted_by=user))


class HourRecord(models.Model):
    """Time a volunteer served in one shift on one day, and what was decided about it (67号令 §7: time really given).

    Nothing but the decision ever changes: a confirmed record is voided and, if need be, recorded anew. Three
    regions stand on it as they were then: where the volunteer lived, where the activity was, whose organisation.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        REJECTED = "rejected", _("已退回")
        VOIDED = "voided", _("已作废")

    class Source(models.TextChoices):
        CODE = "code", _("扫码")
        ROLL = "roll", _("现场点名")

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    volunteer_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    activity_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    organization_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    during = DateTimeRangeField()
    served_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    came_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    left_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    counted = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = HourRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="hours_hourrecord_confirmed_time_counts_once",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="confirmed"),
                violation_error_message=_("这段时间已有确认的服务时长。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_decided_means_by_whom_and_when",
                condition=Q(state="pending", decided_by=None, decided_at=None)
                | (~Q(state="pending") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_confirmed_counts_up_to_what_was_served",
                condition=Q(
                    state__in=["confirmed", "voided"],
                    counted__isnull=False,  # a condition that is unknown is not a violation
                    counted__gte=1,
                    counted__lte=F("minutes"),
                )
                | Q(state__in=["pending", "rejected"], counted=None),
                violation_error_message=_("确认的时长要在1分钟和实际服务时间之间。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_nobody_confirms_what_only_they_saw",
                condition=~Q(state="confirmed", decided_by=F("came_noted_by"))
                & ~Q(state="confirmed", decided_by=F("left_noted_by")),
                violation_error_message=_("点名的人不能确认自己点的时长。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_nobody_decides_their_own",
                condition=~Q(decided_by=F("beneficiary")) & ~Q(voided_by=F("beneficiary")),
                violation_error_message=_("不能处理自己的时长。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_refused_or_voided_says_why",
                condition=~Q(state__in=["rejected", "voided"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_less_than_served_says_why",
                condition=Q(counted=None) | Q(counted=F("minutes")) | ~Q(reason=""),
                violation_error_message=_("少记时长要写明原因。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_voided_means_by_whom_and_when",
                condition=Q(state="voided", voided_by__isnull=False, voided_at__isnull=False)
                | (~Q(state="voided") & Q(voided_by=None, voided_at=None)),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_lasts_from_a_minute_to_a_day",
                condition=Q(minutes__gte=1, minutes__lte=1440),
                violation_error_message=_("一条时长最少1分钟，最多一天。"),
            ),
            models.UniqueConstraint(
                name="hours_hourrecord_one_live_a_signup_and_start",
                fields=["signup", "during"],
                condition=Q(state__in=["pending", "confirmed"]),
                violation_error_message=_("这一段已经记过了。"),
            ),
        ]
        indexes = [
            models.Index(
                name="hours_by_volunteer", fields=["volunteer"], include=["served_on", "counted", "state"]
            ),
            models.Index(name="hours_ledger_page", fields=["volunteer", "-served_on", "-id"]),
            models.Index(name="hours_decided", fields=["-served_on", "-id"], condition=~Q(state="pending")),
            models.Index(
                name="hours_waiting", fields=["organization", "served_on", "id"], condition=Q(state="pending")
            ),
            models.Index(
                name="hours_waiting_in_region",
                fields=["organization_region", "served_on", "id"],
                condition=Q(state="pending"),
            ),
            models.Index(
                name="hours_decided_by_place",
                fields=["organization", "-served_on", "-id"],
                condition=~Q(state="pending"),
            ),
        ]

    def __str__(self):
        return f"{self.minutes} min on {self.served_on} ({self.state})"

    @property
    def is_alive(self):
        """It waits or counts: its time cannot be noted anew."""
        return self.state in {self.State.PENDING, self.State.CONFIRMED}

    def void(self, *, by, at, reason):
        """Take a confirmed record back. Does not save."""
        if self.state != self.State.CONFIRMED:
            raise Refused(_("只有已确认的时长可以作废。"), code="not_confirmed")
        self.state, self.voided_by, self.voided_at, self.reason = self.State.VOIDED, by, at, reason


class LedgerLine(models.Model):
    """What one decision did to a volunteer's hours. Lines are only ever added, one of each kind a record."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("记入")
        VOID = "void", _("冲回")

    record = models.ForeignKey(HourRecord, models.PROTECT, related_name="lines")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    minutes = models.SmallIntegerField()
    posted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hours_ledgerline_each_kind_once_a_record", fields=["record", "kind"]
            ),
            models.CheckConstraint(
                name="hours_ledgerline_sign_follows_kind",
                condition=Q(kind="confirm", minutes__gt=0) | Q(kind="void", minutes__lt=0),
            ),
        ]
        indexes = [models.Index(name="hours_ledger_total", fields=["volunteer", "year"], include=["minutes"])]

    def __str__(self):
        return f"{self.kind} {self.minutes:+d} min in {self.year}"


class YearTotalQuerySet(models.QuerySet):
    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def minutes(self):
        return self.aggregate(total=Sum("minutes", default=0))["total"]


class YearTotal(models.Model):
    """Confirmed minutes of one volunteer in one year, moved by the ledger in the same statement."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()

    objects = YearTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hours_yeartotal_one_a_volunteer_and_year", fields=["volunteer", "year"]
            ),
        ]

    def __str__(self):
        return f"{self.minutes} min in {self.year}"
