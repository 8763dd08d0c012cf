"""Claims: somebody was hurt at a service, and asks the insurer for what the policy pays."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Activity, Signup
from apps.core.among import among
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.insurance.models import Cover, PolicyContact
from apps.insurance.models.policies import POWER
from apps.insurance.money import yuan
from apps.organizations.models import Organization, governed_codes, within_any
from apps.registration.models import Volunteer
from apps.training.models import Enrolment


class ClaimQuerySet(models.QuerySet):
    def handed_in(self):
        """What others than the person may see. A draft that was dropped was never handed in."""
        return self.filter(reported_at__isnull=False)

    def open(self):
        return self.filter(state__in=Claim.OPEN)

    def mine(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def about(self, organization):
        """What happened at an organisation's activities and lessons."""
        return self.handed_in().filter(
            Q(signup__shift__position__activity__organization=organization)
            | Q(enrolment__session__course__organization=organization)
        )

    def managed_by(self, user):
        """Those that happened at activities and lessons of organisations the person manages; not their own."""
        lessons = Q(enrolment__session__course__organization__in=Organization.objects.managed_by(user))
        return (
            self.handed_in()
            .filter(Q(signup__shift__position__activity__in=Activity.objects.managed_by(user)) | lessons)
            .exclude(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))
        )

    def governed_by(self, user):
        """Those of people who live in the regions of the person's offices for insurance; not their own."""
        return (
            self.handed_in()
            .filter(within_any("volunteer__region__code", governed_codes(user, POWER)))
            .exclude(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))
        )

    def at_insurers_of(self, user):
        """What was handed to an insurer by a policy whose contact the person is; not their own, and nothing of an
        organisation in which they hold a post: what its volunteers say of their health is not for it."""
        mine, theirs = PolicyContact.objects.held_by(user), Organization.objects.served_by(user)
        return (
            self.exclude(handed_over_at=None)
            .filter(cover__policy__in=mine.values("policy"))
            .exclude(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))
            .exclude(signup__shift__position__activity__organization__in=theirs)
            .exclude(enrolment__session__course__organization__in=theirs)
        )


class Claim(models.Model):
    """What happened to whom, when and where, at which sign-up, and what became of it. The words are sealed: they speak
    of somebody's health (Personal Information Protection Law §28)."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("还没交")
        REPORTED = "reported", _("已报案")
        ASKED = "asked", _("等补材料")
        WITH_INSURER = "with_insurer", _("保险公司在办")
        SETTLED = "settled", _("已赔付")
        REFUSED = "refused", _("没有赔付")
        WITHDRAWN = "withdrawn", _("已撤回")

    OPEN = [State.REPORTED, State.ASKED, State.WITH_INSURER]
    WITH_THE_PERSON = [State.DRAFTED, State.ASKED]
    MOVES = {
        State.DRAFTED: [State.REPORTED, State.WITHDRAWN],
        State.REPORTED: [State.ASKED, State.WITH_INSURER, State.WITHDRAWN],
        State.ASKED: [State.REPORTED, State.WITHDRAWN],
        State.WITH_INSURER: [State.ASKED, State.SETTLED, State.REFUSED],
    }

    cover = models.ForeignKey(Cover, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    signup = models.ForeignKey(Signup, models.PROTECT, null=True, blank=True, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, blank=True, related_name="+")
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=80)
    what = EncryptedTextField()
    statement = models.CharField(max_length=500, blank=True)
    statement_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12, choices=State, default=State.DRAFTED)
    insurer_number = models.CharField(max_length=40, blank=True)
    paid = models.BigIntegerField(null=True, blank=True, help_text=_("分"))
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    reported_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claims_claim_reported_means_when",
                condition=Q(state__in=["drafted", "withdrawn"]) | Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claims_claim_with_the_insurer_means_when",
                condition=~Q(state__in=["with_insurer", "settled", "refused"])
                | Q(handed_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claims_claim_settled_says_how_much",
                condition=Q(state="settled", paid__isnull=False, paid__gt=0)
                | (~Q(state="settled") & Q(paid=None)),
                violation_error_message=_("写明赔了多少钱。"),
            ),
            models.CheckConstraint(
                name="claims_claim_asked_or_refused_says_why",
                condition=~Q(state__in=["asked", "refused"], reason=""),
                violation_error_message=_("写明原因。"),
            ),
            models.CheckConstraint(
                name="claims_claim_closed_means_when",
                condition=Q(state__in=["settled", "refused", "withdrawn"], closed_at__isnull=False)
                | (~Q(state__in=["settled", "refused", "withdrawn"]) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="claims_claim_is_made_after_it_happened",
                condition=Q(reported_at=None) | Q(reported_at__gte=F("happened_at")),
                violation_error_message=_("出事的时间不能在报案以后。"),
            ),
            models.CheckConstraint(
                name="claims_claim_at_a_shift_or_a_session",
                condition=Q(signup=None) | Q(enrolment=None),
                violation_error_message=_("在班上还是在培训上，只选一个。"),
            ),
            models.UniqueConstraint(
                name="claims_claim_one_open_a_person_and_moment",
                fields=["volunteer", "happened_at"],
                condition=~Q(state__in=["refused", "withdrawn"]),
                violation_error_message=_("这件事已经报过了。"),
            ),
        ]
        indexes = [
            models.Index(
                name="claims_open", fields=["reported_at", "id"], condition=Q(reported_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"claim {self.pk} ({self.state})"

    @property
    def is_writable(self):
        """What others have read stays as it was said."""
        return self.reported_at is None and self.state == self.State.DRAFTED

    @property
    def may_be_handed_in(self):
        return self.state in self.WITH_THE_PERSON

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def paid_yuan(self):
        return None if self.paid is None else yuan(self.paid)

    @property
    def may_be_taken_back(self):
        return self.handed_over_at is None and self.State.WITHDRAWN in self.MOVES.get(self.state, [])

    @property
    def organization_id(self):
        """Of the organisation where it happened, None where it was none's."""
        if self.signup_id:
            return self.signup.shift.position.activity.organization_id
        return self.enrolment.session.course.organization_id if self.enrolment_id else None

    MOVED = ["state", "reason", "reported_at", "handed_over_at", "closed_at", "insurer_number", "paid"]

    def move(self, state, *, at, reason="", insurer_number="", paid=None):
        """Take the next step. Does not save."""
        if state not in self.MOVES.get(self.state, []):
            raise Refused(_("这份报案的状态变了，刷新看看。"), code="other_state")
        self.state, self.reason, self.paid = state, reason, paid
        if state == self.State.REPORTED:
            self.reported_at = self.reported_at or at
        if state == self.State.WITH_INSURER:
            self.handed_over_at, self.insurer_number = at, insurer_number or self.insurer_number
        if state in {self.State.SETTLED, self.State.REFUSED, self.State.WITHDRAWN}:
            self.closed_at = at
