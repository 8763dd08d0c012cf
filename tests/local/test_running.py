import json

from volunteer_platform.local import supervisor


def test_where_nothing_runs_a_command_says_how_to_start(platform):
    for command in (["manage", "check_invariants"], ["screenshots"]):
        refused = platform(*command)
        said = refused.communicate(timeout=180)[0].decode()
        assert (refused.returncode, "平台没有在运行，先 make run。" in said) == (1, True)


def test_a_command_of_a_platform_that_is_still_starting_is_asked_to_wait(state, platform):
    with supervisor.only_one(state):
        refused = platform("manage", "check")
        said = refused.communicate(timeout=180)[0].decode()
    assert (refused.returncode, "平台还在启动，稍等再试。" in said) == (1, True)


def test_a_command_has_the_environment_and_the_exit_code_of_what_runs(state, platform):
    env = {"DJANGO_SETTINGS_MODULE": "no.such.settings"}
    with supervisor.only_one(state):
        supervisor.write_note(state / "running.json", "http://127.0.0.1:8123", env)
        given = platform("manage", "check")
        said = given.communicate(timeout=180)[0].decode()
    assert given.returncode == 1
    assert "No module named 'no'" in said


def test_only_the_account_itself_reads_on_which_servers_it_runs(state):
    note = state / "running.json"
    with supervisor.only_one(state):
        supervisor.write_note(note, "http://127.0.0.1:8123", {"DATABASE_URL": "postgresql://…"})
        assert (note.stat().st_mode & 0o777, json.loads(note.read_text())["env"]) == (
            0o600,
            {"DATABASE_URL": "postgresql://…"},
        )
