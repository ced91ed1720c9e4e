"""Working a ticket: whose it is, its moves, its words, its debt; every change with who and when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import feed_events, promises
from handoff.domain.agent import Role, User
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.errors import (
    AlreadyAssigned,
    BadInput,
    Conflict,
    DomainError,
    Forbidden,
    IllegalMove,
    Incomplete,
    NotFound,
    RegisterBlocked,
)
from handoff.domain.ticket import Priority, Ticket, TicketStatus
from handoff.services.bot_port import TicketWish
from handoff.services.ticket_work import ByHand, TicketChange
from tests.support.service_desk import ServiceDesk, reply, turn

RESULT = "已于今天10:00更换进水阀，试机正常。"


async def opened(desk: ServiceDesk, text: str = "洗衣机漏水", visitor: str = "visitor") -> Ticket:
    desk.bot.script[text] = turn(reply("已为您记录。"), tickets=[TicketWish("case", demand=text)])
    await desk.say(text, visitor)
    return (await desk.tickets(visitor))[-1]


async def changed(desk: ServiceDesk, ticket: Ticket, user: User, **facts: Any) -> Ticket:
    current = next(each for each in await desk.tickets() if each.id == ticket.id)
    await desk.services.ticket_work.change(ticket.id, user, TicketChange(current.version, **facts))
    return next(each for each in await desk.tickets() if each.id == ticket.id)


async def story(desk: ServiceDesk, ticket: Ticket, user: User) -> list[tuple[str, str]]:
    shown = await desk.services.ticket_view.ticket(user, ticket.id)
    return [(entry["actor"], entry["text"]) for entry in shown["entries"]]


async def owed(desk: ServiceDesk) -> list[str]:
    return [row.status for row in await desk.rows(select(promises.c.status).order_by(promises.c.made_at))]


async def test_the_first_who_takes_it_has_it_and_the_next_is_told_who(desk: ServiceDesk) -> None:
    ticket, first, second = await opened(desk), await desk.agent("林静"), await desk.agent("陈岚")

    await desk.services.ticket_work.take(ticket.id, first)
    await desk.services.ticket_work.take(ticket.id, first)
    with pytest.raises(AlreadyAssigned, match="林静"):
        await desk.services.ticket_work.take(ticket.id, second)
    with pytest.raises(Forbidden, match="林静"):
        await changed(desk, ticket, second, handling="已联系")

    assert (await desk.tickets())[0].assignee_id == first.id
    assert await story(desk, ticket, first) == [("智能客服", "登记工单：洗衣机漏水"), ("林静", "领取工单")]


async def test_a_lead_assigns_and_only_a_lead(desk: ServiceDesk) -> None:
    ticket, agent, lead = await opened(desk), await desk.agent("林静"), await desk.agent("周岩", Role.LEAD)
    trainer = await desk.agent("讲师", Role.TRAINER)

    with pytest.raises(Forbidden):
        await desk.services.ticket_work.assign(ticket.id, agent, agent.id)
    for nobody in (trainer.id, "0" * 32):
        with pytest.raises(NotFound):
            await desk.services.ticket_work.assign(ticket.id, lead, nobody)
    await desk.services.ticket_work.assign(ticket.id, lead, agent.id)

    assert (await desk.tickets())[0].assignee_id == agent.id
    assert (await story(desk, ticket, lead))[-1] == ("周岩", "指派给林静")


async def test_who_changes_what_nobody_has_takes_it(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent("林静")

    after = await changed(desk, ticket, agent, handling="已联系维修人员", priority=Priority.HIGH)

    assert (after.assignee_id, after.handling, after.priority) == (agent.id, "已联系维修人员", Priority.HIGH)
    text = (await story(desk, ticket, agent))[-1][1]
    assert text == "优先级：普通 → 高；处理过程：已联系维修人员；跟进人：林静"


async def test_a_change_of_an_old_version_changes_nothing(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    await changed(desk, ticket, agent, handling="已联系")

    with pytest.raises(Conflict, match="新的变化"):
        await desk.services.ticket_work.change(ticket.id, agent, TicketChange(ticket.version, handling="覆盖"))

    assert (await desk.tickets())[0].handling == "已联系"


@pytest.mark.parametrize("over", [TicketStatus.SOLVED, TicketStatus.CLOSED])
async def test_without_a_result_it_is_not_over(desk: ServiceDesk, over: TicketStatus) -> None:
    ticket, agent = await opened(desk), await desk.agent()

    for facts in ({}, {"result": "  "}):
        with pytest.raises(Incomplete, match="处理结果"):
            await changed(desk, ticket, agent, status=over, **facts)

    after = await changed(desk, ticket, agent, status=over, result=RESULT)
    assert (after.status, after.result) == (over, RESULT)


async def test_solved_in_time_keeps_the_promise_and_reopened_it_is_owed_again(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    desk.now.pass_(hours=2)
    solved = await changed(desk, ticket, agent, status=TicketStatus.SOLVED, result=RESULT)
    assert (solved.solved_at, solved.remind_at) == (desk.now(), None)
    assert await owed(desk) == ["kept"]

    desk.now.pass_(hours=30)
    again = await changed(desk, ticket, agent, status=TicketStatus.OPEN)

    assert (again.solved_at, again.due_at) == (None, desk.now() + timedelta(hours=24))
    assert await owed(desk) == ["kept", "made"]


async def test_closed_is_for_good(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    await changed(desk, ticket, agent, status=TicketStatus.CLOSED, result="客户重复反映，已并入另一工单。")

    with pytest.raises(IllegalMove):
        await changed(desk, ticket, agent, status=TicketStatus.OPEN)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"result": "你自己没看说明书"}, RegisterBlocked),
        ({"department": " "}, BadInput),
        ({"due_at": -1}, BadInput),
    ],
)
async def test_what_cannot_stand_is_refused(desk: ServiceDesk, facts: dict[str, Any], error: type[DomainError]) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    if "due_at" in facts:
        facts = {"due_at": desk.now() - timedelta(hours=1)}

    with pytest.raises(error):
        await changed(desk, ticket, agent, **facts)

    assert await desk.tickets() == [ticket]


async def test_a_later_time_is_told_to_the_customer_with_an_apology(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()

    later = await changed(desk, ticket, agent, due_at=ticket.due_at + timedelta(days=1, seconds=20))

    assert later.due_at == ticket.due_at + timedelta(days=1)
    assert await owed(desk) == ["renewed", "made"]
    [line] = [line.text for line in await desk.messages() if "未能在原定时间内完成" in line.text]
    assert "后天10:00" in line


async def test_a_new_time_is_told_even_when_the_customer_is_gone_and_leaves_nothing_open(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    desk.now.pass_(minutes=5)
    for minutes in (15, 5, 0):
        await desk.fire()
        desk.now.pass_(minutes=minutes)
    assert (await desk.episode()).status is EpisodeStatus.RESOLVED

    await changed(desk, ticket, agent, due_at=ticket.due_at + timedelta(days=1))
    await desk.settle()

    told = await desk.episode()
    assert (told.status, told.ticket_id) == (EpisodeStatus.RESOLVED, ticket.id)
    assert ticket.number in (await desk.messages())[-1].text
    assert told.result == "已告知客户新的反馈时间。"


async def test_an_earlier_time_is_between_colleagues(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    before = await desk.messages()

    await changed(desk, ticket, agent, due_at=ticket.due_at - timedelta(hours=3))

    assert await desk.messages() == before


async def test_a_ticket_is_opened_by_hand_from_what_is_known(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    given = ByHand("售后", " 客户要求周末上门 ", "售后部", Priority.URGENT, desk.now() + timedelta(hours=3))

    first = await desk.services.ticket_work.open_by_hand(episode.id, agent, given)
    second = await desk.services.ticket_work.open_by_hand(episode.id, agent, replace(given, due_at=None))

    found = {ticket.id: ticket for ticket in await desk.tickets()}
    assert (found[first].demand, found[first].priority) == ("客户要求周末上门", Priority.URGENT)
    assert found[first].due_at == desk.now() + timedelta(hours=3)
    assert second != first


@pytest.mark.parametrize(
    "given",
    [
        ByHand("闲聊", "客户要求上门", None, None),
        ByHand("售后", "  ", None, None),
    ],
)
async def test_a_ticket_by_hand_needs_a_category_and_a_demand(desk: ServiceDesk, given: ByHand) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    with pytest.raises(BadInput):
        await desk.services.ticket_work.open_by_hand(episode.id, agent, given)


async def test_a_reminder_comes_once_before_it_falls_due_and_the_lapse_goes_to_the_lead_once(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()

    async def told(name: str) -> int:
        return len(await desk.rows(select(feed_events.c.position).where(feed_events.c.name == name)))

    seen = []
    for hours in (22.9, 0.2, 0.2, 1, 1):
        desk.now.pass_(hours=hours)
        risen = desk.after_a_crash()
        await risen.fire()
        await desk.fire()
        await risen.close()
        late = (await desk.services.ticket_view.row(ticket.id))["overdue"]
        seen.append((await told("ticket.due"), late, (await owed(desk))[0]))

    assert seen == [
        (0, False, "made"),
        (1, False, "made"),
        (1, False, "made"),
        (1, True, "broken"),
        (1, True, "broken"),
    ]
    lapses = await desk.rows(select(feed_events.c.data).where(feed_events.c.name == "episode.lead_called"))
    assert [ticket.number in row.data["text"] for row in lapses] == [True]
    assert [text for _, text in await story(desk, ticket, agent)][1:] == [
        "即将到期提醒",
        "未在承诺的时间内反馈，已提醒主管",
    ]
    # Neither was a change of the ticket: whoever edits it meanwhile need not look again.
    assert (await desk.tickets())[0].version == ticket.version


async def test_the_views_show_what_is_to_do_in_the_order_it_falls_due(desk: ServiceDesk) -> None:
    agent, other = await desk.agent("林静"), await desk.agent("陈岚")
    numbers = {}
    for name in ("late", "soon", "far", "done"):
        numbers[name] = (await opened(desk, f"漏水{name}", name)).id
        desk.now.pass_(minutes=1)
    work = desk.services.ticket_work
    for name, hours in (("late", 1), ("soon", 3)):
        await work.change(numbers[name], agent, TicketChange(0, due_at=desk.now() + timedelta(hours=hours)))
    await work.change(numbers["done"], other, TicketChange(0, status=TicketStatus.SOLVED, result=RESULT))
    desk.now.pass_(hours=2)

    async def view(name: str, query: str = "", after: str | None = None) -> list[str]:
        found = await desk.services.ticket_view.find(agent, name, query, after)
        back = {ticket_id: each for each, ticket_id in numbers.items()}
        return [back[row["id"]] for row in found["tickets"]]

    assert await view("open") == ["late", "soon", "far"]
    assert await view("open", after=numbers["late"]) == ["soon", "far"]
    assert await view("mine") == await view("due") == ["late", "soon"]
    assert await view("done") == ["done"]
    assert await view("open", "漏水far") == ["far"]
    assert await view("open", "100%_") == []
    counts = (await desk.services.ticket_view.find(agent, "open", "", None))["counts"]
    assert counts == {"open": 3, "mine": 2, "overdue": 1}


async def test_an_agent_reads_the_talk_of_a_ticket_only_when_it_is_theirs_to_see(desk: ServiceDesk) -> None:
    ticket, agent = await opened(desk), await desk.agent()
    lead = await desk.agent("周岩", Role.LEAD)
    view = desk.services.ticket_view

    before = await view.ticket(agent, ticket.id)
    steered = await view.ticket(lead, ticket.id)
    await desk.services.ticket_work.take(ticket.id, agent)
    after = await view.ticket(agent, ticket.id)

    assert (before["messages"], before["open_episode"]) == ([], None)
    assert [line["text"] for line in after["messages"]] == [line["text"] for line in steered["messages"]] != []
    assert steered["open_episode"]["id"] == ticket.episode_id
