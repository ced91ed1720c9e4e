"""A customer who falls idle with the bot (R08): asked once, noticed, left; and never asked what is still open."""

import asyncio

import pytest

from handoff.domain.conversation import EpisodeStatus
from tests.support.service_desk import ServiceDesk, parse, reply, turn

ASKED = "请问还有其他可以帮您的吗"


async def last_line(desk: ServiceDesk) -> str:
    return (await desk.messages())[-1].text


async def after(desk: ServiceDesk, minutes: float) -> str:
    desk.now.pass_(minutes=minutes)
    await desk.fire()
    return await last_line(desk)


async def test_silence_is_asked_about_then_noticed_and_then_left(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")

    assert ASKED not in await after(desk, 4.9)
    assert ASKED in await after(desk, 0.1)
    assert ASKED in await after(desk, 14.9)
    assert "5分钟后结束" in await after(desk, 0.1)
    assert (await desk.episode()).status is EpisodeStatus.BOT
    await after(desk, 5)

    assert (await desk.episode()).status is EpisodeStatus.RESOLVED
    assert await desk.kinds() == ["contact", "opening", "answer", "idle", "idle"]


async def test_two_watchers_and_a_crash_ask_once(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")
    desk.now.pass_(minutes=6)
    risen = desk.after_a_crash()

    await asyncio.gather(*(watcher.services.clock_watch.fire_due() for watcher in (desk, risen) for _ in range(3)))
    await desk.settle()

    assert [line.text for line in await desk.messages()].count(await last_line(desk)) == 1
    await risen.close()


async def test_who_writes_again_starts_a_new_idle_time(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")
    await after(desk, 5)
    desk.now.pass_(minutes=1)
    await desk.say("还在，什么时候送")
    assert ASKED not in await after(desk, 4)

    assert ASKED in await after(desk, 1)
    assert (await desk.kinds()).count("idle") == 2


async def test_who_writes_after_the_notice_stays(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")
    await after(desk, 5)
    await after(desk, 15)
    desk.now.pass_(minutes=4)
    await desk.say("还在，什么时候送")

    await after(desk, 2)

    assert (await desk.episode()).status is EpisodeStatus.BOT


async def test_a_question_the_bot_has_just_asked_is_not_asked_again(desk: ServiceDesk) -> None:
    desk.bot.script["退款到了吗"] = turn(reply("退款已到账。"), reply("请问还有其他可以帮您的吗？", "closing"))
    await desk.say("退款到了吗")

    await after(desk, 14.9)
    assert (await desk.kinds())[-1] == "closing"

    assert "5分钟后结束" in await after(desk, 0.1)


@pytest.mark.parametrize("kind", ["ask", "restate"])
async def test_an_open_question_of_a_form_is_said_again_instead(desk: ServiceDesk, kind: str) -> None:
    desk.bot.script["改地址"] = turn(reply("请提供您需要修改的订单号。", kind))
    await desk.say("改地址")

    line = await after(desk, 5)

    assert line == "您好，暂未收到您的回复。请提供您需要修改的订单号。"
    assert "5分钟后结束" in await after(desk, 15)


async def test_a_long_question_is_pointed_to(desk: ServiceDesk) -> None:
    desk.bot.script["报修"] = turn(reply("请您选择上门时间。" + "可选的时间较多，请您逐一核对。" * 12, "ask"))
    await desk.say("报修")

    line = await after(desk, 5)

    assert "请您查看上一条消息" in line


async def test_an_offer_of_a_person_is_said_again_with_its_buttons(desk: ServiceDesk) -> None:
    await desk.agent()
    lost = parse("out_of_scope", fallback=True)
    desk.bot.script["那个啥"] = turn(reply("未能理解您的意思。", "fallback"), of=lost)
    await desk.say("那个啥")
    await desk.say("那个啥")
    assert (await desk.kinds())[-1] == "offer"

    line = await after(desk, 5)

    assert "是否需要为您转接人工客服" in line
    assert (await desk.messages())[-1].buttons


async def test_who_left_without_an_answer_is_asked_and_left_too(desk: ServiceDesk) -> None:
    """The lead, called after five minutes without an answer, must not keep the episode open for ever."""
    desk.bot.script["那个啥"] = turn(reply("未能理解您的意思，请您换一种说法。", "fallback"))
    await desk.say("那个啥")

    for _ in range(6):
        await after(desk, 5)

    assert (await desk.episode()).status is EpisodeStatus.RESOLVED


async def test_nobody_is_asked_while_a_person_serves(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.reply(episode, agent, "您的退款已于今天10:00提交银行。")
    before = await desk.kinds()

    await after(desk, 60)

    assert await desk.kinds() == before
