"""`heyan evaluate`: what it writes, what it refuses, what it skips."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evaluation.examples import Dialogue, Line
from evaluation.predictions import Parse, Raised
from handoff.cli import app
from handoff.commands import evaluate
from handoff.commands.default_pipeline import DefaultPipelineFailed

LINES = [
    {"id": "1", "text": "到哪了", "intent": "logistics_track", "emotion": "calm", "complaint": False},
    {"id": "2", "text": "人呢", "intent": "urge", "emotion": "anxious", "complaint": False},
]


def _parses(lines: Sequence[Line]) -> list[Parse]:
    return [Parse("urge", 0.9, (("urge", 0.9),)) for _ in lines]


def _wrong_parses(_model: Path, lines: Sequence[Line]) -> list[Parse]:
    return [Parse("greet", 0.9, (("greet", 0.9),)) for _ in lines]


@pytest.fixture(autouse=True)
def _without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEYAN_REAL_DIALOGUES", raising=False)
    monkeypatch.setattr(evaluate, "parses_of", _parses)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "nlu_own.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in LINES), encoding="utf-8")
    return path


def test_a_set_is_measured_printed_and_written(lines: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "nlu", str(lines), "--out", str(tmp_path / "out")])

    assert done.exit_code == 0
    assert "top-1 accuracy" in done.stdout
    written = json.loads((tmp_path / "out" / "nlu_own.nlu.json").read_text(encoding="utf-8"))
    assert written["figures"][0]["value"] == 0.5
    assert (tmp_path / "out" / "nlu_own.nlu.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_json_is_all_that_is_printed_when_asked_for(lines: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "emotion", str(lines), "--json", "--out", str(tmp_path / "out")])

    assert json.loads(done.stdout)["kind"] == "emotion"


def test_a_bad_file_is_refused_in_one_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "text": "在吗", "intent": "greeting"}\n', encoding="utf-8")

    done = CliRunner().invoke(app, ["evaluate", "nlu", str(bad), "--out", str(tmp_path / "out")])

    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == "✗ bad.jsonl, line 1: `greeting` is no intent of the bot"
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


def test_texts_that_cannot_be_read_are_refused(lines: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "nlu", str(lines), "--texts", str(tmp_path / "nowhere.jsonl")])

    assert done.exit_code == 2
    assert "No such file" in done.stderr


def test_sets_without_texts_are_skipped_and_say_why(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "SETS", lines.parent)
    (tmp_path / "nlu_jddc.tsv").write_text("id\tintent\nd:0\turge\n", encoding="utf-8")

    done = CliRunner().invoke(app, ["evaluate", "all", "--no-baseline", "--out", str(tmp_path / "out")])

    assert done.exit_code == 0
    assert "skipped nlu nlu_jddc.tsv: name the file of its dialogues" in done.stdout
    assert "skipped knowledge knowledge_own.jsonl: no such file" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "index.html",
        "nlu_own.nlu.json",
        "nlu_own.emotion.json",
    }


def test_real_lines_are_measured_once_their_dialogues_are_named(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_the_first_turn(dialogues: Sequence[Dialogue]) -> list[Raised]:
        return [Raised(0, "asked") for _ in dialogues]

    monkeypatch.setattr(evaluate, "SETS", lines.parent)
    monkeypatch.setattr(evaluate, "raised_in", at_the_first_turn)
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"id": "d", "turns": [{"user": "转人工", "agent": ""}]}\n', encoding="utf-8")
    real = '{"id": "d", "escalate": true, "window": [0, 0], "reasons": ["asked"]}\n'
    (tmp_path / "escalation_jddc.jsonl").write_text(real, encoding="utf-8")
    monkeypatch.setenv("HEYAN_REAL_DIALOGUES", str(texts))

    done = CliRunner().invoke(app, ["evaluate", "all", "--no-baseline", "--out", str(tmp_path / "out")])

    assert done.exit_code == 0
    assert "escalation: escalation_jddc (n = 1)" in done.stdout


def test_the_default_pipeline_stands_beside_ours(lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "trained", lambda: tmp_path / "model.tar.gz")
    monkeypatch.setattr(evaluate, "parses_by_default", _wrong_parses)

    CliRunner().invoke(app, ["evaluate", "nlu", str(lines), "--baseline", "--out", str(tmp_path / "out")])

    written = json.loads((tmp_path / "out" / "nlu_own.nlu.json").read_text(encoding="utf-8"))
    assert written["figures"][-1]["measure"] == "error ratio to the default pipeline"
    assert written["figures"][-1]["value"] == 0.5


def test_a_default_pipeline_that_fails_costs_no_measure_but_the_exit_code(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> Path:
        raise DefaultPipelineFailed("it broke")

    monkeypatch.setattr(evaluate, "SETS", lines.parent)
    monkeypatch.setattr(evaluate, "trained", fails)

    done = CliRunner().invoke(app, ["evaluate", "all", "--out", str(tmp_path / "out")])

    assert done.exit_code == 1
    assert "skipped default pipeline: it broke" in done.stdout
    assert "top-1 accuracy" in done.stdout
