"""What the person who comes in finds: packet, ticket, and nothing to ask twice."""

from datetime import timedelta

from sqlalchemy import select, update

from handoff.adapters.sql.schema import contacts, tickets
from handoff.domain.ticket import Priority, TicketStatus
from tests.support.service_desk import ServiceDesk, parse, reply, turn

ANGRY = parse("complaint", emotion="angry", complaint=True)


async def complained(desk: ServiceDesk) -> None:
    desk.bot.script["查一下我的洗衣机"] = turn(
        reply("您的洗衣机已于11月18日签收。"),
        slots={
            "order_number": "202611180007",
            "verified_order": "202611180007",
            "order_product": "云净洗衣机 W10",
            "last_topic": "order_status",
        },
    )
    desk.bot.script["师傅装完就走，机器漏水没人管"] = turn(of=ANGRY, handoff={"reason": "complaint"})
    await desk.say("查一下我的洗衣机")
    desk.now.pass_(minutes=1)
    await desk.say("师傅装完就走，机器漏水没人管")


async def test_a_complaint_fills_every_field_of_the_ticket_that_is_known(desk: ServiceDesk) -> None:
    await desk.agent()
    await complained(desk)

    ticket = await desk.ticket()

    assert ticket is not None
    assert ticket.number == "GD202611200001"
    assert (ticket.status, ticket.priority, ticket.category) == (TicketStatus.OPEN, Priority.HIGH, "投诉")
    assert ticket.demand == "师傅装完就走，机器漏水没人管"
    assert ticket.order_number == "202611180007"
    assert ticket.product == "云净洗衣机 W10"
    assert ticket.scene.startswith("2026-11-20 10:01")
    assert ticket.opened_at == desk.now()
    assert ticket.due_at == desk.now() + timedelta(hours=24)
    assert ticket.contact_name.startswith("访客")
    assert ticket.contact_ref
    assert ticket.department


async def test_the_packet_says_everything_that_was_said(desk: ServiceDesk) -> None:
    await desk.agent()
    await complained(desk)

    packet = (await desk.episode()).packet

    assert packet is not None
    assert packet["channel"] == "web"
    assert packet["reason"] == "complaint"
    assert packet["identity_verified"] is True
    assert packet["complaint_step"] == "understand"
    assert [each["label"] for each in packet["emotions"]] == ["calm", "angry"]  # type: ignore[attr-defined]
    assert packet["tried"] == ["智能客服已答复：您的洗衣机已于11月18日签收。"]
    assert [each["text"] for each in packet["last_lines"]][-1] == "师傅装完就走，机器漏水没人管"  # type: ignore[attr-defined]


async def test_the_bots_own_directive_knows_best_what_is_wanted(desk: ServiceDesk) -> None:
    await desk.agent()
    details = {"reason": "asked", "demand": "客户要求更换滤芯", "category": "售后", "order_number": "202611010003"}
    desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff=dict(details))

    await desk.say("转人工")

    ticket = await desk.ticket()
    assert ticket is not None
    assert (ticket.demand, ticket.category, ticket.order_number) == ("客户要求更换滤芯", "售后", "202611010003")


async def test_a_wish_without_a_matter_says_that_none_was_named(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.queued()

    packet = (await desk.episode()).packet

    assert packet is not None
    assert packet["demand"] == "客户需要人工服务，尚未说明具体问题"


async def test_a_known_customer_is_called_by_title_and_a_vip_has_priority(desk: ServiceDesk) -> None:
    await desk.agent()
    conversation = await desk.conversation()
    async with desk.engine.begin() as connection:
        known = contacts.c.id == conversation.contact_id
        await connection.execute(update(contacts).where(known).values(name="王", title="先生", vip=True))

    await desk.queued()

    ticket = await desk.ticket()
    assert ticket is not None
    assert (ticket.contact_name, ticket.title, ticket.priority) == ("王先生", "先生", Priority.HIGH)


async def test_one_open_ticket_a_conversation_is_brought_up_to_date(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.queued()
    await desk.say("返回机器人")
    await complained(desk)
    agent = await desk.agent("陈岚")
    await desk.services.assignment.accept((await desk.episode()).id, agent)
    await desk.services.assignment.hand_back((await desk.episode()).id, agent)
    await desk.queued()

    found = await desk.rows(select(tickets).order_by(tickets.c.number))

    assert [(row.number, row.status) for row in found] == [("GD202611200001", "closed"), ("GD202611200002", "open")]


async def test_tickets_are_numbered_by_the_day_in_shanghai(desk: ServiceDesk) -> None:
    await desk.queued("first")
    await desk.queued("second")
    desk.now.pass_(hours=14)
    await desk.queued("third")

    numbers = [row.number for row in await desk.rows(select(tickets.c.number).order_by(tickets.c.number))]

    assert numbers == ["GD202611200001", "GD202611200002", "GD202611210001"]


async def test_the_first_line_thanks_for_the_wait_and_restates_the_matter(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    await complained(desk)
    episode = await desk.episode()
    await desk.services.assignment.accept(episode.id, agent)

    opened = await desk.services.desk_view.episode(agent, episode.id)
    await desk.reply(episode, agent, opened["first_line"])
    afterwards = await desk.services.desk_view.episode(agent, episode.id)

    for part in ("感谢您的等候", f"工号{agent.number}", "师傅装完就走，机器漏水没人管", "抱歉"):
        assert part in opened["first_line"]
    assert afterwards["first_line"] is None


async def test_the_first_line_does_not_quote_what_an_agent_may_not_say(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    words = "你们到底管不管，真他妈恶心"
    desk.bot.script[words] = turn(handoff={"reason": "complaint", "demand": words}, of=parse("complaint"))
    await desk.say(words)
    episode = await desk.accepted(agent)

    opened = await desk.services.desk_view.episode(agent, episode.id)
    await desk.reply(episode, agent, opened["first_line"])

    assert words not in opened["first_line"]
    assert "抱歉" in opened["first_line"]


async def test_the_window_shows_the_wait_that_the_queue_line_said(desk: ServiceDesk) -> None:
    agent = await desk.agent(capacity=1)
    served = await desk.accepted(agent, "served")
    desk.now.pass_(minutes=12)
    await desk.services.assignment.resolve(served.id, agent, "已答复")
    await desk.accepted(agent, "busy")

    await desk.queued("waiting")

    line = next(message.text for message in await desk.messages("waiting") if message.kind == "queue")
    conversation = await desk.conversation("waiting")
    state = await desk.services.contact_view.state(conversation.id)
    assert "预计12分钟内接入" in line
    assert state["expected_wait_minutes"] == 12
