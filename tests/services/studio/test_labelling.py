"""The queues: the next example and its lease, and what is shown beside it."""

from datetime import timedelta

import pytest

from handoff.domain.errors import BadInput, ItemGone
from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.example import ExampleState, Mark
from handoff.services.studio.port import PersonalSettings
from tests.support.service_desk import FRIDAY_TEN
from tests.support.studio_desk import REFUND, TRACK, StudioDesk, example


async def test_the_least_sure_comes_first_and_each_trainer_has_another(studio: StudioDesk) -> None:
    ids = await studio.lines(3)
    one, other, third, fourth = await studio.people(4)

    found = [await trainer.next("useful") for trainer in (one, other, third, fourth)]

    assert found == [*ids, None]


async def test_every_queue_has_its_examples_in_its_order(studio: StudioDesk) -> None:
    early, late = FRIDAY_TEN, FRIDAY_TEN + timedelta(hours=1)
    sure = example("怎么开发票", confidence=0.9, said_at=early, marks=frozenset({Mark.ESCALATED, Mark.CORRECTED}))
    unsure = example("那个呢", confidence=0.2, said_at=late, marks=frozenset({Mark.ESCALATED, Mark.NOT_UNDERSTOOD}))
    brought = example("在吗", confidence=None, said_at=early - timedelta(days=1))
    await studio.add(sure, unsure, brought)
    trainer = await studio.trainer()

    async def in_order(queue: str) -> list[str]:
        found: list[str] = []
        while each := await trainer.next(queue, found):
            found.append(each)
        return found

    assert await in_order("useful") == [unsure.id, sure.id, brought.id]
    assert await in_order("low_confidence") == [unsure.id]
    assert await in_order("escalated") == [unsure.id, sure.id]
    assert await in_order("corrected") == [sure.id]
    assert await in_order("not_understood") == [unsure.id]
    assert await in_order("rated_low") == await in_order("false_alarm") == await in_order("returned") == []
    assert await in_order("all") == [brought.id, sure.id, unsure.id]
    assert sorted(await in_order("random")) == sorted([sure.id, unsure.id, brought.id])
    assert await trainer.counts() == {
        "useful": 3,
        "not_understood": 1,
        "low_confidence": 1,
        "corrected": 1,
        "escalated": 2,
        "rated_low": 0,
        "false_alarm": 0,
        "random": 3,
        "all": 3,
        "returned": 0,
    }


async def test_a_queue_that_is_not_there_is_refused(studio: StudioDesk) -> None:
    trainer = await studio.trainer()

    for name in ("none", "to_review", ""):
        with pytest.raises(BadInput, match="队列"):
            await trainer.next(name)


async def test_what_is_answered_leaves_the_queues_and_its_like_leave_the_most_useful(studio: StudioDesk) -> None:
    first, like, other = example("退款到哪了"), example("退款到哪了？"), example("怎么开发票", confidence=0.6)
    await studio.add(first, like, other)
    trainer, colleague = await studio.people(2)

    item = await trainer.item("useful", [like.id])
    await trainer.submit(first.id)

    assert item
    assert [each["id"] for each in item["similar"]] == [like.id]
    assert await colleague.next("useful") == other.id
    assert (await studio.example(first.id)).state is ExampleState.DONE
    counts = await colleague.counts()
    assert (counts["useful"], counts["all"]) == (1, 2)
    await studio.add(late := example("退款，到哪了"))
    assert await colleague.next("useful", [other.id]) is None, late


