"""Rosters that schools and units hand in. They only propose: nothing of anybody who is registered is ever changed by
them, and whoever hands one in learns of nobody whether they are here."""

import datetime
import json
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days, outbox
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.tables import Table
from apps.organizations.models import Organization, OrganizationKind
from apps.registration.actions.proposals import tell_whom_they_mean
from apps.registration.models import Affiliation, Roster, RosterEntry, RosterProblem
from apps.registration.roster_columns import columns_of, guess
from apps.registration.roster_rows import RowReader

GROUPS = [OrganizationKind.Group.SCHOOL, OrganizationKind.Group.UNIT]
DECLARATION = "2026-1"  # the wording that is ticked; it stands in forms.RosterColumnsForm
CHUNK = 500  # rows a transaction: a worker that dies loses the work of one
READ = ("name", "group", "identity", "stage", "grade", "class_name", "student_number", "phone")
State = Roster.State


@transaction.atomic
def hand_in_roster(organization: Organization, *, table: Table, by: User) -> Roster:
    """Keep a table, sealed, until somebody has said what its columns hold."""
    organization = _held(organization, by)
    sheet = {
        "header": table.header,
        "rows": table.rows,
        "lines": table.lines,
        "spoiled": {str(at): why for at, why in table.spoiled.items()},
    }
    roster = Roster.objects.create(
        organization=organization,
        handed_in_by=by,
        sheet=json.dumps(sheet, ensure_ascii=False),
        columns=guess(columns_of(organization), table.header),
        rows=len(table.rows),
    )
    audit.note("roster.handed_in", [roster], by=by, rows=roster.rows)
    return roster


@transaction.atomic
def begin_roster(roster: Roster, *, columns: dict[str, int], has_declared: bool, by: User) -> Roster:
    """Read the table in the background. Who hands it in declares that the people on it, or their guardians, know of it;
    an organisation reads so many rows a day (policy)."""
    organization = _held(roster.organization, by)
    roster = Roster.objects.select_for_update(of=("self",), no_key=True).get(pk=roster.pk)
    if roster.state != State.CHOOSING:
        raise Refused(_("这张表已经在读了。"), code="already_begun")
    if not has_declared:
        raise Refused(_("先确认名单上的人都知道。"), code="not_declared")
    _refuse_odd_columns(roster, columns)
    today = Roster.objects.filter(organization=organization).begun_on(days.today())
    most = PolicyRow.objects.value("roster", "rows_a_day")
    if (today.aggregate(rows=Sum("rows"))["rows"] or 0) + roster.rows > most:
        raise Refused(_("一天最多交%(most)d行，其余的明天再交。") % {"most": most}, code="too_many_rows")
    roster.columns, roster.declaration = columns, DECLARATION
    roster.state, roster.started_at = State.WORKING, timezone.now()
    roster.save()
    audit.note("roster.begun", [roster], by=by, rows=roster.rows, declaration=DECLARATION)
    _put(roster)
    return roster


def _refuse_odd_columns(roster, columns):
    known = {column.name: column for column in columns_of(roster.organization)}
    width = len(json.loads(roster.sheet)["header"])
    sound = all(name in known and 0 <= at < width for name, at in columns.items())
    if not sound or len(set(columns.values())) != len(columns):
        raise Refused(_("每一列只能选一次。"), code="odd_columns")
    missing = [column.label for column in known.values() if column.is_needed and column.name not in columns]
    if missing:
        raise Refused(_("还要选“%(name)s”是哪一列。") % {"name": missing[0]}, code="missing_column")


def _put(roster):
    outbox.put("roster", {f"roster:{roster.pk}:{roster.read}": {"roster": roster.pk, "read": roster.read}})


@outbox.handles("roster")
def read_some(payload, *, key):
    """Read the next rows. Done and noted in one transaction, so that each row is read once, however often a worker
    dies; the same statements whoever is on the list."""
    roster = Roster.objects.select_for_update(of=("self",), no_key=True).filter(pk=payload["roster"]).first()
    if roster is None or roster.state != State.WORKING or roster.read != payload["read"]:
        return
    organization = Organization.objects.select_related("kind").select_for_update(of=("self",), no_key=True)
    organization = organization.get(pk=roster.organization_id)
    reader = RowReader(organization, roster.columns)
    sheet = json.loads(roster.sheet)
    chosen = range(roster.read, min(roster.read + CHUNK, roster.rows))
    rows, problems, repeated = _read(reader, sheet, chosen)
    RosterProblem.objects.bulk_create(
        RosterProblem(
            roster=roster,
            line=sheet["lines"][at],
            reason=why[:200],
            cells=json.dumps(sheet["rows"][at], ensure_ascii=False),
        )
        for at, why in problems.items()
    )
    _propose(roster, organization, rows)
    roster.read, roster.taken = chosen.stop, roster.taken + len(rows)
    roster.repeated += repeated
    if roster.read == roster.rows:
        roster.state, roster.sheet = State.DONE, ""
    roster.save()
    if roster.state == State.WORKING:
        _put(roster)
    else:
        outbox.put("roster_read", {f"roster:{roster.pk}": {"roster": roster.pk}})


