"""Export (导出): which approved answers become training lines, and why the others do not."""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from handoff.domain.knowledge_text import bare
from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.likeness import likest
from handoff.domain.studio.lint import SEEN_IN_TEST

# Where approved lines go, and how the files are called that measure the bot and are never written to.
STUDIO_FILE = "data/nlu/studio.yml"
HELD_BACK = "held_back_"


@dataclass(frozen=True)
class ApprovedLine:
    """`file`: the one it shall go to, where one was chosen."""

    annotation_id: str
    revision: int
    text: str
    answer: Answer
    approved_at: datetime
    file: str | None = None


@dataclass(frozen=True)
class Stands:
    """A line that stands in the data already."""

    intent: str
    file: str


@dataclass(frozen=True)
class Refused:
    line: ApprovedLine
    reason: str


@dataclass(frozen=True)
class Sifted:
    """`standing`: nothing is left to write, the data says the same."""

    taken: tuple[ApprovedLine, ...] = ()
    standing: tuple[tuple[ApprovedLine, Stands], ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class FileChange:
    """`path` from the project's root, parted by “/”; `before` is None for a new file."""

    path: str
    before: bytes | None
    after: bytes

    def diff(self) -> str:
        """As `git diff` shows it, without its head lines."""
        old, new = (_rows(content or b"") for content in (self.before, self.after))
        name = "/dev/null" if self.before is None else f"a/{self.path}"
        lines = difflib.unified_diff(old, new, name, f"b/{self.path}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True)
class ExportPlan:
    """`notes`: what of a taken line cannot be written down, by its annotation."""

    sifted: Sifted = Sifted()
    changes: tuple[FileChange, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> str:
        """Of two plans that would write the same, the same."""
        digest = sha256()
        for change in self.changes:
            digest.update(change.path.encode() + b"\0" + (change.before or b"") + b"\0" + change.after + b"\0")
        return digest.hexdigest()[:32]


def key_of(text: str) -> str:
    """What two lines have in common that differ in width, case, spaces or punctuation alone."""
    return bare(text) or " ".join(text.split())


def sift(
    lines: Collection[ApprovedLine],
    standing: Mapping[str, Stands],
    tested: Sequence[str],
    intents: Collection[str],
    files: Collection[str],
) -> Sifted:
    """In the order of their approval. `standing` is keyed by `key_of`; `tested` are the lines of the test sets."""
    known = dict(standing)
    taken: list[ApprovedLine] = []
    stands: list[tuple[ApprovedLine, Stands]] = []
    refused: list[Refused] = []
    ordered = sorted(lines, key=lambda each: (each.approved_at, each.annotation_id))
    leaks = _leaks(ordered, tested)
    for line in ordered:
        there = known.get(key_of(line.text))
        reason = next(_faults(line, there, intents, files), None)
        if reason is None and there is not None:
            stands.append((line, there))
        elif reason is None and line.annotation_id in leaks:
            reason = f"与评测集中的语句过于相似（{leaks[line.annotation_id]:.0%}），写入训练数据会使评测失真。"
        if reason is not None:
            refused.append(Refused(line, reason))
        elif there is None:
            taken.append(line)
            known[key_of(line.text)] = Stands(line.answer.intent or "", line.file or STUDIO_FILE)
    return Sifted(tuple(taken), tuple(stands), tuple(refused))


def is_held_back(file: str) -> bool:
    return file.rpartition("/")[2].startswith(HELD_BACK)


def _faults(
    line: ApprovedLine, there: Stands | None, intents: Collection[str], files: Collection[str]
) -> Iterator[str]:
    """Why the line cannot be written, the first first."""
    if not line.text.strip():
        yield "语料没有文字。"
    if line.text.lstrip().startswith("/"):
        yield "以“/”开头的内容会被 Rasa 当作指令。"
    if line.answer.intent is None:
        yield "该标注没有意图。"
    for name in (line.answer.intent, *line.answer.also):
        if name not in intents:
            yield f"意图“{name}”未在 domain.yml 中声明。"
    if there is not None and there.intent != line.answer.intent:
        yield f"该句已在 {there.file} 中标为“{there.intent}”，请先统一两处的意图。"
    if line.file is not None and is_held_back(line.file):
        yield f"{line.file} 用于衡量模型，不能写入。"
    if line.file not in {None, STUDIO_FILE, *files}:
        yield f"未找到文件 {line.file}。"


def _leaks(lines: Sequence[ApprovedLine], tested: Sequence[str]) -> dict[str, float]:
    """How like a line of a test each is that is too like one."""
    found = likest([key_of(line.text) for line in lines], [key_of(text) for text in tested], SEEN_IN_TEST)
    return {lines[like.first].annotation_id: like.similarity for like in found}


def _rows(content: bytes) -> list[str]:
    return list(_kept_ends(content.decode("utf-8", "replace")))


def _kept_ends(text: str) -> Iterator[str]:
    """Lines with their ends, parted where git parts them: by line feeds alone."""
    *whole, rest = text.split("\n")
    yield from (f"{row}\n" for row in whole)
    if rest:
        yield rest
