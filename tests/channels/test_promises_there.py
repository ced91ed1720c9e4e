"""What was promised to somebody whom we may soon write no more: said so, and not lost on its way."""

from datetime import timedelta

import pytest

from handoff.domain.inbox import Elsewhere, Reach
from handoff.services.bot_port import TicketWish
from tests.channels.serving import (
    nobody_is_there,
    ours,
    states,
)
from tests.support.scripted_bot import parse, reply, turn
from tests.support.wechat_desk import WechatDesk


@pytest.mark.parametrize(
    ("reach", "hours", "said"),
    [
        (Reach(), 24, "前在此处向您反馈"),
        (Reach(), 50, "前通过电话向您反馈"),
        (
            Reach(Elsewhere.WEB, "https://support.example.com"),
            50,
            "前通过网页客服（https://support.example.com）向您反馈",
        ),
        (Reach(Elsewhere.NOTICE, "售后进度提醒"), 50, "前通过订阅通知（售后进度提醒）向您反馈"),
    ],
)
async def test_what_falls_due_when_nothing_can_be_sent_any_more_is_promised_another_way(
    there: WechatDesk, reach: Reach, hours: int, said: str
) -> None:
    account, _ = await there.oa(reach=reach)
    lan = account.customer("lan")
    due = there.desk.now() + timedelta(hours=hours)
    there.desk.bot.script["空调不制冷"] = turn(
        reply("已了解您的情况。"), tickets=(TicketWish("case", demand="空调不制冷", due_at=due),)
    )

    await lan.writes("空调不制冷")
    await there.settle()

    assert said in lan.texts[-1]


async def test_a_promise_of_the_next_working_time_ends_the_episode_though_it_has_to_wait(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await nobody_is_there(there)
    there.platform.refuses("message/custom/send", 45047)

    await lan.writes("转人工")
    await there.settle()

    assert not lan.texts
    assert set(states(await ours(there, inbox, lan))) == {"parked"}
    assert (await there.episode(inbox, lan.openid)).status == "resolved"
    await lan.writes("我的订单到哪了")
    await there.settle()
    await there.later(seconds=3)
    [said] = lan.texts
    assert "已为您登记工单" in said
    assert said.endswith("您的订单已于今天09:00发出。")


async def test_a_promise_without_the_platforms_answer_ends_the_episode_too(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await nobody_is_there(there)
    there.platform.drops("message/custom/send")

    await lan.writes("转人工")
    await there.settle()

    assert set(states(await ours(there, inbox, lan))) == {"unknown"}
    assert (await there.episode(inbox, lan.openid)).status == "resolved"
