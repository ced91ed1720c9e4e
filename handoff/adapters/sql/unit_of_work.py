"""One transaction with all stores in it; feed events get their positions at its end, in commit order."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.sql.arrivals import SqlArrivals, SqlCursors
from handoff.adapters.sql.clocks import SqlClocks, SqlPromises
from handoff.adapters.sql.conversations import SqlContacts, SqlConversations
from handoff.adapters.sql.desk_work import SqlNotes, SqlRatings
from handoff.adapters.sql.episodes import SqlEpisodes, SqlStretches
from handoff.adapters.sql.images import SqlImages
from handoff.adapters.sql.messages import SqlMailboxes, SqlMessages, SqlOutbox
from handoff.adapters.sql.people import SqlActivities, SqlReading, SqlUsers
from handoff.adapters.sql.schema import episodes, feed_events, feed_position, tickets
from handoff.adapters.sql.sendings import SqlQuotas, SqlSendings, SqlSessions
from handoff.adapters.sql.studio_annotations import SqlStudio
from handoff.adapters.sql.studio_reports import SqlReports
from handoff.adapters.sql.summaries import read_summaries
from handoff.adapters.sql.ticket_reading import read_ticket_rows
from handoff.adapters.sql.tickets import SqlTickets
from handoff.domain.clocks import SlaPolicy
from handoff.domain.errors import NotFound
from handoff.domain.summary import Summary
from handoff.services import ports
from handoff.services.arrival_port import Arrivals, Cursors, Quotas, Sendings, Sessions
from handoff.services.desk_port import Notes, Ratings
from handoff.services.image_port import Images
from handoff.services.ports import Bell, Clock
from handoff.services.studio.gathering_port import Reports
from handoff.services.studio.port import Studio
from handoff.services.ticket_port import Tickets


def new_id() -> str:
    return uuid.uuid4().hex


class SqlFeed:
    def __init__(self) -> None:
        self.pending: list[dict[str, object]] = []

    def append(self, name: str, audience: str, data: dict[str, object], **about: str | None) -> None:
        self.pending.append({"name": name, "audience": audience, "data": data, **about})


class SqlUnitOfWork:
    def __init__(self, connection: AsyncConnection, policy: SlaPolicy) -> None:
        self._connection = connection
        self._policy = policy
        self._touched: dict[str, None] = {}
        self._touched_tickets: dict[str, str] = {}
        self.topics: set[str] = set()
        self.contacts: ports.Contacts = SqlContacts(connection, new_id)
        self.conversations: ports.Conversations = SqlConversations(connection)
        self.episodes: ports.Episodes = SqlEpisodes(connection)
        self.stretches: ports.Stretches = SqlStretches(connection)
        self.messages: ports.Messages = SqlMessages(connection)
        self.images: Images = SqlImages(connection)
        self.mailboxes: ports.Mailboxes = SqlMailboxes(connection)
        self.outbox: ports.Outbox = SqlOutbox(connection)
        self.sendings: Sendings = SqlSendings(connection)
        self.arrivals: Arrivals = SqlArrivals(connection)
        self.cursors: Cursors = SqlCursors(connection)
        self.quotas: Quotas = SqlQuotas(connection)
        self.sessions: Sessions = SqlSessions(connection)
        self.clocks: ports.Clocks = SqlClocks(connection)
        self.promises: ports.Promises = SqlPromises(connection)
        self.tickets: Tickets = SqlTickets(connection)
        self.ratings: Ratings = SqlRatings(connection)
        self.notes: Notes = SqlNotes(connection)
        self.users: ports.Users = SqlUsers(connection)
        self._feed = SqlFeed()
        self.feed: ports.Feed = self._feed
        self.reading: ports.Reading = SqlReading(connection)
        self.activities: ports.Activities = SqlActivities(connection)
        self.studio: Studio = SqlStudio(connection)
        self.reports: Reports = SqlReports(connection)

    def touch(self, episode_id: str) -> None:
        self._touched[episode_id] = None

    def touch_ticket(self, ticket_id: str, event: str = "ticket.changed") -> None:
        self._touched_tickets[ticket_id] = event

    def ring(self, topic: str) -> None:
        self.topics.add(topic)

    async def summary(self, episode_id: str) -> Summary:
        found = await read_summaries(self._connection, self._policy, episodes.c.id == episode_id)
        if not found:
            raise NotFound("未找到该会话。")
        return found[0]

    async def finish(self, at: datetime) -> None:
        """Write what the feed has to say; the position row stays locked until commit, so positions follow commits."""
        for episode_id in self._touched:
            summary = await self.summary(episode_id)
            self.feed.append(
                "episode.changed",
                "desk",
                {"summary": summary.as_json()},
                episode_id=episode_id,
                conversation_id=summary.conversation_id,
            )
        for ticket_id, name in self._touched_tickets.items():
            [row] = await read_ticket_rows(self._connection, tickets.c.id == ticket_id, (), 1)
            self.feed.append(name, "desk", {"ticket": row.as_json(at)})
        if not self._feed.pending:
            return
        count = len(self._feed.pending)
        taken = (
            update(feed_position).values(position=feed_position.c.position + count).returning(feed_position.c.position)
        )
        last = (await self._connection.execute(taken)).scalar_one()
        for position, event in enumerate(self._feed.pending, last - count + 1):
            await self._connection.execute(insert(feed_events).values(position=position, at=at, **event))
        self.ring("feed")


@dataclass(frozen=True)
class SqlWork:
    """Opens units of work; the bell rings after the commit, never before."""

    engine: AsyncEngine
    policy: SlaPolicy
    bell: Bell
    now: Clock

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self.engine.begin() as connection:
            work = SqlUnitOfWork(connection, self.policy)
            yield work
            await work.finish(self.now())
        if work.topics:
            await self.bell.ring(work.topics)
