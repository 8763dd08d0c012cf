"""What a migration may not do to a table that grows with people and hours: hold a lock for as long as a table takes to be
read or written through. docs/running.md says what to do instead.

Each operation is judged by its class and the table it is for, in the state of the models before it.
"""

import re

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.models.functions import Now

LARGE = {
    *[
        "accounts.user",
        "accounts.consent",
        "accounts.session",
        "core.outboxitem",
        "core.auditrow",
        "core.keptfile",
    ],
    *["messaging.message", "messaging.channelchoice", "organizations.member", "organizations.follow"],
    *[
        "registration.volunteer",
        "registration.affiliation",
        "registration.identitycase",
        "registration.guardianship",
    ],
    *["training.enrolment", "training.attendance", "training.attempt", "training.completion"],
    *["insurance.cover", "insurance.deliveryline", "activities.signup", "activities.signupmove"],
    *[
        "activities.presence",
        "activities.whereabouts",
        "hours.hourrecord",
        "hours.ledgerline",
        "hours.yeartotal",
    ],
    *["stars.starstanding", "stars.recognition", "quotas.yearstanding", "quotas.goalreminder"],
    *["certificates.certificate", "certificates.certificatebasis", "certificates.batchline"],
    *["registration.rosterentry", "stars.starcandidate", "recognition.evaluation"],
    *[
        "activities.activity",
        "activities.activitymove",
        "activities.position",
        "activities.shift",
        "hours.basis",
    ],
    *[
        "matching.searchrow",
        "matching.searchterm",
        "reports.personfacts",
        "reports.touched",
        "reports.hourmove",
    ],
}
# Written before there was this rule, when there were no people yet: the number of the last one of each app.
BEFORE = {
    "accounts": 2,
    "activities": 14,
    "certificates": 4,
    "claims": 3,
    "core": 4,
    "governance": 3,
    "hours": 10,
    "insurance": 1,
    "matching": 2,
    "messaging": 3,
    "organizations": 10,
    "quotas": 3,
    "recognition": 3,
    "regions": 2,
    "registration": 6,
    "reports": 1,
    "stars": 6,
    "training": 5,
}

INDEX = "builds an index under a lock: AddIndexConcurrently"
UNIQUE = (
    "builds a unique index under a lock: CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX"
)
CHECK = "reads the table under a lock: AddConstraintNotValid, and ValidateConstraint in the next migration"
EXCLUDE = "builds an exclusion under a lock, and there is no other way: think of another table"
REWRITE = "writes the whole table anew: a new column, filled in chunks"
NOT_NULL = "reads the table under the hardest lock: a check NOT VALID first, validated in the next migration"
REFERENCE = "reads both tables under a lock: db_constraint=False, then a foreign key NOT VALID by RunSQL"
IN_CHUNKS = "goes through all rows in one transaction: in chunks (apps.core.chunks.ranges), atomic=False"
SQL = [
    (
        re.compile(r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)[^;]*\bON\s+(?:ONLY\s+)?\"?(\w+)", re.I),
        2,
        INDEX,
    ),
    (
        re.compile(
            r"\bALTER\s+TABLE\s+\"?(\w+)[^;]*\bADD\s+CONSTRAINT\b(?![^;]*(NOT\s+VALID|USING\s+INDEX))", re.I
        ),
        1,
        CHECK,
    ),
    (re.compile(r"\bALTER\s+TABLE\s+\"?(\w+)[^;]*\bTYPE\b", re.I), 1, REWRITE),
    (re.compile(r"\bALTER\s+TABLE\s+\"?(\w+)[^;]*\bSET\s+NOT\s+NULL\b", re.I), 1, NOT_NULL),
    (re.compile(r"(?:^|;)\s*INSERT\s+INTO\b[^;]*\bFROM\s+\"?(\w+)", re.I), 1, IN_CHUNKS),
    (re.compile(r"(?:^|;)\s*UPDATE\s+\"?(\w+)", re.I), 1, IN_CHUNKS),
    (re.compile(r"(?:^|;)\s*DELETE\s+FROM\s+\"?(\w+)", re.I), 1, IN_CHUNKS),
    (re.compile(r"\b(?:CLUSTER|VACUUM\s+FULL|LOCK(?:\s+TABLE)?)\s+\"?(\w+)", re.I), 1, REWRITE),
]


def is_before(app, name):
    return int(name[:4]) <= BEFORE.get(app, 0)


