"""Organisations of the demo region: teams and associations in every banner, schools and units in every league."""

import datetime

from django.utils import timezone

from apps.core.text import grams
from apps.organizations.models import Organization, Post
from apps.portal.demo.cast import HOME
from apps.portal.demo.words import names
from apps.regions.models import Region

SINCE = datetime.date(2022, 1, 1)
SERVICE_FIELDS = {"team": ["03", "07"], "university": ["04", "05"], "practice_centre": ["01"]}
INTRODUCTIONS = {
    "federation": "把{region}的志愿服务队伍连起来：培训骨干，认定星级，传好经验。",
    "youth_assoc": "{region}团委指导的青年志愿者协会，认定本地志愿者的星级，也常年招人。",
    "team": "住在附近的一群人，谁家有事搭把手。周末活动多，新来的有人带。",
    "university": "同学们从课堂走到社区，支教、助老、赛会都有身影。",
    "primary_school": "老师带着孩子，从身边的小事做起。",
    "practice_centre": "{region}的新时代文明实践阵地，每个周末有人值守，需要帮忙就来说一声。",
    "agency": "职工利用业余时间，到包联社区搭把手。",
    "state_firm": "职工志愿者，熟悉水电管网，常去独居老人家里看一看。",
}


def organization(region, kind, name, owner, reviewer, *, state="approved", **more):
    now = timezone.now()
    decided = state != "applied"
    return Organization(
        region=region,
        kind_id=kind,
        name=name,
        guiding_unit="" if kind != "team" else f"{region.name}团委",
        address=f"{region.name}",
        introduction=INTRODUCTIONS[kind].format(region=region.name),
        contact_name=owner.name,
        contact_phone=owner.phone,
        grams=grams(name),
        trust_id="trusted" if kind in {"federation", "youth_assoc"} else "ordinary",
        founded_on=SINCE,
        service_fields=SERVICE_FIELDS.get(kind, []),
        state=state,
        applied_by=owner,
        applied_at=now - datetime.timedelta(days=more.pop("days", 400)),
        decided_by=reviewer if decided else None,
        decided_at=now - datetime.timedelta(days=390) if decided else None,
        **more,
    )


def plan(random):
    """(region, kind, name) of every organisation but those of the demo accounts."""
    for league in Region.objects.leagues():
        yield league, "federation", f"{league.name}志愿者联合会"
        yield league, "university", f"{league.short_name}师范学院"
        yield league, "agency", f"{league.name}卫生健康委员会"
        yield league, "state_firm", league.short_name + random.choice(names("workplaces"))
    for banner in Region.objects.banners():
        if random.random() < 0.85 and banner.code != HOME:
            yield banner, "youth_assoc", f"{banner.name}青年志愿者协会"
        for name in random.sample(names("teams"), 2):
            yield banner, "team", f"{banner.short_name}{name}志愿服务队"
        if random.random() < 0.4:
            yield banner, "primary_school", f"{banner.name}第一小学"
        yield banner, "practice_centre", f"{banner.name}新时代文明实践中心"


def leaders(people, regions):
    """Passed adults who live where their organisation is: only such people act for one."""
    return people.volunteers([(home_code(region), people.birth_date(25, 60), "passed") for region in regions])


def home_code(region):
    """People live in a banner: of a league, the first one."""
    banner = Region.objects.banners().within(region.code).first()
    return banner.code


def build(people, reviewer, random):
    """All organisations with an owner each. Returns them in the order of `plan`."""
    planned = list(plan(random))
    owners = leaders(people, [region for region, _, _ in planned])
    made = [
        organization(region, kind, name, owner.user, reviewer)
        for (region, kind, name), owner in zip(planned, owners, strict=True)
    ]
    Organization.objects.bulk_create(made, batch_size=1000)
    Post.objects.bulk_create(
        (Post(user=o.applied_by, organization=o, role=Post.Role.OWNER, since=SINCE) for o in made),
        batch_size=1000,
    )
    return made


def waiting(people, random):
    """Applications that wait for an office, a few in every league."""
    banners = list(Region.objects.banners())
    picked = random.sample(banners, 24) + [b for b in banners if b.code == "150102"]
    owners = leaders(people, picked)
    Organization.objects.bulk_create(
        organization(
            b,
            "team",
            f"{b.short_name}{random.choice(names('teams'))}二队",
            o.user,
            None,
            state="applied",
            days=random.randint(0, 9),
        )
        for b, o in zip(picked, owners, strict=True)
    )
