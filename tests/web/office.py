"""The rest of the service, run by the test itself, and the people it needs."""

import itertools
import ssl
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
from argon2 import PasswordHasher
from sqlalchemy import insert, select, update

from handoff.adapters.enterprise_file import read_enterprise, read_lines
from handoff.adapters.redis_live import RedisBell, open_redis
from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.accounts import SqlAccounts
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.rows import message_row
from handoff.adapters.sql.schema import conversations, messages, users
from handoff.adapters.sql.unit_of_work import new_id
from handoff.adapters.wechat.exchange import platform_http
from handoff.domain.agent import Availability, Role
from handoff.domain.message import WEB_INBOX_ID, InboundMessage, LineKind, Message, Sender
from handoff.services.ticket_work import ByHand
from handoff.web.access import COOKIE, VisitorTokens
from handoff.wiring import LINES_FILE, Services, build_services, utc_now
from tests.web.house import House
from tests.web.people import Caller, Person, Visitor
from tests.web.scripted_bot import ASK, ScriptedBot
from tests.web.wire import Wire

_numbers = itertools.count(2001)
# The cheapest argon2id there is: what is tested is that it is one, not how long it takes.
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Reading the machine's certificates takes longer than a call.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass
class Office:
    """Makes visitors, people and episodes; `work` does what the worker process does."""

    house: House
    services: Services
    accounts: SqlAccounts
    stack: AsyncExitStack

    async def nobody(self) -> Caller:
        return Caller(await self._http({}))

    async def visitor(self) -> Visitor:
        visitor = await self.stranger()
        visitor.conversation_id = await self.services.contact_view.conversation_id(WEB_INBOX_ID, visitor.id)
        return visitor

    async def stranger(self) -> Visitor:
        """A visitor with a token whom the database does not know yet."""
        visitor_id = uuid.uuid4().hex
        token = VisitorTokens(self.house.settings.secret_key.get_secret_value()).issue(visitor_id)
        return Visitor(await self._http({"Authorization": f"Bearer {token}"}), visitor_id, token)

    async def person(self, role: Role = Role.AGENT, *, online: bool = True, capacity: int = 50) -> Person:
        number, password = str(next(_numbers)), uuid.uuid4().hex
        name = f"{role.value}{number}-{uuid.uuid4().hex[:6]}"
        user = await self.accounts.add(name, f"客服{number}", number, role, password)
        token, login = await self.accounts.sign_in(user.name, password)
        if online and user.works_at_desk:
            user = await self.services.presence.set_availability(user, Availability.ONLINE, capacity)
        http = await self._http({"Cookie": f"{COOKIE}={token}", "X-CSRF-Token": login.csrf})
        return Person(http, user=user, token=token, csrf=login.csrf, password=password)

    async def set_role(self, person: Person, role: Role) -> None:
        async with self.accounts.engine.begin() as connection:
            await connection.execute(update(users).where(users.c.id == person.user.id).values(role=role.value))

    async def work(self) -> None:
        """Everything the worker would do now: mailboxes, then the outbox."""
        while await self.services.dispatch.work_next():
            pass
        while await self.services.delivery.deliver_due():
            pass

    async def receive(self, visitor: Visitor, text: str) -> str:
        """The visitor's line, taken in; returns the episode it belongs to."""
        reference = uuid.uuid4().hex
        message = await self.services.intake.receive(
            InboundMessage(WEB_INBOX_ID, visitor.id, f"{visitor.id}:{reference}", text, reference)
        )
        return message.episode_id

    async def fill(self, visitor: Visitor, episode_id: str, lines: int) -> None:
        """A long past, written straight into the database."""
        spoken = conversations.c.id == visitor.conversation_id
        async with self.accounts.engine.begin() as connection:
            last = int(await connection.scalar(select(conversations.c.last_seq).where(spoken)) or 0)
            rows = [_line(visitor, episode_id, seq) for seq in range(last + 1, last + lines + 1)]
            await connection.execute(insert(messages), rows)
            await connection.execute(update(conversations).where(spoken).values(last_seq=last + lines))

    async def tell(self, visitor: Visitor, text: str) -> str:
        """The same, and worked."""
        episode_id = await self.receive(visitor, text)
        await self.work()
        return episode_id

    async def latest_episode(self, visitor: Visitor) -> str | None:
        async with self.services.contact_view.look() as snapshot:
            episode = await snapshot.latest_episode(visitor.conversation_id)
        return episode.id if episode else None

    async def queued(self, visitor: Visitor | None = None) -> str:
        """An episode in the queue; somebody must be online."""
        return await self.tell(visitor or await self.visitor(), f"我要{ASK}，订单一直没有更新")

    async def served(self, by: Person, visitor: Visitor | None = None) -> str:
        episode_id = await self.queued(visitor)
        await self.services.assignment.accept(episode_id, by.user)
        return episode_id

    async def resolved(self, by: Person, visitor: Visitor | None = None) -> str:
        episode_id = await self.served(by, visitor)
        await self.services.assignment.resolve(episode_id, by.user, "已为客户查明物流进度。")
        await self.work()
        return episode_id

    async def ticket(self, of: Person | None = None, episode_id: str | None = None) -> str:
        """A ticket of a conversation the bot is in, opened by a lead; taken where somebody is named."""
        episode_id = episode_id or await self.with_bot()
        lead = await self.person(Role.LEAD, online=False)
        given = ByHand("售后", "客户要求上门检修", None, None)
        ticket_id = await self.services.ticket_work.open_by_hand(episode_id, lead.user, given)
        if of:
            await self.services.ticket_work.take(ticket_id, of.user)
        return ticket_id

    async def with_bot(self, visitor: Visitor | None = None) -> str:
        return await self.tell(visitor or await self.visitor(), "我的订单到哪里了")

    async def desk(self, person: Person, after: int | None = None) -> Wire:
        """The person's open desk socket, caught up."""
        wire = await self._wire(f"{self.house.url}/ws/desk", person.socket_headers)
        position = (await person.state())["position"] if after is None else after
        await wire.hello(after=position)
        return wire

    async def widget(self, visitor: Visitor, after: int = 0) -> Wire:
        wire = await self._wire(f"{self.house.url}/ws/webchat", {})
        await wire.hello(visitor_token=visitor.token, after=after)
        return wire

    async def dial(self, path: str, headers: dict[str, str] | None = None, origin: str | None = None) -> Wire:
        """A socket before its hello."""
        return await self._wire(f"{self.house.url}{path}", headers or {}, origin)

    async def _wire(self, url: str, headers: dict[str, str], origin: str | None = None) -> Wire:
        wire = await Wire.open(url, headers, origin)
        self.stack.push_async_callback(wire.close)
        return wire

    async def _http(self, headers: dict[str, str]) -> httpx.AsyncClient:
        client = httpx.AsyncClient(base_url=self.house.url, headers=headers, timeout=20.0, verify=_NO_TLS)
        return await self.stack.enter_async_context(client)


def _line(visitor: Visitor, episode_id: str, seq: int) -> dict[str, object]:
    line = Message(
        new_id(), visitor.conversation_id, episode_id, seq, Sender.CONTACT, LineKind.TEXT, f"第{seq}句", utc_now()
    )
    return message_row(line, WEB_INBOX_ID, f"{visitor.id}:{line.id}")


@asynccontextmanager
async def open_office(house: House) -> AsyncIterator[Office]:
    engine = open_engine(house.settings.database_url)
    redis = open_redis(house.redis.url)
    enterprise, lines = read_enterprise(house.settings.enterprise_file), read_lines(LINES_FILE)
    http = platform_http()
    services = build_services(
        engine,
        enterprise,
        lines,
        bot=ScriptedBot(),
        bell=RedisBell(redis),
        now=utc_now,
        holder="test",
        image_folder=house.folder / "attachments",
        box=SecretBox(house.settings.secret_key.get_secret_value()),
        http=http,
        site="https://support.example.com",
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        stack.push_async_callback(redis.aclose)
        stack.push_async_callback(http.aclose)
        yield Office(house, services, SqlAccounts(engine, utc_now, new_id, _QUICK), stack)
