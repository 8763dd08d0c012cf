"""What an update touched is found by taking the rows before from the rows behind, not by joining the two.

PostgreSQL plans the statement of a trigger once a session, by the rows of the first call. With few or none it joined them
in a loop, and the next thousand rows took a million steps.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("apps.reports.migrations.0003_what_changed_is_noted")

# Table, whose row it is, and what a figure depends on. Of a star's minutes only whether there are any; of signing in only
# the first time.
WATCHED = {
    "registration_volunteer": "id AS volunteer_id, region_id, identity_state, political, user_id",
    "stars_starstanding": "volunteer_id, minutes > 0, reached, recognized",
    "quotas_yearstanding": "volunteer_id, id, year, identity, affiliation_id, goal, minutes",
    "insurance_cover": "volunteer_id, id, state, during",
    "accounts_consent": "user_id, id, purpose, version, withdrawn_at",
    "accounts_user": "id AS user_id, last_login IS NULL",
}
THEIRS = {"accounts_consent", "accounts_user"}  # rows of a user, who may be a volunteer
WHEN = {"accounts_consent": "WHERE purpose IN ('terms', 'minor')"}

REPLACE = """
CREATE OR REPLACE FUNCTION reports_update_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {body}
    RETURN NULL;
END $$;
"""


def noting(table):
    changed = f"(SELECT {WATCHED[table]} FROM fresh EXCEPT SELECT {WATCHED[table]} FROM gone) AS changed"  # noqa: S608 -- our own text
    if table in THEIRS:
        whose, changed = "volunteer.id", f"{changed} JOIN registration_volunteer AS volunteer USING (user_id)"
    else:
        whose = "volunteer_id"
    written = f"SELECT DISTINCT {whose} FROM {changed} {WHEN.get(table, '')}"  # noqa: S608 -- our own text
    return REPLACE.format(table=table, body=f"INSERT INTO reports_touched (volunteer_id) {written};")


def as_before(table):
    """The function of before, as it was written then."""
    watched = next(one for one in BEFORE.WATCHED if one[0] == table)
    function = BEFORE.touching(*watched, "UPDATE").sql.partition("CREATE TRIGGER")[0]
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_exports")]

    operations = [migrations.RunSQL(noting(table), as_before(table)) for table in WATCHED]
