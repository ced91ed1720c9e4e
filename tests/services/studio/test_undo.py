"""Everything can be undone and done again by whoever did it, and by nobody else."""

import pytest

from handoff.domain.errors import Conflict, Forbidden, IllegalMove, ItemGone, NotFound
from handoff.domain.studio.annotation import AnnotationStatus, Answer, Span
from handoff.domain.studio.example import ExampleState
from tests.support.studio_desk import REFUND, TRACK, StudioDesk, example, new_id


async def test_undo_brings_the_example_back_and_redo_takes_it_again(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, colleague = await studio.people(2)
    await trainer.draft(line, TRACK)
    submitted = await trainer.submit(line, REFUND)

    undone = await trainer.undo(submitted)
    assert (undone["annotation"]["status"], undone["annotation"]["answer"]["intent"]) == ("draft", "logistics_track")
    assert undone["example"]["state"] == "open"
    assert await colleague.next() is None, "who undid it is at it again"
    redone = await trainer.redo(submitted)

    assert (redone["annotation"]["status"], redone["annotation"]["answer"]["intent"]) == ("submitted", "refund_status")
    assert redone["example"]["state"] == "done"
    assert await studio.revisions(submitted.id) == [1, 2, 3, 4]
    assert await studio.leases() == []


async def test_undone_to_the_beginning_nothing_is_answered(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    submitted = await trainer.submit(line)

    undone = await trainer.undo(submitted)

    assert (undone["annotation"]["outcome"], undone["annotation"]["answer"]["intent"]) == (None, None)
    with pytest.raises(IllegalMove, match="没有可以撤销"):
        await trainer.undo(submitted)
    item = await trainer.item()
    assert item
    assert item["annotation"]["revision"] == 2
    await trainer.submit(line, TRACK)
    with pytest.raises(IllegalMove, match="没有可以恢复"):
        await trainer.redo(submitted)


@pytest.mark.parametrize("outcome", ["answer", "skip", "discard"])
async def test_whatever_the_outcome_undo_reopens(studio: StudioDesk, outcome: str) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    submitted = await trainer.submit(line, REFUND, outcome)  # type: ignore[arg-type]

    await trainer.undo(submitted)

    assert (await studio.example(line)).state is ExampleState.OPEN
    assert await trainer.next() == line
    assert (await trainer.counts())["useful"] == 1


async def test_an_undo_that_is_repeated_undoes_once(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    await trainer.draft(line, TRACK)
    submitted = await trainer.submit(line)
    change_id = new_id()

    first = await trainer.undo(submitted, change_id)
    again = await trainer.undo(submitted, change_id)

    assert again["annotation"] == first["annotation"]
    assert await studio.revisions(submitted.id) == [1, 2, 3]


async def test_what_others_have_answered_meanwhile_is_not_done_again(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, colleague = await studio.people(2)
    submitted = await trainer.submit(line)
    await trainer.undo(submitted)
    studio.desk.now.pass_(minutes=5)
    await colleague.submit(line, TRACK)

    with pytest.raises(ItemGone):
        await trainer.redo(submitted)
    assert await studio.finished() == [(line, colleague.user.id)]


async def test_nobody_undoes_what_another_did(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    (trainer, colleague), reviewer = await studio.people(2), await studio.reviewer()
    submitted = await trainer.submit(line)

    with pytest.raises(NotFound):
        await colleague.undo(submitted)
    with pytest.raises(Forbidden, match="自己的修改"):
        await reviewer.undo(submitted)
    await reviewer.approve(submitted)
    with pytest.raises(Forbidden, match="自己的修改"):
        await trainer.undo(submitted)
    with pytest.raises(NotFound):
        await studio.studio.labelling.undo(trainer.user, new_id(), new_id())


async def test_a_reviewer_undoes_a_review_and_the_trainer_can_go_on(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    submitted = await trainer.submit(line)
    await reviewer.reject(submitted)

    undone = await reviewer.undo(submitted)

    assert (undone["annotation"]["status"], undone["annotation"]["review_comment"]) == ("submitted", None)
    [stored] = await studio.stored(line)
    assert stored.status is AnnotationStatus.SUBMITTED
    assert (await trainer.undo(submitted))["annotation"]["status"] == "draft"


async def test_a_group_is_open_again_when_its_only_answer_is_undone(studio: StudioDesk) -> None:
    first, like = example("退款到哪了"), example("退款到哪了？")
    await studio.add(first, like)
    trainer, colleague = await studio.people(2)
    submitted = await trainer.submit(first.id)
    assert await colleague.next("useful") is None

    await trainer.undo(submitted)

    assert await colleague.next("useful") == like.id


async def test_a_group_stays_answered_while_one_of_its_answers_stands(studio: StudioDesk) -> None:
    first, second, third = example("退款到哪了"), example("退款到哪了？"), example("退款到哪了！")
    await studio.add(first, second, third)
    trainer, colleague = await studio.people(2)
    submitted = await trainer.submit(first.id)
    await trainer.submit(second.id)

    await trainer.undo(submitted)

    assert await colleague.next("useful") is None
    assert await colleague.next("all", [first.id]) == third.id


async def test_many_are_answered_undone_and_done_again_as_one(studio: StudioDesk) -> None:
    ids = await studio.lines(4)
    trainer, colleague = await studio.people(2)
    await colleague.next("useful")
    await trainer.submit(ids[1], TRACK)
    await trainer.draft(ids[2], TRACK)
    bulk, batch = studio.studio.bulk, new_id()

    preview = await bulk.preview(trainer.user, [*ids, "none"], REFUND)
    taken = await bulk.take(trainer.user, batch, [*ids, "none"], REFUND)

    assert [each["is_yours_to_label"] for each in preview] == [False, False, True, True, False]
    assert [bool(each["why_not"]) for each in preview] == [True, True, False, False, True]
    assert sorted(taken["changed"]) == sorted(ids[2:])
    assert {each["id"]: each["why_not"] for each in taken["refused"]} == {
        each["id"]: each["why_not"] for each in preview if each["why_not"]
    }
    assert await bulk.take(trainer.user, batch, ids, REFUND) == {**taken, "refused": []}
    assert len(await studio.finished()) == 3
    assert await studio.leases() == [(ids[0], colleague.user.id)], "nobody is at what is answered"

    undone = await bulk.undo(trainer.user, batch)
    assert sorted(undone["changed"]) == sorted(ids[2:])
    assert await bulk.undo(trainer.user, batch) == undone
    [draft] = await studio.stored(ids[2])
    assert (draft.status, draft.answer) == (AnnotationStatus.DRAFT, TRACK)
    assert await studio.finished() == [(ids[1], trainer.user.id)]

    redone = await bulk.redo(trainer.user, batch)
    assert sorted(redone["changed"]) == sorted(ids[2:])
    assert await bulk.redo(trainer.user, batch) == redone
    assert len(await studio.finished()) == 3


async def test_what_was_changed_since_stays_when_many_are_undone(studio: StudioDesk) -> None:
    ids = await studio.lines(3)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    batch = new_id()
    await studio.studio.bulk.take(trainer.user, batch, ids, REFUND)
    [first], [second] = await studio.stored(ids[0]), await studio.stored(ids[1])
    await reviewer.approve(first)
    trainer.ids[ids[1]] = (second.id, second.revision)
    await trainer.submit(ids[1], TRACK)

    undone = await studio.studio.bulk.undo(trainer.user, batch)

    assert undone["changed"] == [ids[2]]
    assert sorted(each["id"] for each in undone["refused"]) == sorted(ids[:2])
    assert len(await studio.finished()) == 2


async def test_one_of_many_may_be_undone_alone(studio: StudioDesk) -> None:
    ids = await studio.lines(2)
    trainer = await studio.trainer()
    batch = new_id()
    await studio.studio.bulk.take(trainer.user, batch, ids, REFUND)
    [first] = await studio.stored(ids[0])

    await trainer.undo(first)
    undone = await studio.studio.bulk.undo(trainer.user, batch)

    assert sorted(undone["changed"]) == sorted(ids)
    assert await studio.finished() == []


async def test_many_are_undone_by_who_did_them(studio: StudioDesk) -> None:
    ids = await studio.lines(2)
    trainer, colleague = await studio.people(2)
    batch = new_id()
    await studio.studio.bulk.take(trainer.user, batch, ids, REFUND)

    with pytest.raises(Conflict, match="其他人员"):
        await studio.studio.bulk.undo(colleague.user, batch)
    with pytest.raises(NotFound, match="批量"):
        await studio.studio.bulk.undo(trainer.user, new_id())
    assert len(await studio.finished()) == 2


async def test_spans_are_each_lines_own(studio: StudioDesk) -> None:
    ids = await studio.lines(2)
    trainer = await studio.trainer()
    own = (Span(0, 3, "product"),)
    await trainer.draft(ids[0], Answer("urge", spans=own))

    await studio.studio.bulk.take(trainer.user, new_id(), ids, Answer("refund_status", spans=(Span(0, 90, "date"),)))

    [first], [second] = await studio.stored(ids[0]), await studio.stored(ids[1])
    assert (first.answer.spans, second.answer.spans) == (own, ())
    assert {first.answer.intent, second.answer.intent} == {"refund_status"}
