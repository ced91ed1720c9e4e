"""An agent's line: checked, written once, and answering what had been seen."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from handoff.adapters.sql.schema import messages, outbox
from handoff.domain.agent import Role, User
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.errors import BadInput, Forbidden, IllegalMove, NotFound, RegisterBlocked
from handoff.domain.message import Message
from handoff.services.replies import AgentLine
from tests.support.service_desk import ServiceDesk, parse, reply, turn

RUDE = "你急什么，等着吧。"
CHATTY = "亲，您的订单已经发出啦~"
GOOD = "您的订单已于今天09:00发出。"


async def send(
    desk: ServiceDesk, episode: Episode, agent: User, text: str, reason: str | None = None, client_id: str | None = None
) -> Message:
    line = AgentLine(client_id or uuid4().hex, text, override_reason=reason)
    return await desk.services.replies.send(episode.id, agent, line)


async def test_a_line_goes_out_with_its_verdict_and_its_author(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    await desk.reply(episode, agent, GOOD)

    line = (await desk.messages())[-1]
    assert (line.sender, line.agent_id, line.verdict, line.delivery) == ("agent", agent.id, "pass", "sent")


async def test_the_same_client_id_twice_and_ten_times_at_once_is_one_line(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    first = await send(desk, episode, agent, GOOD, client_id="a")
    again = await asyncio.gather(*(send(desk, episode, agent, GOOD, client_id="a") for _ in range(10)))

    assert {line.id for line in again} == {first.id}
    count = select(func.count()).select_from(messages).where(messages.c.sender == "agent")
    assert await desk.rows(count) == [(1,)]


async def test_a_blocked_line_is_refused_with_findings_and_stored_nowhere(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    with pytest.raises(RegisterBlocked) as refused:
        await send(desk, episode, agent, RUDE)

    assert refused.value.findings
    assert {"rule", "start", "end"} <= refused.value.findings[0].keys()
    assert "agent" not in [line.sender for line in await desk.messages()]


async def test_an_override_needs_a_reason_and_keeps_it(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    assert desk.services.replies.check(CHATTY).verdict == "block"

    with pytest.raises(RegisterBlocked):
        await send(desk, episode, agent, CHATTY, reason="  ")
    await send(desk, episode, agent, CHATTY, reason="引用活动标题原文")

    line = (await desk.rows(select(messages).where(messages.c.sender == "agent")))[0]
    assert (line.verdict, line.override_reason) == ("override", "引用活动标题原文")
    assert line.findings
    assert ("override",) in await desk.rows(select(outbox.c.verdict))


async def test_taboo_phrases_need_a_lead_to_override(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    lead = await desk.agent("周岩", Role.LEAD)
    episode = await desk.accepted(agent)

    with pytest.raises(RegisterBlocked, match="主管"):
        await send(desk, episode, agent, RUDE, reason="客户要求原话")
    await desk.services.assignment.take_over(episode.id, lead)
    sent = await send(desk, episode, lead, RUDE, reason="引用客户原话")

    assert sent.verdict == "override"


async def test_a_good_line_keeps_no_override_reason(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    sent = await send(desk, episode, agent, GOOD, reason="没有用到")

    assert (sent.verdict, sent.override_reason) == ("pass", None)


async def test_a_reply_answers_what_the_agent_had_seen_and_the_clock_starts_at_the_next(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    seen = (await desk.messages())[-1].seq
    desk.now.pass_(minutes=1)
    unseen = await desk.say("还有，发票开了吗")
    desk.now.pass_(minutes=1)

    await desk.reply(episode, agent, GOOD, answers_seq=seen)

    clock = (await desk.episode()).clock
    assert clock.unanswered is not None
    assert (clock.unanswered.seq, clock.unanswered.at) == (unseen.seq, unseen.created_at)


async def test_without_a_word_about_it_a_reply_answers_everything_so_far(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.say("还有，发票开了吗")

    await desk.reply(episode, agent, GOOD, answers_seq=None)
    await desk.reply(episode, agent, GOOD, answers_seq=10_000)

    clock = (await desk.episode()).clock
    assert (clock.unlined, clock.unanswered) == (None, None)


@pytest.mark.parametrize("courtesy", ["您好，感谢您的等候。", "请您稍等片刻。"])
async def test_courtesy_is_a_line_but_no_answer(desk: ServiceDesk, courtesy: str) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    asked = await desk.say("还有，发票开了吗")

    await desk.reply(episode, agent, courtesy)

    clock = (await desk.episode()).clock
    assert clock.unlined is None
    assert clock.unanswered is not None
    assert clock.unanswered.seq < asked.seq


async def test_the_first_lines_with_substance_move_a_complaint_on(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    desk.bot.script["师傅骂人"] = turn(reply("已记录。"), of=parse("complaint", emotion="angry", complaint=True))
    await desk.say("师傅骂人")
    episode = await desk.episode()
    await desk.services.assignment.accept(episode.id, agent)

    await desk.reply(episode, agent, "您好，感谢您的等候。")
    greeted = await desk.episode()
    await desk.reply(episode, agent, "就您反映的师傅态度问题，我们已联系网点核实。")

    assert greeted.complaint_step == "understand"
    assert (await desk.episode()).complaint_step == "solve"


async def test_a_complaint_nobody_has_spoken_to_cannot_be_resolved(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    desk.bot.script["师傅骂人"] = turn(reply("已记录。"), of=parse("complaint", emotion="angry", complaint=True))
    await desk.say("师傅骂人")
    episode = await desk.episode()
    await desk.services.assignment.accept(episode.id, agent)

    with pytest.raises(IllegalMove, match="处理办法"):
        await desk.services.assignment.resolve(episode.id, agent, "已处理")

    assert (await desk.episode()).status is EpisodeStatus.ASSIGNED
    await desk.reply(episode, agent, "您反映的师傅态度问题已核实，网点负责人将在今天18:00前向您致歉。")
    await desk.services.assignment.resolve(episode.id, agent, "网点致歉")
    resolved = await desk.episode()
    assert (resolved.status, resolved.complaint_step) == (EpisodeStatus.RESOLVED, "follow_up")


async def test_nobody_but_the_owner_writes(desk: ServiceDesk) -> None:
    owner, other = await desk.agents(["林静", "陈岚"])
    lead = await desk.agent("周岩", Role.LEAD)
    episode = await desk.accepted(owner)

    with pytest.raises(NotFound):
        await send(desk, episode, other, GOOD)
    with pytest.raises(Forbidden):
        await send(desk, episode, lead, GOOD)


async def test_after_hand_back_release_or_the_end_the_agent_is_silent(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    for visitor, leave in {
        "back": desk.services.assignment.hand_back,
        "queue": desk.services.assignment.release,
    }.items():
        episode = await desk.accepted(agent, visitor)
        await leave(episode.id, agent)
        with pytest.raises((NotFound, Forbidden)):
            await send(desk, episode, agent, GOOD)
    episode = await desk.accepted(agent, "end")
    await desk.services.assignment.resolve(episode.id, agent, "已答复")
    with pytest.raises(Forbidden):
        await send(desk, episode, agent, GOOD)


@pytest.mark.parametrize("text", ["", "  \n", "长" * 2001])
async def test_an_empty_or_endless_line_is_refused(desk: ServiceDesk, text: str) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    with pytest.raises(BadInput):
        await send(desk, episode, agent, text)
