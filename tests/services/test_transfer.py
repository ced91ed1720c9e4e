"""From one person to another (R10): why, with consent, to somebody who is there; the customer never says it twice."""

import asyncio

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import stretches
from handoff.domain.agent import Availability, Role, User
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.errors import (
    AgentFull,
    AgentNotOnline,
    BadInput,
    DomainError,
    Forbidden,
    IllegalMove,
    Incomplete,
    NotFound,
    RegisterBlocked,
)
from handoff.domain.summary import Summary
from tests.support.service_desk import ServiceDesk, parse, reply, turn

WHY = "需要售后专员核实"


async def transfer(
    desk: ServiceDesk, episode: Episode, by: User, to: User, why: str = WHY, *, consented: bool = True
) -> Summary:
    summary = await desk.services.transfer.transfer(episode.id, by, to.id, why, consented=consented)
    await desk.settle()
    return summary


async def test_the_colleague_has_it_and_the_customer_knows_why_and_who(desk: ServiceDesk) -> None:
    agent, colleague = await desk.agent("林静"), await desk.agent("陈岚")
    desk.bot.script["洗衣机漏水"] = turn(reply("请您稍候。"), of=parse("repair_request"))
    await desk.say("洗衣机漏水")
    episode = await desk.accepted(agent)
    desk.now.pass_(minutes=1)

    summary = await transfer(desk, episode, agent, colleague)

    assert (summary.status, (summary.assignee or {})["id"]) == (EpisodeStatus.ASSIGNED, colleague.id)
    line = (await desk.messages())[-1].text
    for part in (WHY, "陈岚", colleague.number, "无需重复说明"):
        assert part in line
    served = await desk.rows(select(stretches).where(stretches.c.served_by == "agent").order_by(stretches.c.started_at))
    assert [(row.agent_id, row.ended_at) for row in served] == [(agent.id, desk.now()), (colleague.id, None)]
    prefilled = (await desk.services.desk_view.episode(colleague, episode.id))["first_line"]
    for part in ("感谢您的等候", f"工号{colleague.number}", "洗衣机漏水"):
        assert part in prefilled


async def test_what_the_customer_waits_for_goes_on_waiting(desk: ServiceDesk) -> None:
    agent, colleague = await desk.agent(), await desk.agent("陈岚")
    episode = await desk.accepted(agent)
    await desk.reply(episode, agent, "您的退款已于今天10:00提交银行。")
    asked = await desk.say("那什么时候到账")

    await transfer(desk, episode, agent, colleague)

    clock = (await desk.episode()).clock
    assert clock.unanswered is not None
    assert clock.unanswered.seq == asked.seq


async def test_the_one_who_gave_it_away_may_neither_write_nor_see(desk: ServiceDesk) -> None:
    agent, colleague = await desk.agent(), await desk.agent("陈岚")
    episode = await desk.accepted(agent)
    await transfer(desk, episode, agent, colleague)

    with pytest.raises(NotFound):
        await desk.reply(episode, agent, "您好。")
    with pytest.raises(NotFound):
        await desk.services.desk_view.episode(agent, episode.id)


@pytest.mark.parametrize(
    ("why", "consented", "error"),
    [
        (WHY, False, Incomplete),
        ("  。", True, Incomplete),
        ("核实" * 60, True, BadInput),
        ("你自己没说清楚", True, RegisterBlocked),
    ],
)
async def test_without_reason_consent_and_manners_nothing_moves(
    desk: ServiceDesk, why: str, consented: bool, error: type[DomainError]
) -> None:
    agent, colleague = await desk.agent(), await desk.agent("陈岚")
    episode = await desk.accepted(agent)
    before = await desk.messages()

    with pytest.raises(error):
        await transfer(desk, episode, agent, colleague, why, consented=consented)

    assert ((await desk.episode()).assignee_id, await desk.messages()) == (agent.id, before)


async def test_a_complaint_is_handed_on_for_its_stated_reason(desk: ServiceDesk) -> None:
    agent, colleague = await desk.agent(), await desk.agent("陈岚")
    desk.bot.script["太差了"] = turn(of=parse("complaint", complaint=True), handoff={"reason": "complaint"})
    await desk.say("太差了")
    episode = await desk.episode()
    await desk.services.assignment.accept(episode.id, agent)

    await transfer(desk, episode, agent, colleague, consented=False)

    assert (await desk.episode()).assignee_id == colleague.id


async def test_nobody_is_handed_to_somebody_who_is_not_there_or_has_no_slot(desk: ServiceDesk) -> None:
    agent, lead = await desk.agent("林静"), await desk.agent("周岩", Role.LEAD)
    busy = await desk.agent("陈岚", availability=Availability.BUSY)
    full = await desk.agent("许宁", capacity=0)
    trainer = await desk.agent("讲师", Role.TRAINER)
    episode = await desk.accepted(agent)

    with pytest.raises(AgentNotOnline, match="陈岚"):
        await transfer(desk, episode, agent, busy)
    with pytest.raises(AgentFull, match="许宁"):
        await transfer(desk, episode, agent, full)
    with pytest.raises(NotFound):
        await transfer(desk, episode, agent, trainer)
    with pytest.raises(IllegalMove, match="林静"):
        await transfer(desk, episode, lead, agent)


async def test_a_lead_transfers_anybodys_and_a_colleague_nobody_elses(desk: ServiceDesk) -> None:
    agent, colleague = await desk.agent("林静"), await desk.agent("陈岚")
    lead = await desk.agent("周岩", Role.LEAD)
    episode = await desk.accepted(agent)

    with pytest.raises(NotFound):
        await transfer(desk, episode, colleague, colleague)
    await transfer(desk, episode, lead, colleague)

    assert (await desk.episode()).assignee_id == colleague.id


async def test_who_queues_cannot_be_transferred(desk: ServiceDesk) -> None:
    agent, lead = await desk.agent("林静"), await desk.agent("周岩", Role.LEAD)
    episode = await desk.queued()

    with pytest.raises(Forbidden):
        await transfer(desk, episode, agent, lead)
    with pytest.raises(IllegalMove):
        await transfer(desk, episode, lead, agent)


async def test_one_slot_is_not_filled_by_two_transfers_at_once(desk: ServiceDesk) -> None:
    agent, colleague = await desk.agent("林静"), await desk.agent("陈岚", capacity=1)
    episodes = []
    for name in ("one", "two"):
        episode = await desk.queued(name)
        await desk.services.assignment.accept(episode.id, agent)
        episodes.append(episode)

    outcomes = await asyncio.gather(
        *(
            desk.services.transfer.transfer(episode.id, agent, colleague.id, WHY, consented=True)
            for episode in episodes
        ),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [AgentFull]
