"""A folder of training lines: what stands where, and lines that are added, moved or taken out across its files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from handoff.adapters.nlu_files.blocks import BlockKind, Layout, Row
from handoff.adapters.nlu_files.document import NewRow, NluFile
from handoff.adapters.nlu_files.marks import read_marked
from handoff.adapters.nlu_files.source import Uneditable
from handoff.domain.errors import NotFound
from handoff.domain.studio.exporting import FileChange, key_of

# What the bot takes a line for that says nothing of it.
_AS_UNLABELLED = {"emotion": "calm", "complaint": False}


@dataclass(frozen=True)
class StandingLine:
    """A line of an intent, and where it stands: its file, its block there, its row in that."""

    file: str
    block: int
    row: int
    intent: str
    text: str


@dataclass(frozen=True)
class NluFolder:
    """`files` by their paths from the root, as they are to be; `as_read`, as they were. Nothing is written."""

    files: Mapping[str, NluFile]
    as_read: Mapping[str, NluFile]

    @classmethod
    def read(cls, root: Path) -> "NluFolder":
        """Raises Uneditable naming the file that cannot be read."""
        files = {}
        for path in sorted((root / "data" / "nlu").rglob("*.y*ml")):
            name = path.relative_to(root).as_posix()
            with _named(name):
                files[name] = NluFile.of(path.read_bytes())
                _ = files[name].blocks
        return cls(files, files)

    def lines(self) -> Iterator[StandingLine]:
        for name, file in self.files.items():
            for place, block in enumerate(file.blocks):
                if block.kind is BlockKind.INTENT:
                    for number, row in enumerate(block.rows):
                        yield StandingLine(name, place, number, block.name, read_marked(row.line)[0])

    def find(self, text: str) -> list[StandingLine]:
        """Whatever differs from it in width, case, spaces or punctuation alone."""
        return [line for line in self.lines() if key_of(line.text) == key_of(text)]

    def add(self, file: str, intent: str, rows: Sequence[NewRow], comment: str = "") -> "NluFolder":
        """To the intent's last block of lists in the file; without one, a new block. `comment`: for a new file.

        Rows that say no more than a bare line go to a bare block, where the file has only that.
        """
        with _named(file):
            return self._with(file, _added(self.files.get(file), intent, rows, comment))

    def change(self, line: StandingLine, words: str) -> "NluFolder":
        """Raises NotFound where the line stands there no longer, as do the others."""
        self._row(line)
        with _named(line.file):
            return self._with(line.file, self._file(line).change(line.block, line.row, words))

    def remove(self, line: StandingLine) -> "NluFolder":
        self._row(line)
        with _named(line.file):
            return self._with(line.file, self._file(line).remove(line.block, line.row))

    def move(self, line: StandingLine, file: str, intent: str) -> "NluFolder":
        """With its words and labels as they are."""
        row = self._row(line)
        moved = NewRow(row.line, row.labels)
        if file == line.file:
            with _named(file):
                # First out, then in: an own block may go with its last row.
                return self.remove(line).add(file, intent, [moved])
        return self.add(file, intent, [moved]).remove(line)

    def changes(self) -> tuple[FileChange, ...]:
        return tuple(
            FileChange(name, self.as_read[name].content if name in self.as_read else None, file.content)
            for name, file in sorted(self.files.items())
            if file is not self.as_read.get(name)
        )

    def _file(self, line: StandingLine) -> NluFile:
        if line.file not in self.files:
            raise NotFound(f"未找到文件 {line.file}，请刷新后再试。")
        return self.files[line.file]

    def _row(self, line: StandingLine) -> Row:
        blocks = self._file(line).blocks
        rows = blocks[line.block].rows if line.block < len(blocks) else ()
        if line.row >= len(rows) or read_marked(rows[line.row].line)[0] != line.text:
            raise NotFound("未找到该条语料，请刷新后再试。")
        return rows[line.row]

    def _with(self, name: str, file: NluFile) -> "NluFolder":
        return replace(self, files={**self.files, name: file})


def _added(file: NluFile | None, intent: str, rows: Sequence[NewRow], comment: str) -> NluFile:
    if file is None:
        return NluFile.begun(comment, intent, rows)
    block, bare = file.block_of(intent, Layout.LIST), file.block_of(intent, Layout.TEXT)
    if block is None and bare is not None and all(row.labels in (None, _AS_UNLABELLED) for row in rows):
        block, rows = bare, [NewRow(row.line) for row in rows]
    return file.add_block(intent, rows) if block is None else file.add(block, *rows)


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Whatever cannot be edited within is told with the name of the file."""
    try:
        yield
    except Uneditable as error:
        if file in str(error):
            raise
        raise Uneditable(f"{file}：{error}") from error