def judge(migration, state):
    """[(operation, what is wrong)] of a migration; `state` is that of the models before it, and is moved on."""
    app, large, found = migration.app_label, LARGE, []
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            large = large - {f"{app}.{operation.name.lower()}"}
        is_split = isinstance(operation, migrations.SeparateDatabaseAndState)
        for part in operation.database_operations if is_split else [operation]:
            found += [(part.describe(), why) for why in _wrong(part, app, state, large, migration.atomic)]
        operation.state_forwards(app, state)
    return found


def _wrong(operation, app, state, large, atomic):
    if isinstance(operation, migrations.RunSQL):
        return _wrong_sql(operation.sql, large)
    if isinstance(operation, migrations.RunPython):
        return _wrong_code(operation, large, atomic)
    table = f"{app}.{getattr(operation, 'model_name', '').lower()}"
    judged = [judged for kind, judged in JUDGED.items() if isinstance(operation, kind)]
    return list(judged[0](operation, table, state)) if judged and table in large else []


def _index(operation, _table, _state):
    if not isinstance(operation, AddIndexConcurrently):
        yield INDEX


def _constraint(operation, _table, _state):
    if isinstance(operation.constraint, models.UniqueConstraint):
        yield UNIQUE
    elif not isinstance(operation.constraint, models.CheckConstraint):
        yield EXCLUDE
    elif not isinstance(operation, AddConstraintNotValid):
        yield CHECK


def _together(operation, _table, _state):
    yield UNIQUE if isinstance(operation, migrations.AlterUniqueTogether) else INDEX


def _new_field(operation, _table, _state):
    field = operation.field
    default = field.db_default if field.has_db_default() else None
    if isinstance(field, models.GeneratedField) or not (
        isinstance(default, models.Value | Now) or not hasattr(default, "resolve_expression")
    ):
        yield REWRITE
    yield from _of_its_own(field)


def _of_its_own(field):
    """What a field brings with it."""
    if field.unique:
        yield UNIQUE
    elif field.db_index:
        yield INDEX
    if field.remote_field and field.db_constraint:
        yield REFERENCE


def _changed_field(operation, table, state):
    old, new = state.models[tuple(table.split("."))].fields[operation.name], operation.field
    if _is_rewritten(_type(old, operation.name), _type(new, operation.name)):
        yield REWRITE
    if old.null and not new.null:
        yield NOT_NULL
    had = set(_of_its_own(old))
    yield from (why for why in _of_its_own(new) if why not in had)


def _type(field, name):
    """What the column is in the database: of a field that belongs to no model yet, a copy with a name."""
    if field.remote_field:
        return field.get_internal_type()
    copy = field.clone()
    copy.set_attributes_from_name(name)
    return copy.db_type(connection)


def _is_rewritten(old, new):
    """A longer text is the same on disk; any other type is not."""
    lengths = [re.fullmatch(r"varchar\((\d+)\)", kind or "") for kind in (old, new)]
    if lengths[0] and (new == "text" or (lengths[1] and int(lengths[1][1]) >= int(lengths[0][1]))):
        return False
    return old != new


JUDGED = {
    migrations.AddIndex: _index,
    migrations.AddConstraint: _constraint,
    migrations.AlterUniqueTogether: _together,
    migrations.AddField: _new_field,
    migrations.AlterField: _changed_field,
}


def _wrong_sql(sql, large):
    tables = {one.replace(".", "_") for one in large}
    parts = [sql] if isinstance(sql, str) else [one if isinstance(one, str) else one[0] for one in sql]
    text = re.sub(
        r"\$(\w*)\$.*?\$\1\$", "", ";".join(parts), flags=re.DOTALL
    )  # bodies of functions run later
    return [
        why
        for pattern, group, why in SQL
        for found in pattern.finditer(text)
        if found[group].lower() in tables
    ]


def _wrong_code(operation, large, atomic):
    """Code that names a large table goes through it in chunks, each in a transaction of its own."""
    names, words = _names(operation.code.__code__)
    touches = {one for one in large if set(one.split(".")) <= {word.lower() for word in words}}
    in_one = operation.atomic if operation.atomic is not None else atomic
    return [IN_CHUNKS] if touches and (in_one or "ranges" not in names) else []


def _names(code):
    names, words = set(code.co_names), set()
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            more = _names(constant)
            names, words = names | more[0], words | more[1]
        elif isinstance(constant, str):
            words |= set(constant.split("."))
    return names, words
