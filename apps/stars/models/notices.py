"""Public notice of stars that are to be recognised, who is on it, and what others object."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import days
from apps.core.fields import EncryptedTextField
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.models import Volunteer

NAMES = [_("还没有星"), _("一星"), _("二星"), _("三星"), _("四星"), _("五星")]


class StarNoticeQuerySet(models.QuerySet):
    def kept_by(self, user):
        """Those of the associations in which the person decides."""
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def public(self):
        """Anybody may look at what stands for objections, and at what came of it."""
        return self.filter(was_public=True).exclude(state=StarNotice.State.WITHDRAWN)

    def open(self):
        return self.filter(state=StarNotice.State.OPEN)

    def concerning(self, code):
        """Those of the associations of a region and below, and those of the associations above it that have somebody on
        them who lives there."""
        above = [code[:length] for length in Region.Level.values if length < len(code)]
        people = StarCandidate.objects.filter(
            notice=OuterRef("pk"),
            state=StarCandidate.State.NOTICED,
            volunteer__region__code__startswith=code,
        )
        return self.filter(
            Q(organization__region__code__startswith=code)
            | Q(organization__region__in=above) & Exists(people)
        )


class StarNotice(models.Model):
    """An association makes known whose stars it is going to recognise (公示), and takes objections until a day.

    It is settled after that day with a document number; or it is withdrawn. Recognitions from before there were notices
    stand on one that was never public.
    """

    class State(models.TextChoices):
        OPEN = "open", _("公示中")
        SETTLED = "settled", _("已认定")
        WITHDRAWN = "withdrawn", _("已撤下")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField(db_default=Now())
    until = models.DateField()
    was_public = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    document_number = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StarNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stars_starnotice_ended_says_who_when_and_how",
                condition=Q(state="open", document_number="", reason="", ended_by=None, ended_at=None)
                | Q(state="settled", reason="", ended_by__isnull=False, ended_at__isnull=False)
                & ~Q(document_number="")
                | Q(state="withdrawn", document_number="", ended_by__isnull=False, ended_at__isnull=False)
                & ~Q(reason=""),
                violation_error_message=_("认定要有文号，撤下要写明原因。"),
            ),
        ]
        indexes = [
            models.Index(name="stars_notices_of", fields=["organization", "-id"]),
            models.Index(name="stars_notices_open", fields=["-id"], condition=Q(state="open")),
        ]

    def __str__(self):
        return f"notice {self.pk} ({self.state})"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def takes_objections(self):
        return self.is_open and days.today() <= self.until

    @property
    def is_over(self):
        """The days for objections have gone by; it can be settled."""
        return self.is_open and self.until < days.today()


class StarCandidateQuerySet(models.QuerySet):
    def live(self):
        """Not decided for good."""
        return self.filter(state__in=StarCandidate.LIVE)

    def with_people(self):
        return self.select_related("volunteer__region__parent").defer("volunteer__document_number")


class StarCandidate(models.Model):
    """Somebody whose star, and every star below it, an association is going to recognise."""

    class State(models.TextChoices):
        NOTICED = "noticed", _("公示中")
        HELD = "held", _("先放一放")
        STANDS = "stands", _("已认定")
        DROPPED = "dropped", _("这次没有认定")
        LEFT = "left", _("注销了")

    LIVE = [State.NOTICED, State.HELD]

    notice = models.ForeignKey(StarNotice, models.PROTECT, related_name="candidates", db_index=False)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.NOTICED)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = StarCandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stars_starcandidate_one_open_a_person",
                fields=["volunteer"],
                condition=Q(state__in=["noticed", "held"]),
                violation_error_message=_("有人已经在公示了。"),
            ),
            models.CheckConstraint(
                name="stars_starcandidate_level_from_one_to_five", condition=Q(level__gte=1, level__lte=5)
            ),
            models.CheckConstraint(
                name="stars_starcandidate_decided_means_who_and_when",
                condition=Q(state__in=["noticed", "left"], decided_by=None, decided_at=None)
                | Q(state__in=["held", "stands", "dropped"])
                & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="stars_starcandidate_held_and_dropped_say_why",
                condition=Q(state__in=["noticed", "stands", "left"], reason="")
                | Q(state__in=["held", "dropped"]) & ~Q(reason=""),
                violation_error_message=_("写明原因。"),
            ),
            models.CheckConstraint(
                name="stars_starcandidate_nobody_decides_their_own",
                condition=Q(decided_by=None) | Q(state="held") | ~Q(decided_by=F("beneficiary")),
                violation_error_message=_("不能认定自己的星级。"),
            ),
        ]
        indexes = [
            models.Index(name="stars_candidates_of_notice", fields=["notice", "id"]),
            models.Index(name="stars_candidacies", fields=["volunteer", "-id"]),
        ]

    def __str__(self):
        return f"{self.level} stars of {self.volunteer_id} ({self.state})"

    @property
    def level_name(self):
        return NAMES[self.level]


class StarObjectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=StarObjection.State.OPEN)

    def answered(self):
        return self.filter(state__in=[StarObjection.State.REFUTED, StarObjection.State.UPHELD])

    def made_by(self, user):
        return self.filter(made_by=user)

    def answerable_by(self, user):
        """Those the associations of the person have to answer; who objected is nobody's business there."""
        return self.filter(candidate__notice__organization__in=Organization.objects.managed_by(user))


class StarObjection(models.Model):
    """Somebody says why a star should not be recognised. Who it was neither the volunteer nor the association reads."""

    class State(models.TextChoices):
        OPEN = "open", _("等答复")
        REFUTED = "refuted", _("核实后照常认定")
        UPHELD = "upheld", _("核实后不认定")
        LAPSED = "lapsed", _("这次不再认定，不用答复了")

    candidate = models.ForeignKey(StarCandidate, models.PROTECT, related_name="objections", db_index=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    words = EncryptedTextField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = StarObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stars_starobjection_once_a_person",
                fields=["candidate", "made_by"],
                violation_error_message=_("你已经对这个人提过异议。"),
            ),
            models.CheckConstraint(
                name="stars_starobjection_says_why",
                condition=GreaterThan(Length("words"), 0),
                violation_error_message=_("写一写为什么。"),
            ),
            models.CheckConstraint(
                name="stars_starobjection_answered_says_what_who_and_when",
                condition=Q(state__in=["open", "lapsed"], answer="", answered_by=None, answered_at=None)
                | Q(state__in=["refuted", "upheld"], answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer=""),
                violation_error_message=_("写一写核实的情况。"),
            ),
            models.CheckConstraint(
                name="stars_starobjection_nobody_answers_their_own",
                condition=Q(answered_by=None) | ~Q(answered_by=F("made_by")),
                violation_error_message=_("不能答复自己提的异议。"),
            ),
        ]
        indexes = [models.Index(name="stars_my_objections", fields=["made_by", "-id"])]

    def __str__(self):
        return f"objection {self.pk} ({self.state})"
