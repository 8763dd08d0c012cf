"""Stars of the demo region: when they were reached, and which of them associations have recognised."""

import datetime

from django.db import connection

from apps.accounts.models import User
from apps.core import days
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.portal.demo.cast import ACCOUNTS
from apps.registration.models import Volunteer
from apps.stars.actions import recognize_stars
from apps.stars.models import Recognition, StarStanding


def account(key):
    return User.objects.with_phone(next(a.phone for a in ACCOUNTS if a.key == key))


def recognize_some(random):
    """Associations have recognised some of the stars; the rest wait for them."""
    home = Organization.objects.select_related("applied_by").get(applied_by=account("association"))
    sun = Volunteer.objects.select_related("user").get(user=account("volunteer"))
    first_star_of(sun, by=home.applied_by, organization=home)
    federations = Organization.objects.filter(kind_id="federation").select_related(
        "kind", "applied_by", "region"
    )
    for number, federation in enumerate(federations, 1):
        waiting = list(
            StarStanding.objects.recognizable_by(federation).order_by("pk").values_list("pk", flat=True)
        )
        chosen = random.sample([pk for pk in waiting if pk != sun.pk], len(waiting) // 2)
        if chosen:
            recognize_stars(
                StarStanding.objects.filter(pk__in=chosen),
                by=federation.applied_by,
                organization=federation,
                document_number=f"{federation.region.short_name}志联发〔{days.this_year()}〕{number}号",
            )


def first_star_of(volunteer, *, by, organization):
    """苏日娜's first star was recognised last year; her second waits."""
    last_year = days.this_year() - 1
    Recognition.objects.create(
        volunteer=volunteer,
        level=1,
        organization=organization,
        document_number=f"新青志发〔{last_year}〕3号",
        recognized_by=by,
        recognized_at=days.start_of(datetime.date(last_year, 12, 5)) + datetime.timedelta(hours=10),
        beneficiary=volunteer.user,
    )
    StarStanding.objects.filter(pk=volunteer.pk).update(recognized=1)


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
