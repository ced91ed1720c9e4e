"""A message taken in: once, in order, in one episode, whatever comes at the same time."""

import asyncio

from sqlalchemy import func, select

from handoff.adapters.sql.schema import clock_events, contacts, episodes, messages
from handoff.domain.conversation import EpisodeStatus
from tests.support.service_desk import ServiceDesk


async def test_the_same_message_twice_is_stored_once_and_answered_alike(desk: ServiceDesk) -> None:
    first = await desk.write("订单到哪了", ref="a")
    again = await desk.write("订单到哪了", ref="a")

    assert (again.id, again.seq) == (first.id, first.seq)
    assert len(await desk.messages()) == 1


async def test_twenty_copies_at_once_are_one_message(desk: ServiceDesk) -> None:
    copies = await asyncio.gather(*(desk.write("订单到哪了", ref="a") for _ in range(20)))

    assert len({copy.id for copy in copies}) == 1
    assert await desk.rows(select(func.count()).select_from(messages)) == [(1,)]


async def test_twenty_first_messages_at_once_open_one_episode_of_one_contact(desk: ServiceDesk) -> None:
    await asyncio.gather(*(desk.write(f"第{number}句") for number in range(20)))

    assert await desk.rows(select(func.count()).select_from(contacts)) == [(1,)]
    assert await desk.rows(select(func.count()).select_from(episodes)) == [(1,)]
    assert [line.seq for line in await desk.messages()] == list(range(1, 21))


async def test_one_visitors_message_id_swallows_nobody_elses_line(desk: ServiceDesk) -> None:
    await desk.write("订单到哪了", "first", ref="a")
    await desk.write("退款呢", "second", ref="a")

    assert [line.text for line in await desk.messages("second")] == ["退款呢"]


async def test_the_clock_starts_at_receipt_and_not_again(desk: ServiceDesk) -> None:
    first = await desk.write("订单到哪了")
    desk.now.pass_(minutes=1)
    await desk.write("在吗")

    clock = (await desk.episode()).clock
    assert clock.unlined is not None
    assert (clock.unlined.seq, clock.unlined.at) == (first.seq, first.created_at)
    assert clock.unanswered == clock.unlined
    assert await desk.rows(select(clock_events.c.name)) == [("started",)]


async def test_the_bells_ring_for_the_worker_and_the_pages(desk: ServiceDesk) -> None:
    await desk.write("订单到哪了")

    assert {"mailbox", "feed"} <= set(desk.bell.rung)


async def test_a_message_after_the_end_opens_a_linked_episode(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    ended = await desk.accepted(agent)
    await desk.services.assignment.resolve(ended.id, agent, "已答复")
    await desk.settle()

    await desk.say("还有一个问题")

    following = await desk.episode()
    assert following.id != ended.id
    assert following.continues_id == ended.id
    assert following.status is EpisodeStatus.BOT
