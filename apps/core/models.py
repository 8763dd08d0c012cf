"""Policy rows, the outbox and the audit trail. No domain word stands here."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core import days


class PolicyRowQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """For each topic and item the row with the latest date not after the day."""
        return (
            self.filter(valid_from__lte=day or days.today())
            .order_by("topic", "item", "-valid_from")
            .distinct("topic", "item")
        )

    def values_of(self, topic, day=None):
        """{item: value} of a topic as it stood on a day. The version in force on the day of the event decides."""
        return dict(self.filter(topic=topic).in_force(day).values_list("item", "value"))

    def value(self, topic, item, day=None):
        """One value as it stood on a day; a missing row is a mistake of the installation and says so."""
        try:
            return self.filter(topic=topic, item=item).in_force(day).values_list("value", flat=True)[0]
        except IndexError:
            raise LookupError(f"No policy row for {topic}/{item}.") from None


class PolicyRow(models.Model):
    """A number that a rule uses, valid from a day on. Rules read rows; no code knows the number."""

    topic = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    value = models.IntegerField()
    unit = models.CharField(max_length=20)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)

    objects = PolicyRowQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "item", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="core_policyrow_one_value_a_day",
                fields=["topic", "item", "valid_from"],
                violation_error_message=_("这一天已经有一个数了。"),
            ),
            models.CheckConstraint(
                name="core_policyrow_never_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("不能小于零。"),
            ),
        ]

    def __str__(self):
        return f"{self.topic}/{self.item} = {self.value} {self.unit} from {self.valid_from}"


class OutboxItemQuerySet(models.QuerySet):
    def due(self):
        """Waiting items, and those whose lease ran out because a worker died."""
        return self.filter(state=OutboxItem.State.WAITING, due_at__lte=timezone.now())


class OutboxItem(models.Model):
    """An effect that must happen, written in the same transaction as its cause.

    A worker leases an item (moves `due_at` ahead), does it, and marks it done; a sweeper rings again for what
    was left lying. After five attempts an item is set aside and shows in the health report.
    """

    MAX_ATTEMPTS = 5
    LEASE = datetime.timedelta(minutes=2)

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        DONE = "done", _("完成")
        DEAD = "dead", _("搁置")

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    objects = OutboxItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="core_outboxitem_each_key_once", fields=["kind", "key"]),
            models.CheckConstraint(
                name="core_outboxitem_done_means_when",
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
            ),
        ]
        indexes = [
            models.Index(name="core_outbox_due", fields=["due_at"], condition=Q(state="waiting")),
        ]

    def __str__(self):
        return f"{self.kind} {self.key} ({self.state})"


class AuditRow(models.Model):
    """Who decided what about whom, before and after, masked. Written with the decision, never changed."""

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(name="core_audit_subject", fields=["subject", "subject_id", "-at"]),
            models.Index(name="core_audit_actor", fields=["actor", "-at"]),
        ]

    def __str__(self):
        return f"{self.action} {self.subject} {self.subject_id}"
