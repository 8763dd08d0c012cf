"""Policy rows, the outbox, the audit trail and files people handed in. No domain word stands here."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
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

    def values_of_each(self, topics, day=None):
        """{topic: {item: value}} of several topics, in one statement."""
        found = {topic: {} for topic in topics}
        rows = self.filter(topic__in=found).in_force(day).values_list("topic", "item", "value")
        for topic, item, value in rows:
            found[topic][item] = value
        return found

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
    was left lying. Each failure makes the next attempt wait four times as long; after the fifth, three hours later, an
    item is set aside and shows in the health report.
    """

    MAX_ATTEMPTS = 5
    LEASE = datetime.timedelta(minutes=2)
    PATIENCE = 4

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


def place_of(kept, _name):
    return f"kept/{kept.pk.hex[:2]}/{kept.pk.hex}"


class KeptFileQuerySet(models.QuerySet):
    def offered_by(self, user):
        """What the person handed in and nothing uses yet: only this may be attached to something of theirs."""
        return self.filter(kept_by=user, used_at=None)

    def left_lying(self, before):
        """Handed in, never used."""
        return self.filter(used_at=None, kept_at__lt=before)

    def use(self, at=None):
        """From now on something refers to these files."""
        return self.update(used_at=at or timezone.now())


class KeptFile(models.Model):
    """A file somebody handed in: checked, pictures drawn anew without what the camera wrote in them, the rest sealed.

    Where it lies says nothing about whose it is. Who may see it is asked of what refers to it; only a picture
    marked public is shown to anyone.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("图片")
        DOCUMENT = "document", _("文件")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.FileField(upload_to=place_of, max_length=80)
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    is_public = models.BooleanField(default=False)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)

    objects = KeptFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_keptfile_only_pictures_are_public",
                condition=Q(is_public=False) | Q(kind="picture"),
                violation_error_message=_("只有图片可以公开。"),
            ),
        ]
        indexes = [
            models.Index(name="core_kept_unused", fields=["kept_at"], condition=Q(used_at=None)),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def context(self):
        """What its bytes are sealed with: in another file's place they do not open."""
        return f"core_keptfile:{self.pk}"

    @property
    def is_picture(self):
        return self.content_type == "image/jpeg"

    @property
    def url(self):
        """Where a public picture is shown once something uses it; a private file has no address of its own."""
        return reverse("picture", args=[self.pk]) if self.is_public else None


class KeptAnswer(models.Model):
    """What was answered to a request that carried a key, for whoever sends it again; in progress without a status."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="core_keptanswer_each_key_once", fields=["user", "key"]),
        ]
        indexes = [models.Index(name="core_keptanswer_age", fields=["begun_at"])]

    def __str__(self):
        return f"answer {self.pk} ({self.status or 'in progress'})"

    def keep(self, status, answer):
        self.status, self.answer = status, answer
        self.save(update_fields=["status", "answer"])
