"""Editing the values of one mapping in place, written over lines or within braces."""

from collections.abc import Mapping

from yaml.nodes import MappingNode, Node, ScalarNode

from handoff.adapters.nlu_files.scalars import Value, flow, in_one_line, is_plain, quoted
from handoff.adapters.nlu_files.source import Edit, Source, Uneditable
from handoff.adapters.yaml_places import pairs, under

_LITERAL = {"|", ">"}


def value_edits(source: Source, mapping: Node | None, values: Mapping[str, Value]) -> list[Edit]:
    """Each value takes the place of the old one; a key that was not there is put behind the last.

    Raises Uneditable.
    """
    if not isinstance(mapping, MappingNode) or not mapping.value:
        raise Uneditable("该条内容的写法无法就地修改，请改为一般的键值写法。")
    edits, new = [], {}
    for key, value in values.items():
        old = under(mapping, key)
        if old is None:
            new[key] = value
        else:
            edits.append(value_edit(source, old, value))
    if new:
        edits.append(_behind(source, mapping, new))
    return edits


def value_edit(source: Source, old: Node, value: Value) -> Edit:
    """A text keeps its kind of quotes, where they can hold it."""
    if isinstance(old, ScalarNode) and old.style in _LITERAL:
        return _literal_edit(source, old, value)
    written = _as_before(old, value)
    start = int(old.start_mark.index)
    # Behind a bare “key:” there is not even the space.
    space = " " if source.body[start - 1 : start] == ":" else ""
    return Edit(start, source.end_of(old), space + written)


def _as_before(old: Node, value: Value) -> str:
    if not isinstance(value, str) or not isinstance(old, ScalarNode):
        return flow(value)
    one = value == in_one_line(value)
    if old.style == "'" and one:
        return "'" + value.replace("'", "''") + "'"
    if not old.style and is_plain(value):
        return value
    return quoted(value)


def _literal_edit(source: Source, old: ScalarNode, value: Value) -> Edit:
    """The lines of a block of text, each behind the indent of the first."""
    start, end = source.line_after(old.start_mark.index), source.line_after(source.end_of(old))
    if old.style != "|" or not isinstance(value, str) or start >= end:
        raise Uneditable("该条内容以折叠文本书写，无法就地修改，请改为以“|”开头的文本。")
    first = source.body[start:end]
    indent = first[: len(first) - len(first.lstrip(" "))]
    tail = source.line_end if source.body[start:end].endswith("\n") else ""
    rows = [indent + row if row else row for row in value.rstrip("\n").split("\n")]
    return Edit(start, end, source.line_end.join(rows) + tail)


def _behind(source: Source, mapping: MappingNode, new: Mapping[str, Value]) -> Edit:
    place = source.end_of(mapping.value[-1][1])
    if mapping.flow_style:
        return Edit(place, place, "".join(f", {flow(key)}: {flow(value)}" for key, value in new.items()))
    indent = " " * source.column(next(key for _, key, _ in pairs(mapping)).start_mark.index)
    lines = [f"{source.line_end}{indent}{flow(key)}: {flow(value)}" for key, value in new.items()]
    # What follows on the line is a comment on the value before.
    line = source.line_after(place)
    at = line - len(source.line_end) if source.body[:line].endswith(source.line_end) else line
    return Edit(at, at, "".join(lines))
