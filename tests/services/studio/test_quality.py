"""The studio's figures rest on what people answered by themselves."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from handoff.adapters.sql.studio_tables import annotations
from handoff.domain.studio.annotation import Answer, Saved, Span
from handoff.services.studio.adjudication import Settlement
from tests.support.studio_desk import REFUND, TRACK, Labeller, StudioDesk, example, new_id

Said = tuple[Answer, Answer]
AGREED: Said = (REFUND, REFUND)
DIFFERED: Said = (REFUND, TRACK)


async def agreement(studio: StudioDesk, *, blind: bool = False) -> dict[str, Any]:
    return await studio.desk.services.quality.agreement(blind=blind)


async def confused(studio: StudioDesk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await studio.desk.services.quality.confusions(20))["pairs"]
    return found


def label(figures: dict[str, Any], name: str, entity: str | None = None) -> dict[str, Any]:
    [found] = [each for each in figures["labels"] if (each["label"], each["entity"]) == (name, entity)]
    return dict(found)


async def answered(studio: StudioDesk, *given: Said) -> tuple[list[str], tuple[Labeller, Labeller]]:
    """Examples, each answered by the same two people."""
    ids = await studio.add(*(example(f"第{number}句", answers_wanted=2) for number in range(len(given))))
    one, other = await studio.people(2)
    for example_id, (first, second) in zip(ids, given, strict=True):
        await one.submit(example_id, first)
        await other.submit(example_id, second)
    return ids, (one, other)


async def test_with_no_answers_there_are_reasons_and_no_figures(studio: StudioDesk) -> None:
    figures = await agreement(studio)

    assert figures["examples"] == 0
    assert [each["label"] for each in figures["labels"]] == ["intent", "emotion", "complaint", "needs_person"]
    assert all(each["alpha"]["value"] is None and each["alpha"]["reason"] for each in figures["labels"])
    assert figures["spans"]["f1"]["reason"]


async def test_two_people_have_kappa_alpha_and_their_names(studio: StudioDesk) -> None:
    """By hand: 3 of 4 agree, by chance (3·2 + 1·2) / 16 = .5; of 8 values 5 and 3, 1 - 7 · 2 / (64 - 25 - 9)."""
    _, (one, other) = await answered(studio, AGREED, DIFFERED, AGREED, (TRACK, TRACK))

    figures = await agreement(studio)
    intent = label(figures, "intent")

    assert figures["examples"] == 4
    assert intent["alpha"]["value"] == pytest.approx(1 - 14 / 30)
    [pair] = intent["pairs"]
    assert pair["value"] == pytest.approx(0.5)
    assert pair["annotators"] == sorted([one.user.id, other.user.id])
    names = {each["id"]: each["display_name"] for each in figures["annotators"]}
    assert names == {one.user.id: one.user.display_name, other.user.id: other.user.display_name}


async def test_spans_have_an_f1_and_each_kind_its_agreement(studio: StudioDesk) -> None:
    amount = Answer("refund_status", spans=(Span(0, 2, "amount"),))
    await answered(studio, (amount, amount), (amount, REFUND))

    figures = await agreement(studio)

    assert figures["spans"]["f1"]["value"] == pytest.approx(2 / 3)
    assert label(figures, "spans", "amount")["alpha"]["n"] == 2


async def test_what_one_person_answered_drafts_and_skips_are_left_out(studio: StudioDesk) -> None:
    [alone, drafted, skipped] = await studio.add(*(example(f"第{n}句", answers_wanted=2) for n in range(3)))
    one, other = await studio.people(2)
    for example_id in (alone, drafted, skipped):
        await one.submit(example_id)
    await other.draft(drafted, TRACK)
    await other.submit(skipped, Answer(), "skip")

    assert (await agreement(studio))["examples"] == 0


async def test_what_was_sent_back_counts_as_it_was_at_first(studio: StudioDesk) -> None:
    """Told what to answer, everybody agrees."""
    [first, _], (_, other) = await answered(studio, DIFFERED, AGREED)
    before = await agreement(studio)
    reviewer = await studio.reviewer()
    sent_back = next(each for each in await studio.stored(first) if each.annotator_id == other.user.id)
    rejected = await reviewer.reject(sent_back)
    other.ids[first] = (rejected.id, rejected.revision)
    assert await agreement(studio) == before

    await other.submit(first, REFUND)

    assert await agreement(studio) == before


async def test_what_a_reviewer_settled_is_no_agreement(studio: StudioDesk) -> None:
    [first, _], _ = await answered(studio, DIFFERED, AGREED)
    before, confused_before = await agreement(studio), await confused(studio)
    seen = {each.id: each.revision for each in await studio.stored(first)}
    reviewer = await studio.reviewer()

    given = Settlement(new_id(), new_id(), seen, Saved("answer", REFUND))
    await studio.desk.services.adjudication.settle(reviewer.user, first, given)

    assert await agreement(studio) == before
    assert [pair["disagreed"] for pair in await confused(studio)] == [pair["disagreed"] for pair in confused_before]


async def test_answers_given_without_a_suggestion_can_be_looked_at_alone(studio: StudioDesk) -> None:
    [first, second], _ = await answered(studio, AGREED, DIFFERED)
    async with studio.desk.engine.begin() as connection:
        await connection.execute(update(annotations).where(annotations.c.example_id == second).values(blind=True))

    assert ((await agreement(studio))["examples"], (await agreement(studio, blind=True))["examples"]) == (2, 1)
    assert first != second


async def test_confused_intents_are_told_with_examples(studio: StudioDesk) -> None:
    """The tests' model suggests refund_status for everything."""
    [first, second, _], _ = await answered(studio, DIFFERED, (TRACK, TRACK), AGREED)

    [pair] = await confused(studio)

    assert pair["intents"] == ["logistics_track", "refund_status"]
    assert (pair["count"], pair["disagreed"], pair["corrected"]) == (2, 1, 2)
    assert pair["examples"] == [{"id": first, "text": "第0句"}, {"id": second, "text": "第1句"}]


async def test_an_intent_that_the_answer_accepts_too_is_not_confused(studio: StudioDesk) -> None:
    both = replace(TRACK, also=("refund_status",))

    await answered(studio, (REFUND, both))

    assert await confused(studio) == []


async def test_what_the_model_got_right_or_never_said_is_no_confusion(studio: StudioDesk) -> None:
    [example_id] = await studio.add(example(confidence=None))
    trainer = await studio.trainer()
    await trainer.submit(example_id, TRACK)

    assert await confused(studio) == []
