"""Old state and the events since add up to fresh state, for the desk and for the customer."""

from collections.abc import Awaitable, Callable
from typing import Any

from handoff.domain.agent import Availability, Role, User
from tests.support.service_desk import ServiceDesk, without


async def events_since(desk: ServiceDesk, user: User, position: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        reached, events = await desk.services.desk_view.events(user, position)
        if reached == position:
            return found
        position, found = reached, found + events


def caught_up(state: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """What a page makes of them."""
    episodes = {summary["id"]: summary for summary in state["episodes"]}
    agents = {agent["id"]: agent for agent in state["agents"]}
    for event in events:
        data = event["data"]
        match event["name"]:
            case "episode.changed" if data["summary"]["status"] != "resolved":
                episodes[data["summary"]["id"]] = data["summary"]
            case "episode.changed":
                episodes.pop(data["summary"]["id"], None)
            case "episode.gone":
                episodes.pop(data["id"], None)
            case "agent.changed":
                agents[data["agent"]["id"]] = data["agent"]
            case "episode.read" if data["episode_id"] in episodes:
                known = episodes[data["episode_id"]]
                episodes[data["episode_id"]] = {**known, "read_count": data["read_count"]}
    return {"episodes": episodes, "agents": agents}


def fresh(state: dict[str, Any]) -> dict[str, Any]:
    return caught_up(state, [])


def comparable(state: dict[str, Any]) -> dict[str, Any]:
    """The place is left out: it changes with every other episode, and follows from the order of the queue."""
    return {**state, "episodes": {key: without(summary, "place") for key, summary in state["episodes"].items()}}


async def test_old_state_and_events_are_fresh_state_whenever_one_looks(desk: ServiceDesk) -> None:
    lin, chen = await desk.agents(["林静", "陈岚"])
    lead = await desk.agent("周岩", Role.LEAD)
    moves = desk.services.assignment

    async def id_of(visitor: str) -> str:
        return (await desk.episode(visitor)).id

    async def lin_accepts() -> None:
        await moves.accept(await id_of("first"), lin)

    async def lin_replies() -> None:
        await desk.reply(await desk.episode("first"), lin, "您的发票已于今天补发至邮箱。")

    async def lin_reads() -> None:
        await desk.services.desk_view.mark_read(lin, await id_of("first"), 2)

    async def lin_releases() -> None:
        await moves.release(await id_of("first"), lin)

    async def chen_accepts() -> None:
        await moves.accept(await id_of("first"), chen)

    async def lead_takes_over() -> None:
        await moves.take_over(await id_of("first"), lead)

    async def lead_hands_back() -> None:
        await moves.hand_back(await id_of("first"), lead)

    async def chen_goes_away() -> None:
        await desk.services.presence.set_availability(chen, Availability.BUSY, 2)

    async def lead_resolves_the_second() -> None:
        await moves.take_over(await id_of("second"), lead)
        await moves.resolve(await id_of("second"), lead, "已处理")

    async def time_passes() -> None:
        desk.now.pass_(minutes=5)
        await desk.fire()

    story: list[Callable[[], Awaitable[object]]] = [
        lambda: desk.say("订单到哪了", "first"),
        lambda: desk.queued("first"),
        lin_accepts,
        lin_reads,
        lin_replies,
        lambda: desk.queued("second"),
        lambda: desk.say("还有一个问题", "first"),
        lin_releases,
        chen_accepts,
        time_passes,
        lead_takes_over,
        chen_goes_away,
        lead_hands_back,
        lead_resolves_the_second,
        lambda: desk.say("再问一下", "second"),
    ]
    people = (lin, chen, lead)
    states = {person.id: [await desk.services.desk_view.state(person)] for person in people}

    for step in story:
        await step()
        for person in people:
            states[person.id].append(await desk.services.desk_view.state(person))

    for person in people:
        now = comparable(fresh(states[person.id][-1]))
        for old in states[person.id]:
            events = await events_since(desk, person, old["position"])
            assert comparable(caught_up(old, events)) == now, person.display_name


async def test_places_follow_from_the_order_of_the_queue(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    for number in range(4):
        await desk.queued(f"visitor-{number}")
        desk.now.pass_(seconds=1)
    await desk.services.assignment.accept((await desk.episode("visitor-1")).id, agent)

    state = await desk.services.desk_view.state(agent)

    queued = sorted(
        (each for each in state["episodes"] if each["status"] == "queued"),
        key=lambda each: (each["queued_at"], each["id"]),
    )
    assert [each["place"] for each in queued] == [1, 2, 3]


async def test_a_customers_page_catches_up_with_every_line_once_and_in_order(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    conversation = await desk.conversation()
    view = desk.services.contact_view
    pages = [await view.session(conversation.id)]
    episode = None
    for text in ("订单到哪了", "转人工", "在吗"):
        episode = await desk.queued() if text == "转人工" else await desk.say(text) and await desk.episode()
        pages.append(await view.session(conversation.id))
    assert episode
    await desk.services.assignment.accept(episode.id, agent)
    await desk.reply(episode, agent, "您的发票已于今天补发至邮箱。")
    pages.append(await view.session(conversation.id))

    for old in pages:
        _, events = await view.events(conversation.id, old["position"])
        lines = {line["id"]: line for line in old["messages"]}
        told = [event["data"]["message"] for event in events if event["name"] == "message.created"]
        assert not lines.keys() & {line["id"] for line in told}
        lines |= {line["id"]: line for line in told}
        assert sorted(lines.values(), key=lambda line: line["seq"]) == pages[-1]["messages"]


async def test_the_customer_learns_nothing_of_what_only_the_desk_may_know(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.reply(episode, agent, "您的发票已于今天补发至邮箱。")
    conversation = await desk.conversation()

    _, events = await desk.services.contact_view.events(conversation.id, 0)

    told = [event["data"]["message"] for event in events]
    assert told
    for line in told:
        assert not line.keys() & {"verdict", "findings", "emotion", "intent", "override_reason", "complaint"}


async def test_what_an_agent_may_no_longer_see_leaves_the_page(desk: ServiceDesk) -> None:
    lin, chen = await desk.agents(["林静", "陈岚"])
    episode = await desk.queued()
    before = await desk.services.desk_view.state(lin)
    await desk.services.assignment.accept(episode.id, chen)
    await desk.say("这是我的地址")

    events = await events_since(desk, lin, before["position"])

    assert {event["name"] for event in events} == {"episode.gone", "agent.changed"}
    assert "这是我的地址" not in str(events)


async def test_the_last_line_shown_is_one_that_somebody_spoke(desk: ServiceDesk) -> None:
    await desk.agent()
    episode = await desk.queued()

    line = (await desk.summary(episode)).as_json()["last_line"]

    assert isinstance(line, dict)
    assert line["sender"] == "contact"


async def test_a_summary_says_whose_turn_it_is_and_how_the_customer_feels(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    desk.now.pass_(minutes=1)
    await desk.say("还有，发票开了吗")

    summary = (await desk.summary(episode)).as_json()

    assert summary["contact_count"] == 2
    assert summary["status"] == "assigned"
    assert summary["assignee"] == {"id": agent.id, "display_name": agent.display_name, "number": agent.number}
    assert summary["last_line"] == {
        "sender": "contact",
        "text": "还有，发票开了吗",
        "at": desk.now().isoformat(),
    }
    assert summary["emotion"] == "calm"
    assert summary["line_due"] is not None
    assert summary["answer_due"] is not None
    assert summary["waiting_since"] == episode.opened_at.isoformat()
    assert (summary["reason"], summary["place"], summary["promise_due"]) == ("asked", None, None)
