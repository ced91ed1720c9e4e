"""What the suite consists of, cheapest first."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

from scripts.setup.places import FRONTEND, RASA, ROOT, SERVICE
from scripts.suite.step import Step

_REPORTS = ROOT / "build" / "reports"
_SERVICE_BIN = SERVICE / "bin"
_RASA_PYTHON = str(RASA / "bin" / "python")

# Folders of tests with a step of their own; all others are unit and contract tests.
_APART = ("bot", "dialogues", "faults", "e2e")

_PACKAGES = ("handoff", "register", "actions", "shop", "evaluation", "tuning")

_QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
}


def all_steps() -> list[Step]:
    return [
        _tool("ruff", "ruff", "check", "."),
        _tool("format", "ruff", "format", "--check", "."),
        _tool("types", "mypy", "--exclude", "^tests/bot/|read_lines", *_PACKAGES, "scripts", "bench", "tests"),
        Step("types-rasa", (_RASA_PYTHON, "-m", "mypy", "--config-file", "bot/mypy.ini", "bot", "tests/bot"), ROOT),
        _tool("layers", "lint-imports"),
        _pages("pages-types", "check"),
        _pages_tests(),
        _pytest("unit", "tests", *(f"--ignore=tests/{folder}" for folder in _APART)),
        _bot(),
        _rasa_data(),
        _pytest("dialogues", "tests/dialogues"),
        replace(_pytest("faults", "tests/faults"), waits=True),
        _browser(),
    ]


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _tool(name: str, *command: str) -> Step:
    program, *arguments = command
    return Step(name, (str(_SERVICE_BIN / program), *arguments), ROOT)


def _pytest(name: str, *arguments: str) -> Step:
    report = _REPORTS / f"{name}.xml"
    command = (str(_SERVICE_BIN / "python"), "-m", "pytest", "-q", f"--junitxml={report}", *arguments)
    return Step(name, command, ROOT, report=report)


def _bot() -> Step:
    report = _REPORTS / "bot.xml"
    # Rasa's libraries of 2023 warn at length; what they warn of is not ours to mend.
    command = (_RASA_PYTHON, "-m", "pytest", "-q", "-W", "ignore", f"--junitxml={report}", "tests/bot")
    return Step("bot", command, ROOT, report=report, env=_QUIET_RASA)


def _rasa_data() -> Step:
    validate = str(ROOT / "scripts" / "suite" / "rasa_data.py")
    env = {name: value for name, value in _QUIET_RASA.items() if name != "PYTHONWARNINGS"}
    return Step("rasa-data", (str(_SERVICE_BIN / "python"), validate, _RASA_PYTHON), ROOT, env=env)


def _pages(name: str, script: str) -> Step:
    return Step(name, ("npm", "run", "--silent", script), FRONTEND)


def _pages_tests() -> Step:
    report = _REPORTS / "pages.xml"
    reporters = ("--reporter=default", "--reporter=junit", f"--outputFile.junit={report}")
    return Step("pages", ("npm", "run", "--silent", "test", "--", *reporters), FRONTEND, report=report)


def _browser() -> Step:
    report = _REPORTS / "browser.xml"
    chromium = find_chromium()
    missing = "" if chromium else "no Chromium: install the package chromium, or name yours: CHROMIUM=/path make test"
    command = (str(_SERVICE_BIN / "python"), "-m", "pytest", "-q", f"--junitxml={report}", "tests/e2e")
    return Step(
        "browser",
        command,
        ROOT,
        report=report,
        env={"CHROMIUM": chromium or ""},
        missing=missing,
        waits=True,
        must_run=os.environ.get("HEYAN_REQUIRE_BROWSER") == "1",
    )


def named(names: list[str]) -> list[Step]:
    """The steps with these names; all when none is named."""
    steps = all_steps()
    unknown = [name for name in names if name not in {step.name for step in steps}]
    if unknown:
        raise SystemExit(f"No such step: {', '.join(unknown)}. There are: {', '.join(step.name for step in steps)}.")
    return [step for step in steps if not names or step.name in names]


def make_room(report: Path | None) -> None:
    """An old report must not be counted for a run that wrote none."""
    if report is None:
        return
    report.parent.mkdir(parents=True, exist_ok=True)
    if report.exists():
        report.unlink()
