"""Accept, capacity, availability, resolve and read marks over HTTP, as many hands as there are."""

import asyncio

import pytest

from handoff.domain.agent import Role
from tests.web.office import Office


async def test_of_fifty_who_accept_one_wins_and_all_others_hear_who(office: Office) -> None:
    agents = [await office.person() for _ in range(50)]
    episode_id = await office.queued()

    answers = await asyncio.gather(*(agent.move(episode_id, "accept") for agent in agents))

    winners = [agent for agent, answer in zip(agents, answers, strict=True) if answer.status_code == 200]
    losers = [answer for answer in answers if answer.status_code != 200]
    assert len(winners) == 1
    assert {(answer.status_code, answer.json()["code"]) for answer in losers} == {(409, "already_assigned")}
    assert all(winners[0].user.display_name in answer.json()["message"] for answer in losers)
    assert (await winners[0].open(episode_id))["summary"]["assignee"]["id"] == winners[0].user.id


async def test_an_agent_who_accepts_everything_at_once_is_held_to_capacity(office: Office) -> None:
    agent = await office.person(capacity=3)
    episodes = [await office.queued() for _ in range(8)]

    answers = await asyncio.gather(*(agent.move(episode_id, "accept") for episode_id in episodes))

    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [409] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"agent_full"}
    me = next(row for row in (await agent.state())["agents"] if row["id"] == agent.user.id)
    assert (me["active"], me["open_slots"], me["capacity"]) == (3, 0, 3)


@pytest.mark.parametrize("availability", ["busy", "offline"])
async def test_only_who_is_online_accepts(office: Office, availability: str) -> None:
    agent, _other = await office.person(), await office.person()
    episode_id = await office.queued()
    set_ = await agent.put("/api/desk/availability", {"availability": availability})

    answer = await agent.move(episode_id, "accept")

    assert set_.json()["user"]["availability"] == availability
    assert (answer.status_code, answer.json()["code"]) == (409, "agent_not_online")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"availability": "online", "capacity": 0}, 200),
        ({"availability": "online", "capacity": 50}, 200),
        ({"availability": "online", "capacity": None}, 200),
        ({"availability": "online", "capacity": 51}, 400),
        ({"availability": "online", "capacity": -1}, 400),
        ({"availability": "online", "capacity": 10**30}, 400),
        ({"availability": "asleep"}, 400),
        ({}, 400),
    ],
)
async def test_availability_and_capacity_have_bounds(office: Office, body: dict[str, object], status: int) -> None:
    agent = await office.person(capacity=4)

    answer = await agent.put("/api/desk/availability", body)

    assert answer.status_code == status
    expected = body.get("capacity") if status == 200 and body.get("capacity") is not None else 4
    assert (await agent.get("/api/me")).json()["user"]["capacity"] == expected


@pytest.mark.parametrize("result", [None, "", "  ", "\x00", "字" * 501])
async def test_resolving_needs_a_result(office: Office, result: str | None) -> None:
    agent = await office.person()
    episode_id = await office.served(agent)

    answer = await agent.move(episode_id, "resolve", {} if result is None else {"result": result})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert (await agent.open(episode_id))["summary"]["status"] == "assigned"


async def test_resolving_says_goodbye_and_keeps_the_result(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    episode_id = await office.served(agent, visitor)

    answer = await agent.move(episode_id, "resolve", {"result": "  已为客户查明物流进度。 "})
    await office.work()

    assert answer.json()["summary"]["status"] == "resolved"
    assert (await visitor.lines())[-1]["kind"] == "closing"
    assert (await agent.open(episode_id))["ticket"]["result"] == "已为客户查明物流进度。"
    assert (await agent.move(episode_id, "resolve", {"result": "再次"})).json()["code"] == "illegal_move"


async def test_a_lead_takes_over_and_the_agent_before_loses_sight(office: Office) -> None:
    agent, lead = await office.person(), await office.person(Role.LEAD, capacity=0)
    episode_id = await office.served(agent)
    wire = await office.desk(agent)

    taken = await lead.move(episode_id, "take-over")

    assert taken.json()["summary"]["assignee"]["id"] == lead.user.id
    await wire.event("episode.gone", id=episode_id)
    assert (await agent.get(f"/api/desk/episodes/{episode_id}")).status_code == 404


async def test_hand_back_and_release_say_so_to_the_customer(office: Office) -> None:
    agent, back, queue = await office.person(), await office.visitor(), await office.visitor()
    handed, released = await office.served(agent, back), await office.served(agent, queue)

    await agent.move(handed, "hand-back")
    await agent.move(released, "release")
    await office.work()

    assert (await back.lines())[-1]["kind"] == "notice"
    assert (await queue.lines())[-1]["kind"] == "queue"
    assert (await agent.get(f"/api/desk/episodes/{handed}")).status_code == 404
    assert (await agent.open(released))["summary"]["status"] == "queued"


async def test_what_one_tab_read_is_read_in_the_other(office: Office) -> None:
    agent, other, visitor = await office.person(), await office.person(), await office.visitor()
    episode_id = await office.served(agent, visitor)
    for text in ("第一句", "第二句"):
        await visitor.say(text)
    await office.work()
    tabs = [await office.desk(agent), await office.desk(agent)]
    others = await office.desk(other)
    unread = (await agent.open(episode_id))["summary"]
    assert (unread["contact_count"], unread["read_count"]) == (3, 0)

    await agent.move(episode_id, "read", {"count": 2})
    await agent.move(episode_id, "read", {"count": 1})
    await agent.move(episode_id, "read", {"count": 2_000_000_000})

    for tab in tabs:
        await tab.event("episode.read", episode_id=episode_id, read_count=3)
        told = [frame["data"]["read_count"] for frame in tab.events() if frame["name"] == "episode.read"]
        assert told == [2, 3]
    assert (await agent.open(episode_id))["summary"]["read_count"] == 3
    assert all(frame["name"] != "episode.read" for frame in others.events())

    await visitor.say("第三句")
    await office.work()
    fresh = await tabs[0].until(lambda frame: frame.get("name") == "episode.changed")
    assert (fresh["data"]["summary"]["contact_count"], fresh["data"]["summary"]["read_count"]) == (4, 3)
