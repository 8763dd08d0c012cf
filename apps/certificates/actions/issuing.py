"""Issuing: number, signature, pages and rows, for a set of drafts in one transaction."""

import datetime
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.certificates import badges, drafts, numbers, sheets, signing
from apps.certificates.drafts import Draft
from apps.certificates.models import Batch, Certificate, CertificateBasis, Seal
from apps.core import audit, days, uploads
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.models import Recognition
from apps.training.models import Completion

VERSION = 1  # of the claims in the code on the paper


@transaction.atomic
def issue_service(
    volunteer: Volunteer,
    *,
    by: User,
    since: datetime.date,
    until: datetime.date,
    organization: Organization | None = None,
    detail: str = drafts.LINES,
) -> Certificate:
    """The person's own click (67号令 §14, §15): what they served in a period, free, as often as they like within the
    limit of a day."""
    volunteer = hold([volunteer.pk])[0]
    refuse_unless_known(volunteer)
    refuse_too_many(volunteer)
    if until < since:
        raise Refused(_("结束的日子要在开始以后。"), code="period_reversed")
    if since > days.today():
        raise Refused(_("这段时间还没有开始。"), code="period_not_begun")
    until = min(until, days.today())
    found = drafts.service([volunteer], since, until, organization=organization, detail=detail)
    if volunteer.pk not in found:
        raise Refused(_("这段时间还没有确认的服务时长，开不了证明。"), code="no_hours")
    return issue(found.values(), by=by)[0]


@transaction.atomic
def issue_star(recognition: Recognition, *, by: User) -> Certificate:
    """The certificate of a star that was recognised; once hours were voided so that the star is not reached any more,
    there is none."""
    volunteer = hold([recognition.volunteer_id])[0]
    refuse_unless_known(volunteer)
    refuse_too_many(volunteer)
    locked = Recognition.objects.select_related("organization", "volunteer")
    recognition = locked.select_for_update(of=("self",), no_key=True).get(pk=recognition.pk)
    if recognition.is_withdrawn:
        raise Refused(_("协会取消了这一星的认定，开不了证书。"), code="star_withdrawn")
    draft = drafts.star(recognition)
    if minutes_of([volunteer.pk]).get(volunteer.pk, 0) < draft.minutes:
        raise Refused(_("有时长作废以后，总时长不够这一星了。"), code="star_not_reached")
    return issue([draft], by=by)[0]


@transaction.atomic
def issue_training(completion: Completion, *, by: User) -> Certificate:
    """The certificate of a training that was completed, has not been voided and has not run out."""
    volunteer = hold([completion.volunteer_id])[0]
    refuse_unless_known(volunteer)
    refuse_too_many(volunteer)
    locked = Completion.objects.select_related("kind", "course__organization", "volunteer")
    completion = locked.select_for_update(of=("self",), no_key=True).get(pk=completion.pk)
    if completion.is_voided:
        raise Refused(_("这次培训的记录已经作废。"), code="completion_voided")
    if completion.expires_on and completion.expires_on < days.today():
        raise Refused(_("这次培训过了有效期，再学一次就能开。"), code="completion_ran_out")
    return issue([drafts.training(completion)], by=by)[0]


def hold(volunteer_ids: Collection[int]) -> list[Volunteer]:
    """These people, locked in one order: what is voided next to us comes before or after, and is seen."""
    rows = Volunteer.objects.filter(pk__in=volunteer_ids).order_by("pk").select_related("user")
    return list(rows.select_for_update(of=("self",), no_key=True))


def refuse_unless_known(volunteer: Volunteer) -> None:
    if not volunteer.is_passed:
        raise Refused(_("身份核验通过以后才能开证明。"), code="identity_not_passed")


def refuse_too_many(volunteer: Volunteer, *, stated: bool = False) -> None:
    """Each one is kept for ever, so a day has a limit: one for what a person asks for, one for what is stated of them."""
    most = PolicyRow.objects.value("certificates", "a_day")
    today = Certificate.objects.filter(
        volunteer=volunteer, batch=None, issued_at__gte=days.start_of(days.today())
    )
    today = (
        today.filter(kind=Certificate.Kind.STATED) if stated else today.exclude(kind=Certificate.Kind.STATED)
    )
    if today.count() >= most:
        raise Refused(_("今天已经开了%(most)d份，明天再开。") % {"most": most}, code="too_many_today")


