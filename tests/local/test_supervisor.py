import json
import os
import re
import signal
import socket
import urllib.request

import pytest

from volunteer_platform.local import places, process, supervisor
from volunteer_platform.local.console import Problem


def test_a_second_start_says_where_the_first_one_runs(state, platform):
    with supervisor.only_one(state):
        supervisor.write_note(state / "running.json", url="http://127.0.0.1:8123")
        second = platform("up")
        said = second.communicate(timeout=180)[0].decode()
    assert second.returncode == 1
    assert f"平台已在运行：http://127.0.0.1:8123，进程 {os.getpid()}。" in said
    assert f"The platform already runs: http://127.0.0.1:8123, process {os.getpid()}." in said
    assert process.left_by(state) == []


def test_a_taken_port_that_was_asked_for_is_refused(platform):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = platform("up", PORT=str(port))
        said = refused.communicate(timeout=180)[0].decode()
    assert refused.returncode == 1
    assert f"端口 {port} 已被占用" in said


def test_a_taken_port_nobody_asked_for_gives_way_to_a_free_one(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(supervisor, "DEFAULT_PORT", taken.getsockname()[1])
        port = supervisor.choose_port("")
    assert port != supervisor.DEFAULT_PORT
    assert f"using {port}" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["web", "0", "65536", "-1"])
def test_a_port_is_a_number(given):
    with pytest.raises(Problem, match="is not a port number"):
        supervisor.choose_port(given)


def test_the_platform_comes_up_survives_a_kill_and_leaves_nothing(state, platform):
    """Killed outright, its orphans are replaced by the next start; asked to stop, no process stays."""
    first = platform("up", DEPLOYMENT="test", PORT=str(places.free_port()))
    address = read_until_ready(first)
    orphans = {found.pid for found in process.left_by(state)}
    keys = (state / "keys.json").read_text()
    first.kill()
    first.wait()
    assert len(orphans) >= 8

    second = platform("up", DEPLOYMENT="test", PORT=str(places.free_port()))
    assert read_until_ready(second) != address
    running = {found.pid for found in process.left_by(state)}
    assert orphans & running == set()
    assert (state / "keys.json").read_text() == keys
    assert json.loads((state / "running.json").read_text())["pid"] == second.pid

    second.send_signal(signal.SIGTERM)
    said = second.communicate(timeout=180)[0].decode()
    assert second.returncode == 0
    assert said.endswith("已停止，数据都在。 Stopped; the data stay.\n")
    assert process.left_by(state) == []
    assert not (state / "running.json").exists()


def test_whichever_of_its_processes_is_killed_is_told():
    """A server too: without it the site would only answer that something is wrong."""
    running = {
        name: process.start(process.python("-c", "import time; time.sleep(60)"), state="the test itself")
        for name in ("web", "postgres")
    }
    running["postgres"].kill()
    try:
        with pytest.raises(Problem, match=re.escape("postgres (-9)")):
            supervisor.watch(running)
    finally:
        process.stop(*running.values())


def read_until_ready(run):
    said = []
    for line in run.stdout:
        said.append(line.decode())
        if ready := re.search(r"Ready: (http://127\.0\.0\.1:\d+)/", said[-1]):
            with urllib.request.urlopen(f"{ready[1]}/healthz/") as answer:
                assert json.load(answer)["worker"] is True
            return ready[1]
    pytest.fail("it did not come up:\n" + "".join(said))
