"""What agents report over the web: by whoever sees the line, and shown to whoever opens the thread."""

from typing import Any

from handoff.domain.agent import Role
from tests.web.office import Office
from tests.web.people import Person


async def bots_line(person: Person, episode_id: str) -> dict[str, Any]:
    lines = (await person.open(episode_id))["messages"]
    found: dict[str, Any] = next(line for line in lines if line["sender"] == "bot")
    return found


def path(line: dict[str, Any]) -> str:
    return f"/api/desk/messages/{line['id']}/bot-was-wrong"


async def with_a_bots_line(office: Office, agent: Person) -> str:
    visitor = await office.visitor()
    await office.tell(visitor, "订单到哪了")
    return await office.served(agent, visitor)


async def test_a_line_called_wrong_shows_so_to_all_who_see_it_until_it_is_taken_back(office: Office) -> None:
    agent, lead = await office.person(), await office.person(Role.LEAD)
    episode_id = await with_a_bots_line(office, agent)
    line = await bots_line(agent, episode_id)
    desk = await office.desk(lead)

    told = await agent.post(path(line), {})
    event = await desk.event("message.reported")
    opened = await lead.open(episode_id)
    back = await agent.http.request("DELETE", path(line), json={})

    assert (told.status_code, told.json()) == (200, {"called_wrong": True})
    assert event["data"] == {"episode_id": episode_id, "message_id": line["id"], "wrong": True}
    assert opened["called_wrong"] == [line["id"]]
    assert (back.status_code, back.json()) == (200, {"called_wrong": False})
    assert (await lead.open(episode_id))["called_wrong"] == []


async def test_somebody_elses_line_is_not_there(office: Office) -> None:
    agent, other = await office.person(), await office.person()
    episode_id = await with_a_bots_line(office, agent)
    line = await bots_line(agent, episode_id)

    refused = await other.post(path(line), {})
    alarm = {"episode_id": episode_id, "text": "可能明天到。", "rule": "R03", "start": 0, "end": 2}
    refused_too = await other.post("/api/desk/findings/false-alarm", alarm)

    assert [answer.status_code for answer in (refused, refused_too)] == [404, 404]
    assert (await agent.open(episode_id))["called_wrong"] == []


async def test_a_finding_of_the_register_is_reported_as_it_was_told(office: Office) -> None:
    agent = await office.person()
    episode_id = await with_a_bots_line(office, agent)
    checked = (await agent.post("/api/desk/register/check", {"text": "可能明天到。"})).json()
    finding = checked["findings"][0]
    place = {name: finding[name] for name in ("rule", "start", "end")}
    alarm = {"episode_id": episode_id, "text": "可能明天到。", **place}

    told = await agent.post("/api/desk/findings/false-alarm", alarm)
    made_up = await agent.post("/api/desk/findings/false-alarm", {**alarm, "text": "明天到。"})

    assert (told.status_code, told.json()) == (200, {"reported": True})
    assert (made_up.status_code, made_up.json()["code"]) == (400, "bad_input")
