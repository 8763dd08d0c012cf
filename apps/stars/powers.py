"""Which association may recognise which star of whom. Policy rows of the topic `star_recognizer` say it for a region and
a level (item `15:4`): how long the code of the association's own region may be at most, which is how high it stands."""

from apps.core.models import PolicyRow
from apps.regions.models import Region

LEVELS = range(1, 6)


class Powers:
    """The rows in force on a day. Of several that cover where a person lives, that of the nearest region counts."""

    def __init__(self, day=None):
        rows = PolicyRow.objects.values_of("star_recognizer", day)
        self.rows = {tuple(item.split(":")): length for item, length in rows.items()}

    def longest(self, home, level):
        """How long the code of an association may be to recognise this star of somebody who lives there."""
        for length in sorted(Region.Level.values, reverse=True):
            if length <= len(home) and (home[:length], str(level)) in self.rows:
                return self.rows[home[:length], str(level)]
        raise LookupError(f"No policy row for star_recognizer/{home}:{level}.")

    def may(self, place, home, level):
        """Whether an association of one place recognises this star of who lives in another."""
        return home.startswith(place) and len(place) <= self.longest(home, level)

    def highest(self, place, home, had, reached):
        """The highest star it may recognise after the one they have; every star between is recognised too."""
        level = had
        while level < reached and self.may(place, home, level + 1):
            level += 1
        return level

    def exceptions(self, place, level):
        """Regions within a place whose own rows decide otherwise than the one around them: [(code, whether it may)],
        wider ones first."""
        own = [
            code
            for code, said in self.rows
            if said == str(level) and code.startswith(place) and code != place
        ]
        return [(code, self.may(place, code, level)) for code in sorted(own, key=len)]
