"""Recruitment notices."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models.danger import days_are_insured
from apps.activities.models.notice_rules import HAZARDOUS, LEVELS, notice_constraints, notice_indexes
from apps.activities.models.shifts import Shift
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.models import PolicyRow
from apps.core.text import grams
from apps.insurance.models import Policy
from apps.organizations.models import Office, Organization, governed_codes, within_any
from apps.regions.models import Region


class ActivityQuerySet(models.QuerySet):
    def public(self):
        """What anyone may see: published ones, those cancelled after that, and those closed with a summary."""
        return self.filter(
            state__in=[Activity.State.PUBLISHED, Activity.State.CANCELLED, Activity.State.CLOSED]
        )

    def open(self, now=None):
        """Published, not over, by an organisation in good standing."""
        return self.filter(
            state=Activity.State.PUBLISHED,
            ends_at__gt=now or timezone.now(),
            organization__state=Organization.State.APPROVED,
        )

    def listed(self, now=None):
        """What one can find and still come to, ordered by `next_at`: a shift has yet to begin."""
        # Who has a next shift is published and not over, and the planner, who does not know that, would take them for far
        # fewer than they are and read and sort all of them for a page. Of a case it expects nothing.
        over_at = Case(When(state=Activity.State.PUBLISHED, then=Greatest("ends_at", "next_at")))
        still = self.filter(organization__state=Organization.State.APPROVED, next_at__isnull=False)
        return still.alias(over_at=over_at).filter(over_at__gt=now or timezone.now())

    def with_phase(self, now=None):
        """Each with `phase`: its state, and of a published one what the clock and its places make of it. The only place
        that says full, under way, ended or no longer open to sign-ups."""
        now = now or timezone.now()
        shifts = Shift.objects.of_activity(OuterRef("pk"))
        published = Q(state=Activity.State.PUBLISHED)
        return self.annotate(
            phase=Case(
                When(published & Q(ends_at__lte=now), then=Value(Activity.Phase.ENDED)),
                When(published & ~Exists(shifts.ahead(now)), then=Value(Activity.Phase.UNDER_WAY)),
                When(published & Q(closes_at__lte=now), then=Value(Activity.Phase.SIGN_UP_ENDED)),
                When(published & ~Exists(shifts.bookable(now)), then=Value(Activity.Phase.FULL)),
                default=F("state"),
            )
        )

    def open_to_minors(self):
        """Where somebody who is not of age yet may sign up, with their guardian's consent."""
        return self.filter(minimum_age__lt=PolicyRow.objects.value("age", "adult"))

    def behind(self, now=None):
        """Published ones whose next shift has begun since it was noted."""
        return self.filter(state=Activity.State.PUBLISHED, next_at__lte=now or timezone.now())

    def note_next(self, now=None):
        """Note beside each when its next shift begins; nothing where none is to come."""
        ahead = (
            Shift.objects.of_activity(OuterRef("pk")).standing().filter(starts_at__gt=now or timezone.now())
        )
        return self.update(next_at=Subquery(ahead.order_by("starts_at").values("starts_at")[:1]))

    def in_review(self):
        return self.filter(state=Activity.State.IN_REVIEW)

    def handed_in(self):
        """Handed in at some time; drafts are nobody else's business."""
        return self.exclude(submitted_at=None).exclude(state=Activity.State.DRAFT)

    def between(self, start, end):
        """With a shift that begins in this stretch of time and has not begun yet."""
        start = max(start, timezone.now())
        return self.filter(Exists(Shift.objects.of_activity(OuterRef("pk")).beginning(start, end)))

    def with_places(self, now=None):
        """With a shift that one can still sign up to."""
        # Looked up for one after the other; asked whether there is any, the database would begin with all shifts ahead.
        now = now or timezone.now()
        bookable = Shift.objects.of_activity(OuterRef("pk")).bookable(now).order_by().values("pk")
        still = self.exclude(closes_at__lte=now).alias(bookable=Subquery(bookable[:1]))
        return still.filter(bookable__isnull=False)

    def managed_by(self, user):
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def reviewable_by(self, user):
        """Notices of the regions whose office the person serves as a reviewer: never those they wrote, changed last
        or handed in, nor any of an organisation in which they hold a post today."""
        own = Q(author=user) | Q(last_written_by=user) | Q(submitted_by=user)
        return self.filter(within_any("region__code", governed_codes(user, "reviews_activities"))).exclude(
            own | Q(organization__in=Organization.objects.served_by(user))
        )

    def governed_by(self, user, power=None):
        return self.filter(within_any("region__code", governed_codes(user, power)))

    def in_region(self, code):
        """Equality on the column of the level, so that a list sorted by time reads just the rows it shows."""
        column = LEVELS[len(code)]
        return self.filter(**{column: code}) if column else self


