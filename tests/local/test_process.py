import subprocess

from volunteer_platform.local import process


def sleeper(state):
    return process.start(["sleep", "60"], state=state, output=subprocess.DEVNULL)


def test_an_orphan_is_known_by_the_mark_of_its_state_folder(tmp_path):
    ours, foreign = sleeper(tmp_path / "ours"), sleeper(tmp_path / "foreign")
    try:
        assert [found.pid for found in process.left_by(tmp_path / "ours")] == [ours.pid]
        process.end_left_by(tmp_path / "ours")
        assert (ours.poll() is None, foreign.poll() is None) == (False, True)
    finally:
        process.stop(ours, foreign)


def test_stopping_ends_the_whole_session_even_what_does_not_listen(tmp_path):
    script = "trap '' TERM; sh -c \"trap '' TERM; sleep 60 & echo up; wait\" & wait"
    stubborn = process.start(["sh", "-c", script], state=tmp_path, output=subprocess.PIPE)
    assert stubborn.stdout.readline() == b"up\n"
    assert len(process.session(stubborn.pid)) == 3
    process.stop(stubborn, patience=0.2)
    stubborn.stdout.close()
    assert process.session(stubborn.pid) == []


def test_a_process_number_that_came_round_again_is_somebody_else(tmp_path):
    running = sleeper(tmp_path)
    try:
        record = process.note(running.pid)
        assert process.is_same(record) is True
        assert process.is_same({**record, "began": record["began"] - 1}) is False
    finally:
        process.stop(running)
    assert process.is_same(record) is False
