"""What people look for again and again, and the calendar they follow."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.fields import EncryptedTextField


class SavedSearch(models.Model):
    """A search whose keeper is told of each notice published that fits. Where somebody stands is never kept: a saved
    search knows a region, not a point."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    region_code = models.CharField(max_length=12, blank=True, db_collation="C")
    fields = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    beneficiaries = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    parts = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    is_for_minors = models.BooleanField(default=False)
    words = models.CharField(max_length=50, blank=True)
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("保存的搜索")
        constraints = [
            models.CheckConstraint(
                name="activities_savedsearch_looks_for_something",
                condition=~Q(
                    region_code="",
                    fields__len=0,
                    beneficiaries__len=0,
                    parts__len=0,
                    is_for_minors=False,
                    words="",
                ),
                violation_error_message=_("先选一个条件，再保存。"),
            ),
            models.UniqueConstraint(
                name="activities_savedsearch_each_once",
                fields=["user", "region_code", "fields", "beneficiaries", "parts", "is_for_minors", "words"],
                violation_error_message=_("这个搜索已经保存过了。"),
            ),
        ]
        indexes = [
            models.Index(name="activities_searches_at", fields=["region_code"]),
            GinIndex(name="activities_searches_fields", fields=["fields"]),
        ]

    def __str__(self):
        return f"saved search {self.pk}"


class CalendarFeed(models.Model):
    """The secret address of a person's own calendar. Found by a keyed hash, shown to nobody else; a new one puts an end
    to the old."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    token = EncryptedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return f"calendar of {self.user_id}"
