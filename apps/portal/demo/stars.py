"""Stars of the demo region: when they were reached, and which of them associations have recognised."""

import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import Consent, ConsentText, User
from apps.core import days
from apps.core.models import PolicyRow
from apps.hours.actions import void_hours
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.portal.demo.cast import ACCOUNTS
from apps.registration.actions.ages import born_until
from apps.registration.models import Volunteer
from apps.stars.actions import object_to, settle_notice
from apps.stars.models import Recognition, StarCandidate, StarHonour, StarNotice, StarStanding
from apps.stars.powers import Powers
from apps.stars.reasons import reasons_of
from apps.stars.signals import stars_recognized
from apps.stars.standing import thresholds


def account(key):
    return User.objects.with_phone(next(a.phone for a in ACCOUNTS if a.key == key))


def recognize_some(random):
    """Associations have recognised some of the stars after public notice; some are on notice; the rest waits."""
    home = Organization.objects.select_related("applied_by", "kind").get(applied_by=account("association"))
    sun = Volunteer.objects.select_related("user").get(user=account("volunteer"))
    first_star_of(sun, by=home.applied_by, organization=home)
    over_notice(home, sun)
    on_notice(home, sun)
    federations = Organization.objects.filter(kind_id="federation").select_related(
        "kind", "applied_by", "region"
    )
    for count, federation in enumerate(federations, 1):
        waiting = waiting_at(federation, sun)
        chosen = random.sample(waiting, len(waiting) // 2)
        if chosen:
            notice = noticed(federation, chosen, days.today() - datetime.timedelta(days=20))
            number = f"{federation.region.short_name}志联发〔{days.this_year()}〕{count}号"
            settle_notice(notice, by=federation.applied_by, document_number=number)
    on_the_roll(random)


def waiting_at(association, sun):
    """Who waits and has no reason to wait: in the order of the key."""
    waiting = StarStanding.objects.recognizable_by(association).exclude(pk=sun.pk).order_by("pk")
    found = list(waiting.exclude(volunteer__user=association.applied_by).values_list("pk", flat=True))
    reasons = reasons_of(found)
    return [pk for pk in found if pk not in reasons]


def noticed(association, volunteers, opened_on):
    """A notice that was opened on a day, for seven days."""
    notice = StarNotice.objects.create(
        organization=association,
        opened_by=association.applied_by,
        opened_at=days.start_of(opened_on) + datetime.timedelta(hours=10),
        until=opened_on + datetime.timedelta(days=7),
    )
    powers, place = Powers(), association.region_id
    rows = StarStanding.objects.filter(pk__in=volunteers).select_related("volunteer").order_by("pk")
    StarCandidate.objects.bulk_create(
        StarCandidate(
            notice=notice,
            volunteer=row.volunteer,
            beneficiary_id=row.volunteer.user_id,
            level=powers.highest(place, row.volunteer.region_id, row.recognized, row.reached),
        )
        for row in rows
    )
    return notice


def on_notice(home, sun):
    """Some people of 新城区 are on notice since the day before yesterday, and somebody objected to one of them."""
    waiting = waiting_at(home, sun)
    chosen = waiting[: max(2, len(waiting) // 3)]
    notice = noticed(home, chosen, days.today() - datetime.timedelta(days=2))
    candidate = notice.candidates.order_by("pk")[0]
    words = "去年十月的两次清扫，他只到了一会儿就走了，时长记成了整天。"
    object_to(candidate, by=account("owner"), words=words)


def over_notice(home, sun):
    """A notice of 新城区 whose days are over: its association can recognise those who stand on it."""
    waiting = waiting_at(home, sun)
    noticed(home, waiting[: max(1, len(waiting) // 2)], days.today() - datetime.timedelta(days=9))


def first_star_of(volunteer, *, by, organization):
    """苏日娜's first star was recognised last year after public notice; her second waits."""
    last_year = days.this_year() - 1
    opened_on, number = datetime.date(last_year, 11, 20), f"新青志发〔{last_year}〕3号"
    at = days.start_of(datetime.date(last_year, 12, 5)) + datetime.timedelta(hours=10)
    notice = StarNotice.objects.create(
        organization=organization,
        opened_by=by,
        opened_at=days.start_of(opened_on) + datetime.timedelta(hours=10),
        until=opened_on + datetime.timedelta(days=10),
    )
    person = {"volunteer": volunteer, "beneficiary": volunteer.user, "level": 1}
    candidate = StarCandidate.objects.create(notice=notice, **person)
    ended = {"state": StarNotice.State.SETTLED, "document_number": number, "ended_by": by, "ended_at": at}
    StarNotice.objects.filter(pk=notice.pk).update(**ended)
    stands = {"state": StarCandidate.State.STANDS, "decided_by": by, "decided_at": at}
    StarCandidate.objects.filter(pk=candidate.pk).update(**stands)
    Recognition.objects.create(
        organization=organization,
        candidate=candidate,
        document_number=number,
        recognized_by=by,
        recognized_at=at,
        **person,
    )
    StarStanding.objects.filter(pk=volunteer.pk).update(recognized=1, asked=thresholds()[0])
    stars_recognized.send(sender=Recognition, volunteer_ids=[volunteer.pk])  # as the action does


def on_the_roll(random):
    """Some of those who have a star agreed to stand on the roll of honour, half of them by their full name."""
    adult = PolicyRow.objects.value("age", "adult")
    grown = StarStanding.objects.filter(
        recognized__gt=0, volunteer__birth_date__lte=born_until(days.today(), adult)
    )
    chosen = grown.order_by("pk").values_list("pk", flat=True)
    honours = StarHonour.objects.bulk_create(
        StarHonour(volunteer_id=pk, shows_name=random.random() < 0.5, agreed_at=timezone.now())
        for pk in chosen
        if random.random() < 0.6
    )
    named = Volunteer.objects.filter(pk__in=[one.pk for one in honours if one.shows_name])
    said = {"purpose": Consent.Purpose.HONOUR, "version": ConsentText.objects.versions()["honour"]}
    Consent.objects.bulk_create(
        Consent(user_id=user, given_by_id=user, **said) for user in named.values_list("user", flat=True)
    )


def one_fallen(reviewer):
    """Of somebody whose star was recognised hours turn out to be wrong, and are not enough any more."""
    limits = thresholds()
    starred = StarStanding.objects.filter(recognized__gt=0, reached=F("recognized")).order_by("pk")
    starred = starred.exclude(volunteer__user=account("volunteer"))
    for row in sorted(starred[:500], key=lambda one: one.minutes - limits[one.recognized - 1]):
        spare = row.minutes - limits[row.recognized - 1]
        records = HourRecord.objects.confirmed().filter(
            volunteer=row.pk, counted__gt=spare, source="code", served_on__year=days.this_year()
        )
        if record := records.order_by("-served_on", "-pk").first():
            return void_hours(record, by=reviewer, reason="核查签到照片，那天他没有到场。")
    return None


# A star is reached on the day the hours up to then first met its threshold.
REACHED_ON = """
    UPDATE stars_starstanding AS standing SET reached_on = met.day
    FROM (
        SELECT run.volunteer_id, min(run.served_on) AS day
        FROM (
            SELECT volunteer_id, served_on, sum(counted) OVER (PARTITION BY volunteer_id ORDER BY served_on, id) AS total
            FROM hours_hourrecord WHERE state = 'confirmed'
        ) AS run
        JOIN stars_starstanding AS star ON star.volunteer_id = run.volunteer_id
        JOIN core_policyrow AS policy ON policy.topic = 'star_minutes' AND policy.item = star.reached::text
        WHERE run.total >= policy.value
        GROUP BY run.volunteer_id
    ) AS met
    WHERE met.volunteer_id = standing.volunteer_id
"""


def date_stars():
    """The stars of the demo were reached when the hours were served, not on the day the demo was built."""
    with connection.cursor() as cursor:
        cursor.execute(REACHED_ON)


def count_hours():
    return HourRecord.objects.confirmed().count()
