"""Many at once, on connections of their own: one example is never two people's, and nothing is counted twice."""

import asyncio
from collections import Counter

import pytest

from handoff.domain.errors import Conflict, ItemGone
from handoff.domain.studio.annotation import Annotation
from tests.support.studio_desk import REFUND, TRACK, Labeller, StudioDesk, example, new_id


async def test_all_ask_for_the_same_queue_at_once_and_each_has_another(studio: StudioDesk) -> None:
    ids = await studio.lines(12)
    trainers = await studio.people(8)

    found = await asyncio.gather(*(trainer.next("useful") for trainer in trainers))

    assert len(set(found)) == 8
    assert set(found) <= set(ids)


@pytest.mark.parametrize("wanted", [1, 2])
async def test_as_many_get_one_example_as_answers_are_wanted(studio: StudioDesk, wanted: int) -> None:
    [line] = await studio.add(example(answers_wanted=wanted))
    trainers = await studio.people(8)

    at_once = await asyncio.gather(*(trainer.next() for trainer in trainers))
    # Who came while the row was somebody else's was told of nothing, and asks again.
    turned_away = [trainer for trainer, found in zip(trainers, at_once, strict=True) if found is None]
    later = [await trainer.next() for trainer in turned_away]

    assert 1 <= at_once.count(line) <= wanted
    assert at_once.count(line) + later.count(line) == wanted
    assert len(await studio.leases()) == wanted


async def test_all_submit_one_example_without_asking_and_one_has_it(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainers = await studio.people(8)

    async def tried(trainer: Labeller) -> bool:
        try:
            await trainer.submit(line)
        except ItemGone:
            return False
        return True

    assert Counter(await asyncio.gather(*map(tried, trainers))) == {True: 1, False: 7}
    assert len(await studio.finished()) == 1


async def test_who_asks_and_who_submits_without_asking_never_both_have_it(studio: StudioDesk) -> None:
    asking, submitting = await studio.people(6), await studio.people(6)

    async def tried(trainer: Labeller, line: str) -> bool:
        try:
            await trainer.submit(line)
        except ItemGone:
            return False
        return True

    for _ in range(15):
        [line] = await studio.lines(1)
        found = await asyncio.gather(
            *(one for pair in zip(asking, submitting, strict=True) for one in (pair[0].next(), tried(pair[1], line)))
        )

        assert found.count(line) + found.count(True) == 1
        if line in found:
            await asking[found.index(line) // 2].submit(line)


async def test_one_change_sent_many_times_at_once_is_made_once(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    annotation_id, edit = trainer.edit(line)

    found = await asyncio.gather(*(trainer.send(annotation_id, edit) for _ in range(6)))

    assert all(each == found[0] for each in found)
    assert await studio.revisions(annotation_id) == [1]


async def test_of_two_changes_on_one_revision_one_is_stale(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer = await studio.trainer()
    await trainer.draft(line)
    edits = [trainer.edit(line, answer, submit=False) for answer in (REFUND, TRACK)]

    async def tried(edit: tuple[str, object]) -> Annotation | None:
        try:
            return (await trainer.studio.labelling.save(trainer.user, *edit))[0]  # type: ignore[arg-type]
        except Conflict:
            return None

    found = await asyncio.gather(*map(tried, edits))

    [made] = [each for each in found if each]
    assert await studio.stored(line) == [made]


async def test_near_duplicates_are_answered_at_once_without_waiting_for_each_other(studio: StudioDesk) -> None:
    """Each answer writes to the whole group; bulk to several groups at once."""
    groups = [[example(f"第{group}句话{'。' * each}") for each in range(6)] for group in range(4)]
    await studio.add(*(each for group in groups for each in group))
    trainers = await studio.people(4)
    # Each takes a line of every group, in another order.
    shares = [[groups[(turn + who) % 4][who].id for turn in range(4)] for who in range(4)]

    await asyncio.gather(
        *(studio.studio.bulk.take(trainers[who].user, new_id(), shares[who], REFUND) for who in (0, 1)),
        *(_one_by_one(trainers[who], shares[who]) for who in (2, 3)),
    )

    assert len(await studio.finished()) == 16
    assert await (await studio.trainer()).next("useful") is None


async def _one_by_one(trainer: Labeller, ids: list[str]) -> None:
    for each in ids:
        await trainer.undo(await trainer.submit(each))
        await trainer.submit(each)
