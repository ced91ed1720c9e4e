"""The one way to change an annotation: its row, the record of the change, and what it makes of the example."""

from dataclasses import replace
from datetime import datetime

from handoff.domain.agent import User
from handoff.domain.errors import BadInput, Conflict, ItemGone, NotFound
from handoff.domain.studio.annotation import Annotation, Answer
from handoff.domain.studio.example import Example, standing
from handoff.domain.studio.history import Change, ChangeKind
from handoff.domain.studio.leases import lease_until
from handoff.domain.studio.queues import may_review
from handoff.services.ports import UnitOfWork
from handoff.services.studio.port import Catalogue

_GONE = "该语料已转由其他训练师标注，请继续标注下一条。"


async def locked(work: UnitOfWork, annotation_id: str, user: User) -> tuple[Example, Annotation]:
    """Somebody's annotation with its example, both theirs to see and nobody else's to change until commit."""
    found = await work.studio.annotations.find(annotation_id)
    if found is None or (found.annotator_id != user.id and not may_review(user)):
        raise NotFound("未找到该标注，请刷新后重试。")
    example = await work.studio.examples.lock(found.example_id)
    # Once more: it may have changed before the lock was ours.
    present = await work.studio.annotations.find(annotation_id)
    return example, present or found


async def same_change(work: UnitOfWork, change_id: str, annotation_id: str, user: User) -> Change | None:
    """The change when it was made before: a page that heard no answer asks again. Raise Conflict if it is another's."""
    known = await work.studio.annotations.change(change_id)
    if known and (known.annotation_id, known.by) != (annotation_id, user.id):
        raise Conflict("该修改编号已用于其他标注，修改未保存，请重新提交。")
    return known


async def put(work: UnitOfWork, example: Example, before: Annotation, change: Change) -> Annotation:
    """Make the change, the example being locked; raise ItemGone where others have all places for what it becomes."""
    after = replace(change.after, revision=before.revision + 1)
    if after.holds_a_place and not before.holds_a_place:
        await lease(work, example.id, after.annotator_id, change.at)
    store = work.studio.annotations
    if before.revision == 0:
        await store.add(after, change.at)
    else:
        await store.save(after, change.at if change.by == after.annotator_id else None)
    await store.record(replace(change, revision=after.revision, before=before, after=after))
    everybody = await store.of_example(example.id)
    await work.studio.examples.settle(example, standing(example.answers_wanted, everybody))
    return after


def change_of(
    change_id: str,
    after: Annotation,
    at: datetime,
    by: str,
    kind: ChangeKind = ChangeKind.DONE,
    batch: str | None = None,
) -> Change:
    """For `put`, which knows what was before and the revision."""
    return Change(change_id, after.id, after.revision, after, after, at, by, kind, batch)


async def lease(work: UnitOfWork, example_id: str, user_id: str, now: datetime) -> datetime:
    """Take or renew; raise ItemGone."""
    until = lease_until(now)
    if not await work.studio.leases.take(example_id, user_id, now, until):
        raise ItemGone(_GONE)
    return until


def check_answer(catalogue: Catalogue, answer: Answer, text: str) -> None:
    """Raise BadInput for a label that the bot does not know, or for spans that are not of this text."""
    intents = {label.name for label in catalogue.intents()}
    named = [name for name in (answer.intent, *answer.also) if name is not None]
    if not intents.issuperset(named):
        raise BadInput("未找到所选的意图，请重新选择意图。")
    if not {label.name for label in catalogue.entities()}.issuperset(span.entity for span in answer.spans):
        raise BadInput("未找到所选的实体，请重新选择实体。")
    answer.check(text)
