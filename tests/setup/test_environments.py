"""Environments are made by what the machine has, adopted where they fit, never overwritten where they do not."""

from pathlib import Path

import pytest

from scripts.setup import environments
from scripts.setup.environments import Environment
from scripts.setup.interpreters import Interpreter
from scripts.setup.say import Problem
from tests.setup.machine import Machine

IMPORTS = 'case "$2" in *{module}*) exit {code};; esac; exit 0'


def bare(machine: Machine, script: str) -> Interpreter:
    return Interpreter(machine.program("python3.11", script), "3.11.2", "found on PATH")


def test_venv_makes_it_where_it_is_whole(machine: Machine, tmp_path: Path) -> None:
    interpreter = bare(machine, "exit 0")

    assert environments.maker(interpreter, tmp_path / "env")[1:3] == ["-m", "venv"]


def test_virtualenv_makes_it_where_ensurepip_is_missing(machine: Machine, tmp_path: Path) -> None:
    interpreter = bare(machine, IMPORTS.format(module="ensurepip", code=1))

    assert environments.maker(interpreter, tmp_path / "env")[1:3] == ["-m", "virtualenv"]


def test_uv_makes_it_where_there_is_nothing_else(machine: Machine, tmp_path: Path) -> None:
    interpreter = bare(machine, "exit 1")
    uv = machine.program("uv", "exit 0")

    assert environments.maker(interpreter, tmp_path / "env")[:3] == [str(uv), "venv", "--seed"]


def test_with_none_of_them_it_is_one_line_with_what_to_install(machine: Machine, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"install python3\.11-venv .* or virtualenv or uv") as problem:
        environments.maker(bare(machine, "exit 1"), tmp_path / "env")

    assert "\n" not in str(problem.value)


def test_an_environment_of_another_python_is_not_overwritten(machine: Machine, tmp_path: Path) -> None:
    machine.python("3.9.2", tmp_path / "env" / "bin")

    with pytest.raises(Problem, match=r"env holds Python 3\.9\.2, not Python 3\.11: remove it with `rm -r env`"):
        environments.create(Environment(tmp_path / "env", "3.11", ("service",)))


def test_an_environment_of_the_right_python_is_adopted(machine: Machine, tmp_path: Path) -> None:
    python = machine.python("3.11.2", tmp_path / "env" / "bin")

    environments.create(Environment(tmp_path / "env", "3.11", ("service",)))

    assert python.exists()
