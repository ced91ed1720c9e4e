"""What was promised to somebody whom we may soon write no more: said so, and not lost on its way."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from handoff.adapters.sql.schema import inboxes
from handoff.domain.inbox import Elsewhere, Reach
from handoff.domain.message import WEB_INBOX_ID
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


async def test_the_bot_is_told_in_which_ways_it_may_promise_something(there: WechatDesk) -> None:
    account, _ = await there.oa(reach=Reach(Elsewhere.NOTICE, "售后进度提醒"))
    until = there.desk.now() + timedelta(hours=48, minutes=-1)

    await account.customer("lan").writes("在吗")
    await there.settle()
    await there.desk.say("在吗")

    [on_wechat, on_the_web] = [asked.metadata["where"] for asked in there.desk.bot.asked]
    assert on_wechat == {"first": "在此处", "then": "通过订阅通知（售后进度提醒）", "until": until.isoformat()}
    assert on_the_web == {"first": "在此处", "then": "在此处", "until": None}


async def test_an_inbox_whose_secrets_are_lost_keeps_no_customer_from_the_bot(there: WechatDesk) -> None:
    account, _ = await there.oa()
    await account.customer("lan").writes("在吗")
    await there.desk.services.arrivals.work_next()
    async with there.desk.engine.begin() as connection:
        await connection.execute(update(inboxes).where(inboxes.c.id != WEB_INBOX_ID).values(sealed="AAAA"))
    there.desk.now.pass_(seconds=6)

    assert await there.desk.services.dispatch.work_next()

    assert [asked.text for asked in there.desk.bot.asked] == ["在吗"]


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
