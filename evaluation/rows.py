"""Rows of a file, JSONL or TSV, with their line numbers; whatever is wrong is named with file and line."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

_Example = TypeVar("_Example")


class BadSet(Exception):
    """A file is not in the documented format; the message is one line for the person who wrote it."""


@dataclass(frozen=True)
class Row:
    """One object of a file; every look-up that fails names the place."""

    file: str
    number: int
    values: Mapping[str, Any]

    def wrong(self, what: str) -> BadSet:
        return BadSet(f"{self.file}, line {self.number}: {what}")

    def text(self, key: str) -> str:
        """The non-blank text under this key."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"`{key}` must be a text that is not empty")
        return value

    def truth(self, key: str) -> bool:
        """A yes or no: a JSON boolean, or true, false, 1 or 0."""
        value = {"true": True, "false": False, "1": True, "0": False}.get(str(self.values.get(key)).lower())
        if value is None:
            raise self.wrong(f"`{key}` must be true or false")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts, in a TSV joined by commas; a missing one is empty."""
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self.wrong(f"`{key}` must be a list of texts")
        return tuple(value)

    def objects(self, key: str) -> list[dict[str, Any]]:
        value = self.values.get(key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(f"`{key}` must be a list of objects")
        return value


def read_jsonl(path: Path) -> Iterator[Row]:
    for number, line in _lines(path):
        try:
            values = json.loads(line)
        except ValueError:
            raise BadSet(f"{path.name}, line {number}: not JSON") from None
        if not isinstance(values, dict):
            raise BadSet(f"{path.name}, line {number}: not a JSON object")
        yield Row(path.name, number, values)


def read_tsv(path: Path) -> Iterator[Row]:
    """Columns are named in the first line; tabs part them and nothing is quoted."""
    lines = _lines(path)
    header = next(lines, (1, ""))[1].split("\t")
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) != len(header):
            raise BadSet(f"{path.name}, line {number}: {len(cells)} columns where the first line names {len(header)}")
        yield Row(path.name, number, dict(zip(header, cells, strict=True)))


def read_all(path: Path, rows: Iterator[Row], read: Callable[[Row], _Example]) -> tuple[_Example, ...]:
    """Read every row. Raises BadSet also when an id occurs twice or there is nothing to measure."""
    examples: dict[str, _Example] = {}
    for row in rows:
        identity = row.text("id")
        if identity in examples:
            raise row.wrong(f"the id `{identity}` occurs twice")
        examples[identity] = read(row)
    if not examples:
        raise BadSet(f"{path.name}: nothing to measure")
    return tuple(examples.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadSet(f"{path}: {error.strerror}") from None
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").removesuffix("\r")
        except UnicodeDecodeError as error:
            raise BadSet(f"{path.name}, line {number}: not UTF-8 (byte {error.start + 1})") from None
        if text.strip():
            yield number, text
