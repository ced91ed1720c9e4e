"""What 微信客服 took and could not deliver after all (msg_send_fail): the line fails, whichever part that was."""

import asyncio

import pytest

from handoff.domain.conversation import EpisodeStatus
from handoff.domain.message import LineKind
from tests.channels.serving import Served, emptied, last_of, long_line, nobody_is_there, ours, serving_on, states
from tests.support.scripted_bot import parse, turn
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import KfCustomer

KF_SEND = "kf/send_msg"
LONG = long_line(1, sentences=100)
WHY = "企业尚无成员登录企业微信"
NOT_ALL = "该消息分几次发送"


def account_of(serving: Served) -> KfCustomer:
    assert isinstance(serving.customer, KfCustomer)
    return serving.customer


async def told(there: WechatDesk) -> None:
    """The platform rings, and the worker reads what it has to say."""
    await there.platform.settled()
    await there.settle()


async def with_a_part_undelivered(there: WechatDesk, part: int) -> Served:
    """A line of three parts, all of them taken, of which this one (from 1) never reached the customer."""
    serving = await serving_on(there, "kf")
    account = account_of(serving).account
    await serving.line(LONG)
    hold = [there.platform.holds(KF_SEND) for _ in range(3)]
    working = asyncio.create_task(emptied(there.desk))
    for number, each in enumerate(hold, 1):
        await each.arrived.wait()
        if number == part:
            account.fails_delivery(11)
        each.release()
    await working
    await told(there)
    return serving


@pytest.mark.parametrize("part", [1, 2, 3])
async def test_whichever_part_was_not_delivered_the_line_is_shown_as_failed_with_the_reason(
    there: WechatDesk, part: int
) -> None:
    serving = await with_a_part_undelivered(there, part)

    state, reason = await last_of(serving)

    assert state == "failed"
    assert WHY in str(reason)
    assert NOT_ALL in str(reason), "the customer has the other parts"
    assert len(serving.customer.texts[1:]) == 2


async def test_a_failed_line_touches_no_other(there: WechatDesk) -> None:
    serving = await with_a_part_undelivered(there, 1)

    await serving.says("请您稍候，我们重新为您发送。")

    assert states(await serving.ours())[-2:] == ["failed", "sent"]
    assert set(states(await serving.ours())[:-2]) == {"sent"}


async def parked_after_two_parts(there: WechatDesk) -> Served:
    """Of three parts the last one finds no unit; the first was never delivered."""
    serving = await serving_on(there, "kf")
    for number in (1, 2):
        await serving.says(long_line(number))
    account_of(serving).account.fails_delivery(11)
    await serving.line(LONG)
    await emptied(there.desk)
    assert states(await serving.ours())[-1] == "parked"
    return serving


async def test_of_a_line_that_failed_in_part_the_waiting_rest_never_goes_out(there: WechatDesk) -> None:
    serving = await parked_after_two_parts(there)
    before = len(serving.customer.texts)

    await told(there)
    state, reason = await last_of(serving)
    await serving.customer.writes("您好")
    await there.settle()
    await there.later(seconds=3)

    assert state == "failed"
    assert WHY in str(reason)
    assert NOT_ALL in str(reason)
    assert "不再发送" in str(reason)
    assert not [text for text in serving.customer.texts[before:] if text and text in LONG]
    assert [line.delivery for line in await serving.ours() if line.text == LONG] == ["failed"]


async def test_the_rest_is_not_sent_either_where_the_failure_is_told_while_a_part_is_under_way(
    there: WechatDesk,
) -> None:
    serving = await serving_on(there, "kf")
    await serving.line(LONG)
    account_of(serving).account.fails_delivery(11)
    second = [there.platform.holds(KF_SEND) for _ in range(2)]
    second[0].release()
    working = asyncio.create_task(emptied(there.desk))
    await second[1].arrived.wait()

    await there.platform.settled()
    services = there.desk.services
    while await services.kf_sync.sync_next() or await services.arrivals.work_next():
        pass
    second[1].release()
    await working

    assert len(serving.customer.texts[1:]) == 1, "what was on its way, and nothing after it"
    assert (await last_of(serving))[0] == "failed"


async def test_an_episode_whose_last_line_fails_in_part_is_over_all_the_same(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    await nobody_is_there(there)
    yu = account.customer("yu")
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    there.platform.refuses(KF_SEND, 45009)
    await yu.writes("转人工")
    await there.settle()
    [last] = [line for line in await ours(there, inbox, yu) if line.kind is LineKind.NOTICE]
    assert last.delivery == "pending"
    opening = (await ours(there, inbox, yu))[0]

    # It was refused for now, and yet the platform tells of it: what is told counts.
    fields = {"external_userid": yu.external_userid, "fail_msgid": opening.id, "fail_type": 11}
    await account.event("msg_send_fail", fields)
    await there.settle()

    assert (await there.episode(inbox, yu.external_userid)).status is EpisodeStatus.RESOLVED
    await there.later(minutes=2)
    assert not yu.received


@pytest.mark.parametrize("msgid", ["", "4ABCnobodysid"])
async def test_an_event_about_nothing_of_ours_changes_nothing(there: WechatDesk, msgid: str) -> None:
    serving = await serving_on(there, "kf")
    await serving.says("您的退款已提交银行。")
    customer = account_of(serving)

    fields = {"external_userid": customer.external_userid, "fail_msgid": msgid, "fail_type": 11}
    await customer.account.event("msg_send_fail", fields)
    await there.settle()

    assert set(states(await serving.ours())) == {"sent"}
