"""What tests of 微信客服 say and look at, in few words."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import func, select

from handoff.adapters.sql.schema import arrivals, feed_events
from handoff.domain.agent import User
from handoff.domain.conversation import Episode
from handoff.domain.inbox import Inbox
from handoff.domain.message import Message, Sender
from handoff.services.replies import AgentLine
from tests.support.scripted_bot import parse, turn
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import KfCustomer

NEW, BOT, QUEUEING, SERVED, ENDED = range(5)
SYNC, SEND, ON_EVENT = "kf/sync_msg", "kf/send_msg", "kf/send_msg_on_event"
STATE, TRANS = "kf/service_state/get", "kf/service_state/trans"
PERSON = "转人工"


async def lines(there: WechatDesk, inbox: Inbox, customer: KfCustomer, *senders: Sender) -> list[Message]:
    every = await there.lines(inbox, customer.external_userid)
    return [line for line in every if line.sender in (senders or tuple(Sender))]


async def said(there: WechatDesk, inbox: Inbox, customer: KfCustomer) -> list[str]:
    """The customer's words."""
    return [line.text for line in await lines(there, inbox, customer, Sender.CONTACT)]


async def theirs(there: WechatDesk, inbox: Inbox, customer: KfCustomer) -> Message:
    """The newest line of the customer."""
    return (await lines(there, inbox, customer, Sender.CONTACT))[-1]


async def ours(there: WechatDesk, inbox: Inbox, customer: KfCustomer) -> Message:
    """The newest line that is not the customer's."""
    return (await lines(there, inbox, customer, Sender.BOT, Sender.AGENT, Sender.SYSTEM))[-1]


async def asks_for_a_person(there: WechatDesk, inbox: Inbox, customer: KfCustomer) -> Episode:
    there.desk.bot.script[PERSON] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await customer.writes(PERSON)
    await there.settle()
    return await there.episode(inbox, customer.external_userid)


async def served(there: WechatDesk, inbox: Inbox, customer: KfCustomer) -> tuple[User, Episode]:
    """A customer with an agent at our desk."""
    agent = await there.desk.agent()
    episode = await asks_for_a_person(there, inbox, customer)
    await there.desk.services.assignment.accept(episode.id, agent)
    return agent, await there.episode(inbox, customer.external_userid)


async def reply(there: WechatDesk, agent: User, episode: Episode, text: str) -> None:
    await there.desk.services.replies.send(episode.id, agent, AgentLine(uuid4().hex, text))
    await there.settle()


async def who_serves(there: WechatDesk, episode: Episode) -> str:
    assert episode.assignee_id, "nobody serves"
    async with there.desk.work() as work:
        return (await work.users.get(episode.assignee_id)).display_name


async def left(there: WechatDesk, inbox: Inbox, customer: KfCustomer) -> int:
    """What our own ledger still holds."""
    conversation = await there.conversation(inbox, customer.external_userid)
    async with there.desk.work() as work:
        return (await work.quotas.of(conversation.id)).left(there.desk.now())


async def kept(there: WechatDesk) -> int:
    """How many arrivals the database holds."""
    [(count,)] = await there.desk.rows(select(func.count()).select_from(arrivals))
    return int(count)


async def changed(there: WechatDesk, line: Message) -> list[dict[str, object]]:
    """How the desk was shown this line after it was there."""
    query = select(feed_events.c.data).where(feed_events.c.name == "message.changed").order_by(feed_events.c.position)
    shown = [row.data["message"] for row in await there.desk.rows(query)]
    return [one for one in shown if one["id"] == line.id]


def answered(there: WechatDesk, endpoint: str) -> Sequence[int | None]:
    """What each call of it was answered."""
    return [call.errcode for call in there.platform.calls if call.endpoint == endpoint]
