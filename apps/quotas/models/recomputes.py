"""Reconciliations of what is kept with the records it comes from: each is a row, cut into chunks that any number of
workers take at the same time."""

import datetime

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class RecomputeQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state=Recompute.State.RUNNING)

    def of_everything(self):
        return self.filter(what=Recompute.What.ALL)

    def with_results(self):
        """How far each is, and how much it found wrong, added up over its chunks."""
        chunk = RecomputeChunk.State
        return self.annotate(
            all_chunks=Count("chunks"),
            finished_chunks=Count("chunks", filter=~Q(chunks__state=chunk.WAITING)),
            failed_chunks=Count("chunks", filter=Q(chunks__state=chunk.FAILED)),
            **{step: Coalesce(Sum(f"chunks__{step}"), 0) for step in RecomputeChunk.STEPS},
        )


class Recompute(models.Model):
    """One reconciliation of everybody's totals, stars and yearly goals, or of one of these; by an office's officer, or
    by night by nobody. There is never more than one at a time: the next one would read the same again."""

    class What(models.TextChoices):
        ALL = "all", _("时长合计、星级和年度目标")
        TOTALS = "totals", _("时长合计")
        STARS = "stars", _("星级")
        GOALS = "goals", _("年度目标")

    class State(models.TextChoices):
        RUNNING = "running", _("正在算")
        DONE = "done", _("算完了")
        FAILED = "failed", _("有的没算成")

    what = models.CharField(max_length=10, choices=What, default=What.ALL)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RecomputeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quotas_recompute_one_at_a_time",
                fields=["state"],
                condition=Q(state="running"),
                violation_error_message=_("正在重算，等这次算完。"),
            ),
            models.CheckConstraint(
                name="quotas_recompute_ended_means_when",
                condition=Q(state="running", ended_at=None)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.what} {self.pk} ({self.state})"

    @property
    def steps(self):
        """What is computed for each chunk, in this order: stars are the sum of totals."""
        return RecomputeChunk.STEPS if self.what == self.What.ALL else [self.what]

    @property
    def took(self):
        """From being asked for to its end, or until now."""
        return (self.ended_at or timezone.now()) - self.asked_at


class RecomputeChunkQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=RecomputeChunk.State.WAITING)

    def due(self):
        """Taken by nobody, or by a worker that has not been heard of for the time of a lease."""
        return self.waiting().filter(due_at__lte=timezone.now())

    def taken(self):
        """Somebody is at work on them."""
        return self.waiting().filter(due_at__gt=timezone.now())


class RecomputeChunk(models.Model):
    """A range of volunteers, by key, of one recompute. A worker takes it for the time of a lease and does step after
    step, each in one transaction with how many were wrong; after a kill the next one goes on where it stands."""

    STEPS = ["totals", "stars", "goals"]
    LEASE = datetime.timedelta(minutes=2)
    MAX_ATTEMPTS = 5

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        DONE = "done", _("完成")
        FAILED = "failed", _("搁置")

    recompute = models.ForeignKey(Recompute, models.CASCADE, related_name="chunks", db_index=False)
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    totals = models.PositiveIntegerField(null=True, blank=True)
    stars = models.PositiveIntegerField(null=True, blank=True)
    goals = models.PositiveIntegerField(null=True, blank=True)

    objects = RecomputeChunkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quotas_recomputechunk_each_range_once", fields=["recompute", "after"]
            ),
            models.CheckConstraint(
                name="quotas_recomputechunk_ends_after_it_begins", condition=Q(upto__gt=F("after"))
            ),
            models.CheckConstraint(
                name="quotas_recomputechunk_done_means_when",
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
            ),
        ]
        indexes = [models.Index(name="quotas_chunks_due", fields=["due_at"], condition=Q(state="waiting"))]

    def __str__(self):
        return f"{self.after}-{self.upto} of {self.recompute_id} ({self.state})"

    @property
    def steps_left(self):
        return [step for step in self.recompute.steps if getattr(self, step) is None]
