"""Answers that differ go to a reviewer who gave none of them; what they say stands, and nothing else is approved."""

from typing import Any

import pytest

from handoff.domain.agent import Role
from handoff.domain.errors import Conflict, Forbidden, IllegalMove, NotFound
from handoff.domain.studio.annotation import Answer, Outcome, Saved
from handoff.domain.studio.example import ExampleState
from handoff.services.studio.adjudication import Settlement
from tests.support.studio_desk import REFUND, TRACK, Labeller, StudioDesk, example, new_id


async def page(studio: StudioDesk, reviewer: Labeller, after: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = await studio.desk.services.adjudication.page(reviewer.user, after)
    return found


async def waiting(studio: StudioDesk, reviewer: Labeller) -> list[str]:
    return [item["example"]["id"] for item in (await page(studio, reviewer))["items"]]


async def settlement(
    studio: StudioDesk, example_id: str, answer: Answer = TRACK, outcome: Outcome = "answer", comment: str = ""
) -> Settlement:
    """By somebody who has seen every answer as it is."""
    seen = {each.id: each.revision for each in await studio.stored(example_id) if each.counts}
    return Settlement(new_id(), new_id(), seen, Saved(outcome, answer, comment))


async def settle(studio: StudioDesk, reviewer: Labeller, example_id: str, given: Settlement) -> dict[str, Any]:
    settled: dict[str, Any] = await studio.desk.services.adjudication.settle(reviewer.user, example_id, given)
    stands: dict[str, Any] = settled["annotation"]
    return stands


async def differing(studio: StudioDesk, *answers: Answer) -> tuple[str, list[Labeller]]:
    """An example and those who answered it, each in another way."""
    [example_id] = await studio.add(example(answers_wanted=len(answers)))
    trainers = await studio.people(len(answers))
    for trainer, answer in zip(trainers, answers, strict=True):
        assert await trainer.next() == example_id
        await trainer.submit(example_id, answer)
    return example_id, trainers


async def by_status(studio: StudioDesk, example_id: str) -> dict[str, str]:
    """Annotator → status."""
    return {each.annotator_id: each.status.value for each in await studio.stored(example_id)}


async def test_answers_that_differ_wait_for_a_reviewer_with_what_differs(studio: StudioDesk) -> None:
    example_id, (one, other) = await differing(studio, REFUND, Answer("logistics_track", emotion="calm"))
    reviewer = await studio.reviewer()

    [item] = (await page(studio, reviewer))["items"]

    assert item["example"]["id"] == example_id
    assert item["differences"] == ["intent"]
    assert {answer["annotator"]["id"] for answer in item["answers"]} == {one.user.id, other.user.id}
    assert (await reviewer.counts())["disagreed"] == 1


@pytest.mark.parametrize(
    "other", [Answer("refund_status", complaint=True), Answer("refund_status", emotion="angry")], ids=["yes", "mood"]
)
async def test_another_label_than_the_intent_differs_too(studio: StudioDesk, other: Answer) -> None:
    example_id, _ = await differing(studio, Answer("refund_status", complaint=False, emotion="calm"), other)

    assert await waiting(studio, await studio.reviewer()) == [example_id]


async def test_equal_answers_wait_for_nobody(studio: StudioDesk) -> None:
    await differing(studio, REFUND, Answer("refund_status", emotion="calm"))

    assert await waiting(studio, await studio.reviewer()) == []


async def test_what_is_settled_is_the_approved_answer_and_done(studio: StudioDesk) -> None:
    example_id, (one, other) = await differing(studio, REFUND, TRACK)
    reviewer = await studio.reviewer()

    stands = await settle(studio, reviewer, example_id, await settlement(studio, example_id, comment="问的是物流。"))

    assert (stands["status"], stands["answer"]["intent"]) == ("approved", "logistics_track")
    assert await by_status(studio, example_id) == {
        one.user.id: "rejected", other.user.id: "approved", reviewer.user.id: "approved",
    }  # fmt: skip
    assert (await studio.example(example_id)).state is ExampleState.DONE
    assert await waiting(studio, reviewer) == []
    assert (await reviewer.counts())["disagreed"] == 0


async def test_a_discard_is_settled_as_one(studio: StudioDesk) -> None:
    example_id, _ = await differing(studio, REFUND, TRACK)

    await settle(studio, await studio.reviewer(), example_id, await settlement(studio, example_id, Answer(), "discard"))

    assert (await studio.example(example_id)).state is ExampleState.DISCARDED


async def test_nobody_is_asked_to_answer_again_what_is_settled(studio: StudioDesk) -> None:
    example_id, (one, _) = await differing(studio, REFUND, TRACK)
    await settle(studio, await studio.reviewer(), example_id, await settlement(studio, example_id))

    assert await one.next("returned") is None
    assert (await one.counts())["returned"] == 0
    assert await one.next() is None


async def test_what_a_reviewer_sends_back_still_comes_back(studio: StudioDesk) -> None:
    [example_id] = await studio.lines(1)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    await trainer.next()
    await reviewer.reject(await trainer.submit(example_id))

    assert (await trainer.counts())["returned"] == 1
    assert await trainer.next("returned") == example_id


async def test_who_answers_anew_does_not_open_it_again(studio: StudioDesk) -> None:
    example_id, (one, _) = await differing(studio, REFUND, TRACK)
    reviewer = await studio.reviewer()
    await settle(studio, reviewer, example_id, await settlement(studio, example_id))
    rejected = next(each for each in await studio.stored(example_id) if each.annotator_id == one.user.id)
    one.ids[example_id] = (rejected.id, rejected.revision)

    await one.submit(example_id, REFUND)

    assert (await studio.example(example_id)).state is ExampleState.DONE
    assert await waiting(studio, reviewer) == []


async def test_who_answered_does_not_settle_and_is_not_offered_it(studio: StudioDesk) -> None:
    [example_id] = await studio.add(example(answers_wanted=2))
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    for person, answer in ((trainer, REFUND), (reviewer, TRACK)):
        await person.next()
        await person.submit(example_id, answer)

    assert await waiting(studio, reviewer) == []
    with pytest.raises(Forbidden, match="其他审核人"):
        await settle(studio, reviewer, example_id, await settlement(studio, example_id))


async def test_a_trainer_neither_looks_nor_settles(studio: StudioDesk) -> None:
    example_id, (one, _) = await differing(studio, REFUND, TRACK)

    with pytest.raises(Forbidden):
        await page(studio, one)
    with pytest.raises(Forbidden):
        await settle(studio, one, example_id, await settlement(studio, example_id))


async def test_what_was_settled_once_is_not_settled_twice(studio: StudioDesk) -> None:
    example_id, _ = await differing(studio, REFUND, TRACK)
    first, second = await studio.people(2, Role.REVIEWER)
    later = await settlement(studio, example_id, REFUND)
    await settle(studio, first, example_id, await settlement(studio, example_id))

    with pytest.raises(Conflict, match="已裁决"):
        await settle(studio, second, example_id, later)


async def test_the_same_settlement_again_does_nothing_twice(studio: StudioDesk) -> None:
    example_id, _ = await differing(studio, REFUND, TRACK)
    reviewer, given = await studio.reviewer(), await settlement(studio, example_id)

    first = await settle(studio, reviewer, example_id, given)
    before = await studio.stored(example_id)

    assert await settle(studio, reviewer, example_id, given) == first
    assert await studio.stored(example_id) == before


async def test_an_answer_that_changed_meanwhile_is_looked_at_first(studio: StudioDesk) -> None:
    example_id, (one, _) = await differing(studio, REFUND, TRACK)
    given = await settlement(studio, example_id)
    await one.submit(example_id, Answer("order_status"))

    with pytest.raises(Conflict, match="刚刚有了变化"):
        await settle(studio, await studio.reviewer(), example_id, given)
    assert set((await by_status(studio, example_id)).values()) == {"submitted"}


async def test_an_intent_that_the_bot_does_not_know_settles_nothing(studio: StudioDesk) -> None:
    example_id, _ = await differing(studio, REFUND, TRACK)

    with pytest.raises(Exception, match="未找到所选的意图"):
        await settle(studio, await studio.reviewer(), example_id, await settlement(studio, example_id, Answer("none")))


async def test_a_reviewer_who_skipped_it_settles_with_the_annotation_they_have(studio: StudioDesk) -> None:
    [example_id] = await studio.add(example(answers_wanted=2))
    reviewer = await studio.reviewer()
    await reviewer.next()
    skipped = await reviewer.submit(example_id, Answer(), "skip")
    for trainer, answer in zip(await studio.people(2), (REFUND, TRACK), strict=True):
        await trainer.next()
        await trainer.submit(example_id, answer)

    assert await waiting(studio, reviewer) == [example_id]
    stands = await settle(studio, reviewer, example_id, await settlement(studio, example_id))

    assert (stands["id"], stands["revision"]) == (skipped.id, skipped.revision + 1)


async def test_every_change_is_on_record_and_a_settlement_is_not_undone(studio: StudioDesk) -> None:
    example_id, _ = await differing(studio, REFUND, TRACK)
    reviewer = await studio.reviewer()
    stands = await settle(studio, reviewer, example_id, await settlement(studio, example_id))

    for each in await studio.stored(example_id):
        assert await studio.revisions(each.id) == list(range(1, each.revision + 1))
    mine = next(each for each in await studio.stored(example_id) if each.id == stands["id"])
    with pytest.raises(IllegalMove, match="裁决结果不能撤销"):
        await reviewer.undo(mine)


async def test_another_reviewer_can_send_a_settlement_back(studio: StudioDesk) -> None:
    example_id, (one, _) = await differing(studio, REFUND, TRACK)
    first, second = await studio.people(2, Role.REVIEWER)
    stands = await settle(studio, first, example_id, await settlement(studio, example_id))
    mine = next(each for each in await studio.stored(example_id) if each.id == stands["id"])

    await second.reject(mine, "客户问的是退款。")

    assert (await studio.example(example_id)).state is ExampleState.OPEN
    assert await one.next("returned") == example_id


async def test_pages_follow_each_other(studio: StudioDesk) -> None:
    ids = await studio.add(*(example(f"第{number}句", answers_wanted=2) for number in range(23)))
    one, other = await studio.people(2)
    reviewer = await studio.reviewer()
    for trainer, answer in ((one, REFUND), (other, TRACK)):
        for _ in ids:
            found = await trainer.next()
            assert found is not None
            await trainer.submit(found, answer)

    first = await page(studio, reviewer)
    second = await page(studio, reviewer, first["next"])

    assert second["next"] is None
    shown = [item["example"]["id"] for item in (*first["items"], *second["items"])]
    assert (len(first["items"]), shown) == (20, sorted(ids))


async def test_an_example_that_is_not_there_is_not_found(studio: StudioDesk) -> None:
    with pytest.raises(NotFound):
        await settle(
            studio, await studio.reviewer(), new_id(), Settlement(new_id(), new_id(), {}, Saved("answer", TRACK))
        )