async def test_a_lease_runs_out_and_the_example_is_the_next_ones(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    slow, quick = await studio.people(2)
    await slow.next()
    await slow.draft(line, TRACK)
    assert await quick.next() is None

    studio.desk.now.pass_(minutes=5)

    assert await quick.next() == line
    with pytest.raises(ItemGone, match="其他训练师"):
        await slow.submit(line)
    with pytest.raises(ItemGone):
        await studio.studio.labelling.renew(slow.user, line)
    await quick.submit(line)
    with pytest.raises(ItemGone):
        await slow.draft(line)
    assert await studio.finished() == [(line, quick.user.id)]


async def test_who_works_keeps_the_lease(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    slow, quick = await studio.people(2)
    await slow.next()

    for renewed in (False, True, False, True):
        studio.desk.now.pass_(minutes=4)
        if renewed:
            until = await studio.studio.labelling.renew(slow.user, line)
            assert until == studio.desk.now() + timedelta(minutes=5)
        else:
            await slow.draft(line)

        assert await quick.next() is None
    await slow.submit(line)
    assert await studio.leases() == []


async def test_a_lease_that_ran_out_and_nobody_took_is_no_matter(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    await trainer.next()
    studio.desk.now.pass_(hours=3)

    await trainer.submit(line)

    assert (await studio.example(line)).state is ExampleState.DONE


async def test_two_answers_wanted_are_of_two_people_and_of_no_third(studio: StudioDesk) -> None:
    [line] = await studio.add(example(answers_wanted=2))
    one, other, third = await studio.people(3)

    assert await one.next() == await other.next() == line
    assert await third.next() is None
    await one.submit(line, REFUND)
    assert await one.next() is None
    assert await third.next() is None
    assert (await one.counts())["all"] == 0
    assert (await third.counts())["all"] == 1
    await other.submit(line, TRACK)
    with pytest.raises(ItemGone):
        await third.submit(line)

    assert sorted(await studio.finished()) == sorted([(line, one.user.id), (line, other.user.id)])
    reviewer = await studio.reviewer()
    assert (await reviewer.counts())["disagreed"] == 1


async def test_skipped_is_not_given_again_to_who_skipped_it(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, colleague = await studio.people(2)
    await trainer.next()

    await trainer.submit(line, Answer(), "skip")

    assert await trainer.next() is None
    assert (await trainer.counts())["all"] == 0
    assert (await colleague.counts())["all"] == 1
    assert await colleague.next() == line
    assert (await studio.studio.overview.state(trainer.user))["today"] == {"submitted": 0}


async def test_discarded_is_nobodys_work_any_more(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, colleague = await studio.people(2)

    await trainer.submit(line, Answer(), "discard")

    assert await colleague.next() is None
    assert (await studio.example(line)).state is ExampleState.DISCARDED


async def test_who_labels_blind_does_not_see_the_suggestion(studio: StudioDesk) -> None:
    await studio.lines(1)
    trainer, colleague = await studio.people(2)
    await studio.studio.overview.change_settings(trainer.user, PersonalSettings(True, {"submit": "Enter"}))

    item = await trainer.item()
    state = await studio.studio.overview.state(trainer.user)
    studio.desk.now.pass_(minutes=5)
    open_item = await colleague.item()

    assert item
    assert item["example"]["suggestion"] is None
    assert state["settings"] == {"blind": True, "keys": {"submit": "Enter"}, "overlap_share": 0.1}
    assert open_item
    assert open_item["example"]["suggestion"]["intent"] == "refund_status"


async def test_what_i_did_last_is_seen_beside_the_next(studio: StudioDesk) -> None:
    ids = await studio.lines(3)
    trainer = await studio.trainer()
    for number, (line, answer) in enumerate(zip(ids, (REFUND, TRACK, Answer()), strict=True)):
        studio.desk.now.pass_(seconds=1)
        await trainer.submit(line, answer, "discard" if number == 2 else "answer")
    await studio.add(example("还有吗"))

    item = await trainer.item()
    history = await studio.studio.overview.history(trainer.user, 2)

    assert item
    assert item["recent"] == [
        {"text": "第1句话", "intent": "logistics_track"},
        {"text": "第0句话", "intent": "refund_status"},
    ]
    assert [each["example"]["id"] for each in history["items"]] == [ids[2], ids[1]]


async def test_today_begins_at_midnight_in_shanghai(studio: StudioDesk) -> None:
    ids = await studio.lines(2)
    trainer = await studio.trainer()
    # Saturday, 01:00 in Shanghai, which in London is Friday still; 22 h 59 later it is Saturday in both.
    studio.desk.now.pass_(hours=15)
    await trainer.submit(ids[0])
    studio.desk.now.pass_(hours=22, minutes=59)
    await trainer.submit(ids[1])
    assert (await studio.studio.overview.state(trainer.user))["today"] == {"submitted": 2}

    studio.desk.now.pass_(minutes=1)

    assert (await studio.studio.overview.state(trainer.user))["today"] == {"submitted": 0}


async def test_intents_are_counted_by_the_answers_that_name_them(studio: StudioDesk) -> None:
    ids = await studio.lines(4)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    first = await trainer.submit(ids[0], REFUND)
    await reviewer.approve(first)
    await trainer.submit(ids[1], REFUND)
    await trainer.draft(ids[2], REFUND)
    await trainer.submit(ids[3], REFUND, "discard")

    intents = (await studio.studio.overview.state(trainer.user))["intents"]

    counts = {intent["name"]: (intent["title"], intent["count"]) for intent in intents}
    assert counts["refund_status"] == ("退款进度", 2)
    assert counts["urge"] == ("催促", 0)
    assert "nlu_fallback" not in counts
    assert all(any("一" <= letter <= "鿿" for letter in title) for title, _ in counts.values())
