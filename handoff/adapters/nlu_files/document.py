"""One file of training lines, edited in place: every other line stays as it is, byte for byte.

An edited file is read again and compared: where anything else than what was asked has changed, the edit is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from handoff.adapters.nlu_files.blocks import Block, BlockKind, Layout, Row, read_blocks
from handoff.adapters.nlu_files.mappings import value_edits
from handoff.adapters.nlu_files.scalars import Value, flow, in_one_line, quoted
from handoff.adapters.nlu_files.source import Edit, Source, Uneditable
from handoff.adapters.yaml_places import under
from handoff.domain.errors import BadInput, NotFound

_CANNOT = "该文件的写法无法就地修改，请手工修改后再试。"


@dataclass(frozen=True)
class NewRow:
    """`line` with its marks; `labels` only where the row is one of a list."""

    line: str
    labels: Mapping[str, Value] | None = None

    @property
    def content(self) -> tuple[str, object]:
        return self.line, _as_read(self.labels)


@dataclass(frozen=True)
class NluFile:
    source: Source

    @classmethod
    def of(cls, content: bytes) -> "NluFile":
        """Raises Uneditable, at the latest when its blocks are asked for."""
        return cls(Source.of(content))

    @classmethod
    def begun(cls, comment: str, intent: str, rows: Sequence[NewRow]) -> "NluFile":
        """A new file, which says what it is for."""
        lines = [f"# {in_one_line(comment)}", 'version: "3.1"', "nlu:", *_lines_of(BlockKind.INTENT, intent, rows, "")]
        return cls(Source("\n".join([*lines, ""])))

    @property
    def content(self) -> bytes:
        return self.source.content

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return read_blocks(self.source)

    def block_of(self, intent: str, layout: Layout | None = None) -> int | None:
        """The place of the last block of the intent, of this layout where one is given."""
        found = [
            place
            for place, block in enumerate(self.blocks)
            if (block.kind, block.name) == (BlockKind.INTENT, intent) and layout in {None, block.layout}
        ]
        return found[-1] if found else None

    def add(self, block: int, *rows: NewRow) -> "NluFile":
        """Behind the last row of the block."""
        into = self._block(block)
        if not into.rows or into.rows[-1].start < 0:
            raise Uneditable(_CANNOT)
        lines = [into.indent + _written(into.layout, _checked(row, into.layout)) for row in rows]
        after = self._made(self.source.with_lines(into.rows[-1].end, *lines))
        return self._sure(after, lambda old: [*old, *(row.content for row in rows)], block)

    def add_block(self, name: str, rows: Sequence[NewRow], kind: BlockKind = BlockKind.INTENT) -> "NluFile":
        """Behind all others; with labels it is a list, without it is a text."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.start < 0:
            raise Uneditable(_CANNOT)
        line = self.source.body[last.start : last.end]
        before = line[: len(line) - len(line.lstrip(" "))]
        after = self._made(self.source.with_lines(last.end, *_lines_of(kind, name, rows, before)))
        made = (kind, name, _layout_of(rows), tuple(row.content for row in rows))
        return _same(after, [each.content for each in after.blocks], [*(each.content for each in self.blocks), made])

    def change(
        self, block: int, row: int, line: str | None = None, labels: Mapping[str, Value] | None = None
    ) -> "NluFile":
        """Another wording, other labels (those named), or both."""
        of, old = self._block(block), self._row(block, row)
        edits: list[Edit] = []
        if old.node is None and labels is not None:
            raise Uneditable("该语料所在的语料块不带标注，无法写入情绪等标注。")
        if line is not None:
            new = _checked(NewRow(line), of.layout).line
            if old.node is None:
                edits.append(Edit(old.words_at, old.words_end, new))
            else:
                edits += value_edits(self.source, old.node, {"text": new})
        if labels is not None and old.labels is not None:
            edits += value_edits(self.source, under(old.node, "metadata"), labels)
        elif labels is not None:
            edits += value_edits(self.source, old.node, {"metadata": labels})
        after = self._made(self.source.with_edits(*edits))
        wanted = (
            line if line is not None else old.line,
            _as_read({**(old.labels or {}), **(labels or {})}) if labels or old.labels else old.labels,
        )
        return self._sure(after, lambda rows: [*rows[:row], wanted, *rows[row + 1 :]], block)

    def remove(self, block: int, row: int) -> "NluFile":
        """With its last row a block goes too, for Rasa takes none without rows."""
        of, old = self._block(block), self._row(block, row)
        if len(of.rows) > 1:
            after = self._made(self.source.with_edits(Edit(old.start, old.end, "")))
            return self._sure(after, lambda rows: rows[:row] + rows[row + 1 :], block)
        if len(self.blocks) == 1 or of.start < 0:
            raise Uneditable("这是该文件的最后一条语料，请直接删除文件。")
        after = self._made(self.source.with_edits(Edit(of.start, of.end, "")))
        others = [each.content for place, each in enumerate(self.blocks) if place != block]
        return _same(after, [each.content for each in after.blocks], others)

    def move(self, block: int, row: int, to: int) -> "NluFile":
        """To the end of another block of this file, worded and labelled as it was."""
        old, target = self._row(block, row), self._block(to)
        if old.labels and target.layout is Layout.TEXT:
            raise Uneditable("目标语料块不带标注，移动会丢失该语料的标注。")
        added = self.add(to, NewRow(old.line, old.labels if target.layout is Layout.LIST else None))
        return added.remove(block, row)

    def _block(self, place: int) -> Block:
        if not 0 <= place < len(self.blocks):
            raise NotFound("未找到该语料块，请刷新后再试。")
        block = self.blocks[place]
        if block.layout is Layout.OTHER or self.source.uses_aliases():
            raise Uneditable(_CANNOT)
        return block

    def _row(self, block: int, place: int) -> Row:
        rows = self._block(block).rows
        if not 0 <= place < len(rows):
            raise NotFound("未找到该条语料，请刷新后再试。")
        if rows[place].start < 0:
            raise Uneditable(_CANNOT)
        return rows[place]

    def _made(self, source: Source) -> "NluFile":
        return replace(self, source=source)

    def _sure(self, after: "NluFile", change: Callable[[list[object]], list[object]], block: int) -> "NluFile":
        wanted = [each.content for each in self.blocks]
        kind, name, layout, rows = wanted[block]
        assert isinstance(rows, tuple)  # noqa: S101 (tells mypy what `content` is made of)
        wanted[block] = (kind, name, layout, tuple(change(list(rows))))
        return _same(after, [each.content for each in after.blocks], wanted)


