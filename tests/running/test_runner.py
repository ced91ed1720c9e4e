"""The runner, played with real processes: what dies comes back, what is told to end ends, nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_ports, is_listening
from tests.support.processes import is_alive, read_pid, wait_for

SERVER = str(Path(__file__).with_name("server.py"))


class Play:
    """One runner as a process, its folder, and the ports of its children `first` and `second`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = dict(zip(("first", "second"), free_ports(2), strict=True))
        self.process: subprocess.Popen[str] | None = None

    def plan(self, **flags: list[str]) -> list[dict[str, object]]:
        return [
            {
                "name": name,
                "wave": wave,
                "port": port,
                "command": [sys.executable, SERVER, str(port), *flags.get(name, [])],
            }
            for wave, (name, port) in enumerate(self.ports.items())
        ]

    def start(self, plan: list[dict[str, object]]) -> "Play":
        path = self.folder / "plan.json"
        path.write_text(json.dumps(plan), encoding="utf-8")
        command = [sys.executable, "-m", "tests.running.play", str(self.folder), str(path)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return self

    def until_ready(self) -> "Play":
        assert self.process
        assert self.process.stdout
        for line in self.process.stdout:
            if line.strip() == "all ready":
                return self
        raise AssertionError("the runner ended before all were ready")

    def pid(self, name: str) -> int:
        path = self.folder / "run" / f"{name}.pid"
        return wait_for(lambda: read_pid(path), within=10, what=f"{name} has a pid file")

    def tell(self, how: signal.Signals) -> None:
        assert self.process
        os.kill(self.process.pid, how)

    def end(self) -> tuple[int, str]:
        """Its exit code and the rest of what it said."""
        assert self.process
        said, _none = self.process.communicate(timeout=20)
        return self.process.returncode, said

    def nobody_listens(self) -> bool:
        return not any(is_listening(port) for port in self.ports.values())


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    play = Play(tmp_path)
    yield play
    if play.process:
        play.process.kill()
        play.process.communicate(timeout=20)


def test_a_killed_child_is_started_again(play: Play) -> None:
    play.start(play.plan()).until_ready()
    killed = play.pid("second")

    os.kill(killed, signal.SIGKILL)

    wait_for(lambda: play.pid("second") != killed, within=10, what="a new process")
    wait_for(lambda: is_listening(play.ports["second"]), within=10, what="it answers again")
    assert is_alive(play.pid("first"))


def test_a_killed_child_whose_own_child_holds_the_port_is_started_again(play: Play) -> None:
    play.start(play.plan(second=["--family"])).until_ready()
    killed = play.pid("second")

    os.kill(killed, signal.SIGKILL)

    wait_for(lambda: play.pid("second") != killed, within=10, what="a new process")
    wait_for(lambda: is_listening(play.ports["second"]), within=10, what="it answers again")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_all_in_reverse_order(play: Play, how: signal.Signals) -> None:
    play.start(play.plan(second=["--family"])).until_ready()

    play.tell(how)

    code, said = play.end()
    assert code == 0
    assert said.index("second stopped") < said.index("first stopped")
    assert play.nobody_listens()
    assert not list((play.folder / "run").glob("*.pid"))


def test_a_stubborn_child_is_ended_by_force(play: Play) -> None:
    play.start(play.plan(first=["--stubborn"])).until_ready()

    play.tell(signal.SIGTERM)

    code, said = play.end()
    assert code == 0
    assert "first did not stop within 2 s" in said
    assert play.nobody_listens()


def test_a_second_stop_does_not_wait(play: Play) -> None:
    play.start(play.plan(first=["--stubborn"], second=["--stubborn"])).until_ready()

    play.tell(signal.SIGTERM)
    play.tell(signal.SIGTERM)

    assert play.end()[0] == 0
    assert play.nobody_listens()


def test_a_killed_runner_leaves_no_orphans(play: Play) -> None:
    play.start(play.plan(second=["--family"])).until_ready()
    pids = [play.pid("first"), play.pid("second")]

    play.tell(signal.SIGKILL)

    wait_for(lambda: not any(is_alive(pid) for pid in pids), within=5, what="the children end")
    wait_for(play.nobody_listens, within=5, what="the ports are free")


def test_a_second_runner_on_the_same_folder_is_refused(play: Play, tmp_path: Path) -> None:
    play.start(play.plan()).until_ready()
    assert play.process

    second = Play(tmp_path)
    code, said = second.start(second.plan()).end()

    assert code == 1
    assert f"already runs on {tmp_path / 'run'} (process {play.process.pid})" in said
    assert is_alive(play.pid("first"))


def test_a_killed_runner_does_not_keep_the_folder_locked(play: Play, tmp_path: Path) -> None:
    play.start(play.plan()).until_ready()
    play.tell(signal.SIGKILL)
    play.end()

    second = Play(tmp_path)
    second.start(second.plan()).until_ready()

    second.tell(signal.SIGTERM)
    assert second.end()[0] == 0


def test_a_child_that_cannot_start_is_named_with_its_last_words(play: Play) -> None:
    plan = play.plan()
    plan[1]["command"] = [sys.executable, "-c", "raise SystemExit('no model here')"]

    code, said = play.start(plan).end()

    assert code == 1
    assert "no model here" in said
    assert "second ended 3 times while starting" in said
    assert play.nobody_listens()


def test_a_program_that_does_not_exist_is_named(play: Play) -> None:
    plan = play.plan()
    plan[0]["command"] = ["/nowhere/redis-server"]

    code, said = play.start(plan).end()

    assert code == 1
    assert "first cannot be started" in said


def test_a_child_that_never_answers_is_named(play: Play) -> None:
    plan = play.plan()
    plan[1] |= {"command": [sys.executable, "-c", "import time; time.sleep(60)"], "ready_within": 0.5}

    code, said = play.start(plan).end()

    assert code == 1
    assert "second did not answer within 0.5 s" in said


def test_all_that_a_child_says_is_kept(play: Play) -> None:
    play.start(play.plan()).until_ready()

    play.tell(signal.SIGTERM)
    play.end()

    assert f"serving on {play.ports['first']}" in (play.folder / "log" / "first.log").read_text(encoding="utf-8")


def test_a_runner_whose_reader_went_goes_on(play: Play) -> None:
    play.start(play.plan()).until_ready()
    assert play.process
    assert play.process.stdout
    play.process.stdout.close()
    killed = play.pid("second")

    os.kill(killed, signal.SIGKILL)

    wait_for(lambda: play.pid("second") != killed, within=10, what="a new process")
    wait_for(lambda: is_listening(play.ports["second"]), within=10, what="it answers again")
