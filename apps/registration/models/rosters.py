"""Tables in which a school or unit says who studies or works there. They only propose."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import days
from apps.core.display import mask_document, mask_name
from apps.core.fields import EncryptedTextField
from apps.organizations.models import Organization
from apps.registration.classes import class_words
from apps.registration.models.affiliations import Affiliation
from apps.registration.models.volunteers import Volunteer


class RosterQuerySet(models.QuerySet):
    def begun_on(self, day):
        """Those that were set to work on a day; their rows count to what an organisation may hand in on it."""
        return self.filter(started_at__gte=days.start_of(day), started_at__lt=days.start_of(day + days.ONE))


class Roster(models.Model):
    """A table that was handed in. Its rows wait, sealed, until each has been read once; then they are gone from here."""

    class State(models.TextChoices):
        CHOOSING = "choosing", _("等你对列")
        WORKING = "working", _("正在读")
        DONE = "done", _("读完了")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    handed_in_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    handed_in_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    declaration = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.CHOOSING)
    sheet = EncryptedTextField(blank=True, default="")
    columns = models.JSONField(default=dict)
    rows = models.PositiveIntegerField()
    read = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)

    objects = RosterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registration_roster_read_only_with_a_declaration",
                condition=Q(state="choosing") | (~Q(declaration="") & Q(started_at__isnull=False)),
                violation_error_message=_("先确认名单上的人都知道。"),
            ),
            models.CheckConstraint(
                name="registration_roster_each_row_once",
                condition=Q(read__gte=F("taken") + F("repeated")) & Q(rows__gte=F("read")),
            ),
        ]
        indexes = [
            models.Index(name="registration_rosters_of", fields=["organization", "handed_in_at", "id"]),
            models.Index(name="registration_rosters_begun", fields=["organization", "started_at"]),
        ]

    def __str__(self):
        return f"roster {self.pk} of {self.organization_id} ({self.state})"

    @property
    def wrong(self):
        """Rows that were not taken; each has its reason."""
        return self.read - self.taken - self.repeated


class RosterProblem(models.Model):
    """A row that was not taken: where it stands in the table, why, and what stood there, to be mended and sent again."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="problems", db_index=False)
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    cells = EncryptedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="registration_rosterproblem_once_a_line", fields=["roster", "line"]),
        ]

    def __str__(self):
        return f"line {self.line} of roster {self.roster_id}"


class RosterEntryQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def unconfirmed(self):
        """Not agreed to. Whether somebody has said no, or is not here at all, nobody is told."""
        return self.exclude(state=RosterEntry.State.ACCEPTED)

    def proposed(self):
        return self.filter(state=RosterEntry.State.PROPOSED)

    def meaning(self, volunteers):
        """Those that mean one of these people: the same document and the same name, of a passed identity."""
        passed = volunteers.filter(identity_state=Volunteer.IdentityState.PASSED)
        same = passed.filter(document_hash=models.OuterRef("document_hash"), name=models.OuterRef("name"))
        return self.annotate(volunteer_id=models.Subquery(same.values("pk")[:1])).filter(
            volunteer_id__isnull=False
        )

    def answerable_by(self, user):
        """What a person is asked about themselves, once they are of age, and about the children they answer for."""
        return self.proposed().meaning(Volunteer.objects.acted_for_by(user))


class RosterEntry(models.Model):
    """A school or unit says that somebody is there. It counts for nothing until the person, or the guardian of a minor,
    agrees; it changes nothing of anybody, and is gone after the days of the policy."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("还没确认")
        ACCEPTED = "accepted", _("确认了")
        REFUSED = "refused", _("还没确认")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    roster = models.ForeignKey(Roster, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    document_number = EncryptedTextField(blank=True, default="")
    document_hash = models.CharField(max_length=64)
    identity = models.CharField(max_length=12, choices=Affiliation.Identity)
    stage = models.CharField(max_length=10, choices=Affiliation.Stage, blank=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    class_name = models.CharField(max_length=20, blank=True)
    student_number = models.CharField(max_length=30, blank=True)
    phone = EncryptedTextField(blank=True, default="")
    group = models.CharField(max_length=60, db_collation="C")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    put_on_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField()
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RosterEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_rosterentry_same_person_same_entry",
                fields=["organization", "document_hash"],
                violation_error_message=_("这个人已经在名单里了。"),
            ),
            models.CheckConstraint(
                name="registration_rosterentry_document_is_hashed",
                condition=Q(document_hash__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="registration_rosterentry_answered_means_who_and_when",
                condition=Q(state="proposed", answered_at=None, answered_by=None)
                | (~Q(state="proposed") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="registration_proposals", fields=["document_hash"]),
            models.Index(name="registration_entries_by_class", fields=["organization", "group", "id"]),
            models.Index(name="registration_entries_age", fields=["expires_on"]),
        ]

    def __str__(self):
        return f"entry {self.pk} of {self.organization_id} ({self.state})"

    @property
    def class_words(self):
        return class_words(self.stage, self.grade, self.class_name)

    @property
    def masked_name(self):
        return mask_name(self.name)

    @property
    def masked_document(self):
        return mask_document(self.document_number)
