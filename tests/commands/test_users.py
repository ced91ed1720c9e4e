"""The first people: made where they are missing, their passwords told once and kept where only the owner reads them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handoff.checkup import data
from handoff.checkup.finding import Finding, State
from handoff.cli import app
from handoff.settings import Settings

FIRST_PEOPLE = {
    "admin": "admin",
    "lead": "lead",
    "agent1": "agent",
    "agent2": "agent",
    "trainer": "trainer",
    "reviewer": "reviewer",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def heyan(*arguments: str) -> Result:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done


def kept(folder: Path) -> list[list[str]]:
    return [row.split("\t") for row in (folder / "passwords.txt").read_text("utf-8").splitlines()]


def people_of(folder: Path) -> Finding:
    settings = Settings(var_dir=folder)
    return next(finding for finding in data.look(settings) if finding.name == "people")


def test_set_up_makes_somebody_for_every_role(folder: Path) -> None:
    told = heyan("user", "ensure-demo").output

    assert {name: role for name, _, role, _ in kept(folder)} == FIRST_PEOPLE
    assert all(password in told for _, password, _, _ in kept(folder))
    assert (folder / "passwords.txt").stat().st_mode & 0o077 == 0


def test_a_second_set_up_makes_nobody_and_tells_nothing(folder: Path) -> None:
    heyan("user", "ensure-demo")
    before = kept(folder)

    assert heyan("user", "ensure-demo").output == ""
    assert kept(folder) == before


def test_whoever_took_the_next_number_before_does_not_stand_in_the_way(folder: Path) -> None:
    heyan("user", "add", "zhaolei", "--role", "agent", "--number", "1005")

    heyan("user", "ensure-demo")

    numbers = {name: number for name, _, _, number in kept(folder)}
    assert numbers["zhaolei"] == "1005"
    assert (numbers["trainer"], numbers["reviewer"]) == ("1006", "1007")


def test_the_doctor_counts_people_by_their_roles(folder: Path) -> None:
    heyan("user", "ensure-demo")

    assert people_of(folder) == Finding("people", State.FINE, "agent 2, lead 1, trainer 1, reviewer 1, admin 1")


def test_the_doctor_names_a_role_that_nobody_has(folder: Path) -> None:
    for role in ("agent", "lead", "reviewer", "admin"):
        heyan("user", "add", f"some-{role}", "--role", role)

    finding = people_of(folder)

    assert finding.state is State.NOTE
    assert finding.advice == "run `heyan user add NAME --role trainer`"
