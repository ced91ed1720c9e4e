"""Who is at the desk, and what happens to the episodes of who is not."""

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import users
from handoff.domain.agent import Availability
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.errors import AgentFull, BadInput
from tests.support.service_desk import ServiceDesk


async def availability(desk: ServiceDesk, user_id: str) -> str:
    [row] = await desk.rows(select(users.c.availability).where(users.c.id == user_id))
    return str(row.availability)


async def test_a_silent_agent_goes_offline_and_the_episodes_return_to_the_queue(desk: ServiceDesk) -> None:
    silent, present = await desk.agents(["林静", "陈岚"])
    first = await desk.queued("first")
    second = await desk.queued("second")
    await desk.services.assignment.accept(first.id, silent)
    await desk.services.assignment.accept(second.id, present)
    desk.now.pass_(seconds=61)
    await desk.services.presence.heartbeat([present.id])

    await desk.services.presence.retire_silent()

    assert await availability(desk, silent.id) == "offline"
    assert await availability(desk, present.id) == "online"
    assert (await desk.episode("first")).status is EpisodeStatus.QUEUED
    assert (await desk.episode("second")).assignee_id == present.id
    assert (await desk.messages("first"))[-1].kind == "queue"


async def test_an_agent_heard_within_the_minute_stays(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    desk.now.pass_(seconds=59)

    await desk.services.presence.retire_silent()

    assert await availability(desk, agent.id) == "online"


async def test_retiring_twice_tells_the_customer_once(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    await desk.accepted(agent)
    desk.now.pass_(seconds=61)

    await desk.services.presence.retire_silent()
    lines = len(await desk.messages())
    await desk.services.presence.retire_silent()

    assert len(await desk.messages()) == lines


async def test_who_went_offline_by_hand_and_closed_the_page_keeps_no_episode(desk: ServiceDesk) -> None:
    """Also what a crash leaves behind in the middle of retiring somebody."""
    agent = await desk.agent()
    await desk.accepted(agent)
    await desk.services.presence.set_availability(agent, Availability.OFFLINE, None)
    desk.now.pass_(seconds=61)

    await desk.services.presence.retire_silent()

    assert (await desk.episode()).status is EpisodeStatus.QUEUED


async def test_capacity_counts_from_the_moment_it_is_set(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    changed = await desk.services.presence.set_availability(agent, Availability.ONLINE, 0)
    episode = await desk.queued()

    with pytest.raises(AgentFull):
        await desk.services.assignment.accept(episode.id, changed)


@pytest.mark.parametrize("capacity", [-1, 51])
async def test_a_capacity_beyond_reason_is_refused(desk: ServiceDesk, capacity: int) -> None:
    agent = await desk.agent()

    with pytest.raises(BadInput):
        await desk.services.presence.set_availability(agent, Availability.ONLINE, capacity)
