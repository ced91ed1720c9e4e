"""Both feeds: hello, catching up, and that what was known plus the events is what a fresh fetch shows."""

import random
import time
from contextlib import suppress
from statistics import median
from typing import Any

import pytest
from sqlalchemy import update

from handoff.adapters.sql.schema import feed_position
from handoff.domain.agent import Availability, Role
from handoff.domain.errors import DomainError
from handoff.services.replies import AgentLine
from tests.web.known import KnownDesk, KnownThread
from tests.web.office import Office
from tests.web.people import Person, Visitor
from tests.web.wire import Wire

_PLAIN = "您好，您的订单预计明天18:00前送达，感谢您的等候。"
_STEPS = 60


async def _do_something(office: Office, chance: random.Random, visitors: list[Visitor], people: list[Person]) -> None:
    """One thing that happens in a service; what the service refuses is as good a try as any."""
    services, person, visitor = office.services, chance.choice(people), chance.choice(visitors)
    episode_id = await office.latest_episode(visitor)
    with suppress(DomainError):
        match chance.randrange(11):
            case 0 | 1:
                await office.receive(visitor, f"我的订单到哪里了{chance.random()}")
            case 2:
                await office.receive(visitor, "转人工")
            case 3 | 4:
                await office.work()
            case _ if episode_id is None:
                return
            case 5 | 6:
                await services.assignment.accept(episode_id, person.user)
            case 7:
                line = AgentLine(f"{chance.random():.16f}", _PLAIN)
                await services.replies.send(episode_id, person.user, line)
            case 8:
                move = chance.choice(
                    [services.assignment.release, services.assignment.hand_back, services.assignment.take_over]
                )
                await move(episode_id, person.user)
            case 9:
                if chance.random() < 0.5:
                    await services.assignment.resolve(episode_id, person.user, "已查明。")
                else:
                    await services.desk_view.mark_read(person.user, episode_id, chance.randrange(6))
            case 10:
                wanted = chance.choice(list(Availability))
                person.user = await services.presence.set_availability(person.user, wanted, chance.choice([None, 2, 9]))


