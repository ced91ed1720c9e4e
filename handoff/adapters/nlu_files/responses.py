"""What the bot says: the responses of a domain file, one reworded or added at a time."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from yaml.nodes import MappingNode, Node

from handoff.adapters.nlu_files.blocks import lines_of_item, plain
from handoff.adapters.nlu_files.mappings import value_edits
from handoff.adapters.nlu_files.scalars import is_plain, quoted
from handoff.adapters.nlu_files.source import Source, Uneditable
from handoff.adapters.yaml_places import items, pairs, text_of, under
from handoff.domain.errors import BadInput, Conflict, NotFound

_CANNOT = "该文件的写法无法就地修改，请手工修改后再试。"


@dataclass(frozen=True)
class ResponseFile:
    """Every edit is read again and compared: where anything else has changed, it is refused (Uneditable)."""

    source: Source

    @classmethod
    def of(cls, content: bytes) -> "ResponseFile":
        return cls(Source.of(content))

    @property
    def content(self) -> bytes:
        return self.source.content

    @cached_property
    def _root(self) -> Node | None:
        return self.source.nodes()

    @cached_property
    def responses(self) -> dict[str, list[dict[str, Any]]]:
        return {name: plain(value) for name, _, value in pairs(under(self._root, "responses"))}

    @cached_property
    def intents(self) -> tuple[str, ...]:
        """Those declared, bare or with settings of their own."""
        declared = items(under(self._root, "intents"))
        return tuple(text_of(each) or next((name for name, _, _ in pairs(each)), "") for each in declared)

    def change(self, name: str, text: str, variation: int = 0) -> "ResponseFile":
        found = self._variations(name)
        if not 0 <= variation < len(found):
            raise NotFound("未找到该条话术，请刷新后再试。")
        edited = self.source.with_edits(*value_edits(self.source, found[variation], {"text": text}))
        wanted = plain(self._root)
        wanted["responses"][name][variation]["text"] = text
        return self._made(edited, wanted)

    def add_variation(self, name: str, text: str) -> "ResponseFile":
        """One more wording of what is said."""
        start, end = lines_of_item(self.source, self._variations(name)[-1])
        if start < 0:
            raise Uneditable(_CANNOT)
        indent = " " * (self.source.body.index("-", start) - start)
        wanted = plain(self._root)
        wanted["responses"][name].append({"text": text})
        return self._made(self.source.with_lines(end, f"{indent}- text: {_said(text)}"), wanted)

    def add(self, name: str, text: str) -> "ResponseFile":
        """Behind all others."""
        if name in self.responses:
            raise Conflict(f"话术“{name}”已存在，请使用其他名称。")
        if not name.startswith("utter_") or not name.isidentifier():
            raise BadInput("话术名称须以 utter_ 开头，只含字母、数字和下划线。")
        responses = under(self._root, "responses")
        if not isinstance(responses, MappingNode) or responses.flow_style or not responses.value:
            raise Uneditable(_CANNOT)
        indent = " " * self.source.column(responses.value[-1][0].start_mark.index)
        end = self.source.line_after(self.source.end_of(responses))
        edited = self.source.with_lines(end, f"{indent}{name}:", f"{indent}  - text: {_said(text)}")
        wanted = plain(self._root)
        wanted["responses"][name] = [{"text": text}]
        return self._made(edited, wanted)

    def _variations(self, name: str) -> list[Node]:
        found = list(items(under(under(self._root, "responses"), name)))
        if not found:
            raise NotFound(f"未找到话术“{name}”，请刷新后再试。")
        if self.source.uses_aliases():
            raise Uneditable(_CANNOT)
        return found

    def _made(self, source: Source, wanted: Any) -> "ResponseFile":
        after = replace(self, source=source)
        if plain(after._root) != wanted:
            raise Uneditable(_CANNOT)
        return after


def _said(text: str) -> str:
    return text if is_plain(text) else quoted(text)
