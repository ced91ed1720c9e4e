"""Our importer reads the training lines as Rasa's own does, and says which file is wrong."""

from pathlib import Path

import pytest
from rasa.shared.exceptions import YamlSyntaxException
from rasa.shared.importers.rasa import RasaFileImporter

from bot.line_files import LineFiles

LINES = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
    - 您好
- intent: complaint
  examples:
  - text: |
      说话不算数
    metadata: {emotion: angry, complaint: true}
"""
RULES = 'version: "3.1"\nrules:\n- {rule: greet, steps: [{intent: greet}, {action: utter_greet}]}\n'


DOMAIN = 'version: "3.1"\nintents: [greet, complaint]\nresponses: {utter_greet: [{text: 您好。}]}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "lines.yml").write_text(LINES, encoding="utf-8")
    (folder / "rules.yml").write_text(RULES, encoding="utf-8")
    (folder / "notes.txt").write_text("nlu:", encoding="utf-8")
    return folder


# What Rasa checks the layout with says so of one of its own libraries.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_lines_labels_and_rules_are_those_that_rasa_reads(folder: Path) -> None:
    domain = str(folder.parent / "domain.yml")
    ours = LineFiles(domain_path=domain, training_data_paths=[str(folder)])
    theirs = RasaFileImporter(domain_path=domain, training_data_paths=[str(folder)])

    assert len(ours.get_nlu_data().intent_examples) == 3
    assert ours.get_nlu_data().fingerprint() == theirs.get_nlu_data().fingerprint()
    assert [step.block_name for step in ours.get_stories().story_steps] == [
        step.block_name for step in theirs.get_stories().story_steps
    ]


@pytest.mark.parametrize("spoilt", ["nlu:\n- intent: [", "nlu:\n- intent: greet\n  examples:\n  - text: 12\n"])
def test_a_spoilt_file_is_named(folder: Path, spoilt: str) -> None:
    (folder / "spoilt.yml").write_text(spoilt, encoding="utf-8")

    with pytest.raises(YamlSyntaxException, match=r"spoilt\.yml"):
        LineFiles(training_data_paths=[str(folder)]).get_nlu_data()
