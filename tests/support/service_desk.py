"""The whole service on a real database, with a bot that says what the test wants and a clock the test moves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import Row, Select, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.enterprise_file import read_lines
from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.reading import SqlReader
from handoff.adapters.sql.rows import ticket_of
from handoff.adapters.sql.schema import tickets, users
from handoff.adapters.sql.unit_of_work import SqlWork
from handoff.adapters.wechat.exchange import platform_http
from handoff.domain.agent import Availability, Role, User
from handoff.domain.business_hours import BusinessHours, Period
from handoff.domain.clocks import SlaPolicy
from handoff.domain.conversation import Conversation, Episode
from handoff.domain.enterprise import Enterprise
from handoff.domain.image import StoredImage
from handoff.domain.message import WEB_INBOX_ID, InboundMessage, Message
from handoff.domain.summary import Summary
from handoff.domain.ticket import Ticket
from handoff.services.ports import Typing
from handoff.services.replies import AgentLine
from handoff.wiring import LINES_FILE, Services, build_services
from tests.support.photos import a_photo
from tests.support.scripted_bot import Bot, parse, reply, turn

# What its bot says is named beside it: tests take both from here.
__all__ = [
    "ALWAYS",
    "FRIDAY_TEN",
    "OFFICE",
    "Bell",
    "ServiceDesk",
    "Time",
    "enterprise",
    "parse",
    "reply",
    "turn",
    "without",
]

# A Friday morning, ten o'clock in Shanghai.
FRIDAY_TEN = datetime(2026, 11, 20, 2, tzinfo=UTC)
ALWAYS = BusinessHours(weekly=dict.fromkeys(range(7), (Period(time(0), time.max),)))
OFFICE = BusinessHours(weekly=dict.fromkeys(range(5), (Period(time(9), time(12)), Period(time(13), time(18)))))


def enterprise(hours: BusinessHours = ALWAYS, **lengths: Any) -> Enterprise:
    return Enterprise(name="安禾电器", service_name="安禾电器在线客服", hours=hours, policy=SlaPolicy(**lengths))


@dataclass
class Time:
    """The clock of a test: stands still until moved."""

    at: datetime = FRIDAY_TEN

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, *, minutes: float = 0, seconds: float = 0, hours: float = 0) -> None:
        self.at += timedelta(minutes=minutes, seconds=seconds, hours=hours)


@dataclass
class Bell:
    """Remembers what was rung."""

    rung: list[str] = field(default_factory=list)

    async def ring(self, topics: Collection[str]) -> None:
        self.rung.extend(sorted(topics))

    async def tell(self, typing: Typing) -> None:
        """Nobody watches who is typing."""


@dataclass
class ServiceDesk:
    """Customers write, agents act, the worker works: the use cases in the words of the tests."""

    url: str
    now: Time
    bot: Bot
    bell: Bell
    engine: AsyncEngine
    services: Services
    enterprise: Enterprise
    files: TemporaryDirectory[str]
    http: httpx.AsyncClient

    @classmethod
    def open(cls, url: str, of: Enterprise | None = None) -> "ServiceDesk":
        now, bot, bell, engine, of = Time(), Bot(), Bell(), open_engine(url), of or enterprise()
        files, http = TemporaryDirectory(prefix="heyan-images-"), platform_http()
        return cls(url, now, bot, bell, engine, _services(engine, of, bot, bell, now, files, http), of, files, http)

    def reconfigured(self, of: Enterprise) -> "ServiceDesk":
        """The same database and clock under other settings."""
        services = _services(self.engine, of, self.bot, self.bell, self.now, self.files, self.http)
        return ServiceDesk(self.url, self.now, self.bot, self.bell, self.engine, services, of, self.files, self.http)

    def after_a_crash(self) -> "ServiceDesk":
        """A new process on the same database: nothing is left but what was committed."""
        bot, bell, engine, http = Bot(script=self.bot.script), Bell(), open_engine(self.url), platform_http()
        services = _services(engine, self.enterprise, bot, bell, self.now, self.files, http)
        return ServiceDesk(self.url, self.now, bot, bell, engine, services, self.enterprise, self.files, http)

    @property
    def work(self) -> SqlWork:
        return SqlWork(self.engine, self.enterprise.policy, self.bell, self.now)

    @property
    def look(self) -> SqlReader:
        return SqlReader(self.engine, self.enterprise.policy)

    # Customers -------------------------------------------------------------------------------------------------

    async def write(
        self, text: str, visitor: str = "visitor", ref: str | None = None, images: Sequence[str] = ()
    ) -> Message:
        ref = ref or uuid4().hex
        return await self.services.intake.receive(
            InboundMessage(WEB_INBOX_ID, visitor, f"{visitor}:{ref}", text, client_id=ref, attachments=tuple(images))
        )

    async def uploaded(self, visitor: str = "visitor", body: bytes | None = None) -> StoredImage:
        """An image the customer has picked and not sent yet."""
        return await self.services.uploads.from_contact((await self.conversation(visitor)).id, body or a_photo())

    async def say(self, text: str, visitor: str = "visitor", images: Sequence[str] = ()) -> Message:
        """Write, and let the worker finish its work."""
        message = await self.write(text, visitor, images=images)
        await self.settle()
        return message

    async def settle(self) -> None:
        while await self.services.dispatch.work_next():
            pass
        while await self.services.delivery.deliver_due():
            pass
        while await self.services.platform_delivery.deliver_due():
            pass

    async def fire(self) -> int:
        """Let the watch fire all that is due, and deliver what it said."""
        fired = await self.services.clock_watch.fire_due()
        await self.settle()
        return fired

    async def queued(self, visitor: str = "visitor", text: str = "转人工") -> Episode:
        """A customer who asked for a person and waits."""
        self.bot.script.setdefault(text, turn(of=parse("human_request"), handoff={"reason": "asked"}))
        await self.say(text, visitor)
        return await self.episode(visitor)

    # Agents ----------------------------------------------------------------------------------------------------

    async def agent(
        self,
        name: str = "林静",
        role: Role = Role.AGENT,
        *,
        capacity: int = 5,
        availability: Availability = Availability.ONLINE,
    ) -> User:
        [agent] = await self.agents([name], role, capacity=capacity, availability=availability)
        return agent

    async def agents(
        self,
        names: Sequence[str],
        role: Role = Role.AGENT,
        *,
        capacity: int = 5,
        availability: Availability = Availability.ONLINE,
    ) -> list[User]:
        """Straight into the table: hashing fifty passwords takes longer than all the tests."""
        people = [
            User(uuid4().hex, uuid4().hex[:12], name, uuid4().hex[:8], role, availability, capacity, self.now())
            for name in names
        ]
        rows = [
            {**vars(person), "role": role.value, "availability": availability.value, "password_hash": "-"}
            for person in people
        ]
        async with self.engine.begin() as connection:
            await connection.execute(insert(users), [{**row, "created_at": self.now()} for row in rows])
        return people

    async def reply(
        self, episode: Episode, agent: User, text: str, *, client_id: str | None = None, answers_seq: int | None = None
    ) -> Message:
        line = AgentLine(client_id or uuid4().hex, text, answers_seq)
        message = await self.services.replies.send(episode.id, agent, line)
        await self.settle()
        return message

    async def accepted(self, agent: User, visitor: str = "visitor") -> Episode:
        episode = await self.queued(visitor)
        await self.services.assignment.accept(episode.id, agent)
        return await self.episode(visitor)

    # What became of it -----------------------------------------------------------------------------------------

    async def conversation(self, visitor: str = "visitor") -> Conversation:
        async with self.work() as work:
            return await work.contacts.identify(WEB_INBOX_ID, visitor, self.now())

    async def episode(self, visitor: str = "visitor") -> Episode:
        conversation = await self.conversation(visitor)
        async with self.look() as snapshot:
            episode = await snapshot.latest_episode(conversation.id)
        assert episode, f"{visitor} has no episode"
        return episode

    async def episodes(self, visitor: str = "visitor") -> list[Episode]:
        """Oldest first."""
        conversation = await self.conversation(visitor)
        async with self.look() as snapshot:
            found = await snapshot.episodes_of(conversation.id)
        return sorted(found, key=lambda episode: episode.first_seq)

    async def messages(self, visitor: str = "visitor") -> list[Message]:
        conversation = await self.conversation(visitor)
        async with self.look() as snapshot:
            return list(await snapshot.messages(conversation.id, before_seq=None, limit=500))

    async def kinds(self, visitor: str = "visitor") -> list[str]:
        """The lines in order: what the customer wrote as `contact`, ours by their kind."""
        return [line.kind.value if line.sender != "contact" else "contact" for line in await self.messages(visitor)]

    async def summary(self, episode: Episode) -> Summary:
        async with self.work() as work:
            return await work.summary(episode.id)

    async def ticket(self, visitor: str = "visitor") -> Ticket | None:
        async with self.work() as work:
            return await work.tickets.open_of((await self.conversation_in(work, visitor)).id)

    async def tickets(self, visitor: str = "visitor") -> list[Ticket]:
        """All there are of this customer, oldest first."""
        conversation = await self.conversation(visitor)
        query = select(tickets).where(tickets.c.conversation_id == conversation.id).order_by(tickets.c.number)
        async with self.engine.connect() as connection:
            return [ticket_of(row) for row in (await connection.execute(query)).mappings()]

    async def conversation_in(self, work: Any, visitor: str) -> Conversation:
        found: Conversation = await work.contacts.identify(WEB_INBOX_ID, visitor, self.now())
        return found

    async def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            found: Sequence[Row[Any]] = (await connection.execute(query)).all()
            return found

    async def close(self) -> None:
        await self.http.aclose()
        await self.engine.dispose()
        self.files.cleanup()


def without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _services(
    engine: AsyncEngine,
    of: Enterprise,
    bot: Bot,
    bell: Bell,
    now: Time,
    files: TemporaryDirectory[str],
    http: httpx.AsyncClient,
) -> Services:
    return build_services(
        engine,
        of,
        read_lines(LINES_FILE),
        bot=bot,
        bell=bell,
        now=now,
        holder=uuid4().hex,
        image_folder=Path(files.name) / "attachments",
        box=SecretBox("only-for-tests"),
        http=http,
        site="https://support.example.com",
    )
