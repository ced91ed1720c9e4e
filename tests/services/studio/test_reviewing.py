"""A reviewer approves, or sends back with a reason; what is sent back is its trainer's and nobody else's."""

import pytest

from handoff.domain.agent import Role
from handoff.domain.errors import BadInput, Forbidden, IllegalMove, Incomplete
from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.example import ExampleState
from tests.support.studio_desk import REFUND, TRACK, StudioDesk, example, new_id


async def test_what_is_sent_back_goes_to_its_trainer_alone(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    (trainer, colleague), reviewer = await studio.people(2), await studio.reviewer()
    await reviewer.reject(await trainer.submit(line), "客户问的是物流。")

    assert await colleague.next() is None
    assert await trainer.next() is None
    assert (await trainer.counts())["returned"] == 1
    item = await trainer.item("returned")
    assert item
    assert item["annotation"]["review_comment"] == "客户问的是物流。"
    trainer.ids[line] = (item["annotation"]["id"], item["annotation"]["revision"])
    studio.desk.now.pass_(hours=20)
    await trainer.draft(line, TRACK)
    assert await colleague.next() is None
    again = await trainer.submit(line, TRACK)
    await reviewer.approve(again)

    assert (await trainer.counts())["returned"] == 0
    [stored] = await studio.stored(line)
    assert (stored.status, stored.answer, stored.review_comment) == ("approved", TRACK, None)


async def test_only_reviewers_and_admins_review(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, colleague = await studio.people(2)
    [admin] = await studio.people(1, Role.ADMIN)
    submitted = await trainer.submit(line)

    for act in (colleague.approve, colleague.reject, trainer.approve):
        with pytest.raises(Forbidden, match="审核人"):
            await act(submitted)
    with pytest.raises(Forbidden, match="审核人"):
        await studio.studio.reviewing.page(trainer.user, "submitted", None)
    assert (await admin.approve(submitted)).status == "approved"
    assert "to_review" not in await trainer.counts()


async def test_nobody_reviews_their_own(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    reviewer, other = await studio.people(2, Role.REVIEWER)
    submitted = await reviewer.submit(line)

    with pytest.raises(Forbidden, match="自己"):
        await reviewer.approve(submitted)
    page = await studio.studio.reviewing.page(reviewer.user, "submitted", None)
    assert (page["items"], (await reviewer.counts())["to_review"]) == ([], 0)
    assert (await other.counts())["to_review"] == 1
    await other.approve(submitted)


async def test_a_review_that_is_repeated_is_one(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    submitted = await trainer.submit(line)
    change_id = new_id()
    reviewing = studio.studio.reviewing

    first = await reviewing.approve(reviewer.user, submitted.id, change_id, "")
    assert await reviewing.approve(reviewer.user, submitted.id, change_id, "") == first
    assert await reviewing.approve(reviewer.user, submitted.id, None, "") == first

    assert await studio.revisions(submitted.id) == [1, 2]


async def test_a_draft_and_a_skip_are_not_for_review(studio: StudioDesk) -> None:
    ids = await studio.lines(2)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    draft = await trainer.draft(ids[0])
    skipped = await trainer.submit(ids[1], Answer(), "skip")

    for annotation in (draft, skipped):
        with pytest.raises(IllegalMove):
            await reviewer.approve(annotation)
    assert (await studio.studio.reviewing.page(reviewer.user, "submitted", None))["items"] == []
    assert (await reviewer.counts())["to_review"] == 0


async def test_sending_back_needs_a_reason(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()

    with pytest.raises(Incomplete, match="驳回原因"):
        await reviewer.reject(await trainer.submit(line), "")


async def test_an_approved_answer_can_still_be_sent_back(studio: StudioDesk) -> None:
    [line] = await studio.lines(1)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    approved = await reviewer.approve(await trainer.submit(line))

    rejected = await reviewer.reject(approved)

    assert rejected.status == "rejected"
    assert (await studio.example(line)).state is ExampleState.OPEN


async def test_the_pages_hold_everything_once_in_order(studio: StudioDesk) -> None:
    ids = await studio.lines(53)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    for line in ids:
        studio.desk.now.pass_(seconds=1)
        await trainer.submit(line)

    first = await studio.studio.reviewing.page(reviewer.user, "submitted", None)
    second = await studio.studio.reviewing.page(reviewer.user, "submitted", first["next"])

    assert [each["example"]["id"] for each in (*first["items"], *second["items"])] == ids
    assert (len(first["items"]), second["next"]) == (50, None)
    assert first["items"][0]["annotator"]["display_name"] == "训练师0"
    with pytest.raises(BadInput, match="status"):
        await studio.studio.reviewing.page(reviewer.user, "none", None)


async def test_who_disagrees_is_seen_side_by_side(studio: StudioDesk) -> None:
    [line, agreed] = await studio.add(example(answers_wanted=2), example("怎么开发票", answers_wanted=2))
    (one, other), reviewer = await studio.people(2), await studio.reviewer()
    for each, answer in ((line, TRACK), (agreed, REFUND)):
        await one.submit(each, REFUND)
        studio.desk.now.pass_(seconds=1)
        await other.submit(each, answer)

    page = await studio.studio.reviewing.page(reviewer.user, "disagreed", None)

    assert [each["annotation"]["answer"]["intent"] for each in page["items"]] == ["refund_status", "logistics_track"]
    assert {each["example"]["id"] for each in page["items"]} == {line}
    assert (await studio.studio.reviewing.page(reviewer.user, "disagreed", line))["items"] == []
