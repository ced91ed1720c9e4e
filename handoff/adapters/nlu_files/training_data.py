"""The project's training lines: what stands in them, and how approved lines would change their files."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handoff.adapters.nlu_files.document import NewRow
from handoff.adapters.nlu_files.folder import NluFolder
from handoff.adapters.nlu_files.marks import marked
from handoff.adapters.nlu_files.responses import ResponseFile
from handoff.adapters.nlu_files.scalars import Value, in_one_line
from handoff.adapters.nlu_files.tested_lines import read_tested
from handoff.domain.studio.annotation import Answer, Span
from handoff.domain.studio.exporting import (
    STUDIO_FILE,
    ApprovedLine,
    ExportPlan,
    Stands,
    key_of,
    sift,
)

_FOR = "Lines that were answered and approved in the studio, by intent, in the order of their approval."
# Rasa's own, for what was not understood: nobody says it.
_FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class TrainingData:
    """`root` holds `domain.yml` and `data`. Nothing is remembered: the files are read anew each time (a second)."""

    root: Path

    def plan(self, lines: Collection[ApprovedLine]) -> ExportPlan:
        """What writing these would do; nothing is written. Raises Uneditable naming the file that cannot be read."""
        folder = NluFolder.read(self.root)
        tested = read_tested(self.root / "data" / "evaluation")
        sifted = sift(lines, _standing(folder), tested, self.intents(), folder.files)
        notes: list[tuple[str, str]] = []
        for file, intent, group in _groups(sifted.taken):
            rows = []
            for line in group:
                row, left_out = row_of(line.text, line.answer)
                rows.append(row)
                notes += [(line.annotation_id, _not_marked(line.text, span)) for span in left_out]
            folder = folder.add(file, intent, rows, _FOR)
        files = {line.annotation_id: line.file or STUDIO_FILE for line in sifted.taken}
        return ExportPlan(sifted, folder.changes(), files, tuple(notes))

    def stands(self) -> Mapping[str, Stands]:
        """All lines of the data, by `key_of`."""
        return _standing(NluFolder.read(self.root))

    def intents(self) -> frozenset[str]:
        """Those that a line may be of."""
        return frozenset(ResponseFile.of((self.root / "domain.yml").read_bytes()).intents) - {_FALLBACK}


def _standing(folder: NluFolder) -> dict[str, Stands]:
    return {key_of(line.text): Stands(line.intent, line.file) for line in folder.lines()}


def row_of(text: str, answer: Answer) -> tuple[NewRow, tuple[Span, ...]]:
    """The row as our files have it, and the spans that Rasa has no way to write."""
    line, left_out = marked(*_trimmed(in_one_line(text), answer.spans))
    labels: dict[str, Value] = {"emotion": answer.emotion or "calm", "complaint": bool(answer.complaint)}
    # A row that names other readings, if only that there are none, is held back from training once to tell how sure
    # the model may be; so they are named only where there are any.
    if answer.also:
        labels["also"] = list(answer.also)
    return NewRow(line, labels), left_out


def _trimmed(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    moved = [
        Span(max(0, each.start - lead), min(len(text), each.end - lead), each.entity, each.value) for each in spans
    ]
    return text, [span for span in moved if span.start < span.end]


def _not_marked(text: str, span: Span) -> str:
    return f"片段“{text[span.start : span.end]}”（{span.entity}）无法用 Rasa 的标记书写，导出时略去该片段。"


def _groups(lines: Sequence[ApprovedLine]) -> Iterator[tuple[str, str, list[ApprovedLine]]]:
    """By file and intent, each in the order in which it comes first."""
    found: dict[tuple[str, str], list[ApprovedLine]] = defaultdict(list)
    for line in lines:
        found[line.file or STUDIO_FILE, line.answer.intent or ""].append(line)
    for (file, intent), group in found.items():
        yield file, intent, group
