"""Files that somebody takes out of the site: who asked, who agreed, how far it is, and until when it is there."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from apps.organizations.models import Organization, governed_codes, within_any
from apps.quotas.models import GoalRow
from apps.regions.models import Region
from apps.reports.periods import Period


class ExportQuerySet(models.QuerySet):
    def asked_by(self, user):
        """The person's own, as long as they still may take such a file: asked anew each time."""
        here = Q(organization__in=Organization.objects.managed_by(user))
        return self.filter(here | within_any("region__code", governed_codes(user)), asked_by=user)

    def agreeable_by(self, user):
        """Those that wait for a second person who may see the same: another one who manages the school or unit, or an
        officer above it; of a region another one of its offices."""
        codes = governed_codes(user, "sets_goals")
        here = Q(organization__in=Organization.objects.managed_by(user))
        above = within_any("organization__region__code", codes) | within_any("region__code", codes)
        return self.filter(here | above, state=Export.State.ASKED).exclude(asked_by=user)

    def over(self):
        """Whose time is up: made, and kept as long as policy says; or asked for, and nobody has answered as long."""
        now, waits = timezone.now(), PolicyRow.objects.value("exports", "answer_days")
        return self.filter(
            Q(state=Export.State.READY, ends_at__lte=now)
            | Q(state=Export.State.ASKED, asked_at__lte=now - datetime.timedelta(days=waits))
        )


class Export(models.Model):
    """One file, of the people of a school or unit or of the schools and units of a region. Its id is the number that
    stands on it.

    Full names of many people, and lists across organisations, take the word of a second person (`needs_second`: by the
    policy of the day it was asked for). What is long is made in parts in the background, is there for a day, and whoever
    fetches it must still be allowed to.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("等另一个人同意")
        RUNNING = "running", _("正在做")
        READY = "ready", _("做好了")
        ENDED = "ended", _("过期了")
        REFUSED = "refused", _("没有同意")
        STOPPED = "stopped", _("没有做成")

    class Format(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    format = models.CharField(max_length=4, choices=Format)
    period = models.CharField(max_length=10, choices=GoalRow.Period)
    year = models.PositiveSmallIntegerField()
    group = models.CharField(
        max_length=60, blank=True
    )  # a class or grade; of a region a kind of organisations
    goal = models.CharField(max_length=4, blank=True)
    is_masked = models.BooleanField(default=False)
    needs_second = models.BooleanField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)  # it was refused, or could not be made
    state = models.CharField(max_length=8, choices=State)
    ids = ArrayField(models.BigIntegerField(), default=list)  # of the rows, in their order, while it is made
    people = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    sums = models.JSONField(default=list)
    ready_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reports_export_of_an_organization_or_of_a_region",
                condition=Q(region=None, organization__isnull=False)
                | Q(region__isnull=False, organization=None),
            ),
            models.CheckConstraint(
                name="reports_export_nobody_agrees_to_their_own",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("自己要的文件，要另一个人同意。"),
            ),
            models.CheckConstraint(
                name="reports_export_many_people_take_a_second_person",
                condition=Q(needs_second=False)
                | Q(decided_by__isnull=False)
                | Q(state__in=["asked", "ended"], ready_at=None, done=0),
                violation_error_message=_("这份文件要另一个人同意。"),
            ),
            models.CheckConstraint(
                name="reports_export_decided_means_by_whom_and_when",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, needs_second=True),
            ),
            models.CheckConstraint(
                name="reports_export_refused_or_stopped_says_why",
                condition=(Q(state__in=["refused", "stopped"]) & ~Q(why=""))
                | (~Q(state__in=["refused", "stopped"]) & Q(why="")),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="reports_export_no_more_is_done_than_there_is", condition=Q(done__lte=F("total"))
            ),
            models.CheckConstraint(
                name="reports_export_ready_means_every_row_and_when",
                condition=~Q(state="ready")
                | Q(done=F("total"), ready_at__isnull=False, ends_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="reports_exports_of", fields=["organization", "-id"]),
            models.Index(name="reports_exports_of_region", fields=["region", "-id"]),
            models.Index(
                name="reports_exports_going", fields=["state"], condition=Q(state__in=["asked", "ready"])
            ),
        ]

    def __str__(self):
        return f"export {self.pk} ({self.state})"

    @property
    def is_counted(self):
        """Whether `people` is all of them: of a region it is counted no further than to see that another person has to
        agree, until the file is made."""
        return bool(self.organization_id or not self.needs_second or self.ready_at)

    @property
    def people_words(self):
        """3,000人, or 多于5,000人."""
        if self.is_counted:
            return _("%(count)s人") % {"count": f"{self.people:,}"}
        return _("多于%(count)s人") % {"count": f"{self.people - 1:,}"}

    @property
    def place(self):
        return self.organization or self.region

    @property
    def period_words(self):
        return Period(self.period, self.year).words

    @property
    def is_of_all_today(self):
        """Of everybody there, of a period that runs: then it also tells who has not activated yet."""
        asked_on = days.day_of(self.asked_at)
        whole = self.organization_id and not self.group and not self.goal and self.format == self.Format.XLSX
        return bool(whole) and Period(self.period, self.year).span.last >= asked_on

    @property
    def is_there(self):
        """Made, and not at its end: the nightly tidying may come later than that."""
        return self.state == self.State.READY and timezone.now() < self.ends_at

    def next_ids(self, count):
        """The rows that come next. Only these leave the database, however many there are."""
        part = f"ids__{self.done}_{self.done + count}"
        return Export.objects.filter(pk=self.pk).values_list(part, flat=True).get()

    def finish(self, at):
        """All of it is made: from now on it is there for so many hours (policy). Does not save."""
        hours = PolicyRow.objects.value("exports", "kept_hours")
        self.state, self.ids = self.State.READY, []
        self.ready_at, self.ends_at = at, at + datetime.timedelta(hours=hours)

    def decide(self, state, *, by, at, why=""):
        """The second person's word. Does not save."""
        if self.state != self.State.ASKED:
            raise Refused(_("这份文件已经有人看过了。"), code="already_decided")
        if by.pk == self.asked_by_id:
            raise Refused(_("自己要的文件，要另一个人同意。"), code="own_export")
        if state == self.State.REFUSED and not why:
            raise Refused(_("请写明原因。"), code="reason_missing")
        self.state, self.decided_by, self.decided_at, self.why = state, by, at, why


class ExportPart(models.Model):
    """Some rows of a file that is made, packed and sealed; gone when its time is over."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    file = models.OneToOneField(KeptFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reports_exportpart_each_number_once", fields=["export", "number"]),
            models.CheckConstraint(name="reports_exportpart_holds_some_rows", condition=Q(rows__gte=1)),
        ]

    def __str__(self):
        return f"part {self.number} of export {self.export_id}"
