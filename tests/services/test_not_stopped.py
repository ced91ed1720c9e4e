"""One thing that fails or hangs does not stop the others: leases, clocks, deliveries and offers."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from handoff.adapters.sql.schema import clocks, mailboxes, outbox
from handoff.domain.agent import Role
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.errors import IllegalMove
from handoff.services import dispatch
from handoff.services.dispatch import LEASE
from tests.support.service_desk import ServiceDesk, parse, reply, turn


async def test_a_worker_that_waits_for_rasa_keeps_its_lease(desk: ServiceDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_RENEW_EVERY", timedelta(milliseconds=10))
    desk.bot.holds = asyncio.Event()
    await desk.write("我的订单到哪了")
    working = asyncio.create_task(desk.services.dispatch.work_next())
    await desk.bot.thinking.wait()

    for _ in range(3):
        desk.now.pass_(seconds=LEASE.total_seconds() - 1)
        await _held_until_is(desk, desk.now() + LEASE)
        assert not await desk.services.dispatch.work_next(), "another worker took it"
    desk.bot.holds.set()
    await working

    assert len(desk.bot.asked) == 1
    assert await desk.kinds() == ["contact", "opening", "answer"]


async def test_a_dead_workers_mailbox_is_taken_over_when_its_lease_is_over(desk: ServiceDesk) -> None:
    desk.bot.holds = asyncio.Event()
    await desk.write("我的订单到哪了")
    working = asyncio.create_task(desk.services.dispatch.work_next())
    await desk.bot.thinking.wait()
    working.cancel()
    after = desk.after_a_crash()

    desk.now.pass_(seconds=LEASE.total_seconds() + 1)
    await after.settle()

    assert await after.kinds() == ["contact", "opening", "answer"]
    await after.close()


async def test_a_silent_rasa_is_not_asked_again_about_an_open_offer(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.script["啊"] = turn(reply("请您再说明一下。", "fallback"), of=parse("out_of_scope", fallback=True))
    for _ in range(2):
        await desk.say("啊")
    assert (await desk.episode()).offer
    asked = len(desk.bot.asked)

    desk.bot.is_dead = True
    await desk.say("我的订单到哪了")

    assert len(desk.bot.asked) == asked
    assert (await desk.kinds())[-2:] == ["fault", "queue"]


async def test_a_clock_that_cannot_fire_does_not_stop_those_behind_it(desk: ServiceDesk) -> None:
    await desk.agent()
    ended = await desk.queued("first")
    async with desk.work() as work:
        episode = await work.episodes.get(ended.id)
        await work.episodes.save(episode.resolve(desk.now(), "完成"))
    async with desk.engine.begin() as connection:
        row = {"episode_id": ended.id, "rung": "idle_close", "anchor": "9", "due_at": desk.now()}
        await connection.execute(insert(clocks).values(row))
    waiting = await desk.queued("second")
    desk.now.pass_(minutes=3)

    with pytest.raises(IllegalMove):
        await desk.services.clock_watch.fire_due()

    fired = select(clocks.c.rung).where(clocks.c.episode_id == waiting.id, clocks.c.fired_at.is_not(None))
    assert [row.rung for row in await desk.rows(fired)] == ["nudge"]


async def test_a_last_line_ends_no_episode_that_a_lead_has_taken_over(desk: ServiceDesk) -> None:
    lead = await desk.agent("周敏", Role.LEAD)
    async with desk.work() as work:
        await work.users.set_availability(lead.id, lead.availability.OFFLINE, None)
    desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await desk.write("转人工")
    await desk.services.dispatch.work_next()
    episode = await desk.episode()
    assert episode.ends_with_message_id
    await desk.services.assignment.take_over(episode.id, lead)

    await desk.services.delivery.deliver_due()

    assert (await desk.episode()).status is EpisodeStatus.ASSIGNED
    assert {row.state for row in await desk.rows(select(outbox.c.state))} == {"sent"}


async def _held_until_is(desk: ServiceDesk, instant: object) -> None:
    async with asyncio.timeout(10):
        while [row.held_until for row in await desk.rows(select(mailboxes.c.held_until))] != [instant]:  # noqa: ASYNC110 - another task writes the row
            await asyncio.sleep(0.01)
