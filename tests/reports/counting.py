"""Every figure of a region by plain counts on the rows: slow, and for tests only."""

import datetime
from collections import Counter

from django.db.models import F, Q, Sum

from apps.activities.models import Activity, Shift
from apps.core import days
from apps.hours.models import HourRecord, Referral
from apps.insurance.models import Cover
from apps.organizations.models import Organization, Station
from apps.quotas.models import YearStanding
from apps.regions.models import Population, Region
from apps.registration.models import Volunteer
from apps.reports.models import EnteredFigure
from apps.stars.models import StarStanding
from apps.training.models import TrainedFigures

IDENTITIES = ["pupil", "university", "employee"]


def figures_of(code):
    """Without what nobody is counted under; so is what it is held against (`without_nothing`)."""
    today = days.today()
    minutes = minutes_of(code, today)
    return without_nothing(
        {
            "year": today.year,
            "people": people(code, today),
            "stars": stars(code),
            "goals": goals(code, today),
            "goals_at": goals_at(code, today),
            "banners": banners(code),
            "activities": activities(code, today),
            "waiting": waiting(code),
            **organizations(code),
            "stations": Counter(Station.objects.open().filter(here(code)).values_list("kind", flat=True)),
            **minutes,
            "minutes": sums_of(minutes["months"], today),
            "population": population(code),
            "entered": {kind: entered(code, kind) for kind in ("party", "league", "national", "mechanism")},
            "training": TrainedFigures.objects.filter(here(code), year=today.year).first(),
        }
    )


def without_nothing(figures):
    return {
        name: {key: value for key, value in part.items() if value} if isinstance(part, dict) else part
        for name, part in figures.items()
    }


def here(code, field="region"):
    return Q(**{f"{field}__code__startswith": code})


def passed_in(code):
    return Volunteer.objects.filter(here(code)).passed()


def people(code, today):
    passed, confirmed = passed_in(code), HourRecord.objects.confirmed()
    lately = confirmed.filter(served_on__gt=today.replace(year=today.year - 1))
    insured = Cover.objects.filter(state__in=["accepted", "ended"], during__contains=today)
    return {
        "registered": Volunteer.objects.filter(here(code)).exclude(identity_state="refused").count(),
        "passed": passed.count(),
        "activated": passed.exclude(user__last_login=None).count(),
        "active": passed.filter(pk__in=lately.values("volunteer")).count(),
        "with_hours": passed.filter(pk__in=confirmed.values("volunteer")).count(),
        "insured": passed.filter(pk__in=insured.values("volunteer")).count(),
        "party": passed.filter(political__in=["01", "02"]).count(),
        "league": passed.filter(political="03").count(),
    }


def stars(code):
    standing = StarStanding.objects.filter(volunteer__in=passed_in(code))
    return {
        f"{what}_{level}": standing.filter(**{what: level}).count()
        for what in ("reached", "recognized")
        for level in range(1, 6)
    }


def of_year(code, today):
    return YearStanding.objects.in_year(today.year).filter(goal__gt=0, volunteer__in=passed_in(code))


def goals(code, today):
    found = {}
    for who in IDENTITIES:
        rows = of_year(code, today).filter(identity=who)
        found |= {
            f"{who}_people": rows.count(),
            f"{who}_met": rows.filter(minutes__gte=F("goal")).count(),
        }
    return found


def goals_at(code, today):
    found = {}
    for at in ("school", "unit"):
        rows = of_year(code, today).filter(affiliation__organization__kind__group=at)
        found |= {f"{at}_people": rows.count(), f"{at}_met": rows.filter(minutes__gte=F("goal")).count()}
    return found


def banners(code):
    """Those of today, which have an association of their own, and have said that they have a mechanism."""
    rows = Region.objects.filter(level=6, successor=None, code__startswith=code)
    associations = Organization.objects.approved().filter(kind__is_youth_association=True)
    return {
        "all": rows.count(),
        "with_association": sum(associations.filter(here(row.pk)).exists() for row in rows),
        "with_mechanism": sum((entered(row.pk, "mechanism") or {"value": 0})["value"] for row in rows),
    }


def activities(code, today):
    notices = Activity.objects.filter(
        here(code),
        state__in=["published", "closed"],
        starts_at__gte=days.start_of(datetime.date(today.year, 1, 1)),
        starts_at__lt=days.start_of(datetime.date(today.year + 1, 1, 1)),
    )
    shifts = Shift.objects.filter(position__activity__in=notices, called_off_at=None)
    return {
        "published": notices.count(),
        "places": shifts.aggregate(all=Sum("capacity", default=0))["all"],
        "taken": shifts.aggregate(all=Sum("taken", default=0))["all"],
    }


def waiting(code):
    pending = HourRecord.objects.filter(here(code, "organization_region"), state="pending")
    overdue = Referral.objects.filter(why="overdue")
    return {
        "pending": pending.count(),
        "overdue": pending.filter(pk__in=overdue.values("record")).count(),
    }


def organizations(code):
    every = Organization.objects.filter(here(code))
    approved = every.approved()
    return {
        "organizations": Counter(approved.values_list("kind__group", flat=True)),
        "kinds": Counter(approved.values_list("kind", flat=True)),
        "states": Counter(every.values_list("state", flat=True)),
        "trust": Counter(approved.values_list("trust", flat=True)),
        "units": units(approved),
    }


def units(approved):
    """Of each kind how many there are, and how many have somebody of their own, wherever that is."""
    own = Organization.objects.approved().filter(kind__group__in=["association", "registered", "team"])
    guided = own.filter(guidance="confirmed")
    found = Counter()
    for unit in approved.filter(kind__group="unit"):
        has_own = own.filter(parent=unit).exists() or guided.filter(guiding_organization=unit).exists()
        found[f"{unit.kind_id}_all"] += 1
        found[f"{unit.kind_id}_with"] += has_own
    return found


def minutes_of(code, today):
    """Confirmed minutes: of each month of this year and the one before, and of this year by source and field."""
    records = HourRecord.objects.confirmed().filter(here(code, "volunteer_region"))
    found = {"months": Counter(), "sources": Counter(), "fields": Counter()}
    for record in records.filter(served_on__year__in=[today.year - 1, today.year]):
        found["months"][f"{record.served_on:%Y-%m}"] += record.counted
        if record.served_on.year == today.year:
            activity = record.signup.shift.position.activity
            found["sources"][record.source] += record.counted
            found["fields"][activity.service_fields[0]] += record.counted
    return found


def sums_of(months, today):
    def of(year, which):
        return sum(months[f"{year}-{month:02}"] for month in which)

    whole, this = range(1, today.month), range(1, today.month + 1)
    return {
        "this_year": of(today.year, range(1, 13)),
        "whole_months": of(today.year, whole),
        "same_months_last_year": of(today.year - 1, whole),
        "last_12_months": of(today.year, this) + of(today.year - 1, range(today.month + 1, 13)),
    }


def population(code):
    row = Population.objects.filter(region=code).order_by("-year", "caliber").first()
    return row and {**stated(row), "caliber": row.get_caliber_display()}


def entered(code, kind):
    row = EnteredFigure.objects.filter(region=code, kind=kind, withdrawn_at=None).order_by("-year").first()
    return row and stated(row)


def stated(row):
    return {"value": row.value, "year": row.year, "source": row.source}
