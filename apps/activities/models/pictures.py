"""Pictures of a notice and of its summary."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.activities.models.notices import Activity
from apps.core.models import KeptFile


class ActivityPicture(models.Model):
    """A picture with words for those who do not see it. No faces of the people who are helped (志愿服务条例第二十一条)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="pictures")
    picture = models.OneToOneField(KeptFile, models.PROTECT, related_name="+")
    alt = models.CharField(max_length=80)
    of_summary = models.BooleanField(default=False)

    MOST = 6  # of the notice, and as many of the summary

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="activities_activitypicture_says_what_is_seen",
                condition=~Q(alt=""),
                violation_error_message=_("写一句图里有什么，看不见的人也能知道。"),
            ),
        ]

    def __str__(self):
        return self.alt
