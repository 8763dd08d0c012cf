"""Members of an organisation, the groups inside it, who follows it, and what it told its members."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.organizations.models.posts import Post


class MemberQuerySet(models.QuerySet):
    def of(self, organization):
        """The members of today."""
        return self.in_organization(organization).belonging()

    def in_organization(self, organization):
        return self.filter(organization=organization)

    def belonging(self):
        return self.filter(state=Member.State.MEMBER)

    def backbone(self):
        """The members of today whom their organisation counts among its backbone (骨干)."""
        return self.belonging().exclude(backbone_since=None)

    def not_backbone(self):
        return self.belonging().filter(backbone_since=None)

    def asked(self):
        return self.filter(state=Member.State.ASKED)

    def live(self):
        return self.filter(state__in=Member.LIVE)

    def about(self, user):
        return self.filter(user=user)

    def managed_by(self, user):
        """Of organisations at work in which the person is owner or staff. Whom an organisation invited it does not
        see until they agree: otherwise it would learn whose numbers exist."""
        return self._with_post(user, Post.MANAGES)

    def owned_by(self, user):
        """Of organisations at work for which the person answers as owner."""
        return self._with_post(user, [Post.Role.OWNER])

    def _with_post(self, user, roles):
        posts = Post.objects.held_by(user).filter(role__in=roles, organization=OuterRef("organization"))
        at_work = self.filter(Exists(posts)).exclude(organization__state__in=["suspended", "closed"])
        return at_work.exclude(state=Member.State.INVITED)

    def end(self, *, by, at):
        """What stands or waits ends at once, because its organisation does."""
        return self.live().update(state=Member.State.ENDED, settled_by=by, settled_at=at)

    def hearing(self):
        """Those who want to read what their organisation sends."""
        return self.filter(is_muted=False)


class Member(models.Model):
    """A person belongs to an organisation, has asked to, or was invited. A row that has ended stays as it ended.

    `backbone_since`: the day from which the organisation counts a member among its backbone (通知: 骨干培训). It says
    something while they belong, and goes with the membership."""

    class State(models.TextChoices):
        ASKED = "asked", _("等组织同意")
        INVITED = "invited", _("等你同意")
        MEMBER = "member", _("成员")
        REFUSED = "refused", _("没有同意")
        DECLINED = "declined", _("没有接受")
        LEFT = "left", _("已退出")
        REMOVED = "removed", _("已移出")
        ENDED = "ended", _("随组织注销")

    class How(models.TextChoices):
        REQUEST = "request", _("申请")
        CODE = "code", _("口令")
        INVITATION = "invitation", _("邀请")
        SUCCESSION = "succession", _("随组织合并")

    LIVE = [State.ASKED, State.INVITED, State.MEMBER]

    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    how = models.CharField(max_length=10, choices=How)
    words = models.CharField(max_length=100, blank=True)
    begun_at = models.DateTimeField(db_default=Now())
    joined_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    is_muted = models.BooleanField(default=False)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    backbone_since = models.DateField(null=True, blank=True)
    backbone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organizations_member_one_live_a_person",
                fields=["organization", "user"],
                condition=Q(state__in=["asked", "invited", "member"]),
                violation_error_message=_("已经是成员，或者已经在等答复。"),
            ),
            models.CheckConstraint(
                name="organizations_member_refused_and_removed_say_why",
                condition=~Q(state__in=["refused", "removed"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="organizations_member_belongs_since_some_time",
                condition=~Q(state="member", joined_at=None),
            ),
            models.CheckConstraint(
                name="organizations_member_nobody_lets_themselves_in",
                condition=~Q(how="request", state="member", settled_by=models.F("user")),
                violation_error_message=_("不能自己同意自己的申请。"),
            ),
            models.CheckConstraint(
                name="organizations_member_backbone_says_by_whom",
                condition=Q(backbone_since=None, backbone_by=None)
                | Q(backbone_since__isnull=False, backbone_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organizations_member_backbone_has_come_in",
                condition=Q(backbone_since=None) | Q(joined_at__isnull=False),
                violation_error_message=_("只有成员能记成骨干。"),
            ),
        ]
        indexes = [
            models.Index(name="organizations_members", fields=["organization", "state", "begun_at", "id"]),
            models.Index(name="organizations_memberships", fields=["user", "state"]),
            models.Index(
                name="organizations_backbone_people",
                fields=["user"],
                condition=Q(backbone_since__isnull=False),
            ),
            models.Index(
                name="organizations_backbone",
                fields=["organization", "begun_at", "id"],
                condition=Q(backbone_since__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.state} of {self.organization_id}"

    @property
    def is_backbone(self):
        return self.state == self.State.MEMBER and self.backbone_since is not None

    def settle(self, state, *, by, at, reason="", when=(State.ASKED,)):
        """Move on from one of the states in `when`. Does not save."""
        if self.state not in when:
            raise Refused(_("这一条已经处理过了，刷新看看。"), code="already_settled")
        self.state, self.settled_by, self.settled_at, self.reason = state, by, at, reason
        if state == self.State.MEMBER:
            self.joined_at = at


class MemberGroup(models.Model):
    """A group inside an organisation. A member may be in several."""

    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    members = models.ManyToManyField(Member, related_name="groups")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="organizations_membergroup_one_name_an_organization",
                fields=["organization", "name"],
                violation_error_message=_("已经有同名的小组了。"),
            ),
        ]

    def __str__(self):
        return self.name


class FollowQuerySet(models.QuerySet):
    def of(self, organization):
        return self.filter(organization=organization)


class Follow(models.Model):
    """A person wants to hear of an organisation's new notices."""

    organization = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organizations_follow_once",
                fields=["organization", "user"],
                violation_error_message=_("已经关注了。"),
            ),
        ]
        indexes = [models.Index(name="organizations_followed", fields=["user", "-since"])]

    def __str__(self):
        return f"{self.user_id} follows {self.organization_id}"


class Announcement(models.Model):
    """A message of an organisation to its members, to one of its groups, or to some of them."""

    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    group = models.ForeignKey(MemberGroup, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=60)
    body = models.CharField(max_length=500)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(db_default=Now())
    told = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(name="organizations_announced", fields=["organization", "-sent_at"])]

    def __str__(self):
        return self.title
