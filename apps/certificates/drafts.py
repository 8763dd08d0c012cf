"""What certificates are to say, gathered for a set of people at once. Nothing is signed or written here."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.certificates import people
from apps.certificates.models import Certificate, CertificateBasis
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.models import Recognition
from apps.stars.standing import thresholds
from apps.training.models import Completion

Kind = Certificate.Kind
LINES, SUMMARY, TOTALS = "lines", "summary", "totals"


@dataclass
class Draft:
    """One certificate before it has a number. `contents` is what it says, in the order of no reader; `seal_of` is whose
    seal may stand on it."""

    volunteer: Volunteer
    kind: str
    scope: str
    minutes: int
    contents: dict[str, Any]
    bases: list[CertificateBasis]
    issuer: Organization | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    subject: str = ""  # the star, the training, the activity: what the code on the paper names
    expires_on: datetime.date | None = None  # its last day
    extra: dict = field(default_factory=dict)


def service(volunteers, since, until, *, organization=None, detail=LINES) -> dict[int, Draft]:
    """Of each volunteer the confirmed hours of a period, of all organisations or of one, which then issues it (谁组织谁
    记录，谁记录谁证明). Whoever has none is left out."""
    rows = HourRecord.objects.confirmed().filter(
        volunteer__in=list(volunteers), served_on__gte=since, served_on__lte=until
    )
    rows = _told(rows.filter(organization=organization) if organization else rows)
    most = PolicyRow.objects.value("certificates", "lines")
    found = {}
    for volunteer in volunteers:
        if mine := rows.get(volunteer.pk):
            contents = {"since": since.isoformat(), "until": until.isoformat(), "detail": detail}
            contents |= {"about": organization.name if organization else "", **_summed(mine, detail, most)}
            scope = service_scope(since, until, organization)
            found[volunteer.pk] = _draft(volunteer, Kind.SERVICE, scope, mine, contents)
            found[volunteer.pk].issuer = at_work(organization)
            found[volunteer.pk].since, found[volunteer.pk].until = since, until
    return found


def statements(volunteers, organization, since, until, purpose, *, detail=LINES) -> dict[int, Draft]:
    """What a school or unit states of its people: the confirmed hours of a period on days on which they were there,
    wherever they served, and what it is for. Whoever has none is left out."""
    rows = HourRecord.objects.confirmed().filter(
        people.while_there(organization),
        volunteer__in=list(volunteers),
        served_on__gte=since,
        served_on__lte=until,
    )
    rows, places = _told(rows), people.last_places(volunteers, organization, until)
    there = people.days_there(volunteers, organization, since, until)
    most, found = PolicyRow.objects.value("certificates", "lines"), {}
    for volunteer in volunteers:
        if mine := rows.get(volunteer.pk):
            first, last = there[volunteer.pk]  # nobody was there on other days
            contents = {"since": first.isoformat(), "until": last.isoformat(), "detail": detail, "about": ""}
            contents |= {"place": organization.name, "there": places.get(volunteer.pk, "")}
            contents |= {"purpose": str(purpose.label), **_summed(mine, detail, most)}
            draft = _draft(
                volunteer, Kind.STATED, statement_scope(since, until, organization, purpose), mine, contents
            )
            draft.issuer, draft.subject = at_work(organization), str(purpose.label)
            draft.since, draft.until = first, last
            found[volunteer.pk] = draft
    return found


def statement_scope(since, until, organization, purpose):
    return f"{since:%Y%m%d}-{until:%Y%m%d}/stated/{organization.pk}/{purpose}"


def service_scope(since, until, organization=None):
    """What service certificates are about: of two about the same the later one stands."""
    return f"{since:%Y%m%d}-{until:%Y%m%d}/{organization.pk if organization else ''}"


def thanks_scope(activity):
    return f"activity/{activity.pk}"


def at_work(organization: Organization | None) -> Organization | None:
    """Who issues in the name of an organisation: itself, once it is closed whoever took over, and the platform where
    neither is at work. Nobody's seal stands on a paper while nobody may act for them."""
    answers = organization.answers if organization else None
    return None if answers is None or answers.is_stopped else answers


