"""Saves build on each other, are made once, and leave nothing where they are refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.domain.errors import BadInput, Conflict, IllegalMove, Incomplete, NotFound, StaleRevision
from handoff.domain.studio.annotation import Answer, Saved, Span
from handoff.domain.studio.example import ExampleState, Mark
from handoff.services.studio.labelling import Save
from tests.support.studio_desk import REFUND, TRACK, StudioDesk, example, new_id


async def test_a_draft_is_kept_and_goes_on_where_it_was(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    await trainer.next()

    saved, until = await trainer.send(*trainer.edit(line, replace(REFUND, emotion="anxious"), None, submit=False))
    item = await trainer.item()

    assert until == studio.desk.now() + timedelta(minutes=5)
    assert item
    assert item["annotation"]["answer"]["emotion"] == "anxious"
    assert (item["annotation"]["id"], item["annotation"]["revision"]) == (saved.id, 1)
    assert (await studio.example(line)).state is ExampleState.OPEN


async def test_the_same_change_twice_is_one_change_with_one_answer(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    annotation_id, edit = trainer.edit(line)

    first = await trainer.send(annotation_id, edit)
    again = await trainer.send(annotation_id, edit)

    assert again == first
    assert await studio.revisions(annotation_id) == [1]
    assert (await studio.studio.overview.state(trainer.user))["today"] == {"submitted": 1}


async def test_a_repeated_old_change_is_answered_as_it_was_then(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    annotation_id, draft = trainer.edit(line, TRACK, submit=False)
    before, _ = await trainer.send(annotation_id, draft)
    await trainer.submit(line, REFUND)

    again, _ = await studio.studio.labelling.save(trainer.user, annotation_id, draft)

    assert again == before
    [now] = await studio.stored(line)
    assert now.answer == REFUND


async def test_a_change_of_one_annotation_is_no_change_of_another(studio: StudioDesk) -> None:
    one, other = await studio.lines(2)
    trainer, colleague = await studio.people(2)
    annotation_id, edit = trainer.edit(one)
    await trainer.send(annotation_id, edit)

    with pytest.raises(Conflict, match="修改编号"):
        await trainer.send(new_id(), replace(edit, example_id=other))
    with pytest.raises(Conflict):
        await colleague.send(annotation_id, replace(edit, example_id=other, change_id=new_id()))
    assert await studio.finished() == [(one, trainer.user.id)]


async def test_a_save_on_a_stale_revision_is_told_how_it_stands(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    draft = await trainer.draft(line, TRACK)
    late = Save(line, new_id(), 0, Saved("answer", REFUND), submit=True)

    for annotation_id in (draft.id, new_id()):
        with pytest.raises(StaleRevision, match="其他页面") as refused:
            await studio.studio.labelling.save(trainer.user, annotation_id, late)

        assert refused.value.present["id"] == draft.id
        assert refused.value.present["revision"] == 1
    assert await studio.stored(line) == [draft]


async def test_submitted_can_be_changed_until_it_is_approved(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    await trainer.submit(line, TRACK)
    await trainer.draft(line, REFUND)
    assert (await studio.example(line)).state is ExampleState.OPEN
    submitted = await trainer.submit(line, REFUND)
    await reviewer.approve(submitted)

    with pytest.raises(IllegalMove, match="已通过"):
        await trainer.send(submitted.id, Save(line, new_id(), 4, Saved("answer", TRACK), submit=False))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer("no_such_intent"), "意图"),
        (Answer("nlu_fallback"), "意图"),
        (Answer("refund_status", also=("no_such_intent",)), "意图"),
        (Answer("refund_status", spans=(Span(0, 2, "no_such_entity"),)), "实体"),
        (Answer("refund_status", spans=(Span(0, 99, "date"),)), "片段"),
    ],
)
async def test_an_answer_names_what_the_bot_knows(studio: StudioDesk, answer: Answer, words: str) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()

    with pytest.raises(BadInput, match=words):
        await trainer.submit(line, answer)
    assert await studio.stored(line) == []


async def test_what_is_refused_leaves_no_trace(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()

    with pytest.raises(Incomplete):
        await trainer.submit(line, Answer())
    with pytest.raises(NotFound, match="语料"):
        await trainer.submit(new_id())
    assert (await studio.stored(line), await studio.leases()) == ([], [])


async def test_a_message_has_one_example(studio: StudioDesk) -> None:
    first = example(source="message", message_id=new_id())
    await studio.add(first)

    async with studio.desk.work() as work:
        assert not await work.studio.examples.add(replace(first, id=new_id()), studio.desk.now())
        assert not await work.studio.examples.add(replace(first, message_id=new_id()), studio.desk.now())
        assert await work.studio.examples.by_message(first.message_id or "") == first


async def test_everything_of_an_example_is_kept(studio: StudioDesk) -> None:
    given = example("上周买的净水器", before="请问是哪一单？", before_sender="bot", conversation_id=new_id())
    suggestion = given.suggestion
    assert suggestion
    full = replace(suggestion, ranking=(("refund_status", 0.5), ("urge", 0.2)), spans=(Span(0, 2, "date", "上周"),))
    given = replace(given, suggestion=full, answers_wanted=2)
    await studio.add(given)
    async with studio.desk.work() as work:
        await work.studio.examples.mark(given.id, Mark.ESCALATED)
        await work.studio.examples.correct(given.id, "应为退款进度")

    found = await studio.example(given.id)

    marks = frozenset({Mark.LOW_CONFIDENCE, Mark.ESCALATED, Mark.CORRECTED})
    assert found == replace(given, marks=marks, correction="应为退款进度")
