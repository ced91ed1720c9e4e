"""Nobody sees a conversation that is not theirs to see: not by id, search, feed, page, typing or a later episode."""

import uuid
from typing import Any

from handoff.domain.agent import Availability, Role
from tests.web.office import Office
from tests.web.people import Person
from tests.web.wire import Wire


async def _settled(wire: Wire, office: Office, witness: Person) -> list[dict[str, Any]]:
    """Everything pushed until an event that every desk sees, caused now: what has not come by then is not coming."""
    user = await office.services.presence.set_availability(witness.user, Availability.BUSY, None)
    await wire.until(lambda frame: frame.get("name") == "agent.changed" and frame["data"]["agent"]["id"] == user.id)
    return wire.events()


async def test_a_visitor_reads_only_their_own_thread(office: Office) -> None:
    anna, ben = await office.visitor(), await office.visitor()
    secret = f"我的地址是{uuid.uuid4().hex}"
    wire = await office.widget(ben)

    await anna.say(secret)
    await office.work()
    await ben.say("您好")
    await wire.line("您好")

    assert [line["text"] for line in await ben.lines()] == ["您好"]
    assert secret not in str(wire.seen)
    assert anna.conversation_id not in str(wire.seen)
    assert secret in str(await anna.lines())


async def test_a_line_id_of_another_visitor_is_free_to_use(office: Office) -> None:
    anna, ben, shared = await office.visitor(), await office.visitor(), uuid.uuid4().hex
    await anna.say("安娜的第一句", shared)

    message = await ben.say("另一位客户的第一句", shared)

    assert message["text"] == "另一位客户的第一句"
    assert [line["text"] for line in await ben.lines()] == ["另一位客户的第一句"]