@outbox.handles("roster_read")
def tell_of_roster(payload, *, key):
    """The people it means are told apart from the reading, which so takes as long for strangers as for them."""
    tell_whom_they_mean(RosterEntry.objects.filter(roster=payload["roster"]))


def _read(reader, sheet, chosen):
    """The rows that are sound, the reasons of the others, and how many only repeat an earlier line."""
    first, names = {}, defaultdict(set)
    for at, cells in enumerate(sheet["rows"]):
        first.setdefault(reader.key(cells), at)
        names[reader.key(cells)].add(reader.name(cells))
    rows, problems, repeated = [], {}, 0
    for at in chosen:
        cells, key = sheet["rows"][at], reader.key(sheet["rows"][at])
        if why := sheet["spoiled"].get(str(at)):
            problems[at] = why
        elif key and len(names[key]) > 1:
            problems[at] = _("同一个身份证号码，表里写着不同的姓名。请改对再传。")
        elif key and first[key] != at:
            repeated += 1
        else:
            try:
                rows.append(reader.read(cells))
            except ValidationError as problem:
                problems[at] = problem.messages[0]
    return rows, problems, repeated


def _propose(roster, organization, rows):
    """Write the entries: new ones, and what the school says anew of those that nobody has answered. Who has agreed and
    is where the school says stays; who has left, or is said to be in another class, is asked again."""
    hashes = [row.document_hash for row in rows]
    entries = RosterEntry.objects.filter(organization=organization, document_hash__in=hashes)
    known = {entry.document_hash: entry for entry in entries.select_for_update(of=("self",))}
    agreed = [one for one, entry in known.items() if entry.state == RosterEntry.State.ACCEPTED]
    here = {
        (one.volunteer.document_hash, one.class_words)
        for one in Affiliation.objects.filter(organization=organization, volunteer__document_hash__in=agreed)
        .open()
        .select_related("volunteer")
    }
    kept = PolicyRow.objects.value("roster", "keep_days")
    expires = days.today() + datetime.timedelta(days=kept)
    written = []
    for row in rows:
        said = {name: getattr(row, name) for name in READ}
        entry = RosterEntry(
            organization=organization,
            document_hash=row.document_hash,
            document_number=row.number,
            roster=roster,
            expires_on=expires,
            put_on_at=timezone.now(),
            **said,
        )
        before = known.get(row.document_hash)
        if before and before.state == RosterEntry.State.ACCEPTED:
            if (row.document_hash, entry.class_words) in here:
                continue
        elif before:
            entry.state, entry.answered_by_id = before.state, before.answered_by_id
            entry.answered_at = before.answered_at
        written.append(entry)
    names = [*READ, "document_number", "roster", "expires_on", "state", "answered_by", "answered_at"]
    RosterEntry.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["organization", "document_hash"],
        update_fields=names,
    )


@transaction.atomic
def take_off_roster(entry: RosterEntry, *, by: User) -> None:
    """Somebody was put on it by mistake: what was proposed is gone. What they agreed to stays theirs to end."""
    entry = RosterEntry.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if entry is None or entry.state == RosterEntry.State.ACCEPTED:
        raise Refused(_("这个人已经不在没确认的名单里了。"), code="not_waiting")
    audit.note("roster.taken_off", [entry], by=by)
    entry.delete()


@transaction.atomic
def forget_old_entries() -> int:
    """What nobody has agreed to within the days of the policy is gone, and with it what was wrong in old tables and
    tables nobody set to work."""
    today = days.today()
    kept = PolicyRow.objects.value("roster", "problem_days")
    old = days.start_of(today - datetime.timedelta(days=kept))
    gone, _each = RosterEntry.objects.unconfirmed().filter(expires_on__lt=today).delete()
    RosterProblem.objects.filter(roster__handed_in_at__lt=old).delete()
    used = RosterEntry.objects.values("roster")
    Roster.objects.filter(handed_in_at__lt=old).filter(Q(state=State.CHOOSING) | Q(state=State.DONE)).exclude(
        pk__in=used
    ).delete()
    return gone


def _held(organization, by):
    """The organisation, when it is at work, a school or unit, and the person manages it."""
    held = Organization.objects.managed_by(by).select_related("kind").filter(pk=organization.pk)
    organization = held.select_for_update(of=("self",), no_key=True).first()
    if organization is None or organization.is_stopped or organization.kind.group not in GROUPS:
        raise Refused(_("只有学校和单位自己的管理员能交名单。"), code="not_yours")
    return organization
