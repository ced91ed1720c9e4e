"""The customer's grade: asked when somebody of us had answered, once, skippable; a low one is followed up."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import promises, ratings, stretches
from handoff.domain.conversation import Episode
from handoff.domain.errors import AlreadyRated, BadInput, DomainError, IllegalMove, NotFound
from handoff.domain.ticket import Priority, TicketKind
from tests.support.service_desk import ServiceDesk, reply, turn


async def asked(desk: ServiceDesk, visitor: str = "visitor") -> Any:
    conversation = await desk.conversation(visitor)
    return (await desk.services.contact_view.state(conversation.id))["rating"]


async def rate(desk: ServiceDesk, episode: Episode, grade: int | None, reason: str = "", by: str = "visitor") -> str:
    conversation = await desk.conversation(by)
    return await desk.services.ratings.rate(conversation.id, episode.id, grade, reason)


async def served(desk: ServiceDesk, text: str = "您的退款已于今天10:00提交银行。") -> Episode:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    desk.now.pass_(seconds=30)
    await desk.reply(episode, agent, text)
    await desk.services.assignment.resolve(episode.id, agent, "已告知退款进度")
    await desk.settle()
    return await desk.episode()


async def with_bot(desk: ServiceDesk) -> Episode:
    desk.bot.script["没有了"] = turn(reply("感谢您的咨询。", "closing"), close=True)
    await desk.say("订单到哪了")
    await desk.say("没有了")
    return await desk.episode()


async def test_it_is_asked_once_the_episode_is_over_of_whoever_answered_last(desk: ServiceDesk) -> None:
    agent = await desk.agent("林静")
    episode = await desk.accepted(agent)
    assert await asked(desk) is None
    await desk.reply(episode, agent, "您的退款已于今天10:00提交银行。")
    await desk.services.assignment.resolve(episode.id, agent, "已告知退款进度")

    assert await asked(desk) == {
        "episode_id": episode.id,
        "served_by": "agent",
        "agent": {"name": "林静", "number": agent.number},
    }


async def test_the_bot_is_graded_too(desk: ServiceDesk) -> None:
    episode = await with_bot(desk)

    assert await asked(desk) == {"episode_id": episode.id, "served_by": "bot", "agent": None}


async def test_it_is_not_asked_where_nobody_answered_nor_after_a_day_nor_in_a_new_episode(desk: ServiceDesk) -> None:
    desk.bot.script["那个啥"] = turn(reply("未能理解您的意思，请您换一种说法。", "fallback"))
    await desk.say("那个啥", "unheard")
    await with_bot(desk)
    for minutes in (5, 15, 5):
        desk.now.pass_(minutes=minutes)
        await desk.fire()

    assert await asked(desk, "unheard") is None
    assert await asked(desk) is not None
    desk.now.pass_(hours=24)
    assert await asked(desk) is None
    await desk.say("还有一个问题")
    assert await asked(desk) is None


async def test_a_grade_is_stored_with_the_stretch_that_answered_last(desk: ServiceDesk) -> None:
    episode = await served(desk)
    before = await desk.messages()

    thanks = await rate(desk, episode, 5, " 很快 ")

    [row] = await desk.rows(select(ratings))
    [stretch] = await desk.rows(select(stretches).where(stretches.c.served_by == "agent"))
    assert (row.grade, row.reason, row.skipped, row.stretch_id) == (5, "很快", False, stretch.id)
    assert (row.served_by, row.agent_id) == ("agent", stretch.agent_id)
    assert thanks.startswith("感谢您的评价")
    assert await asked(desk) is None
    # The thanks are the answer to the click, no line of the thread: a line would open the next episode.
    assert await desk.messages() == before
    assert len(await desk.episodes()) == 1


async def test_passing_over_is_kept_so_that_it_is_not_asked_again(desk: ServiceDesk) -> None:
    episode = await with_bot(desk)

    await rate(desk, episode, None, "不想评价")

    [row] = await desk.rows(select(ratings))
    assert (row.grade, row.skipped, row.reason) == (None, True, "")
    assert await asked(desk) is None
    with pytest.raises(AlreadyRated):
        await rate(desk, episode, 5)


async def test_two_clicks_at_once_count_once(desk: ServiceDesk) -> None:
    episode = await served(desk)

    outcomes = await asyncio.gather(*(rate(desk, episode, 1) for _ in range(3)), return_exceptions=True)

    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [AlreadyRated] * 2
    assert len(await desk.rows(select(ratings))) == 1
    assert [ticket.kind for ticket in await desk.tickets()].count(TicketKind.RATING) == 1


@pytest.mark.parametrize("grade", [1, 2])
async def test_a_low_grade_opens_a_follow_up_that_is_owed(desk: ServiceDesk, grade: int) -> None:
    episode = await served(desk)

    thanks = await rate(desk, episode, grade, "等了很久")

    handoff, follow_up = await desk.tickets()
    assert handoff.satisfaction == {1: "非常不满意", 2: "不满意"}[grade]
    assert (follow_up.kind, follow_up.priority, follow_up.category) == (TicketKind.RATING, Priority.HIGH, "投诉")
    assert follow_up.demand.endswith("原因：等了很久")
    assert follow_up.number in thanks
    [promise] = await desk.rows(select(promises).where(promises.c.status == "made"))
    assert (promise.kind, promise.ticket_id) == ("ticket", follow_up.id)


@pytest.mark.parametrize("grade", [3, 4, 5])
async def test_any_other_grade_opens_none(desk: ServiceDesk, grade: int) -> None:
    episode = await served(desk)

    await rate(desk, episode, grade)

    assert [ticket.kind for ticket in await desk.tickets()] == [TicketKind.HANDOFF]


async def test_only_ones_own_and_only_what_is_over(desk: ServiceDesk) -> None:
    episode = await served(desk)
    await desk.say("订单到哪了", "stranger")
    running = await desk.episode("stranger")

    refusals: list[tuple[Episode, str, type[DomainError]]] = [
        (episode, "stranger", NotFound),
        (running, "stranger", IllegalMove),
    ]
    for whose, by, error in refusals:
        with pytest.raises(error):
            await rate(desk, whose, 5, by=by)
    with pytest.raises(BadInput):
        await rate(desk, episode, 5, "好" * 201)
    desk.now.pass_(hours=25)
    with pytest.raises(IllegalMove, match="24小时"):
        await rate(desk, episode, 5)

    assert await desk.rows(select(ratings)) == []


async def test_the_desk_sees_the_grade(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.reply(episode, agent, "您的退款已于今天10:00提交银行。")
    await desk.services.assignment.resolve(episode.id, agent, "已告知退款进度")
    assert (await desk.services.desk_view.episode(agent, episode.id))["rating"] is None

    await rate(desk, episode, 4, "很好")

    assert (await desk.services.desk_view.episode(agent, episode.id))["rating"] == {
        "grade": 4,
        "reason": "很好",
        "at": desk.now().isoformat(),
    }
