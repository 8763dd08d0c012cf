"""Who vouches that a volunteer is who they say."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.organizations.models import governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models.volunteers import Volunteer


class IdentityCaseQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(state=IdentityCase.State.PENDING)

    def open(self):
        """Those that wait for a reviewer, and those that wait for the person to correct something."""
        return self.filter(state__in=IdentityCase.OPEN)

    def latest_of(self, volunteer):
        """The case that says where the person stands now, or None."""
        return self.filter(volunteer=volunteer).order_by("-submitted_at", "-pk").first()

    def decidable_by(self, user):
        """Cases of the regions whose office the person serves as a reviewer, never the person's own, from whichever
        account it was handed in, or their ward's."""
        return self.filter(within_any("region__code", governed_codes(user, "reviews_identities"))).exclude(
            Q(beneficiary=user) | Q(volunteer__in=Volunteer.objects.close_to(user))
        )

    def within(self, code):
        """Cases of a region and everything below it."""
        return self.filter(region__code__startswith=code)

    def with_rivals(self):
        """Whether somebody else has a passed file with the same document (`has_file`), claims it too (`has_rival`), or
        has a passed file with another document but the same name, sex and birth date (`has_namesake`)."""
        claimed = Case(
            When(kind=IdentityCase.Kind.CHANGE, then="document_hash"), default="volunteer__document_hash"
        )
        others = Volunteer.objects.exclude(pk=OuterRef("volunteer"))
        same = others.filter(document_hash=OuterRef("claimed_hash"))
        namesakes = others.passed().filter(
            name=OuterRef("volunteer__name"),
            birth_date=OuterRef("volunteer__birth_date"),
            sex=OuterRef("volunteer__sex"),
        )
        return self.annotate(claimed_hash=claimed).annotate(
            has_file=Exists(same.passed()),
            has_rival=Exists(same.filter(identity_state=Volunteer.IdentityState.PENDING)),
            has_namesake=Exists(namesakes.exclude(document_hash=OuterRef("claimed_hash"))),
        )


class IdentityCase(models.Model):
    """One claim to be a certain person, and what was decided about it.

    A first registration; somebody who wants the file they have under another account; or a passed person whose name
    or document has changed, with what it shall be from now on.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", _("登记")
        CLAIM = "claim", _("认领档案")
        CHANGE = "change", _("更正姓名、证件")

    class State(models.TextChoices):
        PENDING = "pending", _("待核验")
        CORRECTION = "correction", _("待更正")
        PASSED = "passed", _("已通过")
        REFUSED = "refused", _("未通过")
        HANDED_OVER = "handed_over", _("已移交")

    OPEN = (State.PENDING, State.CORRECTION)

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REGISTER)
    story = models.CharField(max_length=200, blank=True)
    proposed = EncryptedTextField(blank=True, default="")
    document_hash = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    submitted_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = IdentityCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_identitycase_one_open_a_volunteer",
                fields=["volunteer"],
                condition=Q(state__in=["pending", "correction"]),
                violation_error_message=_("已经在核验了。"),
            ),
            models.CheckConstraint(
                name="registration_identitycase_refused_says_why",
                condition=~Q(state__in=["refused", "correction"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="registration_identitycase_decided_means_when",
                condition=Q(state__in=["pending", "correction"], decided_at=None, decided_by=None)
                | (~Q(state__in=["pending", "correction"]) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="registration_identitycase_a_change_says_what_to",
                condition=(Q(kind="change") & ~Q(document_hash="")) | Q(~Q(kind="change"), document_hash=""),
            ),
            models.CheckConstraint(
                name="registration_identitycase_nobody_decides_their_own",
                condition=~Q(decided_by=F("beneficiary")),
                violation_error_message=_("不能核验自己的身份。"),
            ),
        ]
        indexes = [
            models.Index(
                name="registration_case_queue", fields=["submitted_at", "id"], condition=Q(state="pending")
            ),
            models.Index(name="registration_case_decided", fields=["region", "decided_at"]),
        ]

    def __str__(self):
        return f"case {self.pk} ({self.state})"

    @property
    def new_identity(self):
        """Who a passed person says they are from now on; None where nothing changes."""
        from apps.registration.identity import Identity

        return Identity.from_text(self.proposed) if self.proposed else None

    def decide(self, state, *, by, at, reason=""):
        """Settle an open case. Does not save."""
        self.refuse_unless_open(by)
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason

    def ask(self, reason, *, by):
        """Say what the person is to correct; the case keeps its place in the queue. Does not save."""
        self.refuse_unless_open(by)
        self.state, self.reason = self.State.CORRECTION, reason

    def refuse_unless_open(self, by):
        if self.state not in self.OPEN:
            raise Refused(_("这一份已经核验过了。"), code="already_decided")
        self.refuse_own(by)

    def refuse_own(self, by):
        """Nobody says of themselves that they are who they claim to be."""
        if by is not None and by.pk == self.beneficiary_id:
            raise Refused(_("不能核验自己的身份。"), code="own_case")
