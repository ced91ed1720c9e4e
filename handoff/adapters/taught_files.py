"""Reads all that `heyan data lint` looks at, with the line of everything; what cannot be read is a finding too."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from yaml.nodes import Node

from evaluation.sets import BadSet, Texts, read_lines, read_questions
from handoff.adapters.taught_yaml import Found, take_domain, take_entries, take_lines, take_talk, take_templates
from handoff.adapters.yaml_places import Unreadable, read_nodes
from handoff.domain.studio.lint import Examined, Material, Place, Taught

_LITERAL = re.compile(r"[\"']([a-z_]+)[\"']")

_Take = Callable[[Node | None, str, Found], bool]


@dataclass(frozen=True)
class TaughtFiles:
    """The material of a project: its domain, data and the service's own lines, where they stand under `root`."""

    root: Path

    def read(self) -> Material:
        found = Found()
        self._each("data/nlu/*.yml", found, take_lines)
        self._each("data/rules/*.yml", found, take_talk)
        self._each("data/stories/*.yml", found, take_talk)
        self._each("data/knowledge/*.yml", found, take_entries)
        self._look(self.root / "domain.yml", found, take_domain)
        self._look(self.root / "handoff" / "lines.yml", found, take_templates)
        for path in self._files("data/knowledge/elsewhere*.txt"):
            self._elsewhere(path, found)
        # What the code finds and reads is used, whatever the files say; it names entities as texts.
        for path in (*self._files("actions/**/*.py"), *self._files("bot/**/*.py")):
            found.used.update(_LITERAL.findall(path.read_text(encoding="utf-8")))
        tested_lines = self._tested("data/evaluation/nlu_*.jsonl", found, _lines)
        tested_questions = self._tested("data/evaluation/knowledge_*.jsonl", found, _questions)
        return Material(
            lines=found.lines,
            questions=found.questions,
            tested_lines=tested_lines,
            tested_questions=tested_questions,
            said=found.said,
            intents=found.intents,
            entities=found.entities,
            entities_used=frozenset(found.used),
            entities_marked=found.marked,
            empty_files=found.empty,
            unreadable=found.unreadable,
        )

    def _files(self, pattern: str) -> list[Path]:
        return sorted(self.root.glob(pattern))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _each(self, pattern: str, found: Found, take: _Take) -> None:
        for path in self._files(pattern):
            self._look(path, found, take)

    def _look(self, path: Path, found: Found, take: _Take) -> None:
        name = self._name(path)
        try:
            if not take(read_nodes(path), name, found):
                found.empty.append(name)
        except Unreadable as error:
            found.unreadable.append((Place(name, error.line), str(error)))
        except FileNotFoundError:
            found.unreadable.append((Place(name, 1), "文件不存在"))

    def _elsewhere(self, path: Path, found: Found) -> None:
        """Lines that the knowledge base learns not to answer."""
        name = self._name(path)
        rows = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        taught = [Taught(row.strip(), "", Place(name, line)) for line, row in rows if row.strip() and row[0] != "#"]
        found.questions.extend(taught)
        if not taught:
            found.empty.append(name)

    def _tested(self, pattern: str, found: Found, read: Callable[[Path], Iterable[Examined]]) -> list[Examined]:
        tested: list[Examined] = []
        for path in self._files(pattern):
            try:
                tested.extend(read(path))
            except BadSet as error:
                if path.read_bytes().strip():
                    found.unreadable.append((Place(self._name(path), 1), str(error)))
                else:
                    found.empty.append(self._name(path))
        return tested


def _lines(path: Path) -> Iterable[Examined]:
    return [Examined(line.id, line.text, path.name) for line in read_lines(path, Texts())]


def _questions(path: Path) -> Iterable[Examined]:
    return [Examined(question.id, question.text, path.name) for question in read_questions(path)]
