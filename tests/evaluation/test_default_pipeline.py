"""The trained default pipeline is kept for as long as what it was made of stays the same."""

from pathlib import Path

import pytest

from handoff.commands import default_pipeline
from handoff.commands.default_pipeline import DefaultPipelineFailed, parses_by_default, trained
from tests.evaluation.cases import line

# Stands in for `python -W ignore -m bot.baseline …`: trains into the named file, parses each line as its length.
_STAND_IN = """#!/bin/sh
shift 4
command=$1
if [ "$command" = train ]; then echo trained >> "$3.log"; echo model > "$3"; exit 0; fi
while IFS= read -r text; do
  echo '{"intent": {"name": "urge", "confidence": 0.5}, "intent_ranking": [{"name": "urge", "confidence": 0.5}]}'
done
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    python = tmp_path / "python"
    python.write_text(_STAND_IN, encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "a.yml").write_text("nlu: []\n", encoding="utf-8")
    monkeypatch.setattr(default_pipeline, "RASA_PYTHON", python)
    monkeypatch.setattr(default_pipeline, "ROOT", tmp_path)
    monkeypatch.setattr(default_pipeline, "_FOLDER", tmp_path / "build")
    return tmp_path


def _times_trained(root: Path) -> int:
    return sum(len(log.read_text(encoding="utf-8").splitlines()) for log in (root / "build").glob("*.log"))


def test_the_same_lines_are_trained_once(root: Path) -> None:
    assert trained() == trained()

    assert _times_trained(root) == 1


def test_changed_lines_are_trained_anew_and_replace_the_old(root: Path) -> None:
    old = trained()
    (root / "data" / "nlu" / "a.yml").write_text("nlu: [changed]\n", encoding="utf-8")

    new = trained()

    assert _times_trained(root) == 2
    assert new.exists()
    assert not old.exists()


def test_a_training_that_fails_leaves_no_model(root: Path) -> None:
    (root / "python").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")

    with pytest.raises(DefaultPipelineFailed, match="train"):
        trained()

    assert list((root / "build").iterdir()) == []


def test_every_line_gets_one_parse_even_one_with_breaks(root: Path) -> None:
    lines = [line(text="一句话"), line(text="两\n行\r的话"), line(text="三")]

    assert [parse.intent for parse in parses_by_default(trained(), lines)] == ["urge"] * 3


def test_too_few_parses_are_noticed(root: Path) -> None:
    model = trained()
    (root / "python").write_text("#!/bin/sh\ncat > /dev/null\n", encoding="utf-8")

    with pytest.raises(DefaultPipelineFailed, match="0 parses for 1 lines"):
        parses_by_default(model, [line()])
