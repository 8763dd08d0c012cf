"""The talent pool of the demo region: what grown-ups say they can do, in which languages and when, and two searches."""

from random import Random

from apps.matching.actions import search_people
from apps.matching.following import recompute_rows
from apps.organizations.models import Organization
from apps.portal.demo.cast import HOME
from apps.regions.models import Region
from apps.registration.models import Volunteer

SEED = 20260701
# Where Mongolian is spoken most, and elsewhere: how many of a hundred say they do.
AT_HOME, MONGOLIAN_AT_HOME, MONGOLIAN_ELSEWHERE = {"1505", "1522", "1525"}, 55, 15
SKILLS = ["05", "07", "08", "09", "10", "11"]
WEEKEND = [16, 17, 19, 20]
WISHES = ["refuse"] + ["agree"] * 2 + ["ask"] * 7


def fill(demo):
    """Say it for everybody at once, take them into the pool, and search it as an office and as a team do."""
    random = Random(SEED)
    adults = [one for code in sorted(demo.adults) for one in demo.adults[code]]
    for one in adults:
        say(one, random)
    told = ["languages", "skill_codes", "free_times", "invitations"]
    Volunteer.objects.bulk_update(adults, told, batch_size=1000)
    recompute_rows()
    search_people(
        by=demo.cast["reviewer"],
        region=Region.objects.get(pk=HOME),
        reason="给社区义诊找会蒙古语的人",
        wanted={"language": "mn-s"},
    )
    search_people(
        by=demo.cast["owner"],
        organization=Organization.objects.get(pk=demo.team.pk),
        reason="周六下午探望老人，排人手",
        wanted={"time": 17},
    )


def say(volunteer, random):
    share = MONGOLIAN_AT_HOME if volunteer.region_id[:4] in AT_HOME else MONGOLIAN_ELSEWHERE
    volunteer.languages = ["mn-s"] if random.randrange(100) < share else []
    if volunteer.languages and random.random() < 0.5:
        volunteer.languages.append("mn-w")
    known = [code for code in volunteer.skill_codes if code not in SKILLS]
    volunteer.skill_codes = known + random.sample(SKILLS, random.choice([0, 0, 1, 2]))
    volunteer.free_times = sorted(random.sample(WEEKEND, random.choice([0, 1, 2, 4])))
    volunteer.invitations = random.choice(WISHES)
