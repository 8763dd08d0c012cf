"""What has to be done before the site can answer, and is skipped when nothing changed since the last start."""

import os
import subprocess

from volunteer_platform.local import assets, places, process
from volunteer_platform.local.console import Problem, step

CODE = [places.ROOT / "apps", places.ROOT / "requirements.txt"]
STATIC = [places.ROOT / "static", places.ROOT / "requirements.txt"]


def prepare(state, env):
    prepare_files(state, env)
    if os.environ.get("DATABASE_URL"):
        prepare_data(state, env)  # somebody else may have changed it in the meantime
        return
    stamp = state / "postgres" / f"prepared-{env['DEPLOYMENT']}"  # lives and dies with the data
    if not assets.is_current(stamp, CODE):
        prepare_data(state, env)
        assets.remember(stamp, CODE)


def prepare_files(state, env):
    """What the pages are made of beside the data."""
    assets.build()
    stamp = state / "static-collected"
    if not assets.is_current(stamp, STATIC):
        with step("正在整理静态文件", "Collecting static files"):
            manage(state, env, "collectstatic", "--noinput", "--clear", "--ignore", "src")
        assets.remember(stamp, STATIC)


def prepare_data(state, env):
    with step("正在更新数据库结构", "Bringing the database up to date"):
        manage(state, env | {"STATEMENT_TIMEOUT_MS": "0"}, "migrate", "--noinput")
    with step("正在载入区划与政策", "Loading divisions and policies"):
        manage(state, env, "load_reference")
    if env["DEPLOYMENT"] == "demo":
        with step("正在准备演示数据", "Seeing to the demo region"):
            _make_demo(state, env)
        accounts(state).write_bytes(manage(state, env, "demo_accounts"))


def _make_demo(state, env):
    """Invented people and accounts with a printed password do not get among real ones unless DEMO=1 says so."""
    insists = ["--beside-others"] if os.environ.get("DEMO") == "1" else []
    manage(state, env, "demo", *insists, output=None)


def accounts(state):
    """The file that keeps the demo accounts for the next start to print."""
    return state / "demo-accounts.txt"


def manage(state, env, *command, output=subprocess.PIPE):
    """Run one of Django's commands and return what it printed."""
    child = process.start(
        process.python("manage.py", *command), state=state, env=env, cwd=places.ROOT, output=output
    )
    said = child.communicate()[0]
    if child.returncode:
        raise Problem(
            f"{(said or b'').decode(errors='replace')}\nmanage.py {command[0]} 没有成功。"
            f" manage.py {command[0]} failed."
        )
    return said
