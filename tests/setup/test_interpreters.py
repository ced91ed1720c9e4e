"""A Python is found wherever the machine keeps it, and only if it runs."""

from pathlib import Path

import pytest

from scripts.setup import interpreters
from scripts.setup.say import Problem
from tests.setup.machine import Machine

# A version that no real machine has, so that nothing outside the made-up one is found.
WANTED = "3.97"


def test_one_on_path_is_taken(machine: Machine) -> None:
    there = machine.python("3.97.2", name="python3.97")

    found = interpreters.find(WANTED)

    assert (found.path, found.version, found.why) == (there, "3.97.2", "found on PATH")


def test_a_pyenv_shim_that_answers_with_an_error_leads_to_the_version_behind_it(machine: Machine) -> None:
    machine.program("python3.97", "echo 'pyenv: python3.97: command not found' >&2; exit 127")
    root = machine.home / "elsewhere"
    machine.program("pyenv", f"echo {root}")
    there = machine.python("3.97.13", root / "versions" / "3.97.13" / "bin")

    found = interpreters.find(WANTED)

    assert (found.path, found.why) == (there, "installed with pyenv")


def test_the_newest_patch_of_pyenv_is_taken(machine: Machine) -> None:
    for patch in (2, 13, 9):
        machine.python(f"3.97.{patch}", machine.home / ".pyenv" / "versions" / f"3.97.{patch}" / "bin")

    assert interpreters.find(WANTED).version == "3.97.13"


def test_one_of_uv_is_found(machine: Machine) -> None:
    there = machine.python("3.97.1", machine.home / "uv-python", "python3.97")
    machine.program("uv", f"echo {there}")

    assert interpreters.find(WANTED).why == "installed with uv"


def test_a_python_of_another_version_is_not_taken(machine: Machine) -> None:
    machine.python("3.9.7", name="python3")
    there = machine.python("3.97.0", machine.home / ".pyenv" / "versions" / "3.97.0" / "bin")

    assert interpreters.find(WANTED).path == there


def test_the_one_that_is_named_comes_first(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine.python("3.97.1", name="python3.97")
    named = machine.python("3.97.2", tmp_path / "mine")
    monkeypatch.setenv("PYTHON397", str(named))

    assert interpreters.find(WANTED).path == named


@pytest.mark.usefixtures("machine")
def test_a_missing_one_is_one_line_with_the_ways_to_get_it() -> None:
    with pytest.raises(Problem) as problem:
        interpreters.find(WANTED)

    said = str(problem.value)
    assert said.startswith("Python 3.97 is missing.")
    assert all(way in said for way in ("uv python install 3.97", "pyenv install 3.97", "PYTHON397=/path"))
    assert "\n" not in said
