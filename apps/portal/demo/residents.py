"""Who lives in the demo region: grown-ups in every banner, students and employees where they belong, the cast's own."""

import datetime

from apps.accounts.models import Consent, ConsentText
from apps.core import days
from apps.portal.demo import identities
from apps.portal.demo.cast import ACCOUNTS, CHILD_AGE, HOME
from apps.portal.demo.figures import settle_in_townships
from apps.portal.demo.people import open_cases
from apps.portal.demo.places import home_code
from apps.regions.models import Population, Region
from apps.registration.models import Affiliation, Guardianship

# kind of place → how many belong to it, and how old they are
MEMBERS = {
    "primary_school": (40, 7, 12),
    "university": (60, 18, 23),
    "agency": (30, 24, 58),
    "state_firm": (30, 24, 58),
}
STAGES = {"primary_school": ("pupil", "primary"), "university": ("university", "bachelor")}


def settle(region):
    """Everybody of the register, with the case that checked who they are."""
    random, people = region.random, region.people
    sizes = adults_by_banner(random)
    adults = people.volunteers(
        [(code, people.birth_date(19, 75), "passed") for code, size in sizes.items() for _ in range(size)]
    )
    rest = iter(adults)
    region.adults = {code: [next(rest) for _ in range(size)] for code, size in sizes.items()}
    settle_in_townships(region.adults)
    # In every banner some registered and never came: how many differs, as in life.
    region.active = {
        code: group[: max(7, int(len(group) * random.uniform(0.2, 0.75)))]
        for code, group in region.adults.items()
    }
    banners = list(sizes)
    waiting = [*random.sample(banners, 40), *[HOME] * 6]
    others = people.volunteers(
        [
            *((code, people.birth_date(19, 70), "pending") for code in waiting),
            *((code, people.birth_date(19, 70), "refused") for code in random.sample(banners, 12)),
        ]
    )
    region.by_place = members(region)
    everybody = [
        *adults,
        *others,
        *cast_volunteers(region),
        *(v for g in region.by_place.values() for v in g),
    ]
    open_cases(everybody, region.reviewer, random)
    identities.tell(region)


def adults_by_banner(random):
    """More people where more live: the census of the league, spread over its banners unevenly."""
    census = dict(Population.objects.filter(region__level=4).values_list("region", "value"))
    sizes = {}
    for league, population in census.items():
        codes = list(Region.objects.banners().within(league).values_list("code", flat=True))
        for code in codes:
            sizes[code] = 12 + int(population / len(codes) / 9000 * random.uniform(0.5, 1.5))
    return sizes


def members(region):
    """Students of the schools and employees of the units, with affiliation; guardians for those under 18."""
    by_place = {}
    for place in region.organizations:
        if place.kind_id not in MEMBERS:
            continue
        size, youngest, oldest = MEMBERS[place.kind_id]
        code = home_code(place.region)
        group = region.people.volunteers(
            [(code, region.people.birth_date(youngest, oldest), "passed") for _ in range(size)]
        )
        by_place[place.pk] = group
        Affiliation.objects.bulk_create(affiliation(v, place, i) for i, v in enumerate(group))
        if place.kind_id == "primary_school":
            link([(child, region.random.choice(region.adults[code])) for child in group])
    return by_place


def affiliation(volunteer, place, i):
    """A child's class follows its age; the number of a student is nobody else's."""
    identity, stage = STAGES.get(place.kind_id, ("employee", ""))
    if identity == "employee":
        return Affiliation(volunteer=volunteer, identity=identity, organization=place, since=last_september())
    grade = min(max(volunteer.age_on(days.today()) - 6, 1), 6) if stage == "primary" else 1 + i % 4
    name = (
        f"{'一二三四五六'[grade - 1]}年级"
        if stage == "primary"
        else ["汉语言", "护理", "草业", "会计"][i % 4]
    )
    return Affiliation(
        volunteer=volunteer,
        identity=identity,
        organization=place,
        stage=stage,
        grade=grade,
        class_name=f"{name}{1 + i % 2}班",
        student_number=f"{days.this_year() - grade}{i + 1:04d}",
        since=last_september(),
    )


def last_september():
    return datetime.date(days.this_year() - 1, 9, 1)


def link(pairs):
    """A grown-up for each child, with the consents the law asks for."""
    Guardianship.objects.bulk_create(Guardianship(guardian=g, child=c, relation="parent") for c, g in pairs)
    versions = ConsentText.objects.versions()
    Consent.objects.bulk_create(
        Consent(
            user_id=child.user_id,
            purpose=purpose,
            version=versions[purpose],
            given_by_id=guardian.user_id,
            given_at=child.passed_at,
        )
        for child, guardian in pairs
        for purpose in ("minor", "minor_data")
    )


def cast_volunteers(region):
    """苏日娜, 王小满, 王建国 and 李晓敏, and a sister of 小满 who is linked already: linking 小满 is left to try."""
    year = days.this_year()
    accounts = {a.key: (a.name, a.phone) for a in ACCOUNTS}
    people = [
        ("volunteer", datetime.date(1994, 5, 4), "passed"),
        ("child", datetime.date(year - CHILD_AGE, 1, 15), "passed"),
        ("guardian", datetime.date(1985, 10, 1), "passed"),
        ("newcomer", datetime.date(2001, 3, 8), "pending"),
        ("sister", datetime.date(year - 9, 2, 3), "passed"),
    ]
    made = region.people.volunteers(
        [(HOME, born, state, *accounts.get(key, ("王小雨", None))) for key, born, state in people],
        since=1090,
    )
    region.sun, child, guardian, _, sister = made
    link([(sister, guardian)])
    child.guardian_code = "K7M4RW9P"
    child.save(update_fields=["guardian_code"])
    region.by_place[region.school.pk].append(sister)
    Affiliation.objects.bulk_create(
        [
            affiliation(child, region.school, 60),
            affiliation(sister, region.school, 61),
            affiliation(region.sun, region.unit, 62),
        ]
    )
    return [region.sun, child, guardian, made[3]]
