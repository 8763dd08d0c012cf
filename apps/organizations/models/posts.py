"""The posts through which people act for organisations and offices."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import days
from apps.organizations.models.offices import Office


class PostQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or days.today()
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def of(self, user):
        """Posts the person has today, whatever they have shown of themselves."""
        return self.in_force().filter(user_id=user.pk)

    def needing_second_factor(self):
        """At banner level and above, where one person sees and decides about thousands: offices and associations."""
        return self.filter(Q(office__isnull=False) | Q(organization__kind__recognizes_stars=True))

    def held_by(self, user):
        """Posts the person may act by now. Asked at each request, so that leaving a post takes effect at once; one
        that demands a second factor is not held by who has not shown it."""
        posts = self.of(user)
        if user.is_authenticated and user.lacks_second_factor:
            return posts.filter(office=None, organization__kind__recognizes_stars=False)
        return posts

    def of_organization(self, organization):
        return self.filter(organization=organization)

    def owners_of(self, organization):
        return self.in_force().filter(organization=organization, role=Post.Role.OWNER)

    def officers_above(self, office):
        """Officers who may give posts of this office: of an office of the same kind, here or above."""
        here = office.region_id
        above = [here[:length] for length in (2, 4, 6) if length <= len(here)]
        return self.filter(role=Post.Role.OFFICER, office__kind=office.kind_id, office__region__in=above)

    def endable_by(self, user):
        """Their own posts; those of everybody in organisations the person owns; leaders and readers where they are
        staff. In an organisation that is suspended or closed nobody but oneself is taken out."""
        mine = Post.objects.held_by(user).filter(organization=OuterRef("organization"))
        given = Q(Exists(mine.filter(role=Post.Role.OWNER))) | Q(
            Exists(mine.filter(role=Post.Role.STAFF)), role__in=Post.GIVES[Post.Role.STAFF]
        )
        working = ~Q(organization__state__in=["suspended", "closed"])
        return self.filter(organization__isnull=False).filter(Q(user=user) | (working & given))


class Post(models.Model):
    """Someone acts for an organisation or an office, from a day until a day."""

    class Role(models.TextChoices):
        OWNER = "owner", _("负责人")
        STAFF = "staff", _("管理员")
        LEADER = "leader", _("带队")
        OFFICER = "officer", _("审核员")
        READER = "reader", _("查看")

    # Whom each role may bring in and take out: owners everybody, staff those who only lead shifts or look on.
    GIVES = {
        Role.OWNER: [Role.OWNER, Role.STAFF, Role.LEADER, Role.READER],
        Role.STAFF: [Role.LEADER, Role.READER],
    }
    MANAGES, LEADS = [Role.OWNER, Role.STAFF], [Role.OWNER, Role.STAFF, Role.LEADER]

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organizations_post_is_of_an_organization_or_an_office",
                condition=Q(
                    organization__isnull=False, office=None, role__in=["owner", "staff", "leader", "reader"]
                )
                | Q(organization=None, office__isnull=False, role__in=["officer", "reader"]),
                violation_error_message=_("职务要么属于组织，要么属于部门。"),
            ),
            models.CheckConstraint(
                name="organizations_post_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="organizations_post_nobody_grants_themselves",
                condition=~Q(granted_by=F("user")),
                violation_error_message=_("不能自己给自己职务。"),
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

    @property
    def needs_second_factor(self):
        return bool(self.office_id) or self.organization.kind.recognizes_stars

    @property
    def gives(self):
        """The roles that its holder may give to others."""
        return self.GIVES.get(self.role, [])


def governed_codes(user, power=None):
    """The codes of the regions whose offices the person serves today.

    `power` names a column of OfficeKind (such as reviews_organizations) and asks for officers of offices that have
    it; without a power every post in an office will do.
    """
    posts = Post.objects.held_by(user).filter(office__isnull=False)
    if power:
        posts = posts.filter(role=Post.Role.OFFICER, **{f"office__kind__{power}": True})
    return list(posts.values_list("office__region_id", flat=True).distinct())
