"""What stands between a person and a place, known before they press the button, with the way round it. The same
conditions as when the place is taken (`conditions`)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.cards import FEW, places_left
from apps.activities.conditions import (
    About,
    Facts,
    Missing,
    hint_for,
    missing_for,
    own_places,
    shift_is_ahead,
    what_stops_everybody,
)
from apps.activities.models import Activity, Position, Shift, Signup
from apps.registration.models import Volunteer
from apps.training.models import TrainingKind

NOTHING_TO_DO = {"called_off", "over", "started", "already_signed_up"}


@dataclass(frozen=True)
class Obstacle:
    """Why nothing can be signed up now, and where to go; `sign_in` for whoever has an account already."""

    words: str
    url: str = ""
    action: str = ""
    sign_in: str = ""


@dataclass(frozen=True)
class Offer:
    """One shift as this person sees it: free to take, full with a line to stand in, or why not."""

    shift: Shift
    missing: Missing | None = None
    signup: Signup | None = None
    in_line: int = 0
    hint: str = ""
    trainings: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """One may choose it: for a place, or for a turn in the line."""
        return self.missing is None

    @property
    def is_free(self) -> bool:
        return self.is_open and not self.shift.is_full

    @property
    def refusal(self) -> str:
        return self.missing.words if self.missing else ""

    @property
    def words(self) -> str:
        """Why not, or how many are still needed, or how long the line is."""
        if self.missing:
            return self.refusal
        if self.is_free:
            return places_left(self.shift.left)
        if self.in_line:
            return _("满了，可以排候补，前面%(count)d人") % {"count": self.in_line}
        return _("满了，可以排候补")

    @property
    def is_nearly_full(self) -> bool:
        return self.is_free and self.shift.left <= FEW


def obstacle_of(activity: Activity, user, volunteer: Volunteer | None) -> Obstacle | None:
    """What keeps a person from signing up to any shift of an activity. Nobody is asked to register for what is over
    or stopped."""
    any_shift = Shift(position=Position(activity=activity))
    facts = Facts(volunteer, [any_shift], by=user, now=timezone.now())
    if stopped := what_stops_everybody(facts, any_shift):
        return Obstacle(stopped.words, stopped.url, stopped.action)
    if not user.is_authenticated:
        page = reverse("activities:detail", args=[activity.pk])
        signup = redirect_to_login(page, reverse("account_signup")).url
        return Obstacle(
            _("第一次来，先注册；以后报名点两下就行。"), signup, _("注册后报名"), redirect_to_login(page).url
        )
    if volunteer is None:
        return Obstacle(_("先登记成为志愿者，几分钟就好。"), reverse("registration:start"), _("去登记"))
    missing = missing_for(facts, any_shift, [About.PERSON, About.ACTIVITY])
    return missing and Obstacle(missing.words, missing.url, missing.action)


def offers_of(
    activity: Activity, volunteer: Volunteer | None, by=None, instead_of: Signup | None = None
) -> list[Offer]:
    """The shifts of an activity, each with what keeps this person from it; the same number of queries however many."""
    shifts = list(Shift.objects.of_activity(activity).select_related("position").order_by("starts_at", "pk"))
    for shift in shifts:
        shift.position.activity = activity
    lines, trainings = lines_of(shifts), trainings_of(shifts)
    if volunteer is None:
        facts = Facts(None, shifts, by=None, now=timezone.now())
        return [
            Offer(
                shift,
                shift_is_ahead(facts, shift),
                in_line=lines.get(shift.pk, 0),
                trainings=trainings[shift.pk],
            )
            for shift in shifts
        ]
    facts = Facts(volunteer, shifts, by=by or volunteer.user, now=timezone.now(), instead_of=instead_of)
    held = {signup.shift_id: signup for signup in own_places(facts)}
    return [
        Offer(
            shift,
            missing_for(facts, shift, [About.SHIFT]),
            held.get(shift.pk),
            lines.get(shift.pk, 0),
            hint_for(facts, shift),
            trainings[shift.pk],
        )
        for shift in shifts
    ]


def trainings_of(shifts: Iterable[Shift]) -> dict[int, tuple[str, ...]]:
    """{shift: the names of the trainings its position asks for}. One query where any is asked for."""
    shifts = list(shifts)
    asked = {code for shift in shifts for code in shift.position.required_trainings}
    names = dict(TrainingKind.objects.filter(pk__in=asked).values_list("code", "name")) if asked else {}
    return {
        shift.pk: tuple(names[code] for code in shift.position.required_trainings if code in names)
        for shift in shifts
    }


def lines_of(shifts: Iterable[Shift]) -> dict[int, int]:
    """{shift: how many wait for a place there}, where anybody does."""
    waiting = Signup.objects.waiting().filter(shift__in=list(shifts)).order_by()
    return dict(waiting.values("shift").annotate(people=Count("pk")).values_list("shift", "people"))


def suggested(offers: Iterable[Offer]) -> int | None:
    """The shift that is chosen beforehand: the first with a place, else the first with a line."""
    ranked = sorted((offer for offer in offers if offer.is_open), key=lambda offer: not offer.is_free)
    return ranked[0].shift.pk if ranked else None


def ways_round(offers: Iterable[Offer]) -> list[Missing]:
    """What one could do about the shifts one cannot choose, each way once; about one that is over there is nothing."""
    missing = [offer.missing for offer in offers if offer.missing and offer.missing.code not in NOTHING_TO_DO]
    return list({way.url: way for first in missing for way in (first, *first.others)}.values())


def verdicts_of(activities: Iterable[Activity], volunteer: Volunteer, by) -> dict[int, Missing | None]:
    """{activity: None where the person may sign up to one of its shifts, else why not}, for a list; the same number of
    queries however long it is. Activities bring their organisation along. What keeps the person from every activity
    alike is said elsewhere, once."""
    activities = {activity.pk: activity for activity in activities}
    shifts = list(
        Shift.objects.ahead()
        .filter(position__activity__in=activities)
        .select_related("position")
        .order_by("starts_at", "pk")
    )
    for shift in shifts:
        shift.position.activity = activities[shift.position.activity_id]
    facts = Facts(volunteer, shifts, by=by, now=timezone.now())
    verdicts: dict[int, Missing | None] = {}
    for shift in shifts:
        key = shift.position.activity_id
        if key in verdicts and verdicts[key] is None:
            continue
        missing = missing_for(facts, shift, [About.ACTIVITY, About.SHIFT])
        if missing is None or key not in verdicts:
            verdicts[key] = missing
    return verdicts
