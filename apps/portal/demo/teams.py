"""What gives organisations of the demo region a life: stations, tags, members, followers, parents, their history."""

import datetime

from django.utils import timezone

from apps.organizations.models import (
    Announcement,
    Follow,
    Member,
    MemberGroup,
    Organization,
    ParentRequest,
    Station,
    Step,
    TeamTag,
)
from apps.portal.demo.cast import HOME
from apps.registration.models import Volunteer

POINT = ("111.683200", "40.858400")
GROUPS = {"周末助老组": 14, "摄影组": 8}


def gather(demo):
    """After the people have settled: organisations of the whole region, then the team of the cast in full."""
    keep_history(demo)
    tag(demo)
    open_stations(demo)
    tie_families(demo)
    fill_the_team(demo)


def keep_history(demo):
    """Each was applied for and let in, by the officer of the region."""
    Step.objects.bulk_create(
        (
            Step(organization=one, what="state", before=before, after=after, by=by, at=at)
            for one in demo.organizations
            for before, after, by, at in (
                ("", "applied", one.applied_by, one.applied_at),
                ("applied", "approved", demo.reviewer, one.decided_at),
            )
        ),
        batch_size=2000,
    )


def tag(demo):
    """A team is for one or two of the eight things; the banner of the cast has added a tag of its own."""
    tags = list(TeamTag.objects.filter(region=None))
    own = TeamTag.objects.create(name="青城夜巡", region_id=HOME, added_by=demo.cast["reviewer"])
    through = Organization.tags.through
    teams = [one for one in demo.organizations if one.kind_id == "team"]
    through.objects.bulk_create(
        (
            through(organization=one, teamtag=found)
            for one in teams
            for found in demo.random.sample(tags, demo.random.randint(1, 2))
        ),
        batch_size=2000,
    )
    demo.team.tags.add(own)


def open_stations(demo):
    """Each practice centre has its door; the team of the cast has two."""
    centres = [one for one in demo.organizations if one.kind_id == "practice_centre"]
    Station.objects.bulk_create(
        Station(
            organization=one,
            kind_id="practice",
            level="centre",
            name=one.name,
            region=one.region,
            address=f"{one.region.name}文化广场",
            opening="周二到周日9:00–17:00",
        )
        for one in centres
    )
    longitude, latitude = POINT
    for name, kind, level in (
        ("丁香路文明实践站", "practice", "station"),
        ("晨光青年之家", "youth_home", "point"),
    ):
        Station.objects.create(
            organization=demo.team,
            kind_id=kind,
            level=level,
            name=name,
            region=demo.team.region,
            address="丁香路8号",
            longitude=longitude,
            latitude=latitude,
            opening="周末9:00–17:00",
        )


def tie_families(demo):
    """The youth associations of the banners belong to the federation of their league; the team belongs to its banner's."""
    federations = {one.region_id: one for one in demo.organizations if one.kind_id == "federation"}
    parts = [one for one in demo.organizations if one.kind_id == "youth_assoc" and len(one.region_id) == 6]
    for one in parts:
        one.parent = federations[one.region_id[:4]]
    association = next(one for one in parts if one.applied_by == demo.cast["association"])
    demo.team.parent = association
    Organization.objects.bulk_update([*parts, demo.team], ["parent"], batch_size=500)
    other = next(
        one
        for one in demo.organizations
        if one.kind_id == "team" and one.region_id == HOME and one != demo.team
    )
    ParentRequest.objects.create(child=other, parent=association, asked_by=other.applied_by)


def fill_the_team(demo):
    """Members in groups, some who wait, followers, a message; and a new team that names the cast's unit as its guide."""
    now = timezone.now()
    people = Volunteer.objects.passed().filter(region_id=HOME).exclude(user__in=demo.cast.values())
    users = list(people.order_by("pk").values_list("user_id", flat=True)[:60])
    joined = Member.objects.bulk_create(
        Member(
            organization=demo.team,
            user_id=user,
            state="member",
            how="request",
            begun_at=now - datetime.timedelta(days=300 - n),
            joined_at=now - datetime.timedelta(days=299 - n),
            settled_by=demo.cast["owner"],
            settled_at=now - datetime.timedelta(days=299 - n),
        )
        for n, user in enumerate(users[:40])
    )
    for name, size in GROUPS.items():
        group = MemberGroup.objects.create(organization=demo.team, name=name)
        group.members.set(demo.random.sample(joined, min(size, len(joined))))
    Member.objects.bulk_create(
        Member(
            organization=demo.team, user_id=user, state="asked", how="request", words="周末有空，想来搭把手。"
        )
        for user in users[40:43]
    )
    Follow.objects.bulk_create(Follow(organization=demo.team, user_id=user) for user in users[10:])
    Announcement.objects.create(
        organization=demo.team,
        title="周六集合",
        body="八点半在广场东门，带水和手套。",
        sent_by=demo.cast["owner"],
        told=len(joined),
    )
    waiting = Organization.objects.waiting().filter(region_id=HOME).first()
    if waiting:
        waiting.guiding_unit, waiting.guiding_organization, waiting.guidance = (
            demo.unit.name,
            demo.unit,
            "asked",
        )
        waiting.save(update_fields=["guiding_unit", "guiding_organization", "guidance"])
