"""An organisation asks to belong to a larger one, whose people agree or not."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class ParentRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ParentRequest.State.ASKED)

    def to(self, parent):
        return self.filter(parent=parent)

    def from_child(self, child):
        return self.filter(child=child)


class ParentRequest(models.Model):
    """The child asks, the parent answers. At most one question of a child is open."""

    class State(models.TextChoices):
        ASKED = "asked", _("等答复")
        AGREED = "agreed", _("同意了")
        REFUSED = "refused", _("没有同意")
        WITHDRAWN = "withdrawn", _("已收回")

    child = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    parent = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ParentRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organizations_parentrequest_one_open_a_child",
                fields=["child"],
                condition=Q(state="asked"),
                violation_error_message=_("已经申请过一个上级组织，在等答复。"),
            ),
            models.CheckConstraint(
                name="organizations_parentrequest_not_to_oneself",
                condition=~Q(child=F("parent")),
                violation_error_message=_("不能把自己当上级组织。"),
            ),
            models.CheckConstraint(
                name="organizations_parentrequest_refused_says_why",
                condition=~Q(state="refused", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
        ]
        indexes = [models.Index(name="organizations_asked_parent", fields=["parent", "state"])]

    def __str__(self):
        return f"{self.child_id} to {self.parent_id}: {self.state}"
