"""A person objects to what was or was not recorded."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Signup
from apps.core import days
from apps.core.among import among
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer


class AppealQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Appeal.State.OPEN)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def mendable_by(self, user):
        """Those an organisation may still mend by itself; never the person's own."""
        return (
            self.waiting()
            .filter(organization__in=Organization.objects.managed_by(user))
            .exclude(volunteer__in=Volunteer.objects.close_to(user))
        )

    def decidable_by(self, user, today=None):
        """Those that wait for somebody outside: the organisation above, or an office that decides hours.

        Nobody who noted, proposed, confirmed or voided what it is about, who holds a post in the organisation, or who
        is close to the person. What lies in a year that is closed takes an office of the region.
        """
        codes = governed_codes(user, "decides_hours")
        above = Q(organization__parent__in=Organization.objects.managed_by(user), needs_region=False)
        office = within_any("region__code", codes) & Q(needs_region=False)
        office |= within_any("region__code", [code for code in codes if len(code) == Region.Level.REGION])
        chain = Q(pk__in=[])
        for link in ("came_noted_by", "left_noted_by", "decided_by", "voided_by", "basis__made_by"):
            chain |= Q(**{f"record__{link}": user})
        return (
            self.waiting()
            .filter(above | office, outside_from__lte=today or days.today())
            .exclude(chain)
            .exclude(organization__in=Organization.objects.served_by(user))
            .exclude(volunteer__in=Volunteer.objects.close_to(user))
        )

    def seen_by(self, user):
        """At the desks: of the organisation, of the one above it, and of the offices that decide hours there."""
        mine = Organization.objects.managed_by(user)
        return self.filter(
            Q(organization__in=mine)
            | Q(organization__parent__in=mine)
            | within_any("region__code", governed_codes(user, "decides_hours"))
        )


class Appeal(models.Model):
    """An objection, with words and files, to a record or to there being none.

    First the organisation may mend what went wrong by itself; otherwise, and from a day on in any case, somebody
    outside the chain decides: by a reversal and a new record, never by a change of the old one.
    """

    class What(models.TextChoices):
        TOO_SHORT = "too_short", _("记少了")
        WRONG = "wrong", _("记错了（日期、活动不对，或不是我）")
        REJECTED = "rejected", _("不该退回")
        VOIDED = "voided", _("不该作废")
        MISSING = "missing", _("去了，没有记")

    class State(models.TextChoices):
        OPEN = "open", _("处理中")
        MENDED = "mended", _("组织已改正")
        UPHELD = "upheld", _("申诉成立")
        DISMISSED = "dismissed", _("维持原来的")

    record = models.ForeignKey(
        "hours.HourRecord", models.PROTECT, null=True, blank=True, related_name="appeals", db_index=False
    )
    signup = models.ForeignKey(
        Signup, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What)
    words = models.CharField(max_length=500)
    proofs = models.ManyToManyField(KeptFile, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    needs_region = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    outside_from = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reopens_year = models.BooleanField(default=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hours_appeal_is_about_a_record_or_a_signup",
                condition=Q(record__isnull=False, signup=None) & ~Q(what="missing")
                | Q(record=None, signup__isnull=False, what="missing"),
                violation_error_message=_("写明是哪一条时长，或者哪一班。"),
            ),
            models.UniqueConstraint(
                name="hours_appeal_one_a_record_and_round",
                fields=["record", "round"],
                violation_error_message=_("这一条已经提过申诉了。"),
            ),
            models.UniqueConstraint(
                name="hours_appeal_one_a_signup_and_round",
                fields=["signup", "round"],
                violation_error_message=_("这一班已经提过申诉了。"),
            ),
            models.CheckConstraint(
                name="hours_appeal_decided_says_who_when_and_why",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer="")),
                violation_error_message=_("请写明理由。"),
            ),
            models.CheckConstraint(
                name="hours_appeal_nobody_decides_what_they_asked_for",
                condition=~Q(decided_by=models.F("made_by")),
                violation_error_message=_("不能处理自己提的申诉。"),
            ),
            models.CheckConstraint(
                name="hours_appeal_only_an_upheld_one_reopens_a_year",
                condition=Q(reopens_year=False) | Q(state="upheld"),
            ),
        ]
        indexes = [
            models.Index(name="hours_appeal_mine", fields=["volunteer", "-id"]),
            models.Index(
                name="hours_appeal_at", fields=["organization", "due_on", "id"], condition=Q(state="open")
            ),
            models.Index(
                name="hours_appeal_in", fields=["region", "due_on", "id"], condition=Q(state="open")
            ),
        ]

    def __str__(self):
        return f"{self.what} ({self.state})"

    def answer_with(self, state, *, by, at, answer):
        """Settle it. Does not save."""
        if self.state != self.State.OPEN:
            raise Refused(_("这条申诉已经处理过了。"), code="already_decided")
        if not answer:
            raise Refused(_("请写明理由。"), code="reason_missing")
        self.state, self.decided_by, self.decided_at, self.answer = state, by, at, answer
