"""Files that list named entries: stories, rules, the knowledge base. An edit touches one of them and no other."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString
from yaml import SafeLoader
from yaml.nodes import Node, ScalarNode, SequenceNode

from handoff.adapters.nlu_files.blocks import lines_of_item, plain
from handoff.adapters.nlu_files.mappings import value_edits
from handoff.adapters.nlu_files.scalars import Value, flow
from handoff.adapters.nlu_files.source import Edit, Source, Uneditable
from handoff.adapters.yaml_places import items, text_of, under
from handoff.domain.errors import Conflict, NotFound

# Characters, of which a Chinese one is twice as wide.
_WIDTH = 60
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CANNOT = "该文件的写法无法就地修改，请手工修改后再试。"


@dataclass(frozen=True)
class EntryKind:
    """`under`: the key of the list, empty where the file is the list; `key`: what names an entry."""

    under: str
    key: str


KNOWLEDGE = EntryKind("", "id")
STORIES = EntryKind("stories", "story")
RULES = EntryKind("rules", "rule")


@dataclass(frozen=True)
class EntryFile:
    """Every edit is read again and compared: where anything else has changed, it is refused (Uneditable)."""

    source: Source
    kind: EntryKind

    @classmethod
    def of(cls, content: bytes, kind: EntryKind) -> "EntryFile":
        return cls(Source.of(content), kind)

    @property
    def content(self) -> bytes:
        return self.source.content

    @cached_property
    def _items(self) -> list[Node]:
        root = self.source.nodes()
        return list(items(under(root, self.kind.under) if self.kind.under else root))

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        return [plain(item) for item in self._items]

    def get(self, name: str) -> dict[str, Any]:
        return self.entries[self._place(name)]

    def add(self, entry: Mapping[str, Value]) -> "EntryFile":
        """Behind all others, as far from the last as that is from the one before."""
        name = str(entry[self.kind.key])
        if any(str(each.get(self.kind.key)) == name for each in self.entries):
            raise Conflict(f"“{name}”已存在，请使用其他名称或编号。")
        if not self._items:
            raise Uneditable("该文件中还没有条目，请先手工写入一条。")
        start, end = self._lines(-1)
        last = self.source.body[start:end]
        before = last[: len(last) - len(last.lstrip(" "))]
        gap = [""] if len(self._items) > 1 and not self._row_before(start) else []
        rows = _written(entry).rstrip("\n").split("\n")
        lines = [before + ("  " if number else "- ") + row if row else "" for number, row in enumerate(rows)]
        return self._made(self.source.with_lines(end, *gap, *lines), [*self.entries, _as_read(entry)])

    def change(self, name: str, values: Mapping[str, Value]) -> "EntryFile":
        """Those of its values that are named."""
        place = self._place(name)
        source = self.source.with_edits(*value_edits(self.source, self._items[place], values))
        return self._made(source, self._with(place, {**self.entries[place], **_as_read(values)}))

    def append(self, name: str, key: str, value: str) -> "EntryFile":
        """One more member of a list of texts: a further way to ask."""
        place = self._place(name)
        members = under(self._items[place], key)
        if not isinstance(members, SequenceNode) or not members.value:
            return self.change(name, {key: [value]})
        end = self.source.end_of(members.value[-1])
        if members.flow_style:
            edited = self.source.with_edits(Edit(end, end, f", {_member(value)}"))
        else:
            start, _ = lines_of_item(self.source, members.value[-1])
            indent = " " * (self.source.body.index("-", start) - start)
            edited = self.source.with_lines(self.source.line_after(end), f"{indent}- {_member(value)}")
        wanted = {**self.entries[place], key: [*self.entries[place][key], value]}
        return self._made(edited, self._with(place, wanted))

    def remove(self, name: str) -> "EntryFile":
        place = self._place(name)
        start, end = self._lines(place)
        if len(self._items) == 1:
            raise Uneditable("这是该文件的最后一条，请直接删除文件。")
        # The blank line that parted it from the one before goes with it.
        if not self._row_before(start) and start:
            start = self.source.line_start(start - 1)
        edited = self.source.with_edits(Edit(start, end, ""))
        return self._made(edited, self.entries[:place] + self.entries[place + 1 :])

    def _place(self, name: str) -> int:
        for place, item in enumerate(self._items):
            if text_of(under(item, self.kind.key)) == name:
                if self.source.uses_aliases():
                    raise Uneditable(_CANNOT)
                return place
        raise NotFound(f"未找到“{name}”，请刷新后再试。")

    def _lines(self, place: int) -> tuple[int, int]:
        start, end = lines_of_item(self.source, self._items[place])
        if start < 0:
            raise Uneditable(_CANNOT)
        return start, end

    def _row_before(self, start: int) -> str:
        return self.source.body[self.source.line_start(max(start - 1, 0)) : start].strip()

    def _with(self, place: int, entry: dict[str, Any]) -> list[dict[str, Any]]:
        return [*self.entries[:place], entry, *self.entries[place + 1 :]]

    def _made(self, source: Source, wanted: list[dict[str, Any]]) -> "EntryFile":
        after = replace(self, source=source)
        if after.entries != wanted:
            raise Uneditable(_CANNOT)
        return after


def _member(text: str) -> str:
    """In a list in brackets, words are bare as far as they may be."""
    return text if _is_bare(text) else flow(text)


def _is_bare(text: str) -> bool:
    chinese = re.fullmatch(r"[\u4e00-\u9fff][\u4e00-\u9fff\w ，。？！]*", text)
    return bool(chinese) and text == text.strip()


def _as_read(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _as_read(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_as_read(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _written(entry: Mapping[str, Value]) -> str:
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    out = io.StringIO()
    yaml.dump(_laid_out(entry), out)
    return out.getvalue()


def _means_something_else(text: str) -> bool:
    """To readers of older YAML a bare yes, or 12:30, is no text."""
    tag = SafeLoader("").resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML's
    return bool(tag != "tag:yaml.org,2002:str")


def _laid_out(value: Any) -> Any:
    """Lists of words in brackets, days bare, texts of several lines as such."""
    if isinstance(value, Mapping):
        return CommentedMap((key, _laid_out(each)) for key, each in value.items())
    if isinstance(value, str):
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        if "\n" in value:
            return LiteralScalarString(value)
        return DoubleQuotedScalarString(value) if _means_something_else(value) else value
    if isinstance(value, Sequence):
        members = CommentedSeq(_laid_out(each) for each in value)
        if all(isinstance(each, str) for each in value):
            members.fa.set_flow_style()
        return members
    return value
