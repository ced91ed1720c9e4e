"""What the dialogue wants recorded becomes a ticket with a number, a promise and a line that says both."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import feed_events, promises, ticket_entries
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.errors import LeaseLost, NotFound
from handoff.domain.lines import said_time
from handoff.domain.ticket import Priority, TicketKind, TicketStatus
from handoff.services.bot_port import TicketWish
from handoff.services.dispatch import LEASE
from tests.support.service_desk import OFFICE, ServiceDesk, enterprise, parse, reply, turn

ORDER = "202611180007"
CASE = TicketWish("case", demand="客户反映洗衣机漏水，要求上门检修", order_number=ORDER, product="云净洗衣机 W10")
CALL = TicketWish("callback", demand="客户要求回电说明安装费用", contact_phone="13800001234", convenient_time="下午")


def scripted(desk: ServiceDesk, text: str, *wishes: TicketWish, intent: str = "repair_request") -> None:
    desk.bot.script[text] = turn(reply("已为您记录。"), of=parse(intent), tickets=wishes)


async def owed(desk: ServiceDesk) -> list[tuple[str, str, datetime]]:
    query = select(promises.c.kind, promises.c.status, promises.c.due_at).order_by(promises.c.made_at, promises.c.id)
    return [tuple(row) for row in await desk.rows(query)]


async def entries(desk: ServiceDesk) -> list[tuple[str, str]]:
    rows = await desk.rows(select(ticket_entries).order_by(ticket_entries.c.id))
    return [(row.actor, row.name) for row in rows]


async def test_a_case_is_opened_owed_and_told(desk: ServiceDesk) -> None:
    scripted(desk, "洗衣机漏水", CASE)

    await desk.say("洗衣机漏水")

    [ticket] = await desk.tickets()
    due = desk.now() + timedelta(hours=24)
    assert (ticket.number, ticket.kind, ticket.status) == ("GD202611200001", TicketKind.CASE, TicketStatus.OPEN)
    assert (ticket.category, ticket.department, ticket.due_at) == ("售后", "售后部", due)
    assert (ticket.order_number, ticket.product, ticket.demand) == (ORDER, "云净洗衣机 W10", CASE.demand)
    assert await owed(desk) == [("ticket", "made", due)]
    assert await entries(desk) == [("bot", "opened")]
    line = (await desk.messages())[-1]
    assert (line.kind, line.sender) == ("answer", "bot")
    for part in (ticket.number, "售后部", said_time(due, desk.now(), desk.enterprise.hours.zone)):
        assert part in line.text


async def test_the_line_stands_before_the_question_the_bot_ends_with(desk: ServiceDesk) -> None:
    closing = reply("请问还有其他可以帮您的吗？", "closing")
    desk.bot.script["漏水"] = turn(reply("非常抱歉给您带来不便。"), closing, tickets=[CASE])

    await desk.say("漏水")

    told = [line.text for line in await desk.messages()][-3:]
    assert told[0].startswith("非常抱歉")
    assert "GD202611200001" in told[1]
    assert told[2] == "请问还有其他可以帮您的吗？"


async def test_a_bot_that_only_wishes_has_answered(desk: ServiceDesk) -> None:
    desk.bot.script["漏水"] = turn(tickets=[CASE])

    await desk.say("漏水")

    assert (await desk.episode()).clock.unanswered is None


async def test_a_callback_is_promised_for_the_next_working_time_and_names_the_tail_only(desk: ServiceDesk) -> None:
    office = desk.reconfigured(enterprise(OFFICE))
    office.now.pass_(hours=7, minutes=30)
    scripted(office, "给我回个电话", CALL, intent="callback_request")

    await office.say("给我回个电话")

    [ticket] = await office.tickets()
    [line] = [line.text for line in await office.messages() if ticket.number in line.text]
    # Half an hour of the two hours is left on Friday; Monday opens at nine.
    assert ticket.due_at == datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    assert "尾号1234" in line
    assert "13800001234" not in line
    assert (ticket.contact_phone, ticket.convenient_time) == ("13800001234", "下午")
    assert (await office.episode()).status is EpisodeStatus.BOT
    assert "offer" not in await office.kinds()


async def test_a_time_the_customer_chose_is_the_time_that_is_promised(desk: ServiceDesk) -> None:
    chosen = desk.now() + timedelta(hours=5, seconds=30)
    scripted(desk, "回电", TicketWish("callback", due_at=chosen), intent="callback_request")

    await desk.say("回电")

    [ticket] = await desk.tickets()
    assert ticket.due_at == chosen - timedelta(seconds=30)
    assert "联系电话" in (await desk.messages())[-1].text


async def test_who_asks_for_a_person_to_call_is_neither_queued_nor_offered(desk: ServiceDesk) -> None:
    await desk.agent()
    for text in ("让客服人员给我打电话", "叫人工联系我", "怎么还没人给我打电话"):
        scripted(desk, text, CALL, intent="callback_request")
        await desk.say(text)

    assert (await desk.episode()).status is EpisodeStatus.BOT
    assert not {"queue", "offer"} & set(await desk.kinds())
    assert len(await desk.tickets()) == 1


@pytest.mark.parametrize(("kind", "owes"), [("suggestion", True), ("praise", False), ("payment", True)])
async def test_every_kind_has_its_own_words_and_debt(desk: ServiceDesk, kind: str, owes: bool) -> None:
    scripted(desk, "说一句", TicketWish(kind, demand="希望增加夜间送货"), intent="suggestion")

    await desk.say("说一句")

    [ticket] = await desk.tickets()
    assert (await desk.messages())[-1].text.count(ticket.number) == 1
    assert bool(await owed(desk)) == owes
    assert ("前" in (await desk.messages())[-1].text) == owes


async def test_the_same_matter_again_brings_the_ticket_up_to_date(desk: ServiceDesk) -> None:
    scripted(desk, "漏水", CASE)
    again = TicketWish("case", demand="客户补充：下水管脱落", order_number=ORDER, priority=Priority.HIGH)
    scripted(desk, "下水管掉了", again)
    scripted(desk, "另一台", TicketWish("case", demand="冰箱不制冷", order_number="202611010003"))
    await desk.say("漏水")
    desk.now.pass_(minutes=3)
    await desk.say("下水管掉了")
    await desk.say("另一台")

    first, second = await desk.tickets()
    assert (first.demand, first.priority, first.product) == ("客户补充：下水管脱落", Priority.HIGH, "云净洗衣机 W10")
    assert first.version == 1
    assert second.order_number == "202611010003"
    assert await entries(desk) == [("bot", "opened"), ("bot", "updated"), ("bot", "opened")]
    # What was promised first still stands.
    assert [status for _, status, _ in await owed(desk)] == ["made", "made"]


async def test_what_is_late_is_promised_anew_with_an_apology(desk: ServiceDesk) -> None:
    scripted(desk, "漏水", CASE)
    await desk.say("漏水")
    desk.now.pass_(hours=30)
    await desk.fire()

    await desk.say("漏水")

    [ticket] = await desk.tickets()
    assert ticket.due_at == desk.now() + timedelta(hours=24)
    assert [status for _, status, _ in await owed(desk)] == ["broken", "made"]
    assert "非常抱歉" in (await desk.messages())[-1].text


async def test_a_worker_killed_before_its_commit_leaves_no_ticket_and_the_next_opens_one(desk: ServiceDesk) -> None:
    scripted(desk, "漏水", CASE)
    await desk.write("漏水")
    async with desk.work() as work:
        stolen = await work.mailboxes.claim("dead", desk.now(), desk.now() + LEASE)
    assert stolen
    desk.now.pass_(seconds=LEASE.total_seconds())
    risen = desk.after_a_crash()
    await risen.settle()

    # The one that was thought dead comes back with what it had prepared.
    with pytest.raises(LeaseLost):
        async with desk.work() as work:
            await work.mailboxes.done(stolen, 1)

    assert [ticket.number for ticket in await risen.tickets()] == ["GD202611200001"]
    assert len(await owed(risen)) == 1
    assert len([line for line in await risen.messages() if "GD202611200001" in line.text]) == 1
    await risen.close()


async def test_a_fault_in_the_same_transaction_takes_ticket_promise_and_line_back(
    desk: ServiceDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(desk, "漏水", CASE)
    await desk.write("漏水")

    async def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broke:
        broke.setattr("handoff.adapters.sql.messages.SqlOutbox.add", broken)
        with pytest.raises(RuntimeError):
            await desk.services.dispatch.work_next()
    assert (await desk.tickets(), await owed(desk), await entries(desk)) == ([], [], [])

    desk.now.pass_(seconds=LEASE.total_seconds())
    await desk.settle()
    assert len(await desk.tickets()) == len(await owed(desk)) == 1


async def test_the_desk_hears_of_a_ticket_as_its_list_shows_it(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    scripted(desk, "漏水", CASE)
    await desk.say("漏水")

    [told] = await desk.rows(select(feed_events.c.data).where(feed_events.c.name == "ticket.changed"))
    listed = (await desk.services.ticket_view.find(agent, "open", "", None))["tickets"]
    assert [told.data["ticket"]] == listed
    assert listed[0]["kind_text"] == "售后处理"


async def test_who_is_in_the_queue_still_gets_a_ticket(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.queued()
    scripted(desk, "先给我记下漏水", CASE)

    await desk.say("先给我记下漏水")

    assert [ticket.kind for ticket in await desk.tickets()] == [TicketKind.HANDOFF, TicketKind.CASE]
    assert (await desk.episode()).status is EpisodeStatus.QUEUED


async def test_a_person_who_resolves_the_talk_solves_its_handoff_and_leaves_the_case_open(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    scripted(desk, "漏水", CASE)
    await desk.say("漏水")
    episode = await desk.accepted(agent)
    await desk.services.assignment.resolve(episode.id, agent, "已说明检修安排")

    found = {ticket.kind: ticket.status for ticket in await desk.tickets()}
    assert found == {TicketKind.CASE: TicketStatus.OPEN, TicketKind.HANDOFF: TicketStatus.SOLVED}
    assert [status for kind, status, _ in await owed(desk) if kind == "ticket"] == ["made"]


async def test_the_photos_of_the_talk_go_with_the_ticket_and_are_shown_to_whoever_has_it(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    image = await desk.uploaded()
    scripted(desk, "这样漏水", CASE)
    await desk.say("这样漏水", images=[image.id])
    [ticket] = await desk.tickets()
    view, uploads = desk.services.ticket_view, desk.services.uploads

    with pytest.raises(NotFound):
        await uploads.for_desk(agent, image.id)
    await desk.services.ticket_work.take(ticket.id, agent)

    shown = (await view.ticket(agent, ticket.id))["photos"]
    assert shown == [{"id": image.id, "url": f"/api/desk/attachments/{image.id}"}]
    assert (await uploads.for_desk(agent, image.id)).image.id == image.id


async def test_whatever_length_the_customers_words_have_the_ticket_is_stored(desk: ServiceDesk) -> None:
    names = ("department", "product", "service_number", "contact_phone", "convenient_time", "demand", "order_number")
    words: dict[str, Any] = dict.fromkeys(names, "很长的回答" * 300)
    long = TicketWish("case", category="不在册的类别", **words)
    scripted(desk, "漏水", long)

    await desk.say("漏水")
    await desk.say("漏水")

    [ticket] = await desk.tickets()
    assert ticket.category == "售后"
    assert ticket.convenient_time == ("很长的回答" * 300)[:64]
