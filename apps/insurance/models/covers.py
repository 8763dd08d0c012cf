"""Covers: that one person is insured by one policy, from a day until a day."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.core.among import among
from apps.insurance.agreeing import agreed
from apps.insurance.models.policies import POWER, Policy
from apps.organizations.models import governed_codes, within_any
from apps.registration.models import Volunteer


class CoverQuerySet(models.QuerySet):
    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def live(self):
        """Neither refused nor ended."""
        return self.filter(state__in=Cover.LIVE)

    def counting(self, day):
        """Those that insure on a day. One that was ended later still did until then."""
        return self.filter(state__in=Cover.COUNTS, during__contains=day)

    def to_send(self):
        """Waiting to be put on a list for the insurer, of people who agreed to it."""
        return self.filter(
            state=Cover.State.ELIGIBLE, volunteer__user__in=agreed().values("user"), policy__is_named=True
        )

    def ends_to_send(self):
        """Ended, known to the insurer, who has not heard of the end."""
        return self.filter(state=Cover.State.ENDED, sent_at__isnull=False, end_sent_at=None)

    def governed_by(self, user):
        """Those of people who live in the regions of the person's offices for insurance."""
        return self.filter(within_any("volunteer__region__code", governed_codes(user, POWER)))


class Cover(models.Model):
    """A person is insured by a policy in these days: eligible, sent to the insurer, accepted. It ends with a reason.

    One cover per person, policy and period. What was refused covers no day; an ended one covers the days it did, the
    day on which it ended among them.
    """

    class State(models.TextChoices):
        ELIGIBLE = "eligible", _("等交给保险公司")
        SENT = "sent", _("等保险公司承保")
        ACCEPTED = "accepted", _("已承保")
        REFUSED = "refused", _("没有承保")
        ENDED = "ended", _("已终止")

    LIVE = [State.ELIGIBLE, State.SENT, State.ACCEPTED]
    COUNTS = [State.ACCEPTED, State.ENDED]

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", db_index=False)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.ELIGIBLE)
    during = DateRangeField()
    insurer_number = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="insurance_cover_one_a_person_policy_and_period",
                expressions=[
                    ("policy", RangeOperators.EQUAL),
                    ("volunteer", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这段时间已经在这份保单里了。"),
            ),
            models.CheckConstraint(
                name="insurance_cover_sent_means_when",
                condition=~Q(state="eligible") & ~Q(state="sent")
                | Q(state="eligible", sent_at=None)
                | Q(state="sent", sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="insurance_cover_accepted_means_when",
                condition=Q(state="accepted", accepted_at__isnull=False)
                | Q(state__in=["eligible", "sent", "refused"], accepted_at=None)
                | Q(state="ended"),
            ),
            models.CheckConstraint(
                name="insurance_cover_ends_with_a_reason",
                condition=Q(state__in=["eligible", "sent", "accepted"], ended_at=None)
                | (Q(state__in=["refused", "ended"], ended_at__isnull=False) & ~Q(reason="")),
                violation_error_message=_("写明为什么终止。"),
            ),
            models.CheckConstraint(
                name="insurance_cover_what_stands_has_days",
                condition=Q(state__in=["eligible", "sent", "accepted"], during__isempty=False)
                | Q(state="refused", during__isempty=True)
                | Q(state="ended", accepted_at__isnull=False)
                | Q(state="ended", during__isempty=True),
            ),
        ]
        indexes = [
            models.Index(name="insurance_cover_mine", fields=["volunteer", "policy"]),
            models.Index(
                name="insurance_cover_to_send", fields=["policy", "id"], condition=Q(state="eligible")
            ),
            models.Index(name="insurance_cover_states", fields=["policy", "state"]),
            models.Index(
                name="insurance_cover_ends_to_send",
                fields=["policy", "id"],
                condition=Q(state="ended", sent_at__isnull=False, end_sent_at=None),
            ),
        ]

    def __str__(self):
        return f"cover {self.pk} ({self.state})"

    @property
    def first_day(self):
        return None if self.during.isempty else self.during.lower

    @property
    def last_day(self):
        """The last day it covers, None when it covers none."""
        return None if self.during.isempty else self.during.upper - days.ONE

    def counts_on(self, day):
        return self.state in self.COUNTS and day in self.during
