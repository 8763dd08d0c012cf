"""A page of figures and another page, on a site whose replica stands still while something is written.

`python -m tests.long.behind ADDRESS`: the address is the replica's, as somebody who may halt it. Prints which name of a
region each page shows while it stands still, when that is for too long, and when it has followed.
"""

import json
import sys
import time

import django

django.setup()

import psycopg2  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from apps.regions.models import Region  # noqa: E402
from tests import signing_in  # noqa: E402, F401 -- makes force_login a whole sign-in
from tests.factories import OfficerFactory  # noqa: E402

PAGES = {"figures": "/region/150430/", "goals": "/region/150430/goals/"}
BEFORE, AFTER = "敖汉旗", "新敖汉旗"


def until(cursor, question, *values):
    """The replica does what it is asked in its own time."""
    for _ in range(600):
        cursor.execute(question, values)
        if cursor.fetchone()[0]:
            return
        time.sleep(0.1)
    raise TimeoutError(question)


def shown():
    client = Client()
    client.force_login(officer)
    pages = {name: client.get(path).content.decode() for name, path in PAGES.items()}
    return {name: AFTER if AFTER in page else BEFORE for name, page in pages.items()}


officer = OfficerFactory().user
halting = psycopg2.connect(sys.argv[1])
halting.autocommit = True
with halting.cursor() as cursor:
    cursor.execute("SELECT pg_wal_replay_pause()")
    until(cursor, "SELECT pg_get_wal_replay_pause_state() = 'paused'")
    Region.objects.filter(pk="150430").update(name=AFTER)
    halted = shown()
    with override_settings(REPLICA_SECONDS=0):
        given_up = shown()
    with connection.cursor() as first:
        first.execute("SELECT pg_current_wal_insert_lsn()::text")
        written = first.fetchone()[0]
    cursor.execute("SELECT pg_wal_replay_resume()")
    until(cursor, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written)
print(json.dumps({"halted": halted, "given up": given_up, "followed": shown()}))
