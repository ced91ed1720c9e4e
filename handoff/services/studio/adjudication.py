"""Adjudication (裁决): examples whose answers differ, and the reviewer's answer that stands instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from handoff.domain.agent import User
from handoff.domain.errors import Conflict, Forbidden
from handoff.domain.studio.annotation import Annotation, Saved
from handoff.domain.studio.example import Example, standing
from handoff.domain.studio.history import Change
from handoff.domain.studio.queues import may_review
from handoff.domain.studio.settling import differences, has_a_say, settle
from handoff.services.ports import Clock, NewId, OpenWork, UnitOfWork
from handoff.services.snapshot import OpenSnapshot
from handoff.services.studio.changes import change_of, check_answer, same_change
from handoff.services.studio.port import Answered, Catalogue
from handoff.services.studio.views import annotation_view, example_view

_PAGE = 20


@dataclass(frozen=True)
class Settlement:
    """What the reviewer decides. `seen`: the annotations it rests on, each with the revision that was looked at."""

    annotation_id: str
    change_id: str
    seen: Mapping[str, int]
    content: Saved


@dataclass(frozen=True)
class Adjudication:
    open_work: OpenWork
    look: OpenSnapshot
    catalogue: Catalogue
    now: Clock
    new_id: NewId

    async def page(self, user: User, after: str | None) -> dict[str, Any]:
        """Examples whose answers differ, without those that this user has answered. `next`: None on the last page."""
        _settles(user)
        async with self.look() as snapshot:
            found = await snapshot.disagreed_page(after, _PAGE)
        examples = [list(some) for _, some in groupby(found, key=lambda each: each.example.id)]
        items = [_item(some) for some in examples if not has_a_say([each.annotation for each in some], user.id)]
        return {"items": items, "next": examples[-1][0].example.id if len(examples) == _PAGE else None}

    async def settle(self, user: User, example_id: str, given: Settlement) -> dict[str, Any]:
        """The same `change_id` again does nothing twice. Raises Forbidden, Conflict, Incomplete, BadInput, NotFound."""
        _settles(user)
        async with self.open_work() as work:
            example = await work.studio.examples.lock(example_id)
            known = await self._known(work, given, user)
            if known:
                return {"annotation": annotation_view(known.after)}
            check_answer(self.catalogue, given.content.answer, example.text)
            present = await work.studio.annotations.of_example(example_id)
            mine = await self._own(work, present, example, given, user)
            settled = settle(present, mine, given.content, self.now())
            _seen_as_they_are(present, given.seen)
            stands = await self._put(work, mine, settled.stands, given.change_id, user)
            for after in settled.reviewed:
                before = next(each for each in present if each.id == after.id)
                await self._put(work, before, after, self.new_id(), user)
            await work.studio.leases.give_back([example_id], user.id)
            await self._settle_example(work, example)
            return {"annotation": annotation_view(stands)}

    async def _known(self, work: UnitOfWork, given: Settlement, user: User) -> Change | None:
        change = await work.studio.annotations.change(given.change_id)
        # Where the reviewer had begun to answer, the annotation kept its own id.
        return await same_change(work, given.change_id, change.annotation_id, user) if change else None

    async def _own(
        self, work: UnitOfWork, present: Sequence[Annotation], example: Example, given: Settlement, user: User
    ) -> Annotation:
        """The reviewer's annotation: a draft or skip of theirs goes on, for there is one a person."""
        mine = next((each for each in present if each.annotator_id == user.id), None)
        if mine is None and await work.studio.annotations.find(given.annotation_id):
            raise Conflict("该标注编号已用于其他语料，裁决未保存，请刷新后重试。")
        return mine or Annotation(given.annotation_id, example.id, user.id)

    async def _put(
        self, work: UnitOfWork, before: Annotation, after: Annotation, change_id: str, user: User
    ) -> Annotation:
        """Like `changes.put`, but one who settles takes no place among those who answer."""
        now, after = self.now(), replace(after, revision=before.revision + 1)
        store = work.studio.annotations
        if before.revision == 0:
            await store.add(after, now)
        else:
            await store.save(after, now if after.annotator_id == user.id else None)
        await store.record(replace(change_of(change_id, after, now, user.id), before=before))
        return after

    async def _settle_example(self, work: UnitOfWork, example: Example) -> None:
        everybody = await work.studio.annotations.of_example(example.id)
        await work.studio.examples.settle(example, standing(example.answers_wanted, everybody))


def _settles(user: User) -> None:
    if not may_review(user):
        raise Forbidden("此功能仅供审核人使用。")


def _seen_as_they_are(present: Sequence[Annotation], seen: Mapping[str, int]) -> None:
    """Raise Conflict when an answer came or changed since the reviewer looked."""
    if {each.id: each.revision for each in present if each.counts} != dict(seen):
        raise Conflict("该语料的答案刚刚有了变化，裁决未保存，请刷新后重新查看。")


def _item(answered: Sequence[Answered]) -> dict[str, Any]:
    counted = [each for each in answered if each.annotation.counts]
    return {
        "example": example_view(answered[0].example),
        "differences": [part.value for part in differences(each.annotation for each in counted)],
        "answers": [
            {
                "annotation": annotation_view(each.annotation),
                "annotator": {"id": each.annotation.annotator_id, "display_name": each.annotator},
            }
            for each in counted
        ],
    }
