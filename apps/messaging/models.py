from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.messaging.kinds import Group, kind_named, names_in


class MessageQuerySet(models.QuerySet):
    def to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at=None)

    def about(self, group):
        return self.filter(kind__in=names_in(group))


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


class Channel(models.TextChoices):
    """The ways out of the site. In the site every message stands always."""

    SMS = "sms", _("短信")
    EMAIL = "email", _("邮件")


class ChannelChoiceQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def wishes(self, users, group):
        """{(user, channel): what they wish for messages of a group}; who chose nothing is not in it."""
        chosen = self.filter(user__in=users, group__in=["", group]).order_by("group")
        return {
            (user, channel): wish for user, channel, wish in chosen.values_list("user", "channel", "wish")
        }

    def table(self, user):
        """{(group, channel): what a person wishes}, for every group and channel."""
        chosen = {
            (group, way): wish for group, way, wish in self.of(user).values_list("group", "channel", "wish")
        }
        usual = ChannelChoice.Wish.IMPORTANT
        return {
            (group, way): chosen.get((group, way), chosen.get(("", way), usual))
            for group in Group
            for way in Channel
        }


class ChannelChoice(models.Model):
    """What of a group of messages a person wants on a channel outside the site. A row without a group holds for every
    group that has no row of its own, the ones yet to come too: whoever turned a channel off is left in peace."""

    class Wish(models.TextChoices):
        IMPORTANT = "important", _("要紧的")
        ALL = "all", _("都要")
        NONE = "none", _("不要")

        def covers(self, kind):
            """Whether a message of this kind goes out."""
            return self == self.ALL or (self == self.IMPORTANT and kind_named(kind).important)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=Group, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    wish = models.CharField(max_length=10, choices=Wish)

    objects = ChannelChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="messaging_channelchoice_one_a_group", fields=["user", "group", "channel"]
            ),
            models.CheckConstraint(
                name="messaging_channelchoice_wish_is_known",
                condition=Q(channel__in=["sms", "email"], wish__in=["important", "all", "none"]),
                violation_error_message=_("只能选“要紧的”“都要”或“不要”。"),
            ),
        ]

    def __str__(self):
        return f"{self.wish} of {self.group or 'everything'} by {self.channel} for {self.user_id}"
