"""The doctor finds what is broken, says what to do, and tells scripts by its exit code."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from handoff.checkup import data, machine
from handoff.checkup.finding import Finding, State, broken, fine, note
from handoff.cli import app
from handoff.commands import doctor
from handoff.running.lock import only_runner
from handoff.settings import Settings
from tests.support.ports import free_ports


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    web, rasa, actions, worker = free_ports(4)
    return Settings(
        var_dir=tmp_path,
        secret_key=SecretStr("k"),
        rasa_model=tmp_path / "model.tar.gz",
        port=web,
        rasa_port=rasa,
        actions_port=actions,
        worker_port=worker,
    )


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


@pytest.mark.parametrize(("worst", "code"), [(fine, 0), (note, 0), (broken, 1)])
def test_only_what_is_broken_makes_it_fail(monkeypatch: pytest.MonkeyPatch, worst: type, code: int) -> None:
    monkeypatch.setattr(doctor, "_look", lambda: [worst("disk", "0 GB free", *(["make room"] * bool(code)))])

    assert CliRunner().invoke(app, ["doctor"]).exit_code == code


def test_a_line_holds_what_is_wrong_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_look", lambda: [broken("disk", "0 GB free", "make room")])

    assert CliRunner().invoke(app, ["doctor"]).output == "✗ disk: 0 GB free → make room\n"


def test_scripts_get_one_object_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_look", lambda: [broken("disk", "0 GB free", "make room")])

    said = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).output)

    assert said == {"name": "disk", "state": "broken", "text": "0 GB free", "advice": "make room"}


def test_before_set_up_the_data_is_missing_and_looking_creates_nothing(settings: Settings) -> None:
    found = by_name(list(data.look(settings)))

    assert {name: found[name].state for name in ("database", "demo shop", "model")} == dict.fromkeys(
        ("database", "demo shop", "model"), State.BROKEN
    )
    assert found["database"].advice == "run `heyan migrate`"
    assert not list(settings.var_dir.iterdir())


def test_a_redis_that_does_not_answer_is_broken(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"redis_url": f"unix://{settings.var_dir}/none.sock"})

    assert by_name(list(data.look(nowhere)))["Redis"].state is State.BROKEN


def test_a_redis_that_answers_is_fine(settings: Settings, redis_url: str) -> None:
    there = settings.model_copy(update={"redis_url": redis_url})

    assert by_name(list(data.look(there)))["Redis"].state is State.FINE


def test_secrets_that_others_can_read_are_broken(settings: Settings) -> None:
    passwords = settings.var_dir / "passwords.txt"
    passwords.touch()
    passwords.chmod(0o644)

    finding = by_name(list(machine.look(settings)))["var"]

    assert finding.state is State.BROKEN
    assert finding.advice == f"chmod 600 {passwords}"


def test_ports_are_fine_when_it_is_heyan_that_has_them(settings: Settings) -> None:
    with only_runner(settings.var_dir / "run" / "runner.lock"):
        finding = by_name(list(machine.look(settings)))["ports"]

    assert "Heyan runs (process" in finding.text
