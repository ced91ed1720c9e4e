"""The moves people make: one winner, no agent beyond capacity, and what each move leaves behind."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select

from handoff.adapters.sql.schema import episodes, stretches
from handoff.domain.agent import Availability, Role, User
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.errors import (
    AgentFull,
    AgentNotOnline,
    AlreadyAssigned,
    BadInput,
    DomainError,
    Forbidden,
    IllegalMove,
    NotFound,
)
from tests.support.service_desk import ServiceDesk, reply, turn


async def attempt(move: Awaitable[object]) -> DomainError | None:
    try:
        await move
    except DomainError as refused:
        return refused
    return None


async def test_of_fifty_agents_one_wins_and_the_others_learn_the_name(desk: ServiceDesk) -> None:
    agents = await desk.agents([f"坐席{number}" for number in range(50)])
    episode = await desk.queued()

    outcomes = await asyncio.gather(*(attempt(desk.services.assignment.accept(episode.id, agent)) for agent in agents))

    winners = [agent for agent, refused in zip(agents, outcomes, strict=True) if refused is None]
    losers = [refused for refused in outcomes if refused]
    after = await desk.episode()
    assert len(winners) == 1
    assert after.assignee_id == winners[0].id
    assert after.version == episode.version + 1
    assert {type(refused) for refused in losers} == {AlreadyAssigned}
    assert {str(refused) for refused in losers} == {f"该会话已由{winners[0].display_name}接入。"}


async def test_one_agent_who_accepts_ten_at_once_gets_no_more_than_the_capacity(desk: ServiceDesk) -> None:
    agent = await desk.agent(capacity=3)
    waiting = [await desk.queued(f"visitor-{number}") for number in range(10)]

    outcomes = await asyncio.gather(
        *(attempt(desk.services.assignment.accept(episode.id, agent)) for episode in waiting)
    )

    assert sum(refused is None for refused in outcomes) == 3
    assert {type(refused) for refused in outcomes if refused} == {AgentFull}
    held = select(func.count()).where(episodes.c.assignee_id == agent.id, episodes.c.status == "assigned")
    assert await desk.rows(held) == [(3,)]


async def test_moves_and_messages_at_the_same_time_never_wait_for_each_other(desk: ServiceDesk) -> None:
    """Every way in takes the conversation first and the episode second; otherwise PostgreSQL kills one of them."""
    agent = await desk.agent(capacity=20)
    waiting = [await desk.queued(f"visitor-{number}") for number in range(3)]

    async def busy(episode: Episode, visitor: str) -> None:
        await asyncio.gather(
            desk.services.assignment.accept(episode.id, agent),
            *(desk.write(f"第{number}句", visitor) for number in range(3)),
            desk.services.dispatch.work_next(),
            desk.services.delivery.deliver_due(),
        )
        await asyncio.gather(
            desk.services.assignment.release(episode.id, agent),
            *(desk.write(f"又一句{number}", visitor) for number in range(3)),
            desk.services.dispatch.work_next(),
        )

    await asyncio.gather(*(busy(episode, f"visitor-{number}") for number, episode in enumerate(waiting)))
    await desk.settle()

    for number in range(3):
        lines = await desk.messages(f"visitor-{number}")
        assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
        assert sum(line.sender == "contact" for line in lines) == 7


@pytest.mark.parametrize("availability", [Availability.BUSY, Availability.OFFLINE])
async def test_only_an_agent_who_is_online_takes_new_episodes(desk: ServiceDesk, availability: Availability) -> None:
    await desk.agent()
    agent = await desk.agent("陈岚", availability=availability)
    episode = await desk.queued()

    with pytest.raises(AgentNotOnline):
        await desk.services.assignment.accept(episode.id, agent)


async def test_accepting_what_one_already_has_is_refused(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    with pytest.raises(IllegalMove):
        await desk.services.assignment.accept(episode.id, agent)


async def test_accept_ends_the_bots_stretch_and_begins_the_persons(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    desk.now.pass_(minutes=1)
    episode = await desk.queued()
    desk.now.pass_(minutes=1)
    await desk.services.assignment.accept(episode.id, agent)

    served = await desk.rows(select(stretches).order_by(stretches.c.started_at))

    assert [(row.served_by, row.agent_id) for row in served] == [("bot", None), ("agent", agent.id)]
    assert served[0].ended_at == served[1].started_at == desk.now()
    assert served[1].ended_at is None


async def test_release_keeps_the_place_and_tells_the_customer(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    first = await desk.queued("first")
    desk.now.pass_(minutes=1)
    second = await desk.queued("second")
    await desk.services.assignment.accept(first.id, agent)
    desk.now.pass_(minutes=1)

    released = await desk.services.assignment.release(first.id, agent)
    await desk.settle()

    assert released.status is EpisodeStatus.QUEUED
    assert released.place == 1
    assert (await desk.summary(second)).place == 2
    line = (await desk.messages("first"))[-1]
    assert (line.kind, line.delivery) == ("queue", "sent")
    assert "第1位" in line.text
    assert "抱歉" in line.text


async def test_what_waited_at_release_is_not_answered_by_the_bots_small_talk(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.reply(episode, agent, "您的退款已于今天10:00提交银行。")
    asked = await desk.say("那什么时候到账")
    await desk.services.assignment.release(episode.id, agent)
    desk.bot.script["在吗"] = turn(reply("您好，我在。"))

    await desk.say("在吗")

    clock = (await desk.episode()).clock
    assert clock.unanswered is not None
    assert clock.unanswered.seq == asked.seq


async def test_handing_back_gives_the_bot_a_fresh_tracker_with_what_was_known(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    desk.bot.script["查订单"] = turn(
        reply("已发货。"), slots={"order_number": "202611200001", "requested_slot": "phone"}
    )
    await desk.say("查订单")
    desk.now.pass_(minutes=1)
    episode = await desk.accepted(agent)
    desk.now.pass_(minutes=1)
    first_tracker = desk.bot.asked[-1].sender_id

    back = await desk.services.assignment.hand_back(episode.id, agent)
    await desk.say("谢谢")

    assert back.status is EpisodeStatus.BOT
    assert desk.bot.asked[-1].sender_id != first_tracker
    assert desk.bot.asked[-1].slots == {"order_number": "202611200001"}
    assert "转回智能客服" in "".join(line.text for line in await desk.messages())


async def test_resolving_says_the_closing_line_and_completes_the_ticket(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    resolved = await desk.services.assignment.resolve(episode.id, agent, "已补发发票")
    await desk.settle()

    assert resolved.status is EpisodeStatus.RESOLVED
    assert (await desk.kinds())[-1] == "closing"
    assert await desk.ticket() is None
    assert (await desk.episode()).clock.unanswered is None


@pytest.mark.parametrize("result", ["", "   ", "长" * 501])
async def test_resolving_needs_a_result(desk: ServiceDesk, result: str) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    with pytest.raises(BadInput):
        await desk.services.assignment.resolve(episode.id, agent, result)


async def test_a_lead_takes_over_from_the_bot_the_queue_and_an_agent_even_when_full(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    lead = await desk.agent("周岩", Role.LEAD, capacity=0)
    await desk.say("订单到哪了", "with-bot")
    await desk.queued("queued")
    await desk.accepted(agent, "served")

    for visitor in ("with-bot", "queued", "served"):
        taken = await desk.services.assignment.take_over((await desk.episode(visitor)).id, lead)
        assert taken.assignee is not None
        assert taken.assignee["id"] == lead.id
    with pytest.raises(Forbidden):
        await desk.services.assignment.take_over((await desk.episode("served")).id, agent)


Move = Callable[[ServiceDesk, Episode, User], Awaitable[object]]
MOVES: dict[str, Move] = {
    "accept": lambda desk, episode, user: desk.services.assignment.accept(episode.id, user),
    "take over": lambda desk, episode, user: desk.services.assignment.take_over(episode.id, user),
    "release": lambda desk, episode, user: desk.services.assignment.release(episode.id, user),
    "hand back": lambda desk, episode, user: desk.services.assignment.hand_back(episode.id, user),
    "resolve": lambda desk, episode, user: desk.services.assignment.resolve(episode.id, user, "已处理"),
}


@pytest.mark.parametrize("move", MOVES)
async def test_nothing_moves_a_resolved_episode(desk: ServiceDesk, move: str) -> None:
    lead = await desk.agent("周岩", Role.LEAD)
    episode = await desk.accepted(lead)
    await desk.services.assignment.resolve(episode.id, lead, "已处理")
    before = await desk.episode()

    refused = await attempt(MOVES[move](desk, episode, lead))

    assert isinstance(refused, IllegalMove)
    assert await desk.episode() == before


@pytest.mark.parametrize("move", ["release", "hand back", "resolve"])
async def test_nobody_but_the_owner_moves_an_episode(desk: ServiceDesk, move: str) -> None:
    owner, other = await desk.agents(["林静", "陈岚"])
    lead = await desk.agent("周岩", Role.LEAD)
    episode = await desk.accepted(owner)
    before = await desk.episode()

    refused = [await attempt(MOVES[move](desk, episode, user)) for user in (other, lead)]

    # To a colleague it is not there; a lead sees it and has to take it over first.
    assert [type(each) for each in refused] == [NotFound, Forbidden]
    assert await desk.episode() == before


@pytest.mark.parametrize("move", ["release", "hand back", "resolve"])
async def test_two_tabs_that_press_at_once_move_it_once(desk: ServiceDesk, move: str) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    refused = await asyncio.gather(*(attempt(MOVES[move](desk, episode, agent)) for _ in range(4)))

    assert sum(each is None for each in refused) == 1
    assert (await desk.episode()).version == episode.version + 1


@pytest.mark.parametrize("role", [Role.TRAINER, Role.REVIEWER])
async def test_trainers_and_reviewers_have_no_way_to_an_episode(desk: ServiceDesk, role: Role) -> None:
    await desk.agent()
    trainer = await desk.agent("许宁", role)
    episode = await desk.queued()

    with pytest.raises(NotFound):
        await desk.services.assignment.accept(episode.id, trainer)


async def test_an_episode_that_is_not_there_is_not_found(desk: ServiceDesk) -> None:
    agent = await desk.agent()

    with pytest.raises(NotFound):
        await desk.services.assignment.accept("nowhere", agent)
