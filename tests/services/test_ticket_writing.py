"""Writing to the customer from a ticket: whose hands the conversation is in afterwards, and what refuses it."""

import asyncio

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import stretches
from handoff.domain.agent import Availability, Role, User
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.errors import AgentFull, AgentNotOnline, AlreadyAssigned, Forbidden, RegisterBlocked
from handoff.domain.message import Message
from handoff.domain.ticket import Ticket
from handoff.services.replies import AgentLine
from tests.services.test_ticket_work import opened, story
from tests.support.service_desk import ServiceDesk, reply, turn

LINE = "您好，检修人员将于明天10:00上门，请您保持电话畅通。"


async def write(
    desk: ServiceDesk, ticket: Ticket, agent: User, text: str = LINE, client_id: str = "the-first-line"
) -> Message:
    message = await desk.services.ticket_writing.write(ticket.id, agent, AgentLine(client_id, text))
    await desk.settle()
    return message


async def left(desk: ServiceDesk) -> None:
    """The customer has gone, and the episode with the bot has ended."""
    for minutes in (5, 15, 5):
        desk.now.pass_(minutes=minutes)
        await desk.fire()
    assert (await desk.episode()).status is EpisodeStatus.RESOLVED


async def test_to_a_customer_who_has_gone_it_opens_an_episode_in_ones_own_hands(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent("林静")
    await left(desk)

    message = await write(desk, ticket, agent)

    episode = await desk.episode()
    assert (episode.id, episode.status, episode.assignee_id) == (
        message.episode_id,
        EpisodeStatus.ASSIGNED,
        agent.id,
    )
    assert (episode.ticket_id, episode.first_seq) == (ticket.id, message.seq)
    assert (await desk.messages())[-1].text == LINE
    detail = await desk.services.desk_view.episode(agent, episode.id)
    assert detail["ticket"]["number"] == ticket.number
    assert (await desk.tickets())[0].assignee_id == agent.id
    assert (await story(desk, ticket, agent))[-1] == ("林静", f"联系客户：{LINE}")


async def test_what_the_customer_answers_comes_to_the_agent_not_to_the_bot(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    await left(desk)
    await write(desk, ticket, agent)
    asked = len(desk.bot.asked)

    await desk.say("可以的")

    episode = await desk.episode()
    assert (episode.status, episode.assignee_id) == (EpisodeStatus.ASSIGNED, agent.id)
    assert len(desk.bot.asked) == asked
    assert episode.clock.unanswered is not None


@pytest.mark.parametrize("queued", [False, True])
async def test_from_the_bot_or_the_queue_it_takes_the_conversation_over(desk: ServiceDesk, queued: bool) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    if queued:
        await desk.queued()

    message = await write(desk, ticket, agent)

    [episode] = await desk.episodes()
    assert (message.episode_id, episode.status, episode.assignee_id) == (episode.id, EpisodeStatus.ASSIGNED, agent.id)
    served = await desk.rows(select(stretches.c.served_by, stretches.c.ended_at).order_by(stretches.c.started_at))
    assert [(row.served_by, row.ended_at is None) for row in served] == [("bot", False), ("agent", True)]


async def test_what_the_bot_was_still_thinking_of_is_dropped(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    desk.bot.script["什么时候来"] = turn(reply("请提供您的订单号。", "ask"))
    desk.bot.holds, desk.bot.thinking = asyncio.Event(), asyncio.Event()
    await desk.write("什么时候来")
    working = asyncio.create_task(desk.services.dispatch.work_next())
    await asyncio.wait_for(desk.bot.thinking.wait(), 10)
    await desk.services.ticket_writing.write(ticket.id, agent, AgentLine("the-first-line", LINE))
    desk.bot.holds.set()
    await working
    await desk.settle()

    assert [line.text for line in await desk.messages()][-1] == LINE


async def test_an_own_open_episode_goes_on(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent(capacity=1)
    episode = await desk.accepted(agent)

    message = await write(desk, ticket, agent)

    assert message.episode_id == episode.id


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
async def test_another_agents_conversation_is_left_to_them_by_name(desk: ServiceDesk, role: Role) -> None:
    ticket, other = await opened(desk), await desk.agent("陈岚")
    writer = await desk.agent("林静", role)
    await desk.accepted(other)

    with pytest.raises(AlreadyAssigned, match="陈岚"):
        await write(desk, ticket, writer)


async def test_another_agents_ticket_is_not_written_from(desk: ServiceDesk) -> None:
    ticket, other, agent = await opened(desk), await desk.agent("陈岚"), await desk.agent("林静")
    await desk.services.ticket_work.take(ticket.id, other)

    with pytest.raises(Forbidden, match="陈岚"):
        await write(desk, ticket, agent)


async def test_it_takes_a_slot_like_any_other(desk: ServiceDesk) -> None:
    ticket, full = await opened(desk), await desk.agent("林静", capacity=1)
    away = await desk.agent("陈岚", availability=Availability.BUSY)
    await desk.accepted(full, "another")
    before = await desk.messages()

    with pytest.raises(AgentFull, match="林静"):
        await write(desk, ticket, full)
    with pytest.raises(AgentNotOnline, match="陈岚"):
        await write(desk, ticket, away)

    assert await desk.messages() == before
    assert (await desk.tickets())[0].assignee_id is None


async def test_one_slot_is_not_taken_by_two_tickets_at_once(desk: ServiceDesk) -> None:
    agent = await desk.agent(capacity=1)
    tickets = [await opened(desk, f"漏水{name}", name) for name in ("one", "two")]

    outcomes = await asyncio.gather(
        *(
            desk.services.ticket_writing.write(ticket.id, agent, AgentLine(f"line-of-{ticket.id}", LINE))
            for ticket in tickets
        ),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [AgentFull]


async def test_a_line_the_register_refuses_opens_nothing(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    await left(desk)
    before = await desk.episode()

    with pytest.raises(RegisterBlocked):
        await write(desk, ticket, agent, "你怎么不早说")

    assert await desk.episode() == before
    assert (await desk.tickets())[0].assignee_id is None


async def test_the_same_line_again_is_the_line_sent_before(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    await left(desk)

    first, second = await write(desk, ticket, agent), await write(desk, ticket, agent)

    assert first.id == second.id
    assert [line.text for line in await desk.messages()].count(LINE) == 1
