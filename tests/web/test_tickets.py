"""Tickets over the web: worked by one, seen by all, and every change told to the other desks."""

import asyncio
import uuid
from typing import Any

from handoff.domain.agent import Role
from tests.web.office import Office
from tests.web.people import Person

LINE = "您好，检修人员将于明天10:00上门，请您保持电话畅通。"


async def edit(person: Person, ticket: dict[str, Any], **facts: Any) -> Any:
    return await person.http.patch(f"/api/desk/tickets/{ticket['id']}", json={"version": ticket["version"], **facts})


async def one(person: Person, ticket_id: str) -> dict[str, Any]:
    answer = await person.get(f"/api/desk/tickets/{ticket_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_ticket_is_worked_from_list_to_solved_and_the_other_desk_sees_each_step(office: Office) -> None:
    agent, watcher = await office.person(), await office.person()
    ticket_id = await office.ticket()
    wire = await office.desk(watcher)

    number = (await one(agent, ticket_id))["ticket"]["number"]
    [ticket] = (await agent.get("/api/desk/tickets", params={"view": "open", "q": number})).json()["tickets"]
    taken = (await agent.post(f"/api/desk/tickets/{ticket_id}/take")).json()["ticket"]
    pending = (await edit(agent, taken, status="pending", handling="已联系维修人员。")).json()["ticket"]
    stale = await edit(agent, taken, status="solved", result="已更换进水阀。")
    bare = await edit(agent, pending, status="solved")
    rude = await edit(agent, pending, status="solved", result="你自己没看说明书")
    solved = (await edit(agent, pending, status="solved", result="已更换进水阀，试机正常。")).json()["ticket"]

    assert (ticket["assignee"], ticket["kind"], ticket["overdue"], ticket["version"]) == (None, "case", False, 0)
    assert taken["assignee"]["id"] == agent.user.id
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    assert (bare.status_code, bare.json()["code"]) == (422, "incomplete")
    assert (rude.status_code, rude.json()["code"]) == (422, "register_blocked")
    assert rude.json()["findings"]
    assert (solved["status"], solved["result"]) == ("solved", "已更换进水阀，试机正常。")
    seen = [(await wire.event("ticket.changed"))["data"]["ticket"] for _ in range(3)]
    assert [row["status"] for row in seen] == ["open", "pending", "solved"]
    assert seen[-1] == solved
    entries = (await one(agent, ticket_id))["entries"]
    assert [entry["name"] for entry in entries] == ["opened", "taken", "changed", "changed"]
    assert entries[-1]["text"].startswith("状态：处理中 → 已解决")


async def test_writing_from_a_ticket_opens_the_conversation_to_the_customers_window(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    ticket_id = await office.ticket(agent, await office.with_bot(visitor))
    window = await office.widget(visitor)

    body = {"client_id": uuid.uuid4().hex, "text": LINE}
    answer = await agent.post(f"/api/desk/tickets/{ticket_id}/write", body)
    again = await agent.post(f"/api/desk/tickets/{ticket_id}/write", body)
    await office.work()

    assert answer.status_code == 200, answer.text
    assert again.json()["message"]["id"] == answer.json()["message"]["id"]
    assert (await window.line(LINE))["data"]["message"]["agent"]["number"] == agent.user.number
    detail = await agent.open(answer.json()["episode_id"])
    assert (detail["summary"]["status"], detail["ticket"]["id"]) == ("assigned", ticket_id)
    assert (await one(agent, ticket_id))["open_episode"]["id"] == answer.json()["episode_id"]


async def test_a_customer_in_other_hands_is_named_with_their_agent(office: Office) -> None:
    agent, other, visitor = await office.person(), await office.person(), await office.visitor()
    ticket_id = await office.ticket(agent, await office.served(other, visitor))

    answer = await agent.post(f"/api/desk/tickets/{ticket_id}/write", {"client_id": uuid.uuid4().hex, "text": LINE})

    assert (answer.status_code, answer.json()["code"]) == (409, "already_assigned")
    assert other.user.display_name in answer.json()["message"]


async def test_an_agent_who_has_not_the_ticket_reads_none_of_the_talk(office: Office) -> None:
    agent, lead = await office.person(), await office.person(Role.LEAD)
    ticket_id = await office.ticket()

    unread = await one(agent, ticket_id)
    await agent.post(f"/api/desk/tickets/{ticket_id}/take")

    assert (unread["messages"], unread["open_episode"]) == ([], None)
    assert (await one(agent, ticket_id))["messages"] == (await one(lead, ticket_id))["messages"] != []


async def test_a_ticket_opened_by_hand_stands_in_the_episode(office: Office) -> None:
    agent = await office.person()
    episode_id = await office.served(agent)

    body = {"category": "售后", "demand": "客户要求周末上门", "department": "售后部", "priority": "high"}
    answer = await agent.move(episode_id, "tickets", body)
    wrong = [
        (await agent.move(episode_id, "tickets", {**body, **change})).status_code
        for change in (
            {"category": "闲聊"},
            {"demand": " "},
            {"priority": "very"},
            {"due_at": "2020-01-01T00:00:00Z"},
            {"due_at": "2030-01-01T00:00:00"},
        )
    ]

    ticket = answer.json()["ticket"]
    assert (ticket["demand"], ticket["priority"], ticket["kind"]) == ("客户要求周末上门", "high", "case")
    assert wrong == [400] * 5
    assert (await agent.open(episode_id))["ticket"]["id"] == ticket["id"]


async def test_of_many_who_take_one_ticket_at_once_one_has_it(office: Office) -> None:
    agents = [await office.person() for _ in range(4)]
    ticket_id = await office.ticket()

    answers = await asyncio.gather(*(agent.post(f"/api/desk/tickets/{ticket_id}/take") for agent in agents))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_a_view_nobody_knows_is_refused(office: Office) -> None:
    agent = await office.person()

    assert (await agent.get("/api/desk/tickets", params={"view": "everything"})).status_code == 400
