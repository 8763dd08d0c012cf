"""The one record of service hours: a proposal, and what was decided about it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Signup
from apps.core.among import among
from apps.core.display import hours_minutes
from apps.core.errors import Refused
from apps.hours.models.appeals import Appeal
from apps.hours.models.bases import Basis
from apps.hours.models.referrals import Referral
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer

SEEN = ["code", "roll"]  # sources by which somebody was seen; the others stand on papers


class HourRecordQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(state=HourRecord.State.PENDING)

    def confirmed(self):
        return self.filter(state=HourRecord.State.CONFIRMED)

    def alive(self):
        """Those that wait or count."""
        return self.filter(state__in=[HourRecord.State.PENDING, HourRecord.State.CONFIRMED])

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def managed_by(self, user):
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def held(self):
        """Those that wait for an office to look at what is odd about them."""
        return self.pending().filter(among("pk", Referral.objects.holding().values("record")))

    def governed_by(self, user):
        """Records in the regions of the offices in which the person decides hours."""
        return self.filter(within_any("organization_region__code", governed_codes(user, "decides_hours")))

    def not_close_to(self, user):
        """Not the person's own, from whichever account, nor their ward's, nor what they noted themselves."""
        close = Q(beneficiary=user) | Q(volunteer__in=Volunteer.objects.close_to(user))
        return self.exclude(close | Q(came_noted_by=user) | Q(left_noted_by=user))

    def notable_anew_by(self, user):
        """Records turned down or voided whose time this person may note once more: of people who were seen, at their own
        desk; never their own."""
        there = Q(organization__in=Organization.objects.managed_by(user))
        there |= within_any("organization_region__code", governed_codes(user, "decides_hours"))
        gone = self.filter(there, source__in=SEEN, state__in=["rejected", "voided"])
        return gone.exclude(beneficiary=user)

    def releasable_by(self, user):
        """Held records that this person's office may release or turn down; never of an organisation in which they
        hold a post."""
        own = Q(organization__in=Organization.objects.served_by(user))
        return self.held().governed_by(user).not_close_to(user).exclude(own)

    def decidable_by(self, user):
        """Records of the organisations this person manages or stands above, or whose region's office may decide hours;
        never the person's own or their ward's, never those whose coming or leaving they noted themselves.

        What nobody was seen at stands on a paper: it is decided outside the organisation, and where the paper says so
        by an office alone. What is held waits for its release.
        """
        mine = Organization.objects.managed_by(user)
        below = Organization.objects.filter(parent__in=mine)
        office = within_any("organization_region__code", governed_codes(user, "decides_hours"))
        above = Q(among("organization", below.values("pk"))) & (Q(basis=None) | Q(basis__level=None))
        theirs = Q(among("organization", mine.values("pk")), source__in=SEEN) | above | office
        at_home = ~Q(source__in=SEEN) & Q(
            among("organization", Organization.objects.served_by(user).values("pk"))
        )
        held = Exists(Referral.objects.holding().filter(record=OuterRef("pk")))
        return self.filter(theirs).not_close_to(user).exclude(at_home).exclude(held)


class HourRecord(models.Model):
    """Time a volunteer served in one shift on one day, and what was decided about it (67号令 §7: time really given).

    `minutes` is what of the stretch can count: its break and what lies beyond the last whole step are taken off and
    said. Where nobody checked in, the record stands on a paper (`basis`), after an objection on that (`appeal`).

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
        BY_HAND = "by_hand", _("手工登记")
        BACKFILL = "backfill", _("补录")
        TRANSFER = "transfer", _("转入")
        APPEAL = "appeal", _("申诉更正")

    signup = models.ForeignKey(Signup, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.ForeignKey(
        Basis, models.PROTECT, null=True, blank=True, related_name="records", db_index=False
    )
    appeal = models.ForeignKey(
        Appeal, models.PROTECT, null=True, blank=True, related_name="records", db_index=False
    )
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    volunteer_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    activity_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    organization_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    during = DateTimeRangeField()
    served_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    break_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    rounded_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    counts_to_year = models.BooleanField(default=True, db_default=True)
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
            models.CheckConstraint(
                name="hours_hourrecord_stands_on_what_its_source_says",
                condition=Q(source__in=["code", "roll"], signup__isnull=False, basis=None, appeal=None)
                | Q(source="by_hand", basis__isnull=False, appeal=None)
                | Q(source__in=["backfill", "transfer"], signup=None, basis__isnull=False, appeal=None)
                | Q(source="appeal", appeal__isnull=False)
                & (Q(signup__isnull=False) | Q(basis__isnull=False)),
                violation_error_message=_("时长要么来自一次报名，要么有凭据。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_somebody_here_unless_from_elsewhere",
                condition=Q(organization__isnull=False) | Q(source__in=["transfer", "appeal"]),
                violation_error_message=_("时长要有组织。"),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_only_from_elsewhere_stays_out_of_the_year",
                condition=Q(counts_to_year=True) | Q(source__in=["transfer", "appeal"]),
            ),
            models.CheckConstraint(
                name="hours_hourrecord_papers_say_who_handed_them_in",
                condition=Q(source__in=["code", "roll", "appeal"]) | Q(came_noted_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="hours_by_volunteer",
                fields=["volunteer"],
                include=["served_on", "counted", "state", "counts_to_year"],
            ),
            models.Index(name="hours_of_basis", fields=["basis"], condition=Q(basis__isnull=False)),
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
            # For offices far above: what waits lies in hundreds of regions, and is read in the order of its days; at a
            # desk what was seen, in the list for programs papers too.
            models.Index(
                name="hours_waiting_by_day", fields=["served_on", "id"], condition=Q(state="pending")
            ),
            models.Index(
                name="hours_seen_waiting",
                fields=["served_on", "id"],
                condition=Q(("state", "pending"), ("source__in", ["code", "roll"])),
            ),
            models.Index(
                name="hours_turned_down",
                fields=["-served_on", "-id"],
                condition=Q(state__in=["rejected", "voided"]),
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
    def title(self):
        """What was done, as the notice or the paper calls it."""
        return self.signup.shift.position.activity.title if self.signup_id else self.basis.title

    @property
    def host(self):
        """Who gathered people: an organisation of the site, or whoever proves it from elsewhere."""
        return self.organization.name if self.organization_id else self.basis.issuer

    @property
    def taken_off(self):
        """What of the time between coming and leaving does not count, and why; empty when all of it does."""
        words = []
        if self.break_minutes:
            words.append(_("休息%(hours)s不算") % {"hours": hours_minutes(self.break_minutes)})
        if self.rounded_minutes:
            words.append(_("取整去掉%(minutes)d分钟") % {"minutes": self.rounded_minutes})
        return "，".join(words)

    @property
    def is_alive(self):
        """It waits or counts: its time cannot be noted anew."""
        return self.state in {self.State.PENDING, self.State.CONFIRMED}

    def void(self, *, by, at, reason):
        """Take a confirmed record back. Does not save."""
        if self.state != self.State.CONFIRMED:
            raise Refused(_("只有已确认的时长可以作废。"), code="not_confirmed")
        self.state, self.voided_by, self.voided_at, self.reason = self.State.VOIDED, by, at, reason
