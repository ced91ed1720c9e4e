"""The ladder as rows: each rung once, whoever watches, whenever they wake."""

import asyncio
from collections import Counter

from sqlalchemy import select

from handoff.adapters.sql.schema import clock_events, clocks, feed_events, promises
from handoff.domain.agent import Role
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.lines import said_time
from tests.support.service_desk import ServiceDesk, reply, turn


async def told(desk: ServiceDesk, name: str) -> int:
    return len(await desk.rows(select(feed_events.c.position).where(feed_events.c.name == name)))


async def history(desk: ServiceDesk) -> list[str]:
    return [row.name for row in await desk.rows(select(clock_events.c.name).order_by(clock_events.c.id))]


async def holding_lines(desk: ServiceDesk) -> list[str]:
    return [line.text for line in await desk.messages() if line.kind == "holding"]


async def served_and_asked(desk: ServiceDesk, minutes: float = 10) -> None:
    """An agent answered, and the customer has just asked the next thing."""
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.reply(episode, agent, "您的退款已于今天10:00提交银行。")
    desk.now.pass_(minutes=minutes)
    await desk.say("那什么时候到账")


async def watched(desk: ServiceDesk, minutes: int, every: int = 1) -> None:
    for _ in range(0, minutes, every):
        desk.now.pass_(minutes=every)
        await desk.services.clock_watch.fire_due()


