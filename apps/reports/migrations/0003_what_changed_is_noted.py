"""Triggers that note what a figure may depend on: the people who were touched, and what decisions about hours move.

Each runs once a statement, whatever writes it, and only ever adds rows. What was there before is derived by the first
rebuild of the figures, which finds nothing kept, so that no table is locked for as long as it takes to be read.
"""

from django.db import migrations

# Table, the columns on which a figure depends, and whose row it is.
WATCHED = [
    ("registration_volunteer", "id", "region_id identity_state political user_id", "written.id"),
    ("stars_starstanding", "volunteer_id", "minutes reached recognized", "written.volunteer_id"),
    ("quotas_yearstanding", "id", "year identity affiliation_id goal minutes", "written.volunteer_id"),
    ("insurance_cover", "id", "state during", "written.volunteer_id"),
    ("accounts_consent", "id", "purpose version withdrawn_at", "volunteer.id"),
    ("accounts_user", "id", "last_login", "volunteer.id"),
]
THEIRS = {
    "accounts_consent": "JOIN registration_volunteer AS volunteer ON volunteer.user_id = written.user_id",
    "accounts_user": "JOIN registration_volunteer AS volunteer ON volunteer.user_id = written.id",
}
WHEN = {
    "accounts_consent": "written.purpose IN ('terms', 'minor')",
    # Only the first sign-in makes a difference.
    "accounts_user": "(written.last_login IS NULL) <> (was.last_login IS NULL)",
    "stars_starstanding": "(written.minutes > 0, written.reached, written.recognized) IS DISTINCT FROM (was.minutes > 0, was.reached, was.recognized)",
}

FUNCTION = """
CREATE FUNCTION reports_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {body}
    RETURN NULL;
END $$;
CREATE TRIGGER reports_{name} AFTER {event} ON {table}
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION reports_{name}();
"""
UNDO = "DROP TRIGGER reports_{name} ON {table}; DROP FUNCTION reports_{name}();"
TABLES = {
    "INSERT": "NEW TABLE AS fresh",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS fresh",
    "DELETE": "OLD TABLE AS fresh",
}


def trigger(table, event, body, name):
    words = {"name": name, "table": table, "event": event, "body": body, "tables": TABLES[event]}
    return migrations.RunSQL(FUNCTION.format(**words), UNDO.format(**words))


def touching(table, key, columns, whose, event):
    """Note the people of the rows that were written, where something a figure depends on is another now."""
    joins, when = THEIRS.get(table, ""), WHEN.get(table, "true")
    if event == "UPDATE":
        joins += f" JOIN gone AS was ON was.{key} = written.{key}"
        ours, theirs = (", ".join(f"{one}.{column}" for column in columns.split()) for one in ("written", "was"))
        differs = f"({ours}) IS DISTINCT FROM ({theirs})"
        when = f"{differs} AND {when}"
    elif "was." in when:
        when = "true"
    written = f"SELECT DISTINCT {whose} FROM fresh AS written {joins} WHERE {when}"  # noqa: S608 -- our own text
    body = f"INSERT INTO reports_touched (volunteer_id) {written};"
    return trigger(table, event, body, f"{event.lower()}_of_{table}")


# The cells into which lines of the ledger go.
LINES = """
    INSERT INTO reports_hourmove (place, month, source, field, minutes, records)
    SELECT left(record.volunteer_region_id, 9), date_trunc('month', record.served_on)::date, record.source,
           coalesce(activity.service_fields[1], ''), sum(line.minutes), sum(sign(line.minutes))
    FROM {lines} AS line
    JOIN hours_hourrecord AS record ON record.id = line.record_id
    LEFT JOIN hours_basis AS basis ON basis.id = record.basis_id
    LEFT JOIN activities_signup AS signup ON signup.id = record.signup_id
    LEFT JOIN activities_shift AS shift ON shift.id = coalesce(signup.shift_id, basis.shift_id)
    LEFT JOIN activities_position AS position ON position.id = shift.position_id
    LEFT JOIN activities_activity AS activity ON activity.id = position.activity_id
    GROUP BY 1, 2, 3, 4;
"""

# An activity whose first field is another one now takes the hours served in it along.
FIELDS = """
    INSERT INTO reports_hourmove (place, month, source, field, minutes, records)
    SELECT left(record.volunteer_region_id, 9), date_trunc('month', record.served_on)::date, record.source,
           moved.field, sum(moved.sign * record.counted), sum(moved.sign)
    FROM fresh JOIN gone ON gone.id = fresh.id
    JOIN activities_position AS position ON position.activity_id = fresh.id
    JOIN activities_shift AS shift ON shift.position_id = position.id
    CROSS JOIN LATERAL (
        SELECT hour.* FROM activities_signup AS signup JOIN hours_hourrecord AS hour ON hour.signup_id = signup.id
        WHERE signup.shift_id = shift.id
        UNION ALL
        SELECT hour.* FROM hours_basis AS basis JOIN hours_hourrecord AS hour ON hour.basis_id = basis.id
        WHERE basis.shift_id = shift.id AND hour.signup_id IS NULL
    ) AS record
    CROSS JOIN LATERAL (VALUES
        (coalesce(fresh.service_fields[1], ''), 1), (coalesce(gone.service_fields[1], ''), -1)
    ) AS moved (field, sign)
    WHERE record.state = 'confirmed' AND fresh.service_fields[1] IS DISTINCT FROM gone.service_fields[1]
    GROUP BY 1, 2, 3, 4;
"""

TOUCH_SERVED = "INSERT INTO reports_touched (volunteer_id) SELECT DISTINCT volunteer_id FROM fresh;"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_kept_facts"),
        ("accounts", "0002_sessions_email_consents"),
        ("registration", "0006_rosters_guardians_leavings"),
        ("stars", "0006_what_was_decided_stays"),
        ("quotas", "0003_more_is_asked"),
        ("hours", "0010_ready_made_is_judged_alike"),
        ("insurance", "0001_policies_covers_and_deliveries"),
        ("activities", "0014_insured_day_by_day"),
    ]

    operations = [
        *(
            touching(*watched, event)
            for watched in WATCHED
            for event in ("INSERT", "UPDATE", "DELETE")
            if watched[0] != "accounts_user" or event == "UPDATE"
        ),
        trigger(
            "hours_ledgerline",
            "INSERT",
            TOUCH_SERVED + LINES.format(lines="fresh"),
            "insert_of_hours_ledgerline",
        ),
        trigger("activities_activity", "UPDATE", FIELDS, "update_of_activities_activity"),
    ]
