"""Lines of other programs: what a file holds is shown first, then taken, all of it or nothing; and files for others."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from handoff.domain.agent import User
from handoff.domain.errors import BadInput, Forbidden, Incomplete
from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.example import answers_wanted, group_key
from handoff.domain.studio.exchange import (
    MOST_LINES,
    Brought,
    ExchangedLine,
    Import,
    Place,
    Problem,
    SiftedImport,
    example_of,
    sift_import,
)
from handoff.domain.studio.masking import Masking
from handoff.domain.studio.queues import may_review
from handoff.services.ports import Clock, NewId
from handoff.services.studio.exchange_port import Exchanging, Reading
from handoff.services.studio.exporting_port import Planning
from handoff.services.studio.port import Catalogue

KINDS = ("jsonl", "csv", "label-studio")
_NEW_SHOWN, _SHOWN = 20, 200


@dataclass(frozen=True)
class Upload:
    """`kind`: the format, where it is named; else the file's name and its looks tell."""

    content: bytes
    name: str = ""
    kind: str | None = None


@dataclass(frozen=True)
class Exchange:
    store: Exchanging
    formats: Reading
    data: Planning
    catalogue: Catalogue
    masking: Masking
    now: Clock
    new_id: NewId

    async def preview(self, upload: Upload) -> dict[str, Any]:
        """What the file holds, and what taking it would add. Nothing is changed."""
        found, sifted = await self._sifted(upload)
        return self._view(found, sifted)

    async def take(self, upload: Upload, *, without_refused: bool) -> dict[str, Any]:
        """Add the new lines as examples. Raises Incomplete, having changed nothing, where lines are refused and it was
        not said that the others shall be taken all the same."""
        found, sifted = await self._sifted(upload)
        if found.problems and not without_refused:
            raise Incomplete(f"有{len(found.problems)}条无法导入，请修正文件，或选择只导入其余语料。")
        intents, now = self._intents(), self.now()
        ids = [self.new_id() for _ in sifted.new]
        made = [
            example_of(each.line, example_id, now, intents, answers_wanted(example_id))
            for each, example_id in zip(sifted.new, ids, strict=True)
        ]
        await self.store.add(made, now)
        return {**self._view(found, sifted), "added": len(made)}

    async def written(self, user: User, kind: str, *, everything: bool) -> bytes:
        """Approved answers in this format; everything, answers not approved yet too, is for reviewers."""
        if kind not in KINDS:
            raise BadInput("文件格式须为 jsonl、csv 或 label-studio。")
        if everything and not may_review(user):
            raise Forbidden("导出全部标注仅供审核人使用。")
        lines = await (self.store.everything() if everything else self.store.approved())
        return await asyncio.to_thread(lambda: "".join(self.formats.write(kind, lines)).encode("utf-8"))

    async def _sifted(self, upload: Upload) -> tuple[Import, SiftedImport]:
        found = await asyncio.to_thread(self.formats.read, upload.content, upload.name, upload.kind)
        if len(found.brought) > MOST_LINES:
            raise BadInput(f"一次最多导入{MOST_LINES}条，请拆分文件后分次导入。")
        names = await self.store.names()
        masked = await asyncio.to_thread(self._masked, found.brought, sha256(upload.content).hexdigest()[:32], names)
        standing = await asyncio.to_thread(self.data.stands)
        groups = await self.store.known_groups({group_key(each.line.text) for each in masked})
        return found, sift_import(masked, groups, {key: there.file for key, there in standing.items()})

    def _masked(self, brought: Sequence[Brought], within: str, names: Collection[str]) -> list[Brought]:
        return [replace(each, line=self._mask(each.line, within, names), said=each.line.text) for each in brought]

    def _mask(self, line: ExchangedLine, within: str, names: Collection[str]) -> ExchangedLine:
        masked = self.masking.mask(line.text, within, line.answer.spans, names)
        before = self.masking.mask(line.before, within, (), names).text if line.before else None
        suggestion = line.suggestion
        if suggestion and masked.text != line.text:
            suggestion = replace(suggestion, spans=())
        answer = replace(line.answer, spans=masked.spans)
        return replace(line, text=masked.text, before=before, answer=answer, suggestion=suggestion)

    def _intents(self) -> frozenset[str]:
        return frozenset(label.name for label in self.catalogue.intents())

    def _view(self, found: Import, sifted: SiftedImport) -> dict[str, Any]:
        known = self._intents()
        named = Counter(each.line.answer.intent for each in sifted.new if each.line.answer.intent)
        unknown = {name: count for name, count in named.most_common() if name not in known}
        project = found.project
        return {
            "format": found.format,
            "encoding": found.encoding,
            "counts": {
                "new": len(sifted.new),
                "doubled": len(sifted.doubled),
                "refused": len(found.problems),
                "answered": sum(each.line.answer != Answer() for each in sifted.new),
            },
            "new": [_line_view(each) for each in sifted.new[:_NEW_SHOWN]],
            "doubled": [{**_line_view(each), "reason": reason} for each, reason in sifted.doubled[:_SHOWN]],
            "refused": [_problem_view(each) for each in found.problems[:_SHOWN]],
            "unknown_intents": [{"name": name, "count": count} for name, count in unknown.items()],
            "project": None
            if project is None
            else {"stories": project.stories, "rules": project.rules, "intents": list(project.intents)},
        }


def _place_view(place: Place) -> dict[str, Any]:
    return {"line": place.number, "file": place.file or None}


def _line_view(brought: Brought) -> Mapping[str, Any]:
    return {**_place_view(brought.place), "text": brought.line.text, "intent": brought.line.answer.intent}


def _problem_view(problem: Problem) -> dict[str, Any]:
    return {**_place_view(problem.place), "text": problem.text, "reason": problem.reason}