async def test_nudge_holding_line_and_lead_come_in_turn_and_once_each(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    seen = []
    for minutes in (2.4, 0.1, 1.4, 0.1, 0.9, 0.1, 0.5):
        desk.now.pass_(minutes=minutes)
        await desk.fire()
        await desk.fire()
        seen.append(
            (
                await told(desk, "episode.nudged"),
                len(await holding_lines(desk)),
                await told(desk, "episode.lead_called"),
            )
        )

    assert seen == [(0, 0, 0), (1, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 1), (1, 1, 1)]
    assert (await desk.episode()).status is EpisodeStatus.ASSIGNED


async def test_two_watchers_at_once_fire_each_rung_once(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    other = desk.after_a_crash()
    desk.now.pass_(minutes=6)

    await asyncio.gather(*(watcher.services.clock_watch.fire_due() for watcher in (desk, other) for _ in range(3)))
    await desk.settle()

    assert len(await holding_lines(desk)) == 1
    assert await told(desk, "episode.nudged") == 1
    assert await told(desk, "episode.lead_called") == 1
    await other.close()


async def test_after_a_crash_everything_overdue_fires_once(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    desk.now.pass_(hours=2)
    risen = desk.after_a_crash()

    for _ in range(3):
        await risen.fire()

    assert len(await holding_lines(risen)) == 1
    assert await told(risen, "episode.nudged") == 1
    assert await told(risen, "episode.lead_called") == 1
    await risen.close()


async def test_the_holding_line_names_the_time_that_is_kept_as_a_promise(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    desk.now.pass_(minutes=4, seconds=20)
    await desk.fire()

    [promise] = await desk.rows(select(promises))
    [line] = await holding_lines(desk)
    episode = await desk.episode()
    assert said_time(promise.due_at, desk.now(), desk.enterprise.hours.zone) in line
    assert episode.clock.promised_until == promise.due_at
    # Said to the minute and kept to the minute.
    assert promise.due_at.second == 0
    assert promise.status == "made"


async def test_a_promise_is_renewed_twice_with_an_apology_and_then_goes_to_the_lead(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    for _ in range(29):
        await watched(desk, 1)
        for promise in await desk.rows(select(promises).where(promises.c.status == "made")):
            assert promise.due_at > desk.now()
    await watched(desk, 6, every=2)

    lines = await holding_lines(desk)
    assert len(lines) == 3
    assert ["未能在原定时间内" in line for line in lines] == [False, True, True]
    statuses = [row.status for row in await desk.rows(select(promises).order_by(promises.c.due_at))]
    assert statuses == ["renewed", "renewed", "broken"]
    # Once for the five minutes, once for the lapse.
    assert await told(desk, "episode.lead_called") == 2
    assert (await desk.episode()).lead_called


async def test_a_promise_that_lapsed_while_nobody_watched_is_broken_not_quietly_renewed(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    desk.now.pass_(minutes=4)
    await desk.fire()
    desk.now.pass_(hours=1)
    risen = desk.after_a_crash()

    await risen.fire()

    statuses = [row.status for row in await risen.rows(select(promises).order_by(promises.c.due_at))]
    assert statuses == ["broken", "made"]
    assert "抱歉" in (await holding_lines(risen))[-1]
    assert await told(risen, "episode.lead_called") == 2
    await risen.close()


async def test_who_writes_again_after_a_broken_promise_is_promised_anew_and_watched_again(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    await watched(desk, 32, every=2)
    broken = Counter(row.status for row in await desk.rows(select(promises)))["broken"]

    await desk.say("还有人吗")
    await watched(desk, 16, every=2)

    assert Counter(row.status for row in await desk.rows(select(promises)))["broken"] == broken + 1


async def test_a_second_message_under_a_standing_promise_is_told_the_same_time(desk: ServiceDesk) -> None:
    await served_and_asked(desk)
    desk.now.pass_(minutes=4)
    await desk.fire()
    desk.now.pass_(minutes=1)
    await desk.say("急用")
    desk.now.pass_(minutes=4)
    await desk.fire()

    lines = await holding_lines(desk)
    [promise] = await desk.rows(select(promises))
    said = said_time(promise.due_at, desk.now(), desk.enterprise.hours.zone)
    assert len(lines) == 2
    assert all(said in line for line in lines)


async def test_an_answer_takes_back_every_rung_and_keeps_the_promise(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    desk.now.pass_(minutes=4)
    await desk.reply(episode, agent, "您好，感谢您的等候。")
    desk.now.pass_(seconds=30)
    await desk.fire()
    await desk.reply(await desk.episode(), agent, "您的发票已于今天补发至邮箱。")

    unfired = select(clocks).where(clocks.c.fired_at.is_(None))
    assert await desk.rows(unfired) == []
    desk.now.pass_(hours=3)
    await desk.fire()
    assert {row.status for row in await desk.rows(select(promises))} <= {"kept"}
    assert "promise.broken" not in await history(desk)


async def test_the_bots_late_answer_keeps_the_promise_of_the_holding_line(desk: ServiceDesk) -> None:
    await desk.write("订单到哪了")
    desk.now.pass_(minutes=4)
    await desk.services.clock_watch.fire_due()
    assert len(await holding_lines(desk)) == 1
    await desk.settle()

    desk.now.pass_(hours=1)
    await desk.fire()

    [promise] = await desk.rows(select(promises))
    assert promise.status == "kept"
    assert "promise.broken" not in await history(desk)


async def test_an_agent_who_never_wrote_loses_the_episode_to_the_queue(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    await desk.accepted(agent)
    desk.now.pass_(minutes=4)

    await desk.fire()

    episode = await desk.episode()
    assert (episode.status, episode.assignee_id) == (EpisodeStatus.QUEUED, None)
    assert len(await holding_lines(desk)) == 1


async def test_in_the_queue_the_customer_is_held_too(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.queued()
    desk.now.pass_(minutes=4)

    await desk.fire()

    assert len(await holding_lines(desk)) == 1
    desk.now.pass_(minutes=1)
    await desk.fire()
    assert await told(desk, "episode.lead_called") == 1


async def test_a_customer_who_keeps_writing_in_the_queue_is_held_at_four_minutes_all_the_same(
    desk: ServiceDesk,
) -> None:
    await desk.agent()
    desk.bot.holds = None
    await desk.queued()
    desk.now.pass_(minutes=3, seconds=50)
    await desk.write("还要多久")
    desk.now.pass_(seconds=10)

    await desk.services.clock_watch.fire_due()
    await desk.settle()

    assert len(await holding_lines(desk)) == 1


async def test_a_worker_that_is_away_is_held_at_four_minutes(desk: ServiceDesk) -> None:
    """Nobody works the mailbox; the watch alone must keep the five minutes."""
    await desk.write("订单到哪了")
    desk.now.pass_(minutes=4)

    await desk.services.clock_watch.fire_due()
    while await desk.services.delivery.deliver_due():
        pass

    assert await desk.kinds() == ["contact", "holding"]


async def test_nothing_fires_for_an_episode_that_ended(desk: ServiceDesk) -> None:
    desk.bot.script["没有了"] = turn(reply("感谢您的咨询。", "closing"), close=True)
    await desk.say("没有了")
    before = len(await desk.messages())

    desk.now.pass_(hours=5)
    await desk.fire()

    assert len(await desk.messages()) == before


async def test_a_next_working_time_promise_that_lapses_goes_to_the_lead_once(desk: ServiceDesk) -> None:
    await desk.queued()
    desk.now.pass_(hours=2, minutes=1)
    other = desk.after_a_crash()

    await asyncio.gather(*(watcher.services.clock_watch.fire_due() for watcher in (desk, other) for _ in range(2)))

    [promise] = await desk.rows(select(promises))
    assert promise.status == "broken"
    assert (await history(desk)).count("promise.broken") == 1
    assert await told(desk, "episode.lead_called") == 1
    await other.close()


async def test_an_agent_in_touch_again_keeps_the_next_working_time_promise(desk: ServiceDesk) -> None:
    await desk.queued()
    desk.now.pass_(minutes=30)
    lead = await desk.agent("周岩", Role.LEAD)
    await desk.say("有人了吗")
    episode = await desk.episode()
    await desk.services.assignment.take_over(episode.id, lead)
    await desk.reply(episode, lead, "您的发票已补发至邮箱。")

    desk.now.pass_(hours=5)
    await desk.fire()

    assert [row.status for row in await desk.rows(select(promises).where(promises.c.kind == "contact"))] == ["kept"]


async def test_what_happened_to_a_clock_can_be_read_again(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    desk.now.pass_(minutes=2.5)
    await desk.fire()
    await desk.reply(episode, agent, "您的发票已于今天补发至邮箱。")
    await desk.services.assignment.resolve(episode.id, agent, "已补发发票")

    assert await history(desk) == ["started", "nudged", "answered", "stopped"]
