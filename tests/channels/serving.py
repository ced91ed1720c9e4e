"""What the tests of sending do over and over: a customer is served by a person, and lines are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from handoff.adapters.sql.schema import feed_events
from handoff.domain.agent import Availability, User
from handoff.domain.conversation import Episode
from handoff.domain.inbox import Inbox
from handoff.domain.message import Message, Sender
from handoff.services.inboxes import InboxChange
from handoff.services.replies import AgentLine
from tests.support.scripted_bot import parse, turn
from tests.support.service_desk import ServiceDesk
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import KfCustomer, OaCustomer

Customer = OaCustomer | KfCustomer
ASKS = "转人工"
SENTENCE = "您的退款已于今天10:00提交银行。"


@dataclass(frozen=True)
class Served:
    """A customer and the agent who has taken their episode."""

    there: WechatDesk
    inbox: Inbox
    customer: Customer
    agent: User
    episode: Episode

    async def line(self, text: str, attachments: tuple[str, ...] = ()) -> Message:
        """The agent's line, not yet sent."""
        line = AgentLine(uuid4().hex, text, None, None, attachments)
        return await self.there.desk.services.replies.send(self.episode.id, self.agent, line)

    async def says(self, text: str, attachments: tuple[str, ...] = ()) -> Message:
        message = await self.line(text, attachments)
        await self.there.settle()
        return message

    async def image(self, content: bytes) -> str:
        return (await self.there.desk.services.uploads.from_agent(self.episode.id, self.agent, content)).id

    async def ours(self) -> list[Message]:
        return await ours(self.there, self.inbox, self.customer)

    async def quota(self) -> dict[str, Any]:
        """As the desk is shown it."""
        return await quota(self.there, self.episode, self.agent)


def long_line(number: int, sentences: int = 36) -> str:
    """Too long to go out together with another one; as long as it is, still one send."""
    return f"第{number}项：" + SENTENCE * sentences


def ref_of(customer: Customer) -> str:
    return customer.openid if isinstance(customer, OaCustomer) else customer.external_userid


def heard(customer: Customer) -> list[str]:
    return list(customer.texts)


async def queued(there: WechatDesk, inbox: Inbox, customer: Customer) -> Episode:
    """The customer has asked for a person and been told their place."""
    there.desk.bot.script.setdefault(ASKS, turn(of=parse("human_request"), handoff={"reason": "asked"}))
    await customer.writes(ASKS)
    await there.settle()
    return await there.episode(inbox, ref_of(customer))


async def served(there: WechatDesk, inbox: Inbox, customer: Customer, agent: User | None = None) -> Served:
    """One unit is spent by then: for the line with the place in the queue."""
    agent = agent or await there.desk.agent()
    episode = await queued(there, inbox, customer)
    await there.desk.services.assignment.accept(episode.id, agent)
    return Served(there, inbox, customer, agent, await there.episode(inbox, ref_of(customer)))


async def ours(there: WechatDesk, inbox: Inbox, customer: Customer) -> list[Message]:
    return [line for line in await there.lines(inbox, ref_of(customer)) if line.sender is not Sender.CONTACT]


async def quota(there: WechatDesk, episode: Episode, agent: User) -> dict[str, Any]:
    shown = (await there.desk.services.desk_view.episode(agent, episode.id))["quota"]
    assert isinstance(shown, dict)
    return shown


async def told(desk: ServiceDesk, name: str) -> list[dict[str, Any]]:
    """What the feed has told under this name, oldest first."""
    query = select(feed_events.c.data).where(feed_events.c.name == name).order_by(feed_events.c.position)
    return [row.data for row in await desk.rows(query)]


def states(lines: Sequence[Message]) -> list[str]:
    return [line.delivery for line in lines]


async def in_trouble(there: WechatDesk, inbox: Inbox) -> Any:
    return (await there.desk.services.inboxes.get(inbox.id)).trouble


async def switched(there: WechatDesk, inbox: Inbox, admin: User, *, on: bool) -> None:

    now = await there.desk.services.inboxes.get(inbox.id)
    await there.desk.services.inboxes.change(admin, inbox.id, InboxChange(now.version, enabled=on))


async def emptied(desk: ServiceDesk) -> None:
    """One worker's outbox, as long as there is anything for it to do."""
    while await desk.services.platform_delivery.deliver_due():
        pass


async def nobody_is_there(there: WechatDesk) -> None:
    """The admin who has set the inbox up is at the desk, too."""
    async with there.desk.work() as work:
        for user in await work.users.all():
            await work.users.set_availability(user.id, Availability.OFFLINE, None)


async def reached_at(there: WechatDesk, inbox: Inbox, admin: User, address: str) -> None:
    """The inbox looks for its platform there from now on."""
    now = await there.desk.services.inboxes.get(inbox.id)
    assert now.account
    moved = replace(now.account, api_base=address)
    await there.desk.services.inboxes.change(admin, inbox.id, InboxChange(now.version, account=moved))


async def on(there: WechatDesk, platform: str, name: str = "lan") -> tuple[Inbox, Customer]:
    """A customer of an account on this platform: oa or kf."""
    if platform == "oa":
        account, inbox = await there.oa()
        return inbox, account.customer(name)
    kf, kf_inbox = await there.kf()
    return kf_inbox, kf.customer(name)


async def serving_on(there: WechatDesk, platform: str = "oa") -> Served:
    inbox, customer = await on(there, platform)
    return await served(there, inbox, customer)


async def last_of(serving: Served) -> tuple[str, str | None]:
    """How our newest line stands, and why."""
    line = (await serving.ours())[-1]
    return line.delivery, line.delivery_reason
