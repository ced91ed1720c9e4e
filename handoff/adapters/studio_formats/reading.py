"""Reads whatever was brought: by the format that was named, by the file's name, or by what it looks like."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoff.adapters.studio_formats import rasa_projects
from handoff.adapters.studio_formats.decoding import decoded
from handoff.adapters.studio_formats.json_lines import read_jsonl, write_jsonl
from handoff.adapters.studio_formats.label_studio import read_tasks, write_tasks
from handoff.adapters.studio_formats.tables import read_csv, write_csv
from handoff.domain.errors import BadInput
from handoff.domain.studio.exchange import BotProject, Brought, ExchangedLine, Import, Problem

_READERS = {"jsonl": read_jsonl, "csv": read_csv, "label-studio": read_tasks}
_WRITERS = {"jsonl": write_jsonl, "csv": write_csv, "label-studio": write_tasks}
_BY_SUFFIX = {
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
    "json": "label-studio",
    "yml": "rasa",
    "yaml": "rasa",
    "zip": "rasa",
}
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Formats:
    def read(self, content: bytes, name: str = "", kind: str | None = None) -> Import:
        """Raises BadInput or TooLarge for a file that as a whole is none of ours; single lines are problems."""
        kind = kind or _kind_of(content, name)
        if kind == "rasa":
            is_zip = content.startswith(_ZIP)
            read = rasa_projects.read_zip(content) if is_zip else rasa_projects.read_one(content, name)
            return _import(kind, "utf-8", *read)
        if kind not in _READERS:
            raise BadInput("文件格式须为 rasa、jsonl、csv 或 label-studio。")
        text, encoding = decoded(content)
        return _import(kind, encoding, _READERS[kind](text))

    def write(self, kind: str, lines: Iterable[ExchangedLine]) -> Iterator[str]:
        return _WRITERS[kind](lines)


def _import(kind: str, encoding: str, found: Iterable[Brought | Problem], project: BotProject | None = None) -> Import:
    brought: list[Brought] = []
    problems: list[Problem] = []
    for each in found:
        if isinstance(each, Brought):
            brought.append(each)
        else:
            problems.append(each)
    return Import(kind, encoding, tuple(brought), tuple(problems), project)


def _kind_of(content: bytes, name: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    if "." in name and suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_ZIP):
        return "rasa"
    if start.startswith(b"{"):
        return "jsonl"
    if start.startswith(b"["):
        return "label-studio"
    return "rasa" if b"nlu:" in start or start.startswith((b"version:", b"#")) else "csv"
