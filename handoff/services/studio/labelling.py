"""Labelling: the next example of a queue under a lease, saves that build on each other, undo and redo."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handoff.domain.agent import User
from handoff.domain.errors import BadInput, Conflict, Forbidden, IllegalMove, StaleRevision
from handoff.domain.studio.annotation import Annotation, Saved
from handoff.domain.studio.example import Example
from handoff.domain.studio.history import Change, ChangeKind, stacks
from handoff.domain.studio.leases import lease_until
from handoff.domain.studio.queues import LABELLING, RETURNED, Queue
from handoff.domain.studio.settling import is_settlement
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.snapshot import OpenSnapshot
from handoff.services.studio.changes import change_of, check_answer, lease, locked, put, same_change
from handoff.services.studio.port import Catalogue
from handoff.services.studio.views import alarm_view, annotation_view, example_view

# How often others may be quicker before the queue counts as empty for now.
_TRIES = 20
_SIMILAR = 20
_RECENT = 5


@dataclass(frozen=True)
class Save:
    """`revision`: of the annotation that this change builds on; 0 where there is none yet."""

    example_id: str
    change_id: str
    revision: int
    content: Saved
    submit: bool


@dataclass(frozen=True)
class Labelling:
    open_work: OpenWork
    look: OpenSnapshot
    catalogue: Catalogue
    now: Clock

    async def next(self, user: User, queue_name: str, skip: Collection[str]) -> dict[str, Any] | None:
        """None where nothing in the queue waits for this user. `skip`: what they have just seen."""
        queue = RETURNED if queue_name == RETURNED.name else LABELLING.get(queue_name)
        if queue is None:
            raise BadInput("未找到该队列，请刷新页面后重新选择队列。")
        async with self.open_work() as work:
            found = await self._leased(work, queue, user, skip)
        return await self._item(user, *found) if found else None

    async def renew(self, user: User, example_id: str) -> datetime:
        """Raise ItemGone when the lease was lost and others have the example."""
        async with self.open_work() as work:
            example = await work.studio.examples.lock(example_id)
            mine = (await work.studio.annotations.mine_of([example_id], user.id)).get(example_id)
            if mine and mine.holds_a_place:
                return lease_until(self.now())
            return await lease(work, example.id, user.id, self.now())

    async def save(self, user: User, annotation_id: str, given: Save) -> tuple[Annotation, datetime | None]:
        """The annotation and until when its example is leased; the same `change_id` again does nothing twice.

        Raises StaleRevision, ItemGone, Incomplete, IllegalMove, BadInput.
        """
        async with self.open_work() as work:
            example = await work.studio.examples.lock(given.example_id)
            known = await same_change(work, given.change_id, annotation_id, user)
            if known:
                return known.after, await self._lease_on(work, example, known.after)
            before = await self._present(work, annotation_id, example, user, given.revision)
            check_answer(self.catalogue, given.content.answer, example.text)
            now = self.now()
            after = before.submitted(given.content, now) if given.submit else before.saved(given.content)
            after = await put(work, example, before, change_of(given.change_id, after, now, user.id))
            if after.is_finished:
                await work.studio.leases.give_back([example.id], user.id)
                return after, None
            return after, await lease(work, example.id, user.id, now)

    async def undo(self, user: User, annotation_id: str, change_id: str) -> dict[str, Any]:
        """The annotation and its example as they stand then; raises IllegalMove, Forbidden, NotFound."""
        return await self._walk(user, annotation_id, change_id, ChangeKind.UNDONE)

    async def redo(self, user: User, annotation_id: str, change_id: str) -> dict[str, Any]:
        """Raise ItemGone where others have answered the example meanwhile."""
        return await self._walk(user, annotation_id, change_id, ChangeKind.REDONE)

    async def _leased(
        self, work: UnitOfWork, queue: Queue, user: User, skip: Collection[str]
    ) -> tuple[str, datetime] | None:
        now, seen = self.now(), set(skip)
        await work.studio.leases.forget(now)
        for _ in range(_TRIES):
            example_id = await work.studio.leases.next_of(queue, user.id, now, seen)
            if example_id is None:
                return None
            # What was sent back is its trainer's without a lease.
            if queue is RETURNED or await work.studio.leases.take(example_id, user.id, now, lease_until(now)):
                return example_id, lease_until(now)
            seen.add(example_id)
        return None

    async def _present(
        self, work: UnitOfWork, annotation_id: str, example: Example, user: User, revision: int
    ) -> Annotation:
        """What the change builds on; raise StaleRevision where that is not how it stands."""
        mine = (await work.studio.annotations.mine_of([example.id], user.id)).get(example.id)
        if mine and (mine.id, mine.revision) != (annotation_id, revision):
            raise StaleRevision("该标注已在其他页面修改，请在最新内容上继续修改。", annotation_view(mine))
        if mine:
            return mine
        if revision or await work.studio.annotations.find(annotation_id):
            raise Conflict("该标注编号已用于其他语料，修改未保存，请刷新后重试。")
        return Annotation(annotation_id, example.id, user.id)

    async def _lease_on(self, work: UnitOfWork, example: Example, annotation: Annotation) -> datetime | None:
        """Until when one has the example to go on with; None where one is through, or others are at it."""
        now = self.now()
        if annotation.is_finished:
            return None
        is_leased = await work.studio.leases.take(example.id, annotation.annotator_id, now, lease_until(now))
        return lease_until(now) if is_leased else None

    async def _walk(self, user: User, annotation_id: str, change_id: str, kind: ChangeKind) -> dict[str, Any]:
        async with self.open_work() as work:
            example, before = await locked(work, annotation_id, user)
            known = await same_change(work, change_id, annotation_id, user)
            if known:
                return _walked(known.after, example, None)
            if is_settlement(before):
                raise IllegalMove("裁决结果不能撤销，如需更正，请由其他审核人驳回后重新处理。")
            walked = next_to_walk(await work.studio.annotations.changes_of(annotation_id), kind)
            if walked.by != user.id:
                raise Forbidden("该标注最近由其他人员处理，您只能撤销自己的修改。")
            after = walked.before if kind is ChangeKind.UNDONE else walked.after
            now = self.now()
            after = await put(work, example, before, change_of(change_id, after, now, user.id, kind))
            if after.is_finished:
                await work.studio.leases.give_back([example.id], after.annotator_id)
            until = await self._lease_on(work, example, after)
            return _walked(after, await work.studio.examples.lock(example.id), until)

    async def _item(self, user: User, example_id: str, until: datetime) -> dict[str, Any]:
        async with self.look() as snapshot:
            [example] = await snapshot.examples([example_id])
            annotation = (await snapshot.annotations_of([example_id], user.id)).get(example_id)
            blind = (await snapshot.personal_settings(user.id)).blind
            alarms = await snapshot.alarms([example.message_id]) if example.message_id else ()
            similar = await snapshot.alike(example, user.id, self.now(), _SIMILAR)
            latest = await snapshot.latest(user.id, _RECENT)
        return {
            "example": example_view(example, blind=blind),
            "annotation": annotation_view(annotation) if annotation else None,
            "lease_until": until.isoformat(),
            "alarms": [alarm_view(alarm) for alarm in alarms],
            "similar": [
                {
                    "id": each.id,
                    "text": each.text,
                    "confidence": each.suggestion.confidence if each.suggestion else None,
                }
                for each in similar
            ],
            "recent": [
                {"text": each.example.text, "intent": each.annotation.answer.intent}
                for each in latest
                if each.annotation.outcome == "answer"
            ],
        }


def _walked(annotation: Annotation, example: Example, until: datetime | None) -> dict[str, Any]:
    return {
        "annotation": annotation_view(annotation),
        "example": example_view(example, blind=annotation.blind),
        "lease_until": until.isoformat() if until else None,
    }


def next_to_walk(changes: Collection[Change], kind: ChangeKind) -> Change:
    """What undo or redo has next; raise IllegalMove where there is nothing."""
    found = stacks(changes)
    change = found.to_undo if kind is ChangeKind.UNDONE else found.to_redo
    if change is None:
        raise IllegalMove("没有可以撤销的修改。" if kind is ChangeKind.UNDONE else "没有可以恢复的修改。")
    return change
