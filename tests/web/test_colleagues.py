"""Transfer, notes and grades over the web: told to whom they concern and to nobody else."""

import uuid
from typing import Any

from handoff.domain.agent import Role
from tests.web.office import Office
from tests.web.people import Person, Visitor


async def transfer(person: Person, episode_id: str, to: Person, **more: Any) -> Any:
    return await person.move(
        episode_id, "transfer", {"user_id": to.user.id, "reason": "需要售后专员核实", "consented": True, **more}
    )


async def note(person: Person, episode_id: str, text: str, client_id: str | None = None) -> Any:
    return await person.move(episode_id, "notes", {"client_id": client_id or uuid.uuid4().hex, "text": text})


async def rate(visitor: Visitor, episode_id: str, grade: int | None, **more: Any) -> Any:
    return await visitor.post("/api/webchat/rating", {"episode_id": episode_id, "grade": grade, **more})


async def test_a_transfer_moves_the_episode_from_one_desk_to_the_other(office: Office) -> None:
    agent, colleague, visitor = await office.person(), await office.person(), await office.visitor()
    episode_id = await office.served(agent, visitor)
    from_desk, to_desk = await office.desk(agent), await office.desk(colleague)
    window = await office.widget(visitor)

    unasked = await transfer(agent, episode_id, colleague, consented=False)
    answer = await transfer(agent, episode_id, colleague)
    await office.work()

    assert (unasked.status_code, unasked.json()["code"]) == (422, "incomplete")
    assert answer.json()["summary"]["assignee"]["id"] == colleague.user.id
    await from_desk.event("episode.gone", id=episode_id)
    told = await to_desk.event("episode.changed")
    assert told["data"]["summary"]["assignee"]["id"] == colleague.user.id
    state = await window.until(
        lambda frame: frame["type"] == "state" and frame["state"]["agent"]["number"] == colleague.user.number
    )
    assert state["state"]["status"] == "assigned"
    assert "无需重复说明" in (await colleague.open(episode_id))["messages"][-1]["text"]


async def test_a_colleague_who_is_away_is_named_in_the_refusal(office: Office) -> None:
    agent, away = await office.person(), await office.person(online=False)
    episode_id = await office.served(agent)

    answer = await transfer(agent, episode_id, away)

    assert (answer.status_code, answer.json()["code"]) == (409, "agent_not_online")
    assert away.user.display_name in answer.json()["message"]


async def test_a_note_reaches_the_desks_that_see_the_episode_and_no_other(office: Office) -> None:
    agent, other, lead = await office.person(), await office.person(), await office.person(Role.LEAD)
    visitor = await office.visitor()
    episode_id = await office.served(agent, visitor)
    own, foreign, steering = await office.desk(agent), await office.desk(other), await office.desk(lead)
    window = await office.widget(visitor)

    client_id = uuid.uuid4().hex
    written = (await note(agent, episode_id, "客户下班后方便", client_id)).json()["note"]
    again = (await note(agent, episode_id, "客户下班后方便", client_id)).json()["note"]
    marker = await agent.reply(episode_id, "您好，您的订单预计明天18:00前送达，感谢您的等候。")
    await office.work()

    assert written == again
    for wire in (own, steering):
        assert (await wire.event("note.created"))["data"] == {"episode_id": episode_id, "note": written}
    await window.line(marker.json()["message"]["text"])
    await foreign.send({"type": "ping"})
    await foreign.until(lambda frame: frame["type"] == "pong")
    seen = [*window.seen, *foreign.seen]
    assert not any(frame.get("name") == "note.created" for frame in seen)
    assert not any("客户下班后方便" in str(frame) for frame in seen)
    assert (await agent.open(episode_id))["notes"] == [written]


async def test_the_window_asks_for_a_grade_and_takes_the_question_back(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    episode_id = await office.served(agent, visitor)
    await agent.reply(episode_id, "您好，您的订单预计明天18:00前送达，感谢您的等候。")
    window = await office.widget(visitor)
    await agent.move(episode_id, "resolve", {"result": "已为客户查明物流进度。"})
    await office.work()

    asked = await window.until(lambda frame: frame["type"] == "state" and frame["state"]["rating"])
    wrong = [(await rate(visitor, episode_id, grade)).status_code for grade in (0, 6, True, 2.5, "5")]  # type: ignore[arg-type]
    answer = await rate(visitor, episode_id, 2, reason="等了很久")
    second = await rate(visitor, episode_id, 5)

    assert asked["state"]["rating"]["agent"]["number"] == agent.user.number
    assert wrong == [400] * 5
    assert "工单" in answer.json()["thanks"]
    assert (second.status_code, second.json()["code"]) == (409, "already_rated")
    await window.until(lambda frame: frame["type"] == "state" and frame["state"]["rating"] is None)
    assert (await agent.open(episode_id))["rating"]["grade"] == 2


async def test_nobody_grades_a_strangers_episode(office: Office) -> None:
    agent, visitor, stranger = await office.person(), await office.visitor(), await office.visitor()
    episode_id = await office.resolved(agent, visitor)

    theirs = await rate(stranger, episode_id, 1)
    missing = await rate(stranger, "0" * 32, 1)

    assert (theirs.status_code, theirs.json()) == (404, missing.json())


async def test_a_priority_customer_stands_first_at_every_desk(office: Office) -> None:
    agent = await office.person()
    first, priority = await office.visitor(), await office.visitor()
    ahead = await office.queued(first)
    async with office.services.intake.open_work() as work:
        contact = (await work.conversations.lock(priority.conversation_id)).contact_id
        await work.contacts.mark_vip(contact)
    episode_id = await office.queued(priority)

    listed = {episode["id"]: episode for episode in (await agent.state())["episodes"]}

    assert listed[episode_id]["contact"]["vip"] is True
    assert listed[episode_id]["place"] < listed[ahead]["place"]
