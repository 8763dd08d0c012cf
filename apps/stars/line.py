"""How far somebody is: all confirmed hours, the line of five stars, how far the next one is, and what happens next."""

from django.utils.translation import gettext as _

from apps.core import days
from apps.organizations.models import Organization
from apps.stars import standing
from apps.stars.models import NAMES, Recognition, StarCandidate, StarStanding, StarStay
from apps.stars.powers import Powers
from apps.stars.reasons import reasons_of
from apps.stars.scale import next_star, stars_for


class Stars:
    """All confirmed hours of a volunteer, the line of five stars, and how far the next one is."""

    def __init__(self, volunteer):
        self.standing = StarStanding.objects.filter(volunteer=volunteer).first() or StarStanding(
            volunteer=volunteer
        )
        self.thresholds = standing.thresholds()
        self.minutes = self.standing.minutes
        had = 0 if self.standing.has_fallen else self.standing.recognized
        self.next = next_star(self.minutes, self.thresholds, had=had)
        candidates = StarCandidate.objects.live().filter(volunteer=volunteer)
        self.candidate = candidates.select_related("notice__organization").first()

    @property
    def line(self):
        """Reached is not yet recognised: the two never look alike."""
        reached = stars_for(self.minutes, self.thresholds)
        return [
            {
                "name": NAMES[level],
                "hours": f"{threshold / 60:,g}",
                "state": self._state(level, reached),
                "word": self._word(level),
            }
            for level, threshold in enumerate(self.thresholds, start=1)
        ]

    def _state(self, level, reached):
        if level <= self.standing.recognized:
            return "had"
        return "met" if level <= reached else "none"

    def _word(self, level):
        """Of a star on notice that it is; of the others what they are by themselves."""
        one = self.candidate
        if one is None or not self.standing.recognized < level <= min(one.level, self.standing.reached):
            return ""
        return one.get_state_display()

    @property
    def next_name(self):
        return NAMES[self.next[0]]

    @property
    def next_threshold(self):
        return self.next[1]

    @property
    def missing(self):
        return self.next[1] - self.minutes


class NextStep:
    """What happens next with somebody's stars, for the page of their own: on notice or held, waiting for which
    associations or for which reasons to be gone, or hours that are not enough any more."""

    MOST = 5

    def __init__(self, stars, volunteer):
        self.candidate, self.standing = stars.candidate, stars.standing
        self.reasons, self.associations, self.stay, self.decided_by = [], [], None, None
        if self.standing.is_waiting and not self.candidate:
            self.reasons = reasons_of([volunteer.pk]).get(volunteer.pk, [])
            self.associations = who_recognizes(volunteer.region_id, self.standing.recognized + 1)
        if self.standing.has_fallen:
            stays = StarStay.objects.filter(volunteer=volunteer, until__gte=days.today())
            self.stay = stays.select_related("organization").order_by("-pk").first()
            top = Recognition.objects.standing().filter(volunteer=volunteer, level=self.standing.recognized)
            self.decided_by = top.select_related("organization").first()

    @property
    def star(self):
        return NAMES[self.standing.recognized + 1]


def who_recognizes(home, level):
    """The associations that may recognise this star of who lives there, the nearest first."""
    longest = Powers().longest(home, level)
    places = [home[:length] for length in (2, 4, 6) if length <= min(longest, len(home))]
    found = Organization.objects.approved().filter(kind__recognizes_stars=True, region__in=places)
    return list(found.order_by("-region__level", "pk")[: NextStep.MOST])


def words_of(step):
    """What happens next, in one sentence for programs."""
    if step.candidate and step.candidate.reason:
        return step.candidate.reason
    if step.candidate:
        return _("公示到%(day)s") % {"day": f"{step.candidate.notice.until:%Y-%m-%d}"}
    if step.stay:
        return _("%(organization)s决定保留到%(day)s：%(reason)s") % {
            "organization": step.stay.organization.name,
            "day": f"{step.stay.until:%Y-%m-%d}",
            "reason": step.stay.reason,
        }
    if step.decided_by:
        name = step.decided_by.organization.name
        return _("保留还是取消，由%(organization)s或上级协会来定，定了会告诉你。") % {"organization": name}
    return _("；").join(step.reasons)
