"""When a program that set-up runs fails, one line says why and what to do."""

import sys
from pathlib import Path

import pytest

from scripts.setup import running
from scripts.setup.say import Problem


@pytest.fixture(autouse=True)
def _log_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SETUP_LOG", tmp_path / "setup.log")


def run(script: str) -> None:
    running.quietly("Installing", [sys.executable, "-c", script], running.latest("pip"))


@pytest.mark.parametrize(
    ("last_words", "said"),
    [
        ("ERROR: [Errno 28] No space left on device", "the disk is full. Make room"),
        ("ERROR: [Errno 13] Permission denied: '/srv'", "no permission to write"),
        ("NewConnectionError: Failed to establish", "the package index does not answer"),
        ("ERROR: something else", "everything it said"),
    ],
)
def test_a_failure_is_explained(last_words: str, said: str) -> None:
    with pytest.raises(Problem, match=r"^Installing failed") as problem:
        run(f"print({last_words!r}); raise SystemExit(1)")

    assert said in str(problem.value)


def test_what_it_said_is_kept(tmp_path: Path) -> None:
    run("print('Collecting sanic')")

    assert "Collecting sanic" in (tmp_path / "setup.log").read_text(encoding="utf-8")


def test_while_it_is_quiet_the_progress_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "_HEARTBEAT", 0.05)

    run("import time; print('Collecting sanic', flush=True); time.sleep(0.5)")

    assert "pip: Collecting sanic" in capsys.readouterr().out