def thanks(volunteers, activity: Activity, *, words="") -> dict[int, Draft]:
    """An organisation thanks those whose hours in an activity are confirmed."""
    rows = HourRecord.objects.confirmed().filter(
        volunteer__in=list(volunteers), signup__shift__position__activity=activity
    )
    rows, found = _told(rows), {}
    for volunteer in volunteers:
        if mine := rows.get(volunteer.pk):
            contents = {
                "activity": activity.title,
                "words": words,
                "minutes": sum(row.counted for row in mine),
                "since": mine[0].served_on.isoformat(),
                "until": mine[-1].served_on.isoformat(),
            }
            draft = _draft(volunteer, Kind.THANKS, thanks_scope(activity), mine, contents)
            draft.issuer, draft.subject = activity.organization, activity.title
            draft.since, draft.until = mine[0].served_on, mine[-1].served_on
            found[volunteer.pk] = draft
    return found


def star(recognition: Recognition) -> Draft:
    """A star that an association recognised, with the hours it took on that day."""
    volunteer, level = recognition.volunteer, recognition.level
    recognized_on = days.day_of(recognition.recognized_at)
    minutes = thresholds(recognized_on)[level - 1]
    contents = {
        "level": level,
        "star": str(recognition.level_name),
        "minutes": minutes,
        "association": recognition.organization.name,
        "document_number": recognition.document_number,
        "recognized_on": recognized_on.isoformat(),
    }
    return Draft(
        volunteer,
        Kind.STAR,
        f"star/{level}",
        minutes,
        contents,
        [CertificateBasis(recognition=recognition)],
        issuer=at_work(recognition.organization),
        subject=str(recognition.level_name),
    )


def training(completion: Completion) -> Draft:
    """A training that was completed; its hours are their own account, never service hours."""
    contents = {
        "title": completion.title,
        "training": completion.kind.name,
        "minutes": completion.minutes,
        "passed_on": completion.passed_on.isoformat(),
        "expires_on": completion.expires_on.isoformat() if completion.expires_on else "",
        "organizer": completion.organizer,
    }
    host = completion.course.organization if completion.course_id else None
    return Draft(
        completion.volunteer,
        Kind.TRAINING,
        f"completion/{completion.pk}",
        completion.minutes,
        contents,
        [CertificateBasis(completion=completion)],
        issuer=at_work(host),
        subject=completion.title,
        expires_on=completion.expires_on,
    )


def _draft(volunteer, kind, scope, rows, contents):
    bases = [CertificateBasis(record_id=row.pk) for row in rows]
    return Draft(volunteer, kind, scope, contents["minutes"], contents, bases)


def _told(records):
    """Records by volunteer, each with its title and host, the oldest first."""
    rows = (
        records.annotate(
            activity=Coalesce("signup__shift__position__activity__title", "basis__title"),
            host=Coalesce("organization__name", "basis__issuer"),
        )
        .order_by("volunteer", "served_on", "pk")
        .values_list(
            *["pk", "volunteer_id", "served_on", "counted", "source", "activity", "host"], named=True
        )
    )
    found = defaultdict(list)
    for row in rows:
        found[row.volunteer_id].append(row)
    return found


def _summed(rows, detail, most):
    """What 67号令 §15 asks for: time, contents, who recorded it; and where each hour comes from."""
    return {
        "minutes": sum(row.counted for row in rows),
        "records": len(rows),
        "sources": _sums(rows, lambda row: (str(HourRecord.Source(row.source).label),)),
        "organizations": _sums(rows, lambda row: (row.host,)),
        "lines": _lines(rows, most) if detail == LINES else [],
        "groups": _groups(rows, most) if detail == SUMMARY else [],
    }


def _lines(rows, most):
    _refuse_too_many(rows, most)
    return [
        [
            row.served_on.isoformat(),
            row.activity,
            row.host,
            row.counted,
            str(HourRecord.Source(row.source).label),
        ]
        for row in rows
    ]


def _groups(rows, most):
    groups = _sums(rows, lambda row: (row.activity, row.host))
    _refuse_too_many(groups, most)
    return groups


def _refuse_too_many(lines, most):
    if len(lines) > most:
        raise Refused(
            _("这段时间的记录超过%(most)d条，一份证明印不下。请缩短时间，或者改成汇总。") % {"most": most},
            code="too_many_lines",
        )


def _sums(rows, key):
    """[*key, minutes, how many], the most minutes first."""
    sums = defaultdict(lambda: [0, 0])
    for row in rows:
        sums[key(row)][0] += row.counted
        sums[key(row)][1] += 1
    return [[*words, *sums[words]] for words in sorted(sums, key=lambda words: (-sums[words][0], words))]
