"""Complaints: what somebody says went wrong, whose business it is, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.core import days
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.models import KeptFile
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer


class ComplaintQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=Complaint.OPEN)

    def lodged_by(self, user):
        return self.filter(made_by=user)

    def in_offices_of(self, user):
        """What lies in the regions whose office handles complaints and concerns neither the person nor an organisation
        in which they hold a post; it may have been lodged by themselves."""
        return (
            self.filter(within_any("region__code", governed_codes(user, "handles_complaints")))
            .exclude(volunteer__in=Volunteer.objects.close_to(user))
            .exclude(organization__in=Organization.objects.served_by(user))
        )

    def handled_by(self, user):
        """Those this person deals with: of their offices, and never their own."""
        return self.in_offices_of(user).exclude(made_by=user)

    def told_to(self, user):
        """What the organisations the person manages are asked about, or told the outcome of. Not one lodged by whoever
        reads it is left out: what is missing would say who lodged the others."""
        mine = Organization.objects.managed_by(user)
        return self.filter(organization__in=mine).filter(
            ~Q(question="") | Q(state=Complaint.State.SETTLED) & ~Q(measure="")
        )

    def overdue(self, today=None):
        """Not accepted or not settled by the day of the policy."""
        today = today or days.today()
        return self.filter(
            Q(state=Complaint.State.LODGED, accept_by__lt=today)
            | Q(state=Complaint.State.ACCEPTED, settle_by__lt=today)
        )


class Complaint(models.Model):
    """Somebody complains about an organisation, an activity or a volunteer (条例 §26). It is not an evaluation.

    An office of the region accepts it, or tells the person who is responsible; later it settles it and tells the
    outcome. Who complained, and in which words, the accused never learn: they are asked in the office's own words.
    """

    class About(models.TextChoices):
        ORGANIZATION = "organization", _("组织")
        ACTIVITY = "activity", _("活动")
        VOLUNTEER = "volunteer", _("志愿者")

    class Matter(models.TextChoices):
        MONEY = "money", _("收钱、卖东西、要报酬")
        FORCED = "forced", _("强迫参加、摊派任务")
        FALSE_HOURS = "false_hours", _("时长作假、买卖时长")
        RECORDS = "records", _("不记时长、不开证明")
        PRIVACY = "privacy", _("泄露个人信息")
        SAFETY = "safety", _("不安全、没有保障")
        CONDUCT = "conduct", _("打骂、歧视、骚扰")
        OTHER = "other", _("其他")

    class State(models.TextChoices):
        LODGED = "lodged", _("待受理")
        ACCEPTED = "accepted", _("办理中")
        PASSED_ON = "passed_on", _("不归这里管")
        SETTLED = "settled", _("已办结")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("属实")
        PARTLY = "partly", _("部分属实")
        UNFOUNDED = "unfounded", _("不属实")
        UNPROVEN = "unproven", _("查不清")

    OPEN = [State.LODGED, State.ACCEPTED]
    MOVES = {
        State.LODGED: [State.ACCEPTED, State.PASSED_ON, State.WITHDRAWN],
        State.ACCEPTED: [State.PASSED_ON, State.SETTLED, State.WITHDRAWN],
    }

    about = models.CharField(max_length=12, choices=About)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    matter = models.CharField(max_length=12, choices=Matter)
    words = EncryptedTextField()
    happened_on = models.DateField(null=True, blank=True)
    proofs = models.ManyToManyField(KeptFile, related_name="+")
    is_nameless = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.LODGED)
    accept_by = models.DateField()
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    settle_by = models.DateField(null=True, blank=True)
    question = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    statement = models.CharField(max_length=500, blank=True)
    stated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    stated_at = models.DateTimeField(null=True, blank=True)
    responsible = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="governance_complaint_is_about_one_thing",
                condition=Q(about="organization", organization__isnull=False, activity=None, volunteer=None)
                | Q(about="activity", organization__isnull=False, activity__isnull=False, volunteer=None)
                | Q(about="volunteer", organization=None, activity=None, volunteer__isnull=False),
                violation_error_message=_("写明投诉的是组织、活动还是志愿者。"),
            ),
            models.CheckConstraint(
                name="governance_complaint_says_what_happened",
                condition=GreaterThan(Length("words"), 0),
                violation_error_message=_("写一写发生了什么。"),
            ),
            models.CheckConstraint(
                name="governance_complaint_accepted_means_who_when_and_until",
                condition=Q(accepted_by=None, accepted_at=None, settle_by=None)
                & ~Q(state__in=["accepted", "settled"])
                | Q(accepted_by__isnull=False, accepted_at__isnull=False, settle_by__isnull=False)
                & ~Q(state="lodged"),
            ),
            models.CheckConstraint(
                name="governance_complaint_passed_on_says_to_whom",
                condition=(Q(state="passed_on") & ~Q(responsible=""))
                | (~Q(state="passed_on") & Q(responsible="")),
                violation_error_message=_("写明归谁管，投诉的人好去找。"),
            ),
            models.CheckConstraint(
                name="governance_complaint_settled_says_how",
                condition=(Q(state="settled") & ~Q(outcome="") & ~Q(answer=""))
                | (~Q(state="settled") & Q(outcome="", measure="")),
                violation_error_message=_("写明查明了什么。"),
            ),
            models.CheckConstraint(
                name="governance_complaint_decided_means_who_and_when",
                condition=Q(
                    state__in=["passed_on", "settled"], decided_by__isnull=False, decided_at__isnull=False
                )
                | Q(state__in=["lodged", "accepted", "withdrawn"], decided_by=None, decided_at=None),
            ),
            models.CheckConstraint(
                name="governance_complaint_nobody_handles_their_own",
                condition=~Q(accepted_by=F("made_by")) & ~Q(decided_by=F("made_by")),
                violation_error_message=_("不能办理自己的投诉。"),
            ),
            models.CheckConstraint(
                name="governance_complaint_asked_means_what_and_when",
                condition=Q(question="", asked_at=None)
                | (~Q(question="") & Q(asked_at__isnull=False, organization__isnull=False)),
            ),
            models.CheckConstraint(
                name="governance_complaint_stated_means_who_and_when",
                condition=Q(statement="", stated_by=None, stated_at=None)
                | (~Q(statement="") & ~Q(question="") & Q(stated_by__isnull=False, stated_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="governance_complaint_one_open_a_person_and_thing",
                fields=["made_by", "organization", "activity", "volunteer"],
                condition=Q(state__in=["lodged", "accepted"]),
                nulls_distinct=False,
                violation_error_message=_("这件事你已经投诉过，还在办。"),
            ),
        ]
        indexes = [
            models.Index(name="governance_my_complaints", fields=["made_by", "-id"]),
            models.Index(
                name="governance_to_accept", fields=["region", "accept_by", "id"], condition=Q(state="lodged")
            ),
            models.Index(
                name="governance_to_settle",
                fields=["region", "settle_by", "id"],
                condition=Q(state="accepted"),
            ),
            models.Index(name="governance_handled", fields=["region", "-id"]),
            models.Index(
                name="governance_told_to",
                fields=["organization", "-id"],
                condition=Q(organization__isnull=False),
            ),
            models.Index(
                name="governance_open_about_person",
                fields=["volunteer"],
                condition=Q(state__in=["lodged", "accepted"], volunteer__isnull=False),
            ),
        ]

    def __str__(self):
        return f"complaint {self.pk} ({self.state})"

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def due_on(self):
        """By when the next word is due; nothing once it is over."""
        return {self.State.LODGED: self.accept_by, self.State.ACCEPTED: self.settle_by}.get(self.state)

    @property
    def subject(self):
        """What it is about, by the name the public knows it by."""
        if self.about == self.About.VOLUNTEER:
            return _("志愿者%(number)s") % {"number": self.volunteer.number or ""}
        return str(self.activity if self.activity_id else self.organization)

    def move(self, state, *, by):
        """Take the next step. Does not save."""
        if state not in self.MOVES.get(self.state, []):
            raise Refused(_("这条投诉的状态变了，刷新看看。"), code="other_state")
        if state != self.State.WITHDRAWN and by.pk == self.made_by_id:
            raise Refused(_("不能办理自己的投诉。"), code="own_complaint")
        self.state = state

    def accept(self, *, by, at, settle_by):
        """It is this office's business. Does not save."""
        self.move(self.State.ACCEPTED, by=by)
        self.accepted_by, self.accepted_at, self.settle_by = by, at, settle_by

    def pass_on(self, *, by, at, responsible, answer):
        """It is somebody else's business, and the person is told whose (条例 §26). Does not save."""
        if not responsible:
            raise Refused(_("写明归谁管，投诉的人好去找。"), code="responsible_missing")
        self.move(self.State.PASSED_ON, by=by)
        self.responsible, self.answer, self.decided_by, self.decided_at = responsible, answer, by, at

    def ask(self, *, by, at, question):
        """Ask the accused organisation, in the office's words. Does not save."""
        if self.state != self.State.ACCEPTED:
            raise Refused(_("先受理，再问组织。"), code="other_state")
        if not self.organization_id:
            raise Refused(_("这条投诉不是关于组织的。"), code="no_organization")
        if by.pk == self.made_by_id:
            raise Refused(_("不能办理自己的投诉。"), code="own_complaint")
        if self.question:
            raise Refused(_("已经问过组织了。"), code="already_asked")
        self.question, self.asked_at = question, at

    def state_to(self, *, by, at, statement):
        """The organisation answers what it was asked, once. Does not save."""
        if self.state != self.State.ACCEPTED or not self.question:
            raise Refused(_("这件事已经不用说明了。"), code="other_state")
        if self.statement:
            raise Refused(_("已经说明过了。"), code="already_stated")
        self.statement, self.stated_by, self.stated_at = statement, by, at

    def settle(self, *, by, at, outcome, answer, measure=""):
        """Say what was found. Does not save."""
        if not answer:
            raise Refused(_("写明查明了什么。"), code="answer_missing")
        self.move(self.State.SETTLED, by=by)
        self.outcome, self.answer, self.measure = outcome, answer, measure
        self.decided_by, self.decided_at = by, at
