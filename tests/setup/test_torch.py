"""torch comes only if it is wanted and brings no CUDA unasked."""

import json
from pathlib import Path

import pytest

from scripts.setup import torch
from scripts.setup.environments import Environment
from tests.setup.machine import Machine


class Pip:
    """A stand-in for an environment's Python: its pip reports what would come and notes what it is told to install."""

    def __init__(self, machine: Machine, folder: Path, would_bring: list[str]) -> None:
        self.environment = Environment(folder / "env", "3.11", ("service",))
        self._notes = folder / "installed"
        (folder / "answer").write_text(
            json.dumps({"install": [{"metadata": {"name": name}} for name in would_bring]}), encoding="utf-8"
        )
        script = f"""
case "$*" in
    *--dry-run*) while [ "$1" != --report ]; do shift; done; /bin/cp {folder}/answer "$2";;
    *install*) echo "$*" >> {self._notes};;
    *) exit 1;;
esac"""
        machine.program("python", script, folder / "env" / "bin")

    @property
    def installed(self) -> str:
        return self._notes.read_text(encoding="utf-8") if self._notes.exists() else ""


def test_without_cuda_it_is_installed(machine: Machine, tmp_path: Path) -> None:
    pip = Pip(machine, tmp_path, ["torch", "sympy", "networkx"])

    torch.add(pip.environment)

    assert "requirements/torch.txt" in pip.installed


def test_with_cuda_it_is_left_out_and_the_way_to_add_it_is_said(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pip = Pip(machine, tmp_path, ["torch", "nvidia-cublas", "triton"])

    torch.add(pip.environment)

    assert pip.installed == ""
    said = capsys.readouterr().out
    assert "Going on without torch" in said
    assert "HEYAN_TORCH=cuda make setup" in said


@pytest.mark.parametrize(("choice", "told"), [("cuda", "-r"), ("file:///cpu-builds", "--extra-index-url file:///cpu")])
def test_a_choice_is_followed(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choice: str, told: str
) -> None:
    pip = Pip(machine, tmp_path, ["torch", "nvidia-cublas"])
    monkeypatch.setenv("HEYAN_TORCH", choice)

    torch.add(pip.environment)

    assert told in pip.installed


def test_none_leaves_it_out(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(machine, tmp_path, ["torch"])
    monkeypatch.setenv("HEYAN_TORCH", "none")

    torch.add(pip.environment)

    assert pip.installed == ""


def test_a_decision_is_made_once(machine: Machine, tmp_path: Path) -> None:
    pip = Pip(machine, tmp_path, ["torch"])
    torch.add(pip.environment)

    torch.add(pip.environment)

    assert len(pip.installed.splitlines()) == 1
