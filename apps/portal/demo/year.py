"""What the people of the demo region did: two years of activities, three of standing duty, and what comes next."""

from django.utils import timezone

from apps.activities.actions import close_activity
from apps.activities.actions.searches import save_search
from apps.activities.models import Activity
from apps.core.display import hours_minutes
from apps.messaging.models import Message
from apps.portal.demo.cast import HOME
from apps.portal.demo.service import Service
from apps.regions.models import Region

# How many serve which share of the weekend duty of their league: where the high stars come from.
DUTY_SHARES = [0.72] * 2 + [0.45] * 3 + [0.27] * 5 + [0.14] * 9 + [0.05] * 16


def serve(region):
    service = Service(region.random, region.reviewer)
    duty(region, service)
    for organization in region.organizations:
        year_of(region, organization, service)
    our_team(region, service)
    service.write()
    letters(region, service)
    finished(region)


def duty(region, service):
    """In every league one practice centre is open every weekend."""
    centres = {o.region_id: o for o in region.organizations if o.kind_id == "practice_centre"}
    for league in Region.objects.leagues().values_list("code", flat=True):
        pool = [v for code, group in region.active.items() if code.startswith(league) for v in group]
        longest_here = sorted(pool, key=lambda volunteer: volunteer.passed_at)
        regulars = list(zip(longest_here, DUTY_SHARES, strict=False))
        if HOME.startswith(league):
            regulars += [(region.sun, 0.15), *neighbours(region, regulars)]
        centre = next(centres[code] for code in region.active if code.startswith(league))
        service.standing_duty(centre, regulars)


def neighbours(region, regulars):
    """Some of 新城区 serve long enough for a star, so that its association has somebody to recognise."""
    taken = {volunteer.pk for volunteer, _share in regulars} | {region.sun.pk}
    at_home = [one for one in region.active[HOME] if one.pk not in taken]
    return [(one, 0.08) for one in sorted(at_home, key=lambda volunteer: volunteer.passed_at)[:8]]


def year_of(region, organization, service):
    """What an organisation did in the last two years and has planned."""
    random, kind = region.random, organization.kind_id
    if kind == "team":
        pool = region.active[organization.region_id]
        for _ in range(random.randint(5, 12)):
            if group := some(random, pool, 12):
                service.past(organization, group, random.randint(12, 690))
        if random.random() < 0.4 and (group := some(random, pool, 6)):
            service.past(organization, group, random.randint(1, 6), state="pending")
        if random.random() < 0.7:
            service.coming(organization, some(random, pool, 6), random.randint(1, 25))
        if random.random() < 0.15:
            service.in_review(organization, random.randint(5, 25))
    elif group := region.by_place.get(organization.pk):
        rounds = {"primary_school": 20, "university": 36}.get(kind, 20)
        words = "pupils" if kind == "primary_school" else "adults"
        for _ in range(rounds):
            came = random.sample(group, int(len(group) * random.uniform(0.5, 0.9)))
            service.past(organization, came, random.randint(5, 690), kind=words)


def some(random, pool, most):
    return random.sample(pool, random.randint(0, min(most, len(pool))))


def our_team(region, service):
    """晨光社区邻里志愿队: 苏日娜 comes often, some hours wait, a shift is about to begin."""
    random, team, pool = region.random, region.team, region.active[HOME]
    for _ in range(16):
        service.past(team, [region.sun, *random.sample(pool, 5)], random.randint(8, 600))
    for days_ago in (2, 4, 6):
        service.past(team, [region.sun, *random.sample(pool, 6)], days_ago, state="pending")
    service.coming(team, [region.sun, *random.sample(pool, 3)], 3)
    service.coming(team, random.sample(pool, 4), 8, closes_before=2, email="chenguang@example.cn")
    service.about_to_begin(team, [region.sun, *random.sample(pool, 5)])
    service.in_review(team, 9)


def finished(region):
    """The team closed its first activity with a summary; 苏日娜 is told of what helps the old near her home."""
    first = (
        Activity.objects.filter(organization=region.team, ends_at__lt=timezone.now())
        .order_by("ends_at")
        .first()
    )
    close_activity(
        first, summary="大家都按时到了，活干完了，也没有人受伤。下回多带几双手套。", by=region.team.applied_by
    )
    save_search({"banner": HOME, "field": ["03"]}, by=region.sun.user)


def letters(region, service):
    """What 苏日娜 was told when her last hours were confirmed."""
    mine = [r for r in service.records if r.volunteer == region.sun and r.state == "confirmed"]
    Message.objects.bulk_create(
        Message(
            recipient_id=region.sun.user_id,
            kind="hours_confirmed",
            key=f"demo:{record.pk}",
            title="你的时长确认了",
            body=f"{record.organization.name}确认了你{record.served_on:%-m月%-d日}的{hours_minutes(record.minutes)}。",
            url="/me/hours/",
            sent_at=record.decided_at,
            read_at=record.decided_at,
        )
        for record in sorted(mine, key=lambda r: r.served_on)[-6:]
    )