class Activity(models.Model):
    """A recruitment notice: true, complete, with the risks stated (条例 §12), reviewed by someone who didn't write it.

    Who may come: `minimum_age` to `maximum_age`, with `required_skills`, `minutes_before` served already, living in
    `residents_of`, `members_only`. Sign-up opens at `opens_at` (nothing: when it is published) and ends at `closes_at`
    (nothing: with each shift's beginning); whoever waits in a line then is still asked. One may give a place back until `cancel_hours` before the shift. `changed_at` is when place or time last changed after publication.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("审核中")
        RETURNED = "returned", _("已退回")
        PUBLISHED = "published", _("招募中")
        WITHDRAWN = "withdrawn", _("已撤下")
        CANCELLED = "cancelled", _("已取消")
        CLOSED = "closed", _("已结项")

    class Phase(models.TextChoices):
        """What people read: the states, and what the clock and the places make of a published one."""

        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("审核中")
        RETURNED = "returned", _("已退回")
        PUBLISHED = "published", _("招募中")
        SIGN_UP_ENDED = "sign_up_ended", _("报名截止")
        FULL = "full", _("已招满")
        UNDER_WAY = "under_way", _("进行中")
        ENDED = "ended", _("已结束")
        WITHDRAWN = "withdrawn", _("已撤下")
        CANCELLED = "cancelled", _("已取消")
        CLOSED = "closed", _("已结项")

    MOVES = {
        State.DRAFT: [State.IN_REVIEW],
        State.IN_REVIEW: [State.DRAFT, State.RETURNED, State.PUBLISHED],
        State.RETURNED: [State.IN_REVIEW],
        State.PUBLISHED: [State.WITHDRAWN, State.CANCELLED, State.CLOSED],
    }

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    league = models.CharField(max_length=4, db_collation="C")
    banner = models.CharField(max_length=6, db_collation="C")
    township = models.CharField(max_length=9, blank=True, db_collation="C")
    village = models.CharField(max_length=12, blank=True, db_collation="C")
    title = models.CharField(max_length=50)
    description = models.TextField(max_length=2000)
    requirements = models.CharField(max_length=300, blank=True)
    risks = models.CharField(max_length=300)
    place = models.CharField(max_length=80)
    service_fields = ArrayField(models.CharField(max_length=4), size=4)
    beneficiaries = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    protections = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    contact_name = models.CharField(max_length=40)
    contact_phone = EncryptedTextField()
    contact_email = EncryptedTextField(blank=True)
    contact_is_public = models.BooleanField(default=False)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    minimum_age = models.PositiveSmallIntegerField(default=18)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    required_skills = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    minutes_before = models.PositiveIntegerField(default=0)
    residents_of = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    members_only = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    cancel_hours = models.PositiveSmallIntegerField()
    is_hazardous = models.BooleanField(default=False)
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    is_emergency = models.BooleanField(default=False)
    started_by_office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, editable=False)
    grams = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    last_written_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    moved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(max_length=1000, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    SEARCHED = 100  # characters of the description that words are looked for in, besides title and place

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = notice_constraints()
        indexes = notice_indexes()

    def __str__(self):
        return self.title

    @property
    def is_editable(self):
        return self.state in {self.State.DRAFT, self.State.RETURNED}

    @property
    def is_over(self):
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def is_open(self):
        """One can sign up, as far as the activity is concerned: the same as `open` says of a set."""
        approved = self.organization.state == Organization.State.APPROVED
        return self.state == self.State.PUBLISHED and not self.is_over and approved

    def has_ended_sign_up(self, now=None):
        """Nobody new signs up or joins a line any more, though shifts may be ahead."""
        return self.closes_at is not None and self.closes_at <= (now or timezone.now())

    def place_in(self, region):
        """Lie in a region: keeps the codes of its levels beside it for the lists. Does not save."""
        self.region = region
        for length, column in LEVELS.items():
            if column:
                setattr(self, column, region.code[:length] if len(region.code) >= length else "")

    def keep_grams(self):
        """Note the words it is found by: title, place and how the description begins. Does not save."""
        self.grams = grams(f"{self.title} {self.place} {self.description[: self.SEARCHED]}")

    def refuse_unless_editable(self):
        """What was handed in or published stays as it was reviewed."""
        if not self.is_editable:
            raise Refused(_("只有草稿和退回的活动可以改。"), code="not_a_draft")

    MOVED = ["state", "moved_by", "reason"]

    def move(self, state, *, by, reason=""):
        """Take the next step; the database keeps it (`ActivityMove`). Does not save."""
        if state not in self.MOVES.get(self.state, []):
            raise Refused(_("这个活动的状态变了，刷新看看。"), code="other_state")
        self.state, self.moved_by, self.reason = state, by, reason

    def submit(self, *, by, at):
        """Hand a draft or a returned notice in for review. Does not save."""
        self.refuse_unless_editable()
        self.refuse_uninsured()
        if not self.protections:
            raise Refused(_("写明给志愿者什么保障，至少一样。"), code="no_protections")
        self.move(self.State.IN_REVIEW, by=by)
        self.submitted_by, self.submitted_at = by, at
        self.decided_by = self.decided_at = None

    def decide(self, state, *, by, at, reason=""):
        """Publish or return a notice in review. Nobody reviews what they wrote, changed last or handed in. Does not
        save."""
        if self.state != self.State.IN_REVIEW:
            raise Refused(_("这个活动已经审核过了。"), code="already_decided")
        if by.pk in {self.author_id, self.last_written_by_id, self.submitted_by_id}:
            raise Refused(_("不能审核自己写的活动。"), code="own_activity")
        if state == self.State.RETURNED and not reason:
            raise Refused(_("写明要改什么，对方才改得了。"), code="no_reason")
        if state == self.State.PUBLISHED:
            self.refuse_uninsured()
        if state == self.State.PUBLISHED and self.ends_at <= at:
            raise Refused(_("活动的日期已经过了，请退回去改日期。"), code="past")
        if state == self.State.PUBLISHED and self.has_ended_sign_up(at):
            raise Refused(_("报名截止的时间已经过了，请退回去改。"), code="closes_in_the_past")
        self.move(state, by=by, reason=reason)
        self.decided_by, self.decided_at = by, at

    def pull_back(self, *, by):
        """Take a notice back from the review, to write on; what an office started stays its own. Does not save."""
        if self.state != self.State.IN_REVIEW:
            raise Refused(_("这个活动已经审核过了。"), code="already_decided")
        if self.is_emergency:
            raise Refused(_("应急活动是部门发起的，收不回来；要改请联系部门。"), code="of_an_office")
        self.move(self.State.DRAFT, by=by)
        self.submitted_by = self.submitted_at = None

    def cancel(self, *, by, reason):
        """Call a published activity off, as long as a shift has yet to begin. Does not save."""
        self.refuse_unless_published(_("只有已发布的活动可以取消。"))
        self.move(self.State.CANCELLED, by=by, reason=reason)

    def withdraw(self, *, by):
        """Take down a published notice nobody signed up to. Does not save."""
        self.refuse_unless_published(_("只有已发布的活动可以撤下。"))
        self.move(self.State.WITHDRAWN, by=by)
        self.next_at = None

    def close(self, *, by, at, summary):
        """Close an activity that is over, with what came of it. Does not save."""
        self.refuse_unless_published(_("只有办过的活动可以结项。"))
        if not self.is_over:
            raise Refused(_("活动还没结束，结束了再结项。"), code="not_over")
        if not summary:
            raise Refused(_("写几句做成了什么，大家看得到。"), code="no_summary")
        self.move(self.State.CLOSED, by=by)
        self.closed_by, self.closed_at, self.summary, self.next_at = by, at, summary, None

    def policies(self):
        """The policies that insure who comes to it: its own, and the free ones of every region; to what may hurt people
        only those that cover such danger."""
        mine = Policy.objects.filter(Q(pk=self.policy_id) | Q(serves=Policy.Serves.EVERYONE))
        return mine.covering_hazard() if self.is_hazardous else mine

    @property
    def is_insured(self):
        """Whether policies in force cover all its days to come, one after the other if need be: its own, and the free ones
        of its region and of those above it."""
        if self.starts_at is None:
            return False
        return days_are_insured(self.policy_id, self.region_id, self.starts_at, self.ends_at)

    def refuse_uninsured(self):
        """What may hurt people is insured before anybody sees it (条例第十七条)."""
        if self.is_hazardous and not self.is_insured:
            raise Refused(_(HAZARDOUS), code="hazardous_needs_insurance")

    def refuse_unless_published(self, words):
        if self.state != self.State.PUBLISHED:
            raise Refused(words, code="not_published")