@pytest.mark.parametrize("seed", range(4))
async def test_a_desk_that_heard_every_event_knows_what_a_fresh_one_fetches(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    people = [await office.person(), await office.person(), await office.person(Role.LEAD)]
    witness, visitors = await office.person(), [await office.visitor() for _ in range(4)]
    known = [KnownDesk(await person.state()) for person in people]
    wires = [await office.desk(person, after=desk.position) for person, desk in zip(people, known, strict=True)]

    for _ in range(_STEPS):
        await _do_something(office, chance, visitors, people)
        if chance.random() < 0.1:
            # A connection drops; its browser comes back with the position it had reached.
            at = chance.randrange(len(people))
            await wires[at].close()
            _take_all(wires[at], known[at])
            wires[at] = await office.desk(people[at], after=known[at].position)

    for person, wire, desk in zip(people, wires, known, strict=True):
        await _witnessed(office, wire, witness)
        _take_all(wire, desk)
        assert desk.shown() == KnownDesk(await person.state()).shown()


async def _witnessed(office: Office, wire: Wire, witness: Person) -> None:
    wanted = {"id": witness.user.id}
    await office.services.presence.set_availability(witness.user, Availability.BUSY, None)
    await wire.until(
        lambda frame: frame.get("name") == "agent.changed" and wanted.items() <= frame["data"]["agent"].items(), 10
    )


def _take_all(wire: Wire, known: Any) -> None:
    for frame in wire.seen:
        known.take(frame)
    wire.seen.clear()


@pytest.mark.parametrize("seed", range(2))
async def test_an_open_thread_that_heard_every_event_is_the_thread(office: Office, seed: int) -> None:
    chance = random.Random(100 + seed)
    agent, witness, visitor = await office.person(), await office.person(), await office.visitor()
    episode_id = await office.served(agent, visitor)
    detail = await agent.open(episode_id)
    session = (await visitor.post("/api/webchat/session", {"visitor_token": visitor.token})).json()
    at_desk = KnownThread(detail["position"], detail["messages"], episode_id)
    in_widget = KnownThread(session["position"], session["messages"])
    desk = await office.desk(agent, after=detail["position"])
    widget = await office.widget(visitor, after=session["position"])

    for number in range(30):
        if chance.random() < 0.4:
            await office.receive(visitor, f"第{number}句")
        elif chance.random() < 0.5:
            await office.services.replies.send(episode_id, agent.user, AgentLine(f"line-{seed}-{number}", _PLAIN))
        else:
            await office.work()
    await office.work()
    await _witnessed(office, desk, witness)
    await visitor.say("最后一句")
    await widget.line("最后一句")
    await desk.line("最后一句")

    _take_all(desk, at_desk)
    _take_all(widget, in_widget)
    assert at_desk.shown() == (await agent.open(episode_id))["messages"]
    assert in_widget.shown() == await visitor.lines()


async def test_the_widget_is_told_how_its_matter_stands(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    widget = await office.widget(visitor)
    assert widget.ready["state"]["status"] == "none"

    async def becomes(status: str) -> dict[str, Any]:
        frame = await widget.until(lambda frame: frame["type"] == "state" and frame["state"]["status"] == status)
        state: dict[str, Any] = frame["state"]
        return state

    await office.with_bot(visitor)
    await becomes("bot")
    episode_id = await office.queued(visitor)
    queued = await becomes("queued")
    assert queued["place"] >= 1
    assert queued["can_go_back"]
    await agent.move(episode_id, "accept")
    assert (await becomes("assigned"))["agent"] == {"name": agent.user.display_name, "number": agent.user.number}
    await agent.move(episode_id, "resolve", {"result": "已查明。"})
    await becomes("resolved")

    fresh = (await visitor.post("/api/webchat/session", {"visitor_token": visitor.token})).json()["state"]
    assert fresh == [frame["state"] for frame in widget.seen if frame["type"] == "state"][-1]


async def test_whoever_comes_back_gets_what_was_missed_once_and_in_order(office: Office) -> None:
    lead, agent, visitor = await office.person(Role.LEAD), await office.person(), await office.visitor()
    staying, leaving = await office.desk(lead), await office.desk(lead)
    widget, widget_leaving = await office.widget(visitor), await office.widget(visitor)
    await office.tell(visitor, "第一句")
    for wire in (staying, leaving, widget, widget_leaving):
        await wire.line("第一句")
    await leaving.close()
    await widget_leaving.close()

    episode_id = await office.served(agent, visitor)
    await agent.reply(episode_id, _PLAIN)
    await office.work()
    desk_again = await office.desk(lead, after=leaving.events()[-1]["position"])
    widget_again = await office.widget(visitor, after=widget_leaving.events()[-1]["position"])
    await office.tell(visitor, "最后一句")
    for wire in (staying, desk_again, widget, widget_again):
        await wire.line("最后一句")

    for stayed, left, again in ((staying, leaving, desk_again), (widget, widget_leaving, widget_again)):
        came = [(event["position"], event["name"]) for event in [*left.events(), *again.events()]]
        positions = [position for position, _name in came]
        assert positions == sorted(set(positions))
        assert came == [(event["position"], event["name"]) for event in stayed.events()]


@pytest.mark.parametrize("role", ["visitor", "agent"])
async def test_what_is_out_of_reach_is_answered_by_a_reset(office: Office, role: str) -> None:
    visitor, agent, witness = await office.visitor(), await office.person(), await office.person()
    now = (await agent.state())["position"]
    async with office.accounts.engine.begin() as connection:
        await connection.execute(update(feed_position).values(position=feed_position.c.position + 2001))

    for after in (now, now + 100_000, 10**30):
        wire = await (office.widget(visitor, after) if role == "visitor" else office.desk(agent, after))
        assert wire.ready["position"] >= now + 2001
        await wire.until(lambda frame: frame["type"] == "reset")
        # After it the feed goes on from now.
        if role == "visitor":
            text = f"之后{after}"
            await visitor.say(text)
            await wire.line(text)
        else:
            await _witnessed(office, wire, witness)


@pytest.mark.parametrize("after", [-1, "7", True, None, [], 1.5])
async def test_a_position_that_is_none_is_from_the_start(office: Office, after: Any) -> None:
    visitor = await office.visitor()
    wire = await office.dial("/ws/webchat")

    await wire.hello(visitor_token=visitor.token, after=after)

    assert wire.ready["type"] == "ready"
    await wire.send({"type": "ping"})
    await wire.until(lambda frame: frame == {"type": "pong"})


async def test_a_line_is_on_every_screen_within_a_second(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    episode_id = await office.served(agent, visitor)
    desk, widget = await office.desk(agent), await office.widget(visitor)
    waits: list[float] = []
    for number in range(5):
        await visitor.say(f"第{number}句")
        committed = time.monotonic()
        await desk.line(f"第{number}句")
        await widget.line(f"第{number}句")
        waits.append(time.monotonic() - committed)
        text = f"您好，您的第{number}个问题已记录，感谢您的等候。"
        await agent.reply(episode_id, text)
        await office.work()
        committed = time.monotonic()
        await desk.line(text)
        await widget.line(text)
        waits.append(time.monotonic() - committed)

    # The polling interval is a second; the doorbell is what makes most of them far faster.
    assert median(waits) < 0.5, waits
    assert sorted(waits)[-2] < 1.0, waits


_GARBAGE: list[str | bytes] = [
    "",
    "no json",
    "[]",
    "7",
    "null",
    b"\xff\xfe",
    "[" * 100_000,
    '{"type": {}}',
    '{"type": "typing"}',
    '{"type": "typing", "episode_id": 7}',
    '{"type": "typing", "episode_id": "\\ud83d\\u0000"}',
    '{"type": "hello", "after": "no"}',
    '{"type": "unheard of"}',
    "{" + '"a":1,' * 20_000 + '"b":' + "9" * 5000 + "}",
]


@pytest.mark.parametrize("role", ["visitor", "agent"])
async def test_garbage_is_passed_over(office: Office, role: str) -> None:
    wire = await (
        office.widget(await office.visitor()) if role == "visitor" else office.desk(await office.person(Role.LEAD))
    )

    for frame in _GARBAGE:
        await wire.socket.send(frame)
    await wire.send({"type": "ping"})

    assert await wire.until(lambda frame: frame["type"] in {"pong", "error"}) == {"type": "pong"}


@pytest.mark.parametrize("first", ["no json", "[]", '{"type": "ping"}', "[" * 100_000])
async def test_who_does_not_say_hello_is_not_served(office: Office, first: str) -> None:
    agent = await office.person()
    desk = await office.dial("/ws/desk", agent.socket_headers)
    widget = await office.dial("/ws/webchat")

    await desk.socket.send(first)
    await widget.socket.send(first)

    assert await desk.closed() == 4400
    assert await widget.closed() == 4401
    assert desk.seen == []


async def test_a_frame_too_large_ends_only_its_own_connection(office: Office) -> None:
    visitor = await office.visitor()
    wire, other = await office.widget(visitor), await office.widget(visitor)

    await wire.socket.send("x" * 300_000)

    assert await wire.closed() == 1009
    await other.send({"type": "ping"})
    await other.until(lambda frame: frame == {"type": "pong"})


async def test_too_much_typing_is_not_passed_on(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    await office.served(agent, visitor)
    desk, widget = await office.desk(agent), await office.widget(visitor)

    for _ in range(200):
        await widget.send({"type": "typing"})
    await widget.send({"type": "ping"})
    await widget.until(lambda frame: frame == {"type": "pong"})
    await visitor.say("打完了")
    await desk.line("打完了")

    assert 0 < sum(frame["type"] == "typing" for frame in desk.seen) <= 60
