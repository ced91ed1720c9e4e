"""Reads the training lines for Rasa, each file once and by the C parser.

Rasa's own importer parses and checks every file a dozen times in pure Python: as long as all learning together.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.data import get_data_files
from rasa.shared.exceptions import YamlSyntaxException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_LINES = re.compile(r"^nlu:", re.MULTILINE)


class LineFiles(RasaFileImporter):
    """Rasa's importer for everything but the files of training lines (those with `nlu:` as a key)."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        found = [Path(one) for one in get_data_files(training_data_paths, _is_yaml)]
        self._line_files = sorted(one for one in found if _LINES.search(one.read_text(encoding="utf-8")))
        super().__init__(config_file, domain_path, [str(one) for one in found if one not in set(self._line_files)])
        self._lines: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:  # noqa: ARG002 - Rasa passes it by name
        if self._lines is None:
            self._lines = TrainingData([line for one in self._line_files for line in _read(one)])
        return self._lines


class _Line(Message):
    """A line that stays as it was read: nothing of ours changes it, so nobody needs a copy or a new fingerprint.

    Rasa copies all lines at each of half a dozen merges, which took as long as reading them.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Line":
        return self

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        if add_to_output or self.get(prop) != info:
            super().set(prop, info, add_to_output)


class _Reader(RasaYAMLReader):
    """Rasa's grammar of training lines on top of the C parser; the layout is held by the tests of `data/nlu`."""

    def lines(self, string: str) -> list[_Line]:
        self._parse_nlu(yaml.load(string, Loader=yaml.CSafeLoader)["nlu"])
        return [_Line(example.data) for example in self.training_examples]


def _read(path: Path) -> list[_Line]:
    reader = _Reader()
    reader.filename = str(path)
    try:
        return reader.lines(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise YamlSyntaxException(str(path), error) from error


def _is_yaml(path: str) -> bool:
    return Path(path).suffix in {".yml", ".yaml"}
