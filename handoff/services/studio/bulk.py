"""Bulk: one answer for many examples at once, looked at before and undone as a whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from handoff.domain.agent import User
from handoff.domain.errors import Conflict, NotFound
from handoff.domain.studio.annotation import Annotation, AnnotationStatus, Answer, Saved
from handoff.domain.studio.example import Example
from handoff.domain.studio.history import Change, ChangeKind, stacks
from handoff.services.ports import Clock, NewId, OpenWork, UnitOfWork
from handoff.services.snapshot import OpenSnapshot
from handoff.services.studio.changes import change_of, check_answer, put
from handoff.services.studio.port import Catalogue

MOST_AT_ONCE = 100
_MISSING = "未找到该语料。"
_ELSEWHERE = "其他训练师已标注或正在标注。"
_MINE = "您已标注过。"
_CHANGED = "之后又有修改，已保留现状。"


@dataclass(frozen=True)
class Bulk:
    open_work: OpenWork
    look: OpenSnapshot
    catalogue: Catalogue
    now: Clock
    new_id: NewId

    async def preview(self, user: User, example_ids: Collection[str], answer: Answer) -> list[dict[str, Any]]:
        """In the order asked for: each example, and why it cannot be labelled with the others."""
        check_answer(self.catalogue, _of_all(answer), "")
        async with self.look() as snapshot:
            found = {example.id: example for example in await snapshot.examples(example_ids)}
            mine = await snapshot.annotations_of(example_ids, user.id)
            free = await snapshot.places_for(example_ids, user.id, self.now())
        refused = _refused(example_ids, found, mine, free)
        return [
            {
                "id": example_id,
                "text": found[example_id].text if example_id in found else "",
                "is_yours_to_label": example_id not in refused,
                "why_not": refused.get(example_id),
            }
            for example_id in dict.fromkeys(example_ids)
        ]

    async def take(self, user: User, change_id: str, example_ids: Collection[str], answer: Answer) -> dict[str, Any]:
        """What was submitted, and why the others were not. Spans are each line's own: none are taken over."""
        check_answer(self.catalogue, _of_all(answer), "")
        async with self.open_work() as work:
            locked = await work.studio.examples.lock_all(example_ids)
            known = await self._batch(work, change_id, user)
            if known:
                return _taken([change.after for change in known], {})
            found = {example.id: example for example in locked}
            mine = await work.studio.annotations.mine_of(example_ids, user.id)
            free = await work.studio.leases.places_for(example_ids, user.id, self.now())
            refused = _refused(example_ids, found, mine, free)
            done = [
                await self._submit(work, user, change_id, example, mine.get(example.id), answer)
                for example in locked
                if example.id not in refused
            ]
            await work.studio.leases.give_back([annotation.example_id for annotation in done], user.id)
            return _taken(done, refused)

    async def undo(self, user: User, batch: str) -> dict[str, Any]:
        """`changed`: the examples that are as they were before; what was changed since stays. Raise NotFound."""
        return await self._walk(user, batch, ChangeKind.UNDONE)

    async def redo(self, user: User, batch: str) -> dict[str, Any]:
        return await self._walk(user, batch, ChangeKind.REDONE)

    async def _submit(
        self, work: UnitOfWork, user: User, batch: str, example: Example, mine: Annotation | None, answer: Answer
    ) -> Annotation:
        # Made of both ids: whoever asks again asks for the same.
        part = sha256(f"{batch}:{example.id}".encode()).hexdigest()[:32]
        before = mine or Annotation(part, example.id, user.id)
        content = Saved("answer", replace(answer, spans=before.answer.spans), before.comment)
        after = before.submitted(content, self.now())
        return await put(work, example, before, change_of(part, after, self.now(), user.id, batch=batch))

    async def _walk(self, user: User, batch: str, kind: ChangeKind) -> dict[str, Any]:
        async with self.open_work() as work:
            changes = await self._batch(work, batch, user)
            if not changes:
                raise NotFound("未找到该批量标注，请刷新后重试。")
            locked = await work.studio.examples.lock_all([change.after.example_id for change in changes])
            by_example = {change.after.example_id: change for change in changes}
            free = await work.studio.leases.places_for(list(by_example), user.id, self.now())
            walked, left = [], {}
            for example in locked:
                if await self._walk_one(work, example, by_example[example.id], kind, example.id in free):
                    walked.append(example.id)
                else:
                    left[example.id] = _CHANGED
            return {"changed": walked, "refused": _whys(left)}

    async def _walk_one(
        self, work: UnitOfWork, example: Example, change: Change, kind: ChangeKind, is_free: bool
    ) -> bool:
        """Whether it now stands as asked; asked again it stands so already."""
        found = stacks(await work.studio.annotations.changes_of(change.annotation_id))
        undoes = kind is ChangeKind.UNDONE
        here, there = (found.to_undo, found.to_redo) if undoes else (found.to_redo, found.to_undo)
        if here is None or here.id != change.id:
            return there is not None and there.id == change.id
        present = await work.studio.annotations.find(change.annotation_id)
        after = change.before if undoes else change.after
        if present is None or (after.holds_a_place and not present.holds_a_place and not is_free):
            return False
        await put(work, example, present, change_of(self.new_id(), after, self.now(), change.by, kind))
        if after.is_finished:
            await work.studio.leases.give_back([example.id], change.by)
        return True

    async def _batch(self, work: UnitOfWork, batch: str, user: User) -> Sequence[Change]:
        changes = await work.studio.annotations.changes_of_batch(batch)
        if any(change.by != user.id for change in changes):
            raise Conflict("该批量标注由其他人员提交，您只能处理自己的批量标注。")
        return changes


def _taken(annotations: Sequence[Annotation], refused: Mapping[str, str]) -> dict[str, Any]:
    return {
        "changed": [annotation.example_id for annotation in annotations],
        "annotation_ids": [annotation.id for annotation in annotations],
        "refused": _whys(refused),
    }


def _whys(refused: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": example_id, "why_not": why} for example_id, why in refused.items()]


def _of_all(answer: Answer) -> Answer:
    return replace(answer, spans=())


def _refused(
    example_ids: Collection[str], found: Mapping[str, Example], mine: Mapping[str, Annotation], free: Collection[str]
) -> dict[str, str]:
    whys = {example_id: _why_not(example_id, found, mine.get(example_id), free) for example_id in example_ids}
    return {example_id: why for example_id, why in whys.items() if why}


def _why_not(
    example_id: str, found: Mapping[str, Example], mine: Annotation | None, free: Collection[str]
) -> str | None:
    if example_id not in found:
        return _MISSING
    if mine and mine.status is AnnotationStatus.REJECTED:
        return None
    if mine and mine.holds_a_place:
        return _MINE
    return None if example_id in free else _ELSEWHERE
