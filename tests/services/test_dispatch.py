"""What the worker makes of a message: answers, handoffs, offers, faults, and what comes too late."""

import asyncio

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import activities, mailboxes, promises
from handoff.domain.agent import Availability
from handoff.domain.conversation import EpisodeStatus, HandoffReason
from handoff.services.dispatch import LEASE
from tests.support.service_desk import OFFICE, ServiceDesk, enterprise, parse, reply, turn

LOST = turn(reply("抱歉，未能理解您的意思，请您换一种说法。", "fallback"), of=parse("out_of_scope", fallback=True))
UNRESOLVED = turn(reply("您的退款正在处理。"), of=parse("refund_status"), handoff={"reason": "repeat_unresolved"})


async def thinking(desk: ServiceDesk) -> asyncio.Task[bool]:
    """The worker has asked Rasa, which does not answer yet."""
    desk.bot.holds, desk.bot.thinking = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(desk.services.dispatch.work_next())
    await desk.bot.thinking.wait()
    return task


async def let_it_answer(desk: ServiceDesk, task: asyncio.Task[bool]) -> None:
    assert desk.bot.holds
    desk.bot.holds.set()
    desk.bot.holds = None
    await task
    await desk.settle()


async def test_the_opening_is_said_once_an_episode(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")
    await desk.say("什么时候送")

    assert await desk.kinds() == ["contact", "opening", "answer", "contact", "answer"]
    assert [line.delivery for line in await desk.messages()] == ["sent"] * 5


async def test_an_answer_stops_the_clock_and_names_what_it_answers(desk: ServiceDesk) -> None:
    asked = await desk.say("订单到哪了")

    assert (await desk.messages())[-1].answers_seq == asked.seq
    clock = (await desk.episode()).clock
    assert (clock.unlined, clock.unanswered) == (None, None)


@pytest.mark.parametrize("kind", ["fallback", "restate", "soothe"])
async def test_a_line_that_answers_nothing_leaves_the_answer_due(desk: ServiceDesk, kind: str) -> None:
    desk.bot.script["那个"] = turn(reply("您是说查询物流，对吗？", kind))

    await desk.say("那个")

    clock = (await desk.episode()).clock
    assert clock.unlined is None
    assert clock.unanswered is not None


async def test_a_bot_line_that_the_register_blocks_goes_out_rewritten_or_not_at_all(desk: ServiceDesk) -> None:
    desk.bot.script["催"] = turn(reply("你急什么，不知道，自己查。"))

    await desk.say("催")

    line = (await desk.messages())[-1]
    assert line.kind == "safe"
    assert "急什么" not in line.text
    assert (await desk.episode()).clock.unanswered is not None
    assert ("line.replaced",) in await desk.rows(select(activities.c.name))


async def test_a_reply_that_comes_back_after_an_accept_is_dropped(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.queued()
    late = await desk.write("还有，发票开了吗")
    task = await thinking(desk)
    await desk.services.assignment.accept(episode.id, agent)
    before = len(await desk.messages())

    await let_it_answer(desk, task)

    assert len(await desk.messages()) == before
    assert ("bot_reply.dropped",) in await desk.rows(select(activities.c.name))
    # What was understood of it is kept for the agent.
    [kept] = [line for line in await desk.messages() if line.id == late.id]
    assert kept.parse is not None
    assert (await desk.episode()).clock.unanswered is not None


async def test_while_a_person_serves_no_bot_line_goes_out_and_rasa_is_not_asked_for_one(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    await desk.accepted(agent)
    asked = len(desk.bot.asked)

    await desk.say("订单到哪了")

    assert (await desk.kinds())[-1] == "contact"
    assert len(desk.bot.asked) == asked


async def test_a_message_whose_episode_ends_while_rasa_thinks_is_answered_in_the_next_one(desk: ServiceDesk) -> None:
    """Nobody was on duty: the promise ends the episode once it is delivered, and a second message is under way."""
    desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await desk.write("转人工")
    await desk.services.dispatch.work_next()
    second = await desk.write("订单到哪了")
    task = await thinking(desk)
    while await desk.services.delivery.deliver_due():
        pass

    await let_it_answer(desk, task)

    first, following = await desk.episodes()
    assert first.status is EpisodeStatus.RESOLVED
    assert following.continues_id == first.id
    answers = [line for line in await desk.messages() if line.answers_seq == second.seq]
    assert [line.episode_id for line in answers] == [following.id] * len(answers)
    assert answers


async def test_asking_for_a_person_queues_at_once_with_reason_place_wait_and_way_back(desk: ServiceDesk) -> None:
    await desk.agent(capacity=1)
    await desk.queued("first")
    desk.now.pass_(seconds=1)

    episode = await desk.queued("second")

    line = (await desk.messages("second"))[-1]
    assert episode.status is EpisodeStatus.QUEUED
    assert episode.reason is HandoffReason.ASKED
    assert line.kind == "queue"
    for fact in ("您需要人工客服", "第2位", "预计3分钟", "返回机器人"):
        assert fact in line.text
    assert [button.text for button in line.buttons] == ["返回机器人"]
    assert episode.clock.unanswered is not None


async def test_no_bot_line_satisfies_the_message_that_raised_the_handoff(desk: ServiceDesk) -> None:
    await desk.agent()
    raised = await desk.queued()

    await desk.say("订单到哪了")

    assert (await desk.kinds())[-1] == "answer"
    assert (await desk.episode()).clock.unanswered == raised.clock.unanswered


async def test_while_queued_what_the_bot_did_not_understand_is_met_by_the_place(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.queued()
    desk.bot.script["那个"] = LOST

    await desk.say("那个")

    line = (await desk.messages())[-1]
    assert line.kind == "queue"
    assert "第1位" in line.text


async def test_a_complaint_is_soothed_before_it_is_queued(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.script["师傅在门口骂人"] = turn(
        reply("已为您记录。"), of=parse("complaint", emotion="angry", complaint=True)
    )

    await desk.say("师傅在门口骂人")

    assert await desk.kinds() == ["contact", "opening", "soothe", "answer", "queue"]
    episode = await desk.episode()
    assert episode.reason is HandoffReason.COMPLAINT
    assert episode.complaint_step == "understand"


async def test_the_bots_own_apology_is_not_doubled(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.script["太差了"] = turn(
        reply("非常抱歉给您带来了不便。", "soothe"),
        of=parse("complaint", complaint=True),
        handoff={"reason": "complaint"},
    )

    await desk.say("太差了")

    assert (await desk.kinds()).count("soothe") == 1


async def test_a_threat_in_a_calm_looking_line_is_found_by_rule(desk: ServiceDesk) -> None:
    await desk.agent()

    await desk.say("那我只好打12315了")

    assert (await desk.episode()).reason is HandoffReason.THREAT


@pytest.mark.parametrize("yes", ["好的", "转人工", "需要", "麻烦转一下"])
async def test_other_reasons_offer_a_person_and_queue_on_yes(desk: ServiceDesk, yes: str) -> None:
    await desk.agent()
    desk.bot.script["退款呢"] = UNRESOLVED
    desk.bot.script[yes] = turn(reply("好的。"), of=parse("affirm"))
    await desk.say("退款呢")
    offered = await desk.episode()

    await desk.say(yes)

    assert offered.status is EpisodeStatus.BOT
    assert offered.offer is not None
    assert (await desk.kinds())[:4] == ["contact", "opening", "answer", "offer"]
    episode = await desk.episode()
    assert (episode.status, episode.reason) == (EpisodeStatus.QUEUED, HandoffReason.REPEAT_UNRESOLVED)
    assert episode.offer is None


@pytest.mark.parametrize("no", ["不用了", "先不转", "不需要人工", "不用转人工了，谢谢", "继续由智能客服服务"])
async def test_a_no_is_respected_until_there_is_new_evidence(desk: ServiceDesk, no: str) -> None:
    await desk.agent()
    asked = turn(reply("您的退款正在处理。"), of=parse("refund_status"))
    desk.bot.script |= dict.fromkeys(("退款呢", "退款到哪了", "退款还没到吗", "退款多久", "退款几天"), asked)
    desk.bot.script[no] = turn(reply("好的。"), of=parse("human_request"))
    for text in ("退款呢", "退款到哪了", "退款多久"):
        await desk.say(text)
    assert (await desk.episode()).offer is not None

    await desk.say(no)
    declined = await desk.episode()
    await desk.say("退款几天")
    once_more = await desk.episode()
    await desk.say("退款还没到吗")

    assert (declined.status, declined.offer) == (EpisodeStatus.BOT, None)
    assert once_more.offer is None
    # Asked again and said to be still open: that is new.
    assert (await desk.episode()).offer is not None


async def test_a_new_matter_takes_the_offer_off_the_table(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.script["退款呢"] = UNRESOLVED
    await desk.say("退款呢")

    await desk.say("订单到哪了")

    episode = await desk.episode()
    assert (episode.status, episode.offer) == (EpisodeStatus.BOT, None)


async def test_not_understood_twice_offers_a_person(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.script |= {"那个": LOST, "就是那个": LOST}

    await desk.say("那个")
    await desk.say("就是那个")

    assert (await desk.kinds())[-2:] == ["fallback", "offer"]


@pytest.mark.parametrize("words", ["返回机器人", "我不等了", "转回智能客服", "取消排队"])
async def test_the_customer_goes_back_in_plain_words(desk: ServiceDesk, words: str) -> None:
    await desk.agent()
    await desk.queued()

    await desk.say(words)

    episode = await desk.episode()
    assert (episode.status, episode.queued_at) == (EpisodeStatus.BOT, None)
    assert episode.clock.unanswered is None
    await desk.say("订单到哪了")
    assert (await desk.episode()).status is EpisodeStatus.BOT
    # Asking again is new evidence.
    assert (await desk.queued()).status is EpisodeStatus.QUEUED


async def test_a_fault_is_said_at_once_with_a_person_as_the_alternative(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.is_dead = True

    await desk.say("订单到哪了")

    assert await desk.kinds() == ["contact", "opening", "fault", "queue"]
    assert (await desk.episode()).reason is HandoffReason.FAULT


async def test_a_fault_while_queued_tells_the_place_only(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.queued()
    desk.bot.is_dead = True

    await desk.say("订单到哪了")

    assert (await desk.kinds())[-1] == "queue"


async def test_a_dead_bot_does_not_stop_the_agents(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    desk.bot.is_dead = True

    await desk.say("在吗")
    await desk.reply(episode, agent, "您的订单已于今天09:00发出。")

    assert (await desk.kinds())[-1] == "text"


@pytest.mark.parametrize("availability", [Availability.BUSY, Availability.OFFLINE])
async def test_nobody_on_duty_leaves_a_ticket_and_a_promise_and_ends_once_it_is_delivered(
    desk: ServiceDesk, availability: Availability
) -> None:
    await desk.agent(availability=availability)

    episode = await desk.queued()

    line = (await desk.messages())[-1]
    [promise] = await desk.rows(select(promises))
    ticket = await desk.ticket()
    assert episode.status is EpisodeStatus.RESOLVED
    assert ticket is not None
    assert ticket.number in line.text
    assert "今天12:00前" in line.text
    assert (promise.status, promise.kind) == ("made", "contact")
    assert promise.due_at == ticket.due_at


async def test_out_of_hours_the_promise_is_for_the_next_working_time(desk: ServiceDesk) -> None:
    office = desk.reconfigured(enterprise(OFFICE))
    await office.agent()
    office.now.pass_(hours=9)

    await office.queued()

    assert "11月23日（周一）11:00前" in (await office.messages())[-1].text


async def test_off_duty_an_offer_names_the_time_instead_of_the_wait(desk: ServiceDesk) -> None:
    desk.bot.script["退款呢"] = UNRESOLVED

    await desk.say("退款呢")

    assert "今天12:00前与您联系" in (await desk.messages())[-1].text


async def test_writing_again_off_duty_continues_the_matter_on_the_same_ticket(desk: ServiceDesk) -> None:
    await desk.queued()
    first = await desk.ticket()
    desk.now.pass_(minutes=5)

    await desk.queued()

    again = await desk.ticket()
    assert first is not None
    assert again is not None
    assert again.number == first.number
    assert len(await desk.episodes()) == 2


async def test_the_bot_ends_the_episode_when_the_customer_needs_nothing_more(desk: ServiceDesk) -> None:
    desk.bot.script["没有了"] = turn(reply("感谢您的咨询。", "closing"), of=parse("deny"), close=True)
    await desk.say("订单到哪了")

    await desk.say("没有了")

    assert (await desk.episode()).status is EpisodeStatus.RESOLVED


async def test_a_close_without_a_word_still_ends_the_episode(desk: ServiceDesk) -> None:
    desk.bot.script["没有了"] = turn(of=parse("deny"), close=True)
    await desk.say("订单到哪了")

    await desk.say("没有了")

    assert (await desk.episode()).status is EpisodeStatus.RESOLVED


async def test_a_worker_killed_while_rasa_thinks_loses_nothing_and_doubles_nothing(desk: ServiceDesk) -> None:
    message = await desk.write("订单到哪了")
    task = await thinking(desk)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    other = desk.after_a_crash()
    assert not await other.services.dispatch.work_next()

    desk.now.pass_(seconds=LEASE.total_seconds() + 1)
    await other.settle()

    assert await desk.kinds() == ["contact", "opening", "answer"]
    # The same message id goes to Rasa again, so that it can answer from what it has.
    assert [asked.message_id for asked in other.bot.asked] == [message.id]
    await other.close()


async def test_a_worker_slower_than_its_lease_commits_nothing(desk: ServiceDesk) -> None:
    await desk.write("订单到哪了")
    task = await thinking(desk)
    desk.now.pass_(seconds=LEASE.total_seconds() + 1)
    other = desk.after_a_crash()
    await other.settle()

    await let_it_answer(desk, task)

    assert await desk.kinds() == ["contact", "opening", "answer"]
    await other.close()


async def test_four_workers_at_once_answer_each_message_once_and_in_order(desk: ServiceDesk) -> None:
    visitors = [f"visitor-{number}" for number in range(3)]
    for text in ("第一", "第二", "第三"):
        await asyncio.gather(*(desk.write(text, visitor) for visitor in visitors))

    await asyncio.gather(*(desk.services.dispatch.work_next() for _ in range(4)))
    await desk.settle()

    for visitor in visitors:
        answers = [line.answers_seq for line in await desk.messages(visitor) if line.kind == "answer"]
        assert answers == [1, 2, 3]
    assert {row.pending for row in await desk.rows(select(mailboxes.c.pending))} == {False}
