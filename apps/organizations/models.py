"""Organisations of every kind, offices, and the posts through which people act for them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from apps.accounts.models import User
from apps.core import days
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.search import search
from apps.regions.models import Region


class OfficeKind(models.Model):
    """A kind of office and what its officers may do: data, because who leads changes with the years."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    reviews_identities = models.BooleanField(default=False)
    reviews_organizations = models.BooleanField(default=False)
    reviews_activities = models.BooleanField(default=False)
    decides_hours = models.BooleanField(default=False)

    POWERS = ["reviews_identities", "reviews_organizations", "reviews_activities", "decides_hours"]

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name

    @property
    def powers(self):
        """What its officers may do, as names of the columns above."""
        return frozenset(power for power in self.POWERS if getattr(self, power))


class Office(models.Model):
    """An office of a region: it sees its own region and what lies below, and nothing else."""

    kind = models.ForeignKey(OfficeKind, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organizations_office_one_of_a_kind_in_a_region",
                fields=["kind", "region"],
                violation_error_message=_("这个地区已有这类部门。"),
            ),
        ]

    def __str__(self):
        return self.name


class OrganizationKind(models.Model):
    """A kind of organisation (条例 §8, §41, §42) and what follows from it."""

    class Group(models.TextChoices):
        ASSOCIATION = "association", _("志愿者联合会、协会")
        REGISTERED = "registered", _("社会组织")
        TEAM = "team", _("志愿服务队伍")
        SCHOOL = "school", _("学校")
        UNIT = "unit", _("机关企事业单位")
        STATION = "station", _("阵地站点")

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=30)
    group = models.CharField(max_length=12, choices=Group)
    order = models.PositiveSmallIntegerField(default=0)
    needs_credit_code = models.BooleanField(default=False)
    needs_guiding_unit = models.BooleanField(default=False)
    recognizes_stars = models.BooleanField(default=False)
    is_youth_association = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class OrganizationQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(state=Organization.State.APPROVED)

    def served_by(self, user):
        """Organisations in which the person holds a post today, whatever their state."""
        return self.filter(Exists(Post.objects.held_by(user).filter(organization=OuterRef("pk"))))

    def managed_by(self, user):
        """Organisations for which the person holds a post today; one that is suspended or closed is managed by nobody."""
        return self.served_by(user).exclude(
            state__in=[Organization.State.SUSPENDED, Organization.State.CLOSED]
        )

    def governed_by(self, user, power=None):
        """Organisations in the regions of the person's offices, where the office has the power asked for."""
        return self.filter(within_any("region__code", governed_codes(user, power)))

    def applied_by(self, user):
        return self.filter(applied_by=user)

    def waiting(self):
        return self.filter(state=Organization.State.APPLIED)

    def decidable_by(self, user):
        """Those of the regions whose office the person serves as a reviewer: never what they applied for, nor an
        organisation in which they, or in whose parent they, hold a post today."""
        own = Organization.objects.served_by(user)
        return self.governed_by(user, "reviews_organizations").exclude(
            Q(applied_by=user) | Q(pk__in=own) | Q(parent__in=own)
        )

    def named(self, words):
        return search(self, words, within=["name"])


def governed_codes(user, power=None):
    """The codes of the regions whose offices the person serves today.

    `power` names a column of OfficeKind (such as reviews_organizations) and asks for officers of offices that have
    it; without a power every post in an office will do.
    """
    posts = Post.objects.held_by(user).filter(office__isnull=False)
    if power:
        posts = posts.filter(role=Post.Role.OFFICER, **{f"office__kind__{power}": True})
    return list(posts.values_list("office__region_id", flat=True).distinct())


def within_any(field, codes):
    """A condition: the region code in `field` (such as region__code) is one of the codes or lies below it. No codes, no rows."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{field}__startswith": code})
    return condition


class Organization(models.Model):
    """Whoever gathers volunteers or employs or teaches them: associations, bodies, teams, schools, units, stations."""

    class State(models.TextChoices):
        APPLIED = "applied", _("待审核")
        RETURNED = "returned", _("已退回")
        APPROVED = "approved", _("已通过")
        SUSPENDED = "suspended", _("已暂停")
        CLOSED = "closed", _("已注销")

    kind = models.ForeignKey(OrganizationKind, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    credit_code = models.CharField(max_length=18, blank=True)
    guiding_unit = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=120, blank=True)
    introduction = models.TextField(max_length=1000, blank=True)
    contact_name = models.CharField(max_length=40)
    contact_phone = EncryptedTextField()
    grams = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPLIED)
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

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
        ]
        indexes = [
            models.Index(name="organizations_queue", fields=["state", "applied_at", "id"]),
            models.Index(name="organizations_by_region", fields=["region", "state"]),
            GinIndex(name="organizations_grams", fields=["grams"]),
        ]

    def __str__(self):
        return self.name

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

    def clean(self):
        """A registered body is known by its credit code, a team that is not registered by the unit that guides it
        (条例 §8)."""
        wrong, kind = {}, self.kind if self.kind_id else OrganizationKind()
        if self.credit_code and not uscc.is_valid(self.credit_code):
            wrong["credit_code"] = _("统一社会信用代码对不上，请对着证照再看一眼。")
        elif kind.needs_credit_code and not self.credit_code:
            wrong["credit_code"] = _("这类组织要填统一社会信用代码。")
        if kind.needs_guiding_unit and not self.guiding_unit:
            wrong["guiding_unit"] = _("没有登记的队伍要有指导单位，写全称。")
        if wrong:
            raise ValidationError(wrong)

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


class PostQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or days.today()
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def held_by(self, user):
        """Posts the person holds today. Asked at each request, so that leaving a post takes effect at once."""
        return self.in_force().filter(user_id=user.pk)

    def of_organization(self, organization):
        return self.filter(organization=organization)

    def owners_of(self, organization):
        return self.in_force().filter(organization=organization, role=Post.Role.OWNER)

    def endable_by(self, user):
        """Posts in organisations the person owns, and their own."""
        mine = Post.objects.held_by(user)
        owned = mine.filter(role=Post.Role.OWNER, organization=OuterRef("organization"))
        return self.filter(organization__in=Organization.objects.managed_by(user)).filter(
            Q(user=user) | Exists(owned)
        )


class Post(models.Model):
    """Someone acts for an organisation or an office, from a day until a day."""

    class Role(models.TextChoices):
        OWNER = "owner", _("负责人")
        STAFF = "staff", _("管理员")
        OFFICER = "officer", _("审核员")
        READER = "reader", _("查看")

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organizations_post_is_of_an_organization_or_an_office",
                condition=Q(organization__isnull=False, office=None, role__in=["owner", "staff"])
                | Q(organization=None, office__isnull=False, role__in=["officer", "reader"]),
                violation_error_message=_("职务要么属于组织，要么属于部门。"),
            ),
            models.CheckConstraint(
                name="organizations_post_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.UniqueConstraint(
                name="organizations_post_one_open_a_person_and_place",
                fields=["user", "organization", "office"],
                condition=Q(until=None),
                nulls_distinct=False,
                violation_error_message=_("这个人已经有这个职务。"),
            ),
        ]
        indexes = [models.Index(name="organizations_post_holder", fields=["user", "until"])]

    def __str__(self):
        return f"{self.user_id} {self.role}"
