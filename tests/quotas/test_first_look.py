"""The first look at yearly standings misses nothing that working them out would find."""

import datetime
import random

import pytest

from apps.core.models import PolicyRow
from apps.hours.models import YearTotal
from apps.organizations.models import Organization
from apps.quotas import doubts, standing
from apps.quotas.models import GoalRow, YearStanding
from apps.quotas.recompute import recompute_goals
from apps.registration.models import Affiliation, Volunteer
from tests.factories import OrganizationFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 15)
YEARS = range(2021, 2027)
FIRST = datetime.date(2019, 1, 1)
IDENTITIES = ["employee", "university", "pupil", "other"]


class World:
    """People with schools and units, hours and goals as the dice fall."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.people = VolunteerFactory.create_batch(30)
        self.places = OrganizationFactory.create_batch(5)
        self.by = UserFactory()
        for person in self.people:
            person.registered_at = datetime.datetime.combine(self.day(), datetime.time(3), datetime.UTC)
            for _ in range(self.dice.choice([0, 1, 1, 1, 2, 3])):
                self.enrol(person)
            for year in self.dice.sample(YEARS, self.dice.randint(0, 4)):
                YearTotal.objects.create(volunteer=person, year=year, minutes=self.minutes(), apart=10)
        Volunteer.objects.bulk_update(self.people, ["registered_at"])
        for _ in range(6):
            self.ask()

    def day(self):
        return FIRST + datetime.timedelta(days=self.dice.randint(0, 2800))

    def minutes(self):
        return self.dice.randint(10, 3000)

    def one_of(self, rows):
        return self.dice.choice(list(rows.order_by("pk")))

    def enrol(self, person=None):
        person = person or self.dice.choice(self.people)
        since = self.day()
        until = since + datetime.timedelta(days=self.dice.randint(1, 900))
        is_open = Affiliation.objects.filter(volunteer=person, until=None).exists()
        Affiliation.objects.create(
            volunteer=person,
            identity=self.dice.choice(IDENTITIES),
            organization=self.dice.choice(self.places),
            stage="high",
            class_name="高一1班",
            since=since,
            until=until if is_open or self.dice.random() < 0.5 else None,
            is_main=self.dice.random() < 0.9,
        )

    def ask(self):
        owner = self.dice.choice(
            [{"organization": self.dice.choice(self.places)}, {"region_id": "15"}, {"region_id": "150430"}]
        )
        GoalRow.objects.create(
            **owner,
            identity=self.dice.choice(IDENTITIES[:3]),
            minutes=self.dice.choice([900, 1500, 3000]),
            valid_from=self.day(),
            set_by=self.by,
        )

    # --- what goes wrong ---

    def spoil(self):
        what = [
            *[self.spoil_a_standing] * 3,
            *[self.enrol, self.ask, self.leave, self.serve, self.move, self.lower, self.lose, self.invent],
        ]
        self.dice.choice(what)()

    def spoil_a_standing(self):
        kept = self.one_of(YearStanding.objects.exclude(identity="other"))
        other = self.one_of(YearStanding.objects.exclude(affiliation=None))
        change = {
            "minutes": kept.minutes + 1,
            "goal": kept.goal + 1,
            "identity": "employee" if kept.identity == "pupil" else "pupil",
            "asked_by_id": None if kept.asked_by_id else GoalRow.objects.earliest("pk").pk,
            "affiliation_id": self.dice.choice([None, other.affiliation_id]),
        }
        name = self.dice.choice(list(change))
        YearStanding.objects.filter(pk=kept.pk).update(**{name: change[name]})

    def lose(self):
        self.one_of(YearStanding.objects).delete()

    def invent(self):
        person, year = self.dice.choice(self.people), self.dice.choice([2015, 2020, *YEARS, 2027])
        YearStanding.objects.get_or_create(
            volunteer=person, year=year, defaults={"identity": "other", "goal": 0, "minutes": 0}
        )

    def leave(self):
        held = self.one_of(Affiliation.objects)
        until = max(self.day(), held.since + datetime.timedelta(days=1))
        Affiliation.objects.filter(pk=held.pk).update(until=until, is_main=self.dice.random() < 0.8)

    def serve(self):
        person, year = self.dice.choice(self.people), self.dice.choice(YEARS)
        YearTotal.objects.update_or_create(volunteer=person, year=year, defaults={"minutes": 4000})

    def move(self):
        place = self.dice.choice(self.places)
        Organization.objects.filter(pk=place.pk).update(region_id=self.dice.choice(["15", "1501", "150430"]))

    def lower(self):
        day = self.day()
        PolicyRow.objects.update_or_create(
            topic="goal_minutes",
            item=self.dice.choice(IDENTITIES[:3]),
            valid_from=day,
            defaults={"value": self.dice.choice([0, 1000, 2000]), "unit": "minute", "source": "test"},
        )

    def rule(self, value, since):
        PolicyRow.objects.create(
            topic="goal_rule", item="identity", value=value, valid_from=since, unit="", source="test"
        )


@pytest.mark.parametrize("rules", [[], [2, 3]], ids=["the rule of today", "other rules before"])
def test_the_first_look_misses_nothing(rules):
    seed = random.randrange(2**32)
    print(f"The world goes by the seed {seed}.")
    world = World(seed)
    for rule, year in zip(rules, [2022, 2024], strict=False):
        world.rule(rule, datetime.date(year, 3, 1))
    people = sorted(person.pk for person in world.people)
    mended = 0
    for _ in range(40):
        wrong = set(standing.different(people, today=TODAY))
        doubtful = doubts.doubtful(people[0] - 1, people[-1], today=TODAY)
        assert wrong == set(standing.different(doubtful, today=TODAY))

        recompute_goals(today=TODAY)
        assert standing.different(people, today=TODAY) == []
        mended += len(wrong)
        world.spoil()
    assert mended > 40


def test_it_proves_right_whoever_goes_from_class_to_class():
    """Nobody is worked out for having been in several classes of a year, as every pupil is."""
    world = World(1)
    Affiliation.objects.all().delete()
    YearTotal.objects.all().delete()
    starts = [datetime.date(year, 9, 1) for year in YEARS]
    for person in world.people:
        for since, until in zip(starts, [*starts[1:-1], None], strict=False):
            Affiliation.objects.create(
                volunteer=person,
                identity="pupil",
                organization=world.places[0],
                stage="high",
                class_name="高一1班",
                since=since,
                until=until,
            )
    recompute_goals(today=TODAY)

    everybody = [person.pk for person in world.people]
    assert YearStanding.objects.exclude(affiliation=None).count() >= len(everybody)
    assert doubts.doubtful(0, max(everybody), today=TODAY) == []
