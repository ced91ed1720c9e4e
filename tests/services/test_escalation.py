"""The rule at work: what queues, what weighs more while waiting, and what calls the lead while a person serves."""

from typing import Any

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import feed_events
from handoff.domain.agent import User
from handoff.domain.conversation import EpisodeStatus, HandoffReason
from handoff.domain.ticket import Priority
from tests.support.service_desk import ServiceDesk, parse, reply, turn


async def told(desk: ServiceDesk, name: str) -> list[dict[str, Any]]:
    rows = await desk.rows(
        select(feed_events.c.data).where(feed_events.c.name == name).order_by(feed_events.c.position)
    )
    return [row[0] for row in rows]


async def served(desk: ServiceDesk) -> User:
    """A person has taken over and said something."""
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    desk.now.pass_(seconds=30)
    await desk.reply(episode, agent, "您好，您的订单正在核实，10分钟内答复您。")
    desk.now.pass_(seconds=30)
    return agent


async def escalations(desk: ServiceDesk, user: User) -> list[dict[str, Any]]:
    shown = await desk.services.desk_view.episode(user, (await desk.episode()).id)
    found: list[dict[str, Any]] = shown["escalations"]
    return found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("再不处理我就打12315", "threat"),
        ("你们就是一群饭桶", "abuse"),
        ("师傅态度恶劣，我要投诉", "complaint"),
        ("叫你们主管来跟我说", "asked"),
    ],
)
async def test_what_cannot_wait_queues_at_once_and_says_on_which_words(
    desk: ServiceDesk, text: str, reason: str
) -> None:
    agent = await desk.agent()

    await desk.say(text)

    episode = await desk.episode()
    assert (episode.status, episode.reason) == (EpisodeStatus.QUEUED, HandoffReason(reason))
    shown = await escalations(desk, agent)
    [first] = [each for each in shown if each["reason"] == reason]
    assert first["words"] in text
    assert first["strength"] >= 0.5
    assert first["explanation"].startswith("客户")
    assert [each["evidence"] for each in await told(desk, "episode.escalated")] == [shown]


@pytest.mark.parametrize(
    "text", ["同一单扣了我两次钱", "我今年七十六了，眼睛看不清，不会弄", "以后再也不在你们这儿买了"]
)
async def test_the_other_reasons_offer_a_person(desk: ServiceDesk, text: str) -> None:
    await desk.agent()

    await desk.say(text)

    episode = await desk.episode()
    assert episode.status is EpisodeStatus.BOT
    assert episode.offer is not None


async def test_no_to_one_reason_is_no_answer_to_another(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.script["不用了"] = turn(reply("好的。"), of=parse("deny"))
    await desk.say("同一单扣了我两次钱")
    await desk.say("不用了")

    await desk.say("多扣的钱呢，又扣了两次钱")
    again = (await desk.episode()).offer
    await desk.say("算了，账号给我注销")

    assert again is not None, "said again after the no: that is new evidence"
    offer = (await desk.episode()).offer
    assert offer is not None
    assert offer.reason is HandoffReason.CHURN


async def test_graver_words_in_the_queue_change_why_and_how_urgently_but_not_the_place(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    queued = await desk.queued()
    before = await desk.ticket()
    desk.now.pass_(minutes=1)

    await desk.say("还不来人我就打12315")

    episode = await desk.episode()
    ticket = await desk.ticket()
    assert before is not None
    assert ticket is not None
    assert (episode.reason, episode.queued_at) == (HandoffReason.THREAT, queued.queued_at)
    assert (ticket.id, ticket.priority, ticket.due_at) == (before.id, Priority.URGENT, before.due_at)
    assert episode.packet is not None
    assert queued.packet is not None
    assert episode.packet["reason"] == "threat"
    assert episode.packet["raised_at"] == queued.packet["raised_at"]
    assert episode.complaint_step == "understand"
    assert "soothe" in await desk.kinds()
    assert [each["reason"] for each in await escalations(desk, agent)][-1] == "threat"


async def test_lesser_words_in_the_queue_change_nothing(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.say("再不处理我就打12315")

    await desk.say("转人工")

    assert (await desk.episode()).reason is HandoffReason.THREAT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("你们再敷衍我就找律师", "threat"),
        ("什么态度，太差劲了", "complaint"),
        ("地板泡坏了你们得赔偿", "out_of_authority"),
        ("叫你们经理来", "asked"),
        ("以后再也不在你们这儿买了", "churn"),
    ],
)
async def test_while_a_person_serves_the_rule_calls_the_lead(desk: ServiceDesk, text: str, reason: str) -> None:
    agent = await served(desk)

    await desk.say(text)

    [call] = await told(desk, "episode.lead_called")
    episode = await desk.episode()
    assert episode.status is EpisodeStatus.ASSIGNED
    assert episode.lead_called
    found = [each for each in await escalations(desk, agent) if each["calls_lead"]]
    assert reason in {each["reason"] for each in found}
    assert len(await told(desk, "episode.escalated")) == 2, "one for what queued, one for this line"
    assert "请主管协助处理" in call["text"]


async def test_the_lead_is_called_once_for_each_new_evidence(desk: ServiceDesk) -> None:
    agent = await served(desk)

    await desk.say("什么态度，太差劲了")
    await desk.say("真的是太差劲了")
    in_one_breath = len(await told(desk, "episode.lead_called"))
    await desk.reply(await desk.episode(), agent, "很抱歉给您带来不便，您的订单已加急，今天18:00前送达。")
    await desk.say("好的，我等着")
    after_calm_words = len(await told(desk, "episode.lead_called"))
    await desk.reply(await desk.episode(), agent, "感谢您的理解，请问还有其他需要吗？")
    await desk.say("还是这么敷衍，我要投诉你")

    assert (in_one_breath, after_calm_words) == (1, 1)
    assert len(await told(desk, "episode.lead_called")) == 2


async def test_the_third_ask_of_a_person_calls_the_lead_too(desk: ServiceDesk) -> None:
    agent = await served(desk)
    for text in ("退款到哪一步了", "退款到账了吗", "退款几号到"):
        desk.bot.script[text] = turn(of=parse("refund_status"))
        await desk.say(text)
        await desk.reply(await desk.episode(), agent, "您的退款正在处理，请您稍候。")

    [called] = [each for each in await escalations(desk, agent) if each["calls_lead"]]
    assert (called["reason"], called["explanation"]) == ("repeat_unresolved", "客户第3次询问退款进度")
    assert len(await told(desk, "episode.lead_called")) == 1


async def test_what_brought_the_person_in_does_not_call_the_lead(desk: ServiceDesk) -> None:
    await desk.agent()
    agent = await desk.agent("周宁")
    await desk.say("师傅态度恶劣，我要投诉")
    desk.now.pass_(minutes=1)
    await desk.services.assignment.accept((await desk.episode()).id, agent)
    desk.now.pass_(minutes=1)

    await desk.say("订单号是202611180007")

    assert await told(desk, "episode.lead_called") == []


@pytest.mark.parametrize("text", ["核实好后给我回电话", "我耳朵听不见，打不了电话", "好的谢谢"])
async def test_what_a_person_sees_to_anyway_calls_nobody(desk: ServiceDesk, text: str) -> None:
    await served(desk)

    await desk.say(text)

    assert await told(desk, "episode.lead_called") == []
