"""People who come together, and people who are asked to come."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models.notices import Activity
from apps.activities.models.shifts import Shift
from apps.core.among import among
from apps.registration.models import Volunteer


class PartyQuerySet(models.QuerySet):
    def gathering(self):
        return self.filter(state=Party.State.GATHERING)

    def made_by(self, user):
        return self.filter(maker=user)


class Party(models.Model):
    """Several people who want to come to one shift together: all of them get places or none."""

    class State(models.TextChoices):
        GATHERING = "gathering", _("还在约人")
        JOINED = "joined", _("一起报上了")
        DISSOLVED = "dissolved", _("散了")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")
    maker = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.GATHERING)
    made_at = models.DateTimeField(db_default=Now())

    objects = PartyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activities_party_one_gathering_a_shift_and_maker",
                fields=["shift", "maker"],
                condition=Q(state="gathering"),
                violation_error_message=_("这一班你已经在约人了。"),
            ),
        ]

    def __str__(self):
        return f"party {self.pk} ({self.state})"


class PartyMemberQuerySet(models.QuerySet):
    def asked_of(self, user):
        """Questions the person may answer, for themselves and for the children they answer for."""
        return self.filter(
            among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")),
            state=PartyMember.State.ASKED,
            party__state=Party.State.GATHERING,
        )


class PartyMember(models.Model):
    """Somebody the maker asked along, known by the number that was typed. Whoever does not want to be asked, or whose
    number belongs to nobody, simply never answers."""

    class State(models.TextChoices):
        ASKED = "asked", _("等答复")
        AGREED = "agreed", _("同意了")
        DECLINED = "declined", _("不去")

    party = models.ForeignKey(Party, models.CASCADE, related_name="members")
    number = models.CharField(max_length=12)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PartyMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="activities_partymember_asked_once",
                fields=["party", "number"],
                violation_error_message=_("这个编号已经在里面了。"),
            ),
            models.CheckConstraint(
                name="activities_partymember_answered_means_when",
                condition=Q(state="asked", answered_at=None)
                | (~Q(state="asked") & Q(answered_at__isnull=False, volunteer__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.number} in party {self.party_id}"


class InvitationQuerySet(models.QuerySet):
    def open_for(self, user, now):
        """Invitations the person may answer: for themselves and the children they answer for, while one can still come."""
        return self.filter(
            among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")),
            state=Invitation.State.OPEN,
            shift__called_off_at=None,
            shift__starts_at__gt=now,
            shift__position__activity__state=Activity.State.PUBLISHED,
        )

    def managed_by(self, user):
        return self.filter(shift__position__activity__in=Activity.objects.managed_by(user))


class Invitation(models.Model):
    """The organisation asks somebody to come to a shift. Nobody is asked twice to the same one."""

    class State(models.TextChoices):
        OPEN = "open", _("等答复")
        ACCEPTED = "accepted", _("接受了")
        DECLINED = "declined", _("谢绝了")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    invited_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activities_invitation_once_a_shift",
                fields=["shift", "volunteer"],
                violation_error_message=_("已经邀请过了。"),
            ),
            models.CheckConstraint(
                name="activities_invitation_answered_means_when",
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="activities_invitations_open", fields=["volunteer"], condition=Q(state="open")),
        ]

    def __str__(self):
        return f"invitation {self.pk} ({self.state})"
