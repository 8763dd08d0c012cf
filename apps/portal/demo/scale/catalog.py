"""What is taken down for the load and put back after it, exactly as it was: foreign keys, unique and exclusion constraints,
indexes, our own triggers, and the vacuum in between. Primary keys and checks of one row stay.
"""

from functools import partial

from django.db import connection, transaction
from django.db.models import CheckConstraint

from apps.accounts.models import Consent, User
from apps.activities.models import Activity, ActivityMove, Position, Presence, Shift, Signup, SignupMove
from apps.hours.models import Basis, HourRecord, LedgerLine, YearTotal
from apps.insurance.models import Cover
from apps.matching.models import SearchRow, SearchTerm
from apps.portal.demo.scale.kept import run, side_by_side
from apps.quotas.models import YearStanding
from apps.registration.models import Affiliation, Volunteer
from apps.stars.models import StarStanding

# Their rows come in the order of the keys they are found by, which costs little, and the load itself asks by them.
IN_ORDER = [YearTotal, StarStanding, YearStanding, Affiliation, SearchRow]
LOADED = [
    *IN_ORDER,
    *(User, Volunteer, Consent, Activity, ActivityMove, Position, Shift, Signup, SignupMove, Presence),
    *(Basis, HourRecord, LedgerLine, Cover, SearchTerm),
]

FIND = """
    SELECT 'key', class.relname, con.conname,
           format('ALTER TABLE %%I DROP CONSTRAINT %%I', class.relname, con.conname),
           format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s NOT VALID', class.relname, con.conname, pg_get_constraintdef(con.oid))
    FROM pg_constraint AS con JOIN pg_class AS class ON class.oid = con.conrelid
    WHERE class.relname = ANY(%(all)s) AND class.relnamespace = 'public'::regnamespace AND con.contype = 'f'
    UNION ALL
    SELECT 'proof', class.relname, con.conname, '',
           format('ALTER TABLE %%I VALIDATE CONSTRAINT %%I', class.relname, con.conname)
    FROM pg_constraint AS con JOIN pg_class AS class ON class.oid = con.conrelid
    WHERE class.relname = ANY(%(all)s) AND class.relnamespace = 'public'::regnamespace AND con.contype = 'f'
    UNION ALL
    SELECT 'index', class.relname, con.conname,
           format('ALTER TABLE %%I DROP CONSTRAINT %%I', class.relname, con.conname),
           format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', class.relname, con.conname, pg_get_constraintdef(con.oid))
    FROM pg_constraint AS con JOIN pg_class AS class ON class.oid = con.conrelid
    WHERE class.relname = ANY(%(mixed)s) AND class.relnamespace = 'public'::regnamespace
      AND con.contype IN ('u', 'x')
    UNION ALL
    SELECT 'index', class.relname, made.relname, format('DROP INDEX %%I', made.relname), pg_get_indexdef(made.oid)
    FROM pg_index AS index
    JOIN pg_class AS class ON class.oid = index.indrelid
    JOIN pg_class AS made ON made.oid = index.indexrelid
    WHERE class.relname = ANY(%(mixed)s) AND class.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = made.oid AND contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'trigger', class.relname, trigger.tgname,
           format('ALTER TABLE %%I DISABLE TRIGGER %%I', class.relname, trigger.tgname),
           format('ALTER TABLE %%I ENABLE TRIGGER %%I', class.relname, trigger.tgname)
    FROM pg_trigger AS trigger JOIN pg_class AS class ON class.oid = trigger.tgrelid
    WHERE class.relname = ANY(%(all)s) AND class.relnamespace = 'public'::regnamespace
      AND NOT trigger.tgisinternal AND trigger.tgenabled = 'O'
    UNION ALL
    SELECT 'vacuum', class.relname, 'autovacuum_enabled',
           format('ALTER TABLE %%I SET (autovacuum_enabled = false)', class.relname),
           format('ALTER TABLE %%I RESET (autovacuum_enabled)', class.relname)
    FROM pg_class AS class
    WHERE class.relname = ANY(%(all)s) AND class.relnamespace = 'public'::regnamespace
      AND NOT coalesce(class.reloptions::text, '') LIKE '%%autovacuum_enabled%%'
    ORDER BY 1, 2, 3
"""


def tables(models) -> list[str]:
    return [model._meta.db_table for model in models]


@transaction.atomic
def take_down() -> None:
    """Note how each thing is made again, then take it down: all or nothing."""
    mixed = [model for model in LOADED if model not in IN_ORDER]
    named = as_models_say()
    for kind, of, name, drop, again in run(FIND, {"all": tables(LOADED), "mixed": tables(mixed)}):
        made = named.get(name, again) if kind == "index" else again
        run(
            "INSERT INTO demo_scale.taken_down (kind, of, name, again) VALUES (%s, %s, %s, %s)",
            [kind, of, name, made],
        )
        if drop:
            run(drop)


def as_models_say() -> dict[str, str]:
    """{name: how it was made}. What the catalogue says of a condition is another spelling of it, and would be kept as such."""
    editor = connection.SchemaEditorClass(connection)
    return {
        thing.name: str(thing.create_sql(model, editor))
        for model in LOADED
        for thing in (*model._meta.indexes, *model._meta.constraints)
        if not isinstance(thing, CheckConstraint)
    }


def put_back(watch, workers) -> None:
    """Indexes first, then what looks at other tables by them; the tables of most rows first, several at a time."""
    for kinds in (["index"], ["key"], ["proof"], ["trigger", "vacuum"]):
        waiting = run(
            "SELECT array_agg(at ORDER BY at), count(*) FROM demo_scale.taken_down WHERE kind = ANY(%s)"
            " GROUP BY of ORDER BY (SELECT reltuples FROM pg_class WHERE relname = of"
            " AND relnamespace = 'public'::regnamespace) DESC",
            [kinds],
        )
        bar = watch(kinds[0], sum(count for _ats, count in waiting))
        at_once = workers if kinds[0] in {"index", "proof"} else 1
        side_by_side(partial(_again, bar), [ats for ats, _count in waiting], at_once)
        bar.close()


def _again(bar, ats):
    """Each thing of a table and the note about it in a transaction of their own."""
    for at in ats:
        with transaction.atomic():
            run(run("DELETE FROM demo_scale.taken_down WHERE at = %s RETURNING again", [at])[0][0])
        bar.update()


def settle(watch) -> None:
    """Planner and index-only scans know what was loaded."""
    for table in watch(tables(LOADED)):
        run(f'VACUUM (ANALYZE) "{table}"')
