from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class MessageQuerySet(models.QuerySet):
    def to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at=None)


class Message(models.Model):
    """What happened to a person, told inside the site. The key makes sure that nothing stands there twice."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=600, blank=True)
    url = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="messaging_message_told_once", fields=["recipient", "kind", "key"]),
        ]
        indexes = [
            models.Index(name="messaging_inbox", fields=["recipient", "-sent_at", "-id"]),
            models.Index(name="messaging_unread", fields=["recipient"], condition=models.Q(read_at=None)),
        ]

    def __str__(self):
        return f"{self.kind} to {self.recipient_id}"