def minutes_of(volunteer_ids: Collection[int]) -> dict[int, int]:
    """Confirmed minutes of all years."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT volunteer_id, sum(minutes)::integer FROM hours_yeartotal WHERE volunteer_id = ANY(%s) GROUP BY 1",
            [list(volunteer_ids)],
        )
        return dict(cursor.fetchall())


def issue(made: Iterable[Draft], *, by: User, batch: Batch | None = None) -> list[Certificate]:
    """Number, sign and print drafts, and put them in the place of earlier ones about the same. Their volunteers are held
    by the caller."""
    made, now = list(made), timezone.now()
    seals = _seals_of({draft.issuer for draft in made if draft.issuer})
    rows = [_row(draft, now, by, batch) for draft in made]
    pages = [sheets.sheet_of(claims, row.payload, seals.get(row.issuer_id)) for row, claims in rows]
    files = uploads.put_away(
        [
            (page, f"{row.get_kind_display()}-{row.number}.pdf", draft.volunteer.user_id)
            for page, draft, (row, _claims) in zip(pages, made, rows, strict=True)
        ]
    )
    certificates = []
    for (row, _claims), file, pk in zip(rows, files, _ids(len(rows)), strict=True):
        row.pk, row.pdf = pk, file
        certificates.append(row)
    _replace(certificates, now)
    Certificate.objects.bulk_create(certificates)
    for draft, row in zip(made, certificates, strict=True):
        for basis in draft.bases:
            basis.certificate = row
    CertificateBasis.objects.bulk_create([basis for draft in made for basis in draft.bases], batch_size=2000)
    audit.note("certificate.issued", certificates, by=by)
    return certificates


def _row(draft, now, by, batch):
    """A certificate that is not saved yet, and its claims."""
    year, token = days.day_of(now).year, numbers.new_token()
    claims = {
        **draft.contents,
        "kind": str(draft.kind),
        "number": numbers.new_number(draft.kind, year),
        "token": token,
        "name": draft.volunteer.name,
        "volunteer": draft.volunteer.number,
        "issuer": draft.issuer.name if draft.issuer else "",
        "issued_on": days.day_of(now).isoformat(),
    }
    digest = signing.digest(claims)
    row = Certificate(
        number=claims["number"],
        token=token,
        kind=draft.kind,
        volunteer=draft.volunteer,
        issuer=draft.issuer,
        batch=batch,
        scope=draft.scope,
        since=draft.since,
        until=draft.until,
        minutes=draft.minutes,
        claims=signing.written(claims).decode(),
        digest=digest,
        payload=signing.sign(short_claims(draft, claims, digest)),
        key_id=signing.current_key(),
        issued_at=now,
        issued_by=by,
    )
    if row.has_badge:
        row.badge = badges.badge_at_issue(row)
    return row, claims


def short_claims(draft, claims, digest):
    """What travels in the code on the paper (docs/certificates.md says what each letter means)."""
    said = {
        "v": VERSION,
        "n": claims["number"],
        "t": claims["token"],
        "k": claims["kind"],
        "m": draft.volunteer.masked_name,
        "p": signing.name_check(claims["token"], claims["name"]),
        "h": draft.minutes,
        "i": claims["issued_on"],
        "d": signing.encode(bytes.fromhex(digest)[:16]),
    }
    if draft.since:
        said |= {"f": draft.since.isoformat(), "u": draft.until.isoformat()}
    if draft.issuer:
        said["o"] = draft.issuer.name[:30]
    if draft.subject:
        said["s"] = draft.subject[:30]
    if draft.expires_on:
        said["e"] = draft.expires_on.isoformat()
    return said


def _seals_of(organizations):
    """{organisation: the picture of its seal}, where an office has approved one."""
    seals = Seal.objects.in_use().filter(organization__in=organizations).select_related("picture")
    return {seal.organization_id: uploads.content(seal.picture) for seal in seals}


def _ids(count):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('certificates_certificate', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


# The earlier one steps aside before the newer one is written: of the same only one is valid at a time.
REPLACE = """
    UPDATE certificates_certificate AS earlier
    SET state = 'replaced', ended_at = %(now)s, replaced_by_id = newer.id
    FROM unnest(%(ids)s::bigint[], %(volunteers)s::bigint[], %(kinds)s::text[], %(scopes)s::text[])
        AS newer (id, volunteer_id, kind, scope)
    WHERE earlier.volunteer_id = newer.volunteer_id AND earlier.kind = newer.kind AND earlier.scope = newer.scope
      AND earlier.state = 'valid'
"""


def _replace(certificates, now):
    values = {
        "now": now,
        "ids": [row.pk for row in certificates],
        "volunteers": [row.volunteer_id for row in certificates],
        "kinds": [str(row.kind) for row in certificates],
        "scopes": [row.scope for row in certificates],
    }
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, values)
