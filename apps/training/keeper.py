"""What an organisation or an office keeps and sees of training. The pages and the API ask the same."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.core import days
from apps.core.models import PolicyRow
from apps.organizations.models import Member, Organization, Station, TeamTag, within_any
from apps.regions.models import Region
from apps.training.models import Completion, Course, OutsideTraining, Session, Standard
from apps.training.reach import reached_by
from apps.training.teams import members_of, tagged


@dataclass(frozen=True)
class Keeper:
    """An organisation, or the office of a region."""

    place: Organization | Region

    @property
    def is_office(self) -> bool:
        return isinstance(self.place, Region)

    @property
    def owner(self) -> dict:
        """The fields that say whose a standard or a course is."""
        return {"region" if self.is_office else "organization": self.place}

    @property
    def region_code(self) -> str:
        return self.place.code if self.is_office else self.place.region_id

    def courses(self) -> QuerySet[Course]:
        return Course.objects.filter(**self.owner)

    def sessions(self) -> QuerySet[Session]:
        """Those it keeps itself."""
        return Session.objects.filter(course__in=self.courses())

    def sessions_seen(self, tag: TeamTag | None = None) -> QuerySet[Session]:
        """Those it can look at: an office sees those of its whole region; of the teams of a tag, if one was chosen."""
        held = within_any("course__organization__region__code", [self.region_code])
        there = held | within_any("course__region__code", [self.region_code])
        seen = Session.objects.filter(there) if self.is_office else self.sessions()
        return seen.filter(course__organization__tags=tag) if tag else seen

    def standards(self) -> QuerySet[Standard]:
        return Standard.objects.filter(**self.owner)

    def usable_standards(self) -> QuerySet[Standard]:
        """By which a course can be held here today."""
        usable = (
            Standard.objects.within(self.place.code)
            if self.is_office
            else Standard.objects.usable_by(self.place)
        )
        return usable.in_force()

    def stations(self, banner: str = "") -> QuerySet[Station]:
        """Where a session can be held: every open station of the banner that was chosen, at first one's own banner; an
        organisation's own stations besides. An office that chose none is offered those of its region."""
        there = Q(region__code__startswith=banner or self.region_code[:6])
        return Station.objects.open().filter(there if self.is_office else there | Q(organization=self.place))

    def teams(self) -> QuerySet[Organization]:
        """An office's are those of its region; an organisation's itself and those right below it."""
        if self.is_office:
            return Organization.objects.approved().filter(within_any("region__code", [self.place.code]))
        return Organization.objects.approved().filter(Q(pk=self.place.pk) | Q(parent=self.place))

    def entries(self) -> QuerySet[OutsideTraining]:
        """What was learnt elsewhere: an office also sees what organisations of its region entered."""
        if not self.is_office:
            return OutsideTraining.objects.filter(organization=self.place)
        there = within_any("organization__region__code", [self.place.code])
        return OutsideTraining.objects.filter(there | within_any("region__code", [self.place.code]))

    def people(self) -> QuerySet:
        """Whom one names here by their number."""
        return reached_by(**self.owner)

    def held_or_entered(self) -> QuerySet[Completion]:
        """Completions that can be voided from here: one's own courses', and what was entered from elsewhere."""
        if self.is_office:
            return self.completions()
        entered = Completion.objects.filter(outside__organization=self.place)
        return Completion.objects.filter(pk__in=entered.values("pk")) | self.completions()

    def completions(self) -> QuerySet[Completion]:
        """Of people who lived in the region then, or of courses the organisation held."""
        if not self.is_office:
            return Completion.objects.filter(course__organization=self.place)
        code = self.place.code
        column = {4: "league", 6: "banner"}.get(len(code))
        return Completion.objects.filter(**{column: code}) if column else Completion.objects.all()

    def ending(self, tag: TeamTag | None = None) -> QuerySet[Completion]:
        """What runs out within some weeks: of members, or of the people of a region; of members of the teams of a tag, if
        one was chosen."""
        first = days.today()
        rows = (
            self.completions()
            if self.is_office
            else Completion.objects.filter(volunteer__user__in=Member.objects.of(self.place).values("user"))
        )
        if tag:
            rows = rows.filter(volunteer__user__in=members_of(tagged(self.teams(), tag)).values("user"))
        return rows.running_out(first, first + datetime.timedelta(days=ending_days()))


def ending_days() -> int:
    """How many days ahead it is listed what runs out."""
    return PolicyRow.objects.value("training", "ending_days")
