"""A send that takes too long: over and written down before anybody else may find its line, and never begun late."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.domain.inbox import ServiceMode
from handoff.services.platform_delivery import DeliverToPlatforms
from tests.channels.serving import Served, emptied, heard, last_of, serving_on, states
from tests.support.kf_desk import BOT, PERSON, QUEUEING, TRANS
from tests.support.photos import a_photo
from tests.support.scripted_bot import parse, turn
from tests.support.wechat_desk import WechatDesk

SEND, KF_SEND, UPLOAD = "message/custom/send", "kf/send_msg", "media/upload"
TEXT = "您的退款已于今天10:00提交银行。"
_PAST_THE_LEASE = 61


def hasty(there: WechatDesk) -> DeliverToPlatforms:
    """The worker's delivery, with so little time for a send that a test can wait for its end."""
    delivery = there.desk.services.platform_delivery
    return replace(delivery, claims=replace(delivery.claims, send_within=timedelta(seconds=0.3)))


async def with_a_picture(serving: Served) -> None:
    await serving.line("", (await serving.image(a_photo()),))


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_a_picture_that_cannot_be_uploaded_in_time_is_sent_later(there: WechatDesk, platform: str) -> None:
    serving = await serving_on(there, platform)
    await with_a_picture(serving)
    left = (await serving.quota())["left"]
    there.platform.hangs(UPLOAD)

    await hasty(there).deliver_due()
    state, _ = await last_of(serving)
    spent = left - (await serving.quota())["left"]
    await there.later(seconds=2)

    assert (state, spent) == ("pending", 0)
    assert [line.kind for line in serving.customer.received][1:] == ["image"]
    assert (await last_of(serving))[0] == "sent"


@pytest.mark.parametrize(("platform", "endpoint", "stands"), [("oa", SEND, "unknown"), ("kf", KF_SEND, "pending")])
async def test_a_line_without_an_answer_in_time_is_unknown_or_sent_again_under_its_id(
    there: WechatDesk, platform: str, endpoint: str, stands: str
) -> None:
    serving = await serving_on(there, platform)
    await serving.line(TEXT)
    there.platform.hangs(endpoint, after_doing=True)

    await hasty(there).deliver_due()
    state, _ = await last_of(serving)
    await there.later(minutes=2)

    assert state == stands
    assert heard(serving.customer)[1:] == [TEXT]
    assert (await last_of(serving))[0] == ("unknown" if platform == "oa" else "sent")


async def test_a_customer_who_cannot_be_handed_to_the_pool_in_time_is_handed_over_later(there: WechatDesk) -> None:
    account, _ = await there.kf(service=ServiceMode.NATIVE)
    account.new_state = BOT
    yu, services = account.customer("yu"), there.desk.services
    there.desk.bot.script[PERSON] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await yu.writes(PERSON)
    for step in (services.kf_sync.sync_next, services.arrivals.work_next, services.dispatch.work_next):
        await step()
    there.platform.hangs(TRANS)

    await hasty(there).deliver_due()
    assert not yu.received
    await there.later(seconds=2)

    assert yu.state == QUEUEING
    assert len(yu.received) == 1


@pytest.mark.parametrize(("platform", "endpoint"), [("oa", SEND), ("kf", KF_SEND)])
async def test_a_worker_that_stood_still_does_not_send_what_another_has_decided_on(
    there: WechatDesk, platform: str, endpoint: str
) -> None:
    """As under a load that lets nothing run for a minute: no timer of its own could have stopped it."""
    serving = await serving_on(there, platform)
    await with_a_picture(serving)
    hold = there.platform.holds(UPLOAD)
    slow = asyncio.create_task(emptied(there.desk))
    await hold.arrived.wait()

    there.desk.now.pass_(seconds=_PAST_THE_LEASE)
    other = there.desk.after_a_crash()
    await emptied(other)
    sends, decided = there.platform.count(endpoint), states(await serving.ours())[-1]
    hold.release()
    await slow
    await other.close()

    assert decided == ("unknown" if platform == "oa" else "sent")
    assert there.platform.count(endpoint) == sends
    assert states(await serving.ours())[-1] == decided
