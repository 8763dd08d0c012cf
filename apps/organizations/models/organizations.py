"""Organisations of every kind."""

import datetime
import unicodedata

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from apps.accounts.models import User
from apps.core import days
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.models import KeptFile, PolicyRow
from apps.organizations.models.kinds import OrganizationKind
from apps.organizations.models.members import Member
from apps.organizations.models.sets import OrganizationQuerySet
from apps.organizations.models.states import Guidance, Joining, State
from apps.organizations.models.tags import TeamTag
from apps.organizations.models.trust import TrustLevel
from apps.regions.models import Region


class Organization(models.Model):
    """Whoever gathers volunteers or employs or teaches them: associations, bodies, teams, schools, units, stations."""

    State, Guidance, Joining = State, Guidance, Joining

    kind = models.ForeignKey(OrganizationKind, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    credit_code = models.CharField(max_length=18, blank=True)
    registered_with = models.CharField(max_length=60, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    responsible_person = models.CharField(max_length=40, blank=True)
    guiding_unit = models.CharField(max_length=60, blank=True)
    guiding_organization = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    guidance = models.CharField(max_length=10, choices=Guidance, default=Guidance.NONE, blank=True)
    guidance_reason = models.CharField(max_length=200, blank=True)
    guided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    guided_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+")
    picture = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=120, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    has_party_branch = models.BooleanField(default=False)
    service_fields = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    service_regions = models.ManyToManyField(Region, related_name="+", blank=True)
    tags = models.ManyToManyField(TeamTag, related_name="+", blank=True)
    introduction = models.TextField(max_length=1000, blank=True)
    contact_name = models.CharField(max_length=40)
    contact_phone = EncryptedTextField()
    email = models.EmailField(max_length=100, blank=True)
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.APPROVAL)
    join_code = models.CharField(max_length=12, blank=True)
    trust = models.ForeignKey(TrustLevel, models.PROTECT, default=TrustLevel.NEW, related_name="+")
    grams = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPLIED)
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organizations_organization_one_credit_code_once",
                fields=["credit_code"],
                condition=~Q(credit_code="") & ~Q(state="closed"),
                violation_error_message=_("这个统一社会信用代码已经登记过。"),
            ),
            models.CheckConstraint(
                name="organizations_organization_returned_says_why",
                condition=~Q(state__in=["returned", "suspended"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="organizations_organization_decided_means_by_whom_and_when",
                condition=Q(state="applied", decided_by=None, decided_at=None)
                | (~Q(state="applied") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="organizations_organization_nobody_approves_their_own",
                condition=~Q(decided_by=F("applied_by")),
                violation_error_message=_("不能审核自己提交的申请。"),
            ),
            models.CheckConstraint(
                name="organizations_organization_credit_code_is_normalised",
                condition=Q(credit_code__regex="^([0-9A-HJ-NPQRTUWXY]{18})?$"),
                violation_error_message=_("统一社会信用代码是18位，没有I、O、S、V、Z。"),
            ),
            models.CheckConstraint(
                name="organizations_organization_not_its_own_parent",
                condition=~Q(parent=F("pk")),
                violation_error_message=_("不能把自己当上级组织。"),
            ),
            models.CheckConstraint(
                name="organizations_organization_only_what_is_closed_has_a_successor",
                condition=Q(successor=None) | (Q(state="closed") & ~Q(successor=F("pk"))),
                violation_error_message=_("只有注销的组织才有接手的组织。"),
            ),
            models.CheckConstraint(
                name="organizations_organization_guidance_is_somebodys_word",
                condition=Q(guidance__in=["", "asked"], guided_by=None, guided_at=None)
                | Q(guidance__in=["confirmed", "refused"], guided_by__isnull=False, guided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="organizations_organization_nobody_guides_their_own",
                condition=~Q(guided_by=F("applied_by")),
                violation_error_message=_("不能替自己申请的队伍确认。"),
            ),
            models.CheckConstraint(
                name="organizations_organization_joined_by_a_code_that_is_there",
                condition=~Q(joining="code", join_code=""),
                violation_error_message=_("写一个加入口令。"),
            ),
        ]
        indexes = [
            models.Index(name="organizations_queue", fields=["state", "applied_at", "id"]),
            models.Index(name="organizations_by_region", fields=["region", "state"]),
            models.Index(name="organizations_children", fields=["parent"], condition=Q(parent__isnull=False)),
            models.Index(
                name="organizations_guided",
                fields=["guiding_organization", "guidance"],
                condition=Q(guiding_organization__isnull=False),
            ),
            models.Index(
                name="organizations_succeeded", fields=["successor"], condition=Q(successor__isnull=False)
            ),
            GinIndex(name="organizations_grams", fields=["grams"]),
        ]

    def __str__(self):
        return self.name

    @property
    def is_stopped(self):
        """Suspended or closed: nobody acts for it."""
        return self.state in {self.State.SUSPENDED, self.State.CLOSED}

    @property
    def where(self):
        """League, banner and address in one line; what the address begins with itself is not said twice."""
        names = [self.region.name]
        if self.region.level == Region.Level.BANNER:
            names.insert(0, self.region.parent.name)
        rest = self.address
        for name in names:
            rest = rest.removeprefix(name)
        return "，".join(part for part in ("".join(names), rest) if part)

    @property
    def is_registered(self):
        """已登记 or 未登记: a body with a credit code is registered."""
        return bool(self.credit_code)

    @property
    def answers(self):
        """Who answers for what was done under its name: its successor, once it is closed."""
        return self.successor if self.successor_id else self

    def above(self):
        """Its parent, the parent of that, and so on: a few rows, and never a circle."""
        above, found = self.parent, []
        while above is not None:
            found.append(above)
            above = above.parent
        return found

    def trust_limit_minutes(self, day=None):
        """How many people-minutes a month it may give, by its level."""
        return PolicyRow.objects.value("trust_minutes", self.trust_id, day)

    def has_member(self, user):
        return Member.objects.of(self).about(user).exists()

    def normalise(self):
        """The credit code as it is kept, however it was copied: full-width, lower case, with spaces."""
        self.credit_code = "".join(unicodedata.normalize("NFKC", self.credit_code).split()).upper()

    def clean(self):
        wrong = self._wrong_papers() if self.state in {self.State.APPLIED, self.State.RETURNED} else {}
        if _is_impossible(self.founded_on):
            wrong["founded_on"] = _("这一天要在今天以前。")
        if self.joining == self.Joining.CODE and not self.join_code:
            wrong["join_code"] = _("写一个加入口令。")
        if wrong:
            raise ValidationError(wrong)

    def _wrong_papers(self):
        """A registered body is known by its credit code; a team that is not registered by the unit that guides it
        (条例 §8), which says so here or on stamped paper."""
        self.normalise()
        wrong, kind = {}, self.kind if self.kind_id else OrganizationKind()
        if self.credit_code and not uscc.is_valid(self.credit_code):
            wrong["credit_code"] = _("统一社会信用代码对不上，请对着证照再看一眼。")
        elif kind.needs_credit_code and not self.credit_code:
            wrong["credit_code"] = _("这类组织要填统一社会信用代码。")
        if kind.needs_guiding_unit and not self.guiding_unit:
            wrong["guiding_unit"] = _("没有登记的队伍要有指导单位，写全称。")
        elif kind.needs_guiding_unit and not self.guiding_organization_id and not self.proof_id:
            wrong["proof"] = _("平台上没有叫这个名字的单位，请传一份它盖章的证明。")
        if _is_impossible(self.registered_on):
            wrong["registered_on"] = _("这一天要在今天以前。")
        return wrong

    def drop_what_its_kind_has_not(self):
        """Answers to questions that this kind is not asked do not stay behind a change of kind. Does not save."""
        if not (self.kind.needs_credit_code or self.kind.may_have_credit_code):
            self.credit_code = ""
        if not self.kind.has_registration:
            self.registered_with, self.registered_on = "", None
        if not self.kind.needs_guiding_unit:
            self.guiding_unit, self.guiding_organization = "", None

    def find_guiding_unit(self):
        """The unit on the platform that has the name written down as guiding unit. Does not save."""
        units = Organization.objects.approved().filter(kind__needs_guiding_unit=False).exclude(pk=self.pk)
        asked = self.kind.needs_guiding_unit and self.guiding_unit
        self.guiding_organization = units.called(self.guiding_unit, self.region_id) if asked else None

    def ask_guidance(self):
        """The guiding unit on the platform is asked anew with each application. Does not save."""
        self.guidance = self.Guidance.ASKED if self.guiding_organization_id else self.Guidance.NONE
        self.guidance_reason, self.guided_by, self.guided_at = "", None, None

    def guide(self, guidance, *, by, at, reason=""):
        """The guiding unit confirms the team, or says why not. Does not save."""
        if self.guidance != self.Guidance.ASKED or self.state != self.State.APPLIED:
            raise Refused(_("这支队伍已经不在等你们确认。"), code="not_asked")
        if self.applied_by_id == by.pk:
            raise Refused(_("不能替自己申请的队伍确认。"), code="own_application")
        if guidance == self.Guidance.REFUSED and not reason:
            raise Refused(_("写明为什么不确认，申请的人和审核的人会看到。"), code="no_reason")
        self.guidance, self.guidance_reason, self.guided_by, self.guided_at = guidance, reason, by, at

    def refuse_unless_returned_to(self, user):
        """Only what came back to the applicant is corrected by them."""
        if self.state != self.State.RETURNED or self.applied_by_id != user.pk:
            raise Refused(_("这份申请现在不能改。"), code="not_returned")

    def hand_in(self, *, by, at):
        """Wait for a review, for the first time or once more. Does not save."""
        self.state, self.applied_by, self.applied_at = self.State.APPLIED, by, at
        self.decided_by = self.decided_at = None
        self.reason = ""

    def decide(self, state, *, by, at, reason=""):
        """Settle an application. Does not save."""
        if self.state != self.State.APPLIED:
            raise Refused(_("这份申请已经处理过了。"), code="already_decided")
        if self.applied_by_id == by.pk:
            raise Refused(_("不能审核自己提交的申请。"), code="own_application")
        if state == self.State.APPROVED and self.guidance in {self.Guidance.ASKED, self.Guidance.REFUSED}:
            raise Refused(_("指导单位还没有确认这支队伍，等它确认，或者退回。"), code="not_guided")
        if state == self.State.RETURNED and not reason:
            raise Refused(_("写明要改什么，对方才改得了。"), code="no_reason")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason

    # What an office may make of an organisation that was let in. Closed is for good.
    NEXT = {State.APPROVED: [State.SUSPENDED, State.CLOSED], State.SUSPENDED: [State.APPROVED, State.CLOSED]}

    @property
    def next_states(self):
        return self.NEXT.get(self.state, [])

    def change_standing(self, state, *, by, at, reason=""):
        """Suspend it, let it go on, or close it. Does not save."""
        if state not in self.next_states:
            raise Refused(_("这个组织的状态变了，刷新看看。"), code="other_state")
        if self.applied_by_id == by.pk:
            raise Refused(_("不能处理自己申请的组织。"), code="own_application")
        if state != self.State.APPROVED and not reason:
            raise Refused(_("写明原因，负责人会看到。"), code="no_reason")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason


def _is_impossible(day):
    return day is not None and not datetime.date(1900, 1, 1) <= day <= days.today()