async def test_the_contact_is_told_nothing_that_is_for_the_desk(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    wire = await office.widget(visitor)
    episode_id = await office.served(agent, visitor)
    text = "您好，您的订单预计明天18:00前送达，感谢您的等候。"
    await agent.reply(episode_id, text)
    await office.work()
    pushed = await wire.line(text)

    for message in [*await visitor.lines(), pushed["data"]["message"]]:
        assert message.keys() == {
            "id", "seq", "sender", "kind", "text", "created_at", "buttons", "client_id", "agent",
            "attachments", "card",
        }  # fmt: skip
    assert pushed["data"]["message"]["client_id"] is None
    assert pushed["data"]["message"]["agent"] == {"name": agent.user.display_name, "number": agent.user.number}


async def test_an_agent_meets_nothing_of_what_another_serves(office: Office) -> None:
    owner, other, visitor = await office.person(), await office.person(), await office.visitor()
    episode_id = await office.served(owner, visitor)
    secret = uuid.uuid4().hex
    wire = await office.desk(other)

    await visitor.say(f"密码提示{secret}")
    await office.work()
    await owner.reply(episode_id, f"您好，您提供的内容已记录：{secret}，感谢您的等候。")
    await office.work()
    pushed = await _settled(wire, office, owner)

    assert secret not in str(pushed)
    assert {event["name"] for event in pushed} <= {"episode.gone", "agent.changed"}
    assert episode_id not in str((await other.state())["episodes"])
    for view in ("resolved", "all"):
        found = await other.get("/api/desk/episodes", params={"view": view, "q": secret})
        assert found.json().get("episodes", []) == []
    assert (await other.get(f"/api/desk/episodes/{episode_id}")).status_code == 404


async def test_a_search_finds_ones_own_and_no_more(office: Office) -> None:
    mine, other, lead = await office.person(), await office.person(), await office.person(Role.LEAD)
    word = f"词{uuid.uuid4().hex[:8]}"
    visitors = [await office.visitor() for _ in range(3)]
    for visitor in visitors:
        await office.tell(visitor, f"订单备注{word}")
    own = await office.resolved(mine, visitors[0])
    theirs = await office.resolved(other, visitors[1])

    async def found(person: Person, view: str) -> set[str]:
        answer = await person.get("/api/desk/episodes", params={"view": view, "q": word})
        return {episode["id"] for episode in answer.json()["episodes"]}

    assert await found(mine, "resolved") == {own}
    assert await found(lead, "resolved") == {own, theirs}
    assert len(await found(lead, "all")) == 3
    assert (await mine.get("/api/desk/episodes", params={"view": "all"})).status_code == 403


async def test_the_loser_of_a_race_sees_the_episode_go_and_nothing_after(office: Office) -> None:
    winner, loser, visitor = await office.person(), await office.person(), await office.visitor()
    wire = await office.desk(loser)
    episode_id = await office.queued(visitor)
    await wire.until(lambda frame: _status_of(frame, episode_id) == "queued")
    await winner.move(episode_id, "accept")
    await wire.event("episode.gone", id=episode_id)
    seen_by_then = len(wire.seen)
    secret = uuid.uuid4().hex

    await visitor.say(secret)
    await office.work()
    pushed = await _settled(wire, office, winner)

    assert secret not in str(pushed)
    later = [event for event in wire.seen[seen_by_then:] if episode_id in str(event)]
    assert {event["name"] for event in later} <= {"episode.gone"}


async def test_what_was_missed_while_away_is_shown_as_it_is_theirs_now(office: Office) -> None:
    """An episode that queued and was accepted by another while the socket was away leaves only its going."""
    owner, away, visitor = await office.person(), await office.person(), await office.visitor()
    position = (await away.state())["position"]
    episode_id = await office.served(owner, visitor)

    wire = await office.desk(away, after=position)
    pushed = await _settled(wire, office, owner)

    # The list of tickets is the whole desk's; of the episode itself nothing but its going is told.
    told = {event["name"] for event in pushed if episode_id in str(event)} - {"ticket.changed"}
    assert told == {"episode.gone"}


async def test_typing_is_told_only_to_who_may_see_it(office: Office) -> None:
    owner, other, lead = await office.person(), await office.person(), await office.person(Role.LEAD)
    anna, ben = await office.visitor(), await office.visitor()
    served, queued = await office.served(owner, anna), await office.queued(ben)
    desks = [await office.desk(person) for person in (owner, other, lead)]
    anna_wire, ben_wire = await office.widget(anna), await office.widget(ben)

    await anna_wire.send({"type": "typing"})
    await ben_wire.send({"type": "typing"})
    for wire in desks:
        # The queue is open to all, so ben's typing is the last that each of them gets.
        await wire.until(lambda frame: frame == {"type": "typing", "episode_id": queued})

    typed = [[frame["episode_id"] for frame in wire.seen if frame["type"] == "typing"] for wire in desks]
    assert typed == [[served, queued], [queued], [served, queued]]


async def test_only_the_owner_types_to_the_customer(office: Office) -> None:
    owner, other, lead = await office.person(), await office.person(), await office.person(Role.LEAD)
    visitor = await office.visitor()
    episode_id = await office.served(owner, visitor)
    widget = await office.widget(visitor)
    for person in (other, lead):
        wire = await office.desk(person)
        await wire.send({"type": "typing", "episode_id": episode_id})
        await wire.send({"type": "ping"})
        await wire.until(lambda frame: frame == {"type": "pong"})
    owners = await office.desk(owner)

    await owners.send({"type": "typing", "episode_id": episode_id})
    await widget.until(lambda frame: frame == {"type": "typing", "who": "agent"})

    assert sum(frame["type"] == "typing" for frame in widget.seen) == 1


async def test_whoever_resolved_an_episode_does_not_read_on_in_the_next(office: Office) -> None:
    first, second, visitor = await office.person(), await office.person(), await office.visitor()
    resolved = await office.resolved(first, visitor)
    before = await first.open(resolved)
    later = await office.served(second, visitor)
    secret = uuid.uuid4().hex
    await visitor.say(secret)
    await second.reply(later, f"您好，您提供的内容已记录：{secret}，感谢您的等候。")
    await office.work()

    after = await first.open(resolved)
    page = await first.get(f"/api/desk/episodes/{resolved}/messages", params={"before": "999999"})

    assert [line["id"] for line in after["messages"]] == [line["id"] for line in before["messages"]]
    assert after["history"] == before["history"] == []
    assert secret not in page.text
    # Who serves now gets what was said before: that is what the handoff is for.
    assert [past["episode_id"] for past in (await second.open(later))["history"]] == [resolved]
    assert [line["id"] for line in (await second.open(later))["messages"]][: len(before["messages"])] == [
        line["id"] for line in before["messages"]
    ]


async def test_what_the_bot_serves_alone_is_seen_by_leads_only(office: Office) -> None:
    agent, lead, visitor = await office.person(), await office.person(Role.LEAD), await office.visitor()
    episode_id = await office.with_bot(visitor)

    assert episode_id not in str(await agent.state())
    assert episode_id in str((await lead.state())["episodes"])


async def test_the_first_line_is_shown_to_its_owner_until_they_wrote(office: Office) -> None:
    agent, lead, visitor = await office.person(), await office.person(Role.LEAD), await office.visitor()
    episode_id = await office.queued(visitor)
    assert (await agent.open(episode_id))["first_line"] is None
    await agent.move(episode_id, "accept")

    first_line = (await agent.open(episode_id))["first_line"]
    assert agent.user.number in first_line
    assert (await lead.open(episode_id))["first_line"] is None

    assert (await agent.reply(episode_id, first_line)).status_code == 200
    assert (await agent.open(episode_id))["first_line"] is None


def _status_of(frame: dict[str, Any], episode_id: str) -> str | None:
    summary = frame.get("data", {}).get("summary", {}) if frame.get("name") == "episode.changed" else {}
    return summary["status"] if summary.get("id") == episode_id else None


async def _close_code(office: Office, person: Person, wire: Wire) -> int | None:
    """Something happens that the desk would be told of; the socket is closed instead."""
    await office.services.presence.set_availability(person.user, Availability.ONLINE, None)
    return await wire.closed()


async def test_a_signed_out_login_is_cut_off_in_every_tab(office: Office) -> None:
    agent = await office.person()
    tabs = [await office.desk(agent), await office.desk(agent)]

    answer = await agent.post("/api/logout")

    assert answer.status_code == 200
    assert [await tab.closed() for tab in tabs] == [4401, 4401]
    assert (await agent.get("/api/desk/state")).status_code == 401


async def test_a_login_that_lost_its_role_is_cut_off(office: Office) -> None:
    agent, witness = await office.person(), await office.person()
    wire = await office.desk(agent)
    await office.set_role(agent, Role.TRAINER)
    seen_before = len(wire.events())

    await office.queued()

    assert await _close_code(office, witness, wire) == 4403
    assert wire.events()[seen_before:] == []
    assert (await agent.get("/api/desk/state")).status_code == 403
