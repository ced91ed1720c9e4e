"""The text of a file, exact to the byte: encoded again it is what was read, but for the places that were edited."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml
from yaml.nodes import Node

from handoff.domain.errors import BadInput

_DEEPEST = 50


class Uneditable(BadInput):
    """The file is written in a way that cannot be edited in place; nothing of it was changed."""

    code = "uneditable"


@dataclass(frozen=True)
class Edit:
    """`text` takes the place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Source:
    """`body` without the byte order mark, its line ends as they stand."""

    body: str
    has_mark: bool = False

    @classmethod
    def of(cls, content: bytes) -> "Source":
        """Raises Uneditable for what is no UTF-8."""
        has_mark = content.startswith(codecs.BOM_UTF8)
        try:
            return cls(content[len(codecs.BOM_UTF8) * has_mark :].decode("utf-8"), has_mark)
        except UnicodeDecodeError as error:
            raise Uneditable(f"文件不是 UTF-8 编码（第{error.start + 1}字节），请转换编码后再试。") from error

    @property
    def content(self) -> bytes:
        return codecs.BOM_UTF8 * self.has_mark + self.body.encode("utf-8")

    @property
    def line_end(self) -> str:
        """That of the first line, which the others of a file share."""
        first = self.body.find("\n")
        return "\r\n" if first > 0 and self.body[first - 1] == "\r" else "\n"

    def uses_aliases(self) -> bool:
        """Whether something stands in one place and is meant in another too: an edit would change both."""
        return any(isinstance(event, yaml.AliasEvent) for event in self._events())

    def refuse_unless_plain(self) -> None:
        """For files of strangers: a few references may stand for more than any memory holds, and what is nested too
        deeply ends the process that reads it. Raises Uneditable."""
        depth = 0
        for event in self._events():
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise Uneditable("文件使用了 YAML 引用（&、*），请展开后再试。")
            if depth > _DEEPEST:
                raise Uneditable("文件的嵌套层数过多，请修正后再试。")

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self.body, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise _no_yaml(error) from error

    def nodes(self) -> Node | None:
        """Everything with its place; None where nothing is held. Raises Uneditable for what is no YAML."""
        try:
            return yaml.compose(self.body, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise _no_yaml(error) from error

    def line_start(self, place: int) -> int:
        return self.body.rfind("\n", 0, place) + 1

    def line_after(self, place: int) -> int:
        """Where the line after that of `place` begins; the end of the text where it is the last."""
        found = self.body.find("\n", place)
        return len(self.body) if found < 0 else found + 1

    def column(self, place: int) -> int:
        return place - self.line_start(place)

    def end_of(self, node: Node) -> int:
        """Where the last sign of the node ends: the parser's own mark of a block lies behind blanks and comments."""
        last = _last(node)
        start, end = int(last.start_mark.index), int(last.end_mark.index)
        return start + len(self.body[start:end].rstrip("\r\n \t"))

    def with_edits(self, *edits: Edit) -> "Source":
        """The edits must not overlap."""
        body = self.body
        for edit in sorted(edits, key=lambda each: each.start, reverse=True):
            body = body[: edit.start] + edit.text + body[edit.end :]
        return replace(self, body=body)

    def with_lines(self, place: int, *lines: str) -> "Source":
        """Whole lines put in where a line begins; behind a last line without its end they lack it in turn."""
        end = self.line_end
        if place == len(self.body) and self.body and not self.body.endswith("\n"):
            return self.with_edits(Edit(place, place, "".join(end + line for line in lines)))
        return self.with_edits(Edit(place, place, "".join(line + end for line in lines)))


def _no_yaml(error: yaml.YAMLError) -> Uneditable:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None:
        return Uneditable("文件中有 YAML 不允许的字符，请修正后再试。")
    return Uneditable(f"文件不是有效的 YAML（第{mark.line + 1}行），请修正后再试。")


def _last(node: Node) -> Node:
    """The node that stands last within this one; a list or mapping in brackets ends with its bracket."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return node
    last = node.value[-1]
    return _last(last[1] if isinstance(last, tuple) else last)
