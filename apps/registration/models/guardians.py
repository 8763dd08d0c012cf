"""Who answers for a child."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class GuardianshipQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def children_of(self, user):
        """The ids of the children whose guardian the person is today."""
        return self.standing().filter(guardian__user=user).values("child_id")

    def objecting(self):
        """Guardians who took their agreement back and have not agreed again."""
        return self.standing().filter(objected_at__isnull=False)

    def endable_by(self, user):
        """What a reviewer of the child's region may end: nothing in which they or their children have a part."""
        from apps.registration.models.volunteers import Volunteer

        close = Volunteer.objects.close_to(user).values("pk")
        children = Volunteer.objects.decidable_by(user)
        return self.standing().filter(child__in=children).exclude(guardian__in=close)


class Guardianship(models.Model):
    """A registered adult answers for a child."""

    class Relation(models.TextChoices):
        PARENT = "parent", _("父母")
        GRANDPARENT = "grandparent", _("祖父母、外祖父母")
        OTHER = "other", _("其他监护人")

    guardian = models.ForeignKey("registration.Volunteer", models.PROTECT, related_name="+")
    child = models.ForeignKey("registration.Volunteer", models.PROTECT, related_name="+")
    relation = models.CharField(max_length=12, choices=Relation)
    linked_at = models.DateTimeField(db_default=Now())
    objected_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    end_reason = models.CharField(max_length=200, blank=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_guardianship_linked_once",
                fields=["guardian", "child"],
                condition=Q(ended_at=None),
                violation_error_message=_("已经是这个孩子的监护人了。"),
            ),
            models.CheckConstraint(
                name="registration_guardianship_nobody_guards_themselves",
                condition=~Q(guardian=F("child")),
                violation_error_message=_("不能做自己的监护人。"),
            ),
        ]
        indexes = [
            models.Index(
                name="registration_bonds_in_order",
                fields=["linked_at", "id"],
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self):
        return f"{self.guardian_id} for {self.child_id}"
