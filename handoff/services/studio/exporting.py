"""Export to the training data: approved answers become lines of its files, and a commit where they are in a repository.

An export is written, then recorded. A crash in between is made up for before the next look: what was written is
recorded, what was not decided is forgotten, and nothing is written twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from handoff.domain.agent import User
from handoff.domain.errors import BadInput, Conflict, Forbidden, Incomplete
from handoff.domain.studio.exporting import ApprovedLine, ExportPlan, Refused
from handoff.domain.studio.queues import may_review
from handoff.domain.text import clean
from handoff.services.ports import Clock, NewId
from handoff.services.studio.exporting_port import (
    Export,
    ExportedLine,
    Exports,
    LineOutcome,
    Planning,
    Published,
    Publishing,
)

_LONGEST_MESSAGE = 2000

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class ExportWish:
    """`files`: where single lines shall go, by annotation. `mark`: of the preview that was looked at."""

    files: Mapping[str, str]
    message: str = ""
    mark: str | None = None


@dataclass(frozen=True)
class Exporting:
    exports: Exports
    data: Planning
    publisher: Publishing
    now: Clock
    new_id: NewId
    # Two reviewers of one process wait for each other; another process refuses.
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def preview(self, user: User, files: Mapping[str, str]) -> dict[str, Any]:
        """What an export would do now, and why it would be refused, if it would (`blocked`). Nothing is changed."""
        _may(user)
        return await self._to_its_end(lambda: self._preview(files))

    async def export(self, user: User, wish: ExportWish) -> dict[str, Any]:
        """Raises Forbidden; Incomplete where nothing waits; Conflict where files or repository are not free, or the
        preview that was looked at is outdated."""
        _may(user)
        message = clean(wish.message)
        if len(message) > _LONGEST_MESSAGE:
            raise BadInput(f"提交说明不能超过{_LONGEST_MESSAGE}字，请精简后重试。")
        return await self._to_its_end(lambda: self._export(user, wish, message))

    async def catch_up(self) -> None:
        """Record what a crash left unrecorded."""
        await self._to_its_end(self._catch_up)

    async def _to_its_end(self, work: Callable[[], Awaitable[_Result]]) -> _Result:
        """Alone with the files, and finished even when the caller goes away."""

        async def alone() -> _Result:
            async with self.one_at_a_time:
                with self.publisher.alone():
                    return await work()

        return await asyncio.shield(alone())

    async def _preview(self, files: Mapping[str, str]) -> dict[str, Any]:
        await self._catch_up()
        plan = await self._plan(files)
        blocked = None
        try:
            await asyncio.to_thread(self.publisher.refuse_unless_free, plan.changes)
        except Conflict as error:
            blocked = str(error)
        return {**plan_view(plan), "blocked": blocked}

    async def _export(self, user: User, wish: ExportWish, message: str) -> dict[str, Any]:
        await self._catch_up()
        plan = await self._plan(wish.files)
        if wish.mark is not None and wish.mark != plan.mark:
            raise Conflict("待导出的内容已有变化，请重新预览后再导出。")
        if not plan.sifted.taken and not plan.sifted.standing:
            raise Incomplete("没有可导出的标注。")
        export = self._made(user, plan, message or _message(plan))
        commit = None
        if plan.changes:
            author = user.display_name or user.name
            published = await asyncio.to_thread(
                self.publisher.publish, plan.changes, author, export.message, _note(export)
            )
            commit = published.commit
            await self._settle(published)
        else:
            await self.exports.record(export)
        return {"commit": commit, **plan_view(plan)}

    async def _plan(self, files: Mapping[str, str]) -> ExportPlan:
        waiting = [_with_file(line, files.get(line.annotation_id)) for line in await self.exports.waiting()]
        return await asyncio.to_thread(self.data.plan, waiting)

    async def _catch_up(self) -> None:
        published = await asyncio.to_thread(self.publisher.unsettled)
        if published is not None:
            await self._settle(published)

    async def _settle(self, published: Published) -> None:
        await self.exports.record(_export_of(published))
        await asyncio.to_thread(self.publisher.settle)

    def _made(self, user: User, plan: ExportPlan, message: str) -> Export:
        written = [
            ExportedLine(line.annotation_id, line.revision, LineOutcome.WRITTEN, plan.files[line.annotation_id])
            for line in plan.sifted.taken
        ]
        standing = [
            ExportedLine(line.annotation_id, line.revision, LineOutcome.STANDING, there.file)
            for line, there in plan.sifted.standing
        ]
        files = tuple(change.path for change in plan.changes)
        return Export(self.new_id(), self.now(), user.id, message, None, files, (*written, *standing))


def plan_view(plan: ExportPlan) -> dict[str, Any]:
    sifted = plan.sifted
    return {
        "mark": plan.mark,
        "files": [{"path": change.path, "diff": change.diff()} for change in plan.changes],
        "written": [{**_line_view(line), "file": plan.files[line.annotation_id]} for line in sifted.taken],
        "standing": [{**_line_view(line), "file": there.file} for line, there in sifted.standing],
        "refused": [_refused_view(each) for each in sifted.refused],
        "notes": [{"annotation_id": annotation_id, "text": text} for annotation_id, text in plan.notes],
    }


def _line_view(line: ApprovedLine) -> dict[str, Any]:
    return {"annotation_id": line.annotation_id, "text": line.text, "intent": line.answer.intent}


def _refused_view(refused: Refused) -> dict[str, Any]:
    return {**_line_view(refused.line), "reason": refused.reason}


def _with_file(line: ApprovedLine, file: str | None) -> ApprovedLine:
    return ApprovedLine(line.annotation_id, line.revision, line.text, line.answer, line.approved_at, file)


def _message(plan: ExportPlan) -> str:
    count = len(plan.sifted.taken)
    return f"nlu: Add {count} approved {'line' if count == 1 else 'lines'} from the studio."


def _note(export: Export) -> dict[str, Any]:
    return {**asdict(export), "at": export.at.isoformat()}


def _export_of(published: Published) -> Export:
    note = published.note
    lines: Sequence[Mapping[str, Any]] = note["lines"]
    return Export(
        id=note["id"],
        at=datetime.fromisoformat(note["at"]),
        by=note["by"],
        message=note["message"],
        commit=published.commit,
        files=tuple(note["files"]),
        lines=tuple(ExportedLine(**{**line, "outcome": LineOutcome(line["outcome"])}) for line in lines),
    )


def _may(user: User) -> None:
    if not may_review(user):
        raise Forbidden("导出训练数据仅供审核人使用。")
