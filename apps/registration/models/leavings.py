"""Who has left, so that what was removed stays removed, in a restored backup too."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class Leaving(models.Model):
    """An account whose person has left (Personal Information Protection Law §47). It says nothing of who that was."""

    account = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=12, blank=True)
    left_at = models.DateTimeField(db_default=Now())
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_leaving_once",
                fields=["account"],
                violation_error_message=_("这个账号已经注销了。"),
            ),
        ]

    def __str__(self):
        return f"account {self.account_id} left"
