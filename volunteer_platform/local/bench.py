"""`make bench`: a server of its own, a database with so many volunteers and one with a tenth of them, loaded once by
`demo --scale`, and every subject measured in both. Beside a running platform it measures both; better stop that first.
"""

import contextlib
import os

from volunteer_platform.local import keys, places, preparation
from volunteer_platform.local.console import Problem, say
from volunteer_platform.local.postgres import Postgres
from volunteer_platform.local.supervisor import only_one
from volunteer_platform.local.valkey import Valkey

FULL, LEAST = 3_600_000, 30_000


def bench(scale, *arguments):
    os.umask(0o022)
    people = size_of(scale)
    places.make_state(places.state_dir())
    state = places.state_dir() / "bench"
    places.make_state(state)
    places.make_private(state / "static")
    account, secrets = places.server_account(), keys.passwords(state / "servers.json")
    with only_one(state), contextlib.ExitStack() as running:
        postgres = Postgres(state, account, secrets).start()
        running.callback(postgres.stop)
        postgres.prepare()
        valkey = Valkey(state, account, secrets)
        valkey.start()
        running.callback(valkey.stop)
        env = environment(state, valkey.url())
        preparation.prepare_files(state, env | {"DATABASE_URL": postgres.url()})
        kept = [measure(state, env, postgres, size) for size in (people // 10, people)]
        table = ["bench", "--table", *kept, *arguments]
        preparation.manage(state, env | {"DATABASE_URL": postgres.url()}, *table, output=None)


def size_of(scale):
    if scale == "full":
        return FULL
    if not scale.isdigit() or not LEAST <= int(scale) <= FULL:
        raise Problem(
            f"SCALE={scale} 要是full，或者{LEAST}到{FULL}之间的人数。"
            f" SCALE={scale} should be full, or a number of volunteers from {LEAST} to {FULL}."
        )
    return int(scale)


def environment(state, redis):
    return {
        "DEPLOYMENT": "demo",
        "SITE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_FORMAT": "plain",
        "LOG_LEVEL": "WARNING",
        "STATE_DIR": str(state),
        "KEYS_FILE": str(keys.ensure(state / "keys.json")),
        "REDIS_URL": redis,
        "DJANGO_SETTINGS_MODULE": "volunteer_platform.settings",
    }


def measure(state, env, postgres, people):
    """The figures of one size, in a file. What was loaded before is measured again as it is."""
    database, kept = f"volunteers_{people}", state / f"{people}.json"
    postgres.make_database(database)
    env = env | {"DATABASE_URL": postgres.url(database)}
    say(f"· {people:,}")
    unlimited = env | {"STATEMENT_TIMEOUT_MS": "0"}
    preparation.manage(state, unlimited, "migrate", "--noinput", "--verbosity", "0", output=None)
    preparation.manage(state, env, "demo", "--scale", str(people), output=None)
    preparation.manage(state, env, "bench", "--keep", str(kept), output=None)
    return str(kept)