def _layout_of(rows: Sequence[NewRow]) -> Layout:
    return Layout.LIST if any(row.labels is not None for row in rows) else Layout.TEXT


def _lines_of(kind: BlockKind, name: str, rows: Sequence[NewRow], before: str) -> list[str]:
    layout = _layout_of(rows)
    inner = before + ("  " if layout is Layout.LIST else "    ")
    head = [f"{before}- {kind.value}: {flow(name)}", f"{before}  examples:{' |' * (layout is Layout.TEXT)}"]
    return head + [inner + _written(layout, _checked(row, layout)) for row in rows]


def _written(layout: Layout, row: NewRow) -> str:
    if layout is Layout.TEXT:
        return f"- {row.line}"
    labels = "" if row.labels is None else f", metadata: {flow(row.labels)}"
    return f"- {{text: {quoted(row.line)}{labels}}}"


def _checked(row: NewRow, layout: Layout) -> NewRow:
    """Raises BadInput for what would be read as another line."""
    if not row.line or row.line != in_one_line(row.line).strip():
        raise BadInput("语料须为一行文字，首尾不能有空格。")
    if layout is Layout.TEXT and row.labels is not None:
        raise Uneditable("该语料所在的语料块不带标注，无法写入情绪等标注。")
    return row


def _as_read(value: Value) -> object:
    if isinstance(value, Mapping):
        return {key: _as_read(each) for key, each in value.items()}
    return [_as_read(each) for each in value] if isinstance(value, Sequence) and not isinstance(value, str) else value


def _same(after: NluFile, found: object, wanted: object) -> NluFile:
    if found != wanted:
        raise Uneditable(_CANNOT)
    return after
