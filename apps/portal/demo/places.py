"""Organisations of the demo region: teams and associations in every banner, schools and units in every league."""

import datetime

from django.utils import timezone

from apps.core.text import grams
from apps.organizations.models import Organization, Post
from apps.portal.demo.words import TEAM_NAMES, WORKPLACES
from apps.regions.models import Region

SINCE = datetime.date(2022, 1, 1)


def organization(region, kind, name, owner, reviewer, *, state="approved", **more):
    now = timezone.now()
    decided = state != "applied"
    return Organization(
        region=region,
        kind_id=kind,
        name=name,
        guiding_unit="" if kind != "team" else f"{region.name}团委",
        address=f"{region.name}",
        introduction=more.pop("introduction", f"{name}，一群愿意搭把手的人。"),
        contact_name=owner.name,
        contact_phone="13900000000",
        grams=grams(name),
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
        yield league, "state_firm", league.short_name + random.choice(WORKPLACES)
    for banner in Region.objects.banners():
        if random.random() < 0.85:
            yield banner, "youth_assoc", f"{banner.name}青年志愿者协会"
        for name in random.sample(TEAM_NAMES, 2):
            yield banner, "team", f"{banner.short_name}{name}志愿服务队"
        if random.random() < 0.4:
            yield banner, "primary_school", f"{banner.name}第一小学"
        yield banner, "practice_centre", f"{banner.name}新时代文明实践中心"


def build(people, reviewer, random):
    """All organisations with an owner each. Returns them in the order of `plan`."""
    planned = list(plan(random))
    owners = people.users([people.name() for _ in planned])
    made = [
        organization(region, kind, name, owner, reviewer)
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
    owners = people.users([people.name() for _ in picked])
    Organization.objects.bulk_create(
        organization(
            b,
            "team",
            f"{b.short_name}{random.choice(TEAM_NAMES)}二队",
            o,
            None,
            state="applied",
            days=random.randint(0, 9),
        )
        for b, o in zip(picked, owners, strict=True)
    )
