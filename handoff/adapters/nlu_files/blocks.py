"""What a file of training lines holds: blocks (an intent, a synonym, a lookup table, a regex) and the rows of each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from handoff.adapters.nlu_files.source import Source
from handoff.adapters.yaml_places import items, pairs, text_of, under

# The lines of what shares its line with others: it is read, and never edited.
NOWHERE = (-1, -1)
_STRIPPED = "\r\n "  # as Rasa does
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


class BlockKind(StrEnum):
    INTENT = "intent"
    SYNONYM = "synonym"
    REGEX = "regex"
    LOOKUP = "lookup"


class Layout(StrEnum):
    """TEXT: `examples: |` with `- line` in it. LIST: a list of objects with `text`. OTHER is read, never edited."""

    TEXT = "text"
    LIST = "list"
    OTHER = "other"


@dataclass(frozen=True)
class Row:
    """`line` is what Rasa gets, marks included. `start` and `end` hold its whole lines, their ends included.

    `node`: the object of a row in a list; None for a row of a text, whose words stand from `words_at` to `words_end`.
    """

    line: str
    labels: Mapping[str, Any] | None
    start: int
    end: int
    words_at: int = 0
    words_end: int = 0
    node: Node | None = None


@dataclass(frozen=True)
class Block:
    """`indent`: what stands before the dash of its rows."""

    kind: BlockKind
    name: str
    layout: Layout
    rows: tuple[Row, ...]
    start: int
    end: int
    indent: str = ""

    @property
    def content(self) -> tuple[object, ...]:
        """All it says, without where it stands."""
        return (self.kind, self.name, self.layout, tuple((row.line, row.labels) for row in self.rows))


def read_blocks(source: Source) -> tuple[Block, ...]:
    """Raises Uneditable for what is no YAML; a file without training lines has no blocks."""
    root = source.nodes()
    return tuple(block for item in items(under(root, "nlu")) for block in _block(source, item))


def _block(source: Source, item: Node) -> Iterator[Block]:
    kind = next((kind for kind in BlockKind if under(item, kind) is not None), None)
    if kind is None:
        return
    examples = under(item, "examples")
    rows = tuple(_rows(source, examples))
    layout = Layout.OTHER
    if isinstance(examples, ScalarNode) and examples.style == "|":
        layout = Layout.TEXT
    elif isinstance(examples, SequenceNode) and not examples.flow_style:
        layout = Layout.LIST
    start, end = lines_of_item(source, item)
    yield Block(kind, text_of(under(item, kind)), layout, rows, start, end, _indent(source, layout, rows))


def _rows(source: Source, examples: Node | None) -> Iterator[Row]:
    if isinstance(examples, ScalarNode):
        yield from (_rows_of_text if examples.style == "|" else _rows_of_other)(source, examples)
    for item in items(examples):
        words = under(item, "text")
        if isinstance(words, ScalarNode):
            start, end = lines_of_item(source, item)
            at, words_end = int(words.start_mark.index), source.end_of(words)
            yield Row(text_of(words).strip(_STRIPPED), _labels(item), start, end, at, words_end, item)


def _rows_of_text(source: Source, examples: ScalarNode) -> Iterator[Row]:
    end = source.line_after(source.end_of(examples))
    start = source.line_after(examples.start_mark.index)
    while start < end:
        after = source.line_after(start)
        written = source.body[start:after].rstrip("\r\n")
        words = written.lstrip(" ")
        if words.startswith("-"):
            line = words[1:].strip(_STRIPPED)
            at = start + written.index(line, len(written) - len(words) + 1) if line else start + len(written)
            yield Row(line, None, start, after, at, at + len(line))
        start = after


def _rows_of_other(_source: Source, examples: ScalarNode) -> Iterator[Row]:
    """Folded or quoted: the lines of the file are not those of the text."""
    for row in text_of(examples).splitlines():
        if row.startswith("-"):
            yield Row(row[1:].strip(_STRIPPED), None, *NOWHERE)


def _labels(item: Node) -> dict[str, Any] | None:
    metadata = under(item, "metadata")
    return {name: plain(value) for name, _, value in pairs(metadata)} if isinstance(metadata, MappingNode) else None


def plain(node: Node | None) -> Any:
    """The node as Python has it; what is no yes, no, number or nothing stays a text."""
    if isinstance(node, MappingNode):
        return {name: plain(value) for name, _, value in pairs(node)}
    if isinstance(node, SequenceNode):
        return [plain(each) for each in node.value]
    if node is None:
        return None
    kind = node.tag.rpartition(":")[2]
    if kind == "bool":
        return node.value.lower() in {"true", "yes", "on"}
    if kind in {"int", "float"} and _NUMBER.fullmatch(node.value):
        return int(node.value) if kind == "int" else float(node.value)
    return None if kind == "null" else str(node.value)


def lines_of_item(source: Source, item: Node) -> tuple[int, int]:
    """The whole lines of a list's item, from that of its dash; NOWHERE where it shares a line with others."""
    dash = source.body.rfind("-", 0, item.start_mark.index)
    start = source.line_start(max(dash, 0))
    if dash < 0 or source.body[start:dash].strip() or source.body[dash + 1 : item.start_mark.index].strip():
        return NOWHERE
    return start, source.line_after(source.end_of(item))


def _indent(source: Source, layout: Layout, rows: tuple[Row, ...]) -> str:
    if layout is Layout.OTHER or not rows or rows[-1].start < 0:
        return ""
    last = source.body[rows[-1].start : rows[-1].end]
    return last[: len(last) - len(last.lstrip(" "))]
