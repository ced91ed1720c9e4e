"""Reads for pages and feeds: one snapshot per look, never a lock."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.sql.conversations import SqlContacts
from handoff.adapters.sql.desk_work import DeskReads
from handoff.adapters.sql.queue import in_queue
from handoff.adapters.sql.rows import episode_of, message_of, stretch_of, user_of
from handoff.adapters.sql.schema import (
    attachments,
    contact_identities,
    contacts,
    conversations,
    episodes,
    feed_events,
    feed_position,
    messages,
    outbox,
    promises,
    stretches,
    users,
)
from handoff.adapters.sql.sendings import SqlQuotas
from handoff.adapters.sql.service_time import median_service_time
from handoff.adapters.sql.studio_reading import StudioReads
from handoff.adapters.sql.studio_reports import ReportReads
from handoff.adapters.sql.summaries import read_summaries
from handoff.adapters.sql.ticket_reading import TicketReads
from handoff.domain.agent import User
from handoff.domain.clocks import SlaPolicy
from handoff.domain.contact import Contact
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus, Stretch
from handoff.domain.image import StoredImage
from handoff.domain.message import Message, Sender
from handoff.domain.quota import Ledger
from handoff.domain.summary import Summary
from handoff.services.ports import Promise
from handoff.services.snapshot import FeedEvent

_FEED_BATCH = 200


@dataclass(frozen=True)
class SqlReader:
    engine: AsyncEngine
    policy: SlaPolicy

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator["SqlSnapshot"]:
        async with self.engine.connect() as connection:
            # What is read and the feed position beside it must be of one moment, or an event would be missed.
            options = (
                {"read_only": True} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
            )
            yield SqlSnapshot(await connection.execution_options(**options), self.policy)


@dataclass(frozen=True)
class SqlSnapshot(TicketReads, DeskReads, StudioReads, ReportReads):
    connection: AsyncConnection
    policy: SlaPolicy

    async def position(self) -> int:
        return int(await self.connection.scalar(select(feed_position.c.position)) or 0)

    async def feed_for_contact(self, conversation_id: str, after: int) -> Sequence[FeedEvent]:
        return await self._feed(
            and_(feed_events.c.audience == "contact", feed_events.c.conversation_id == conversation_id), after
        )

    async def feed_for_desk(self, user: User, after: int) -> Sequence[FeedEvent]:
        audiences = ["desk", "lead"] if user.sees_all else ["desk"]
        mine = and_(feed_events.c.audience == "user", feed_events.c.user_id == user.id)
        return await self._feed(or_(feed_events.c.audience.in_(audiences), mine), after)

    async def _feed(self, condition: ColumnElement[bool], after: int) -> Sequence[FeedEvent]:
        query = (
            select(feed_events, episodes.c.status, episodes.c.assignee_id)
            .join(episodes, episodes.c.id == feed_events.c.episode_id, isouter=True)
            .where(condition, feed_events.c.position > after)
            .order_by(feed_events.c.position)
            .limit(_FEED_BATCH)
        )
        return [
            FeedEvent(
                row["position"],
                row["name"],
                row["data"],
                row["episode_id"],
                EpisodeStatus(row["status"]) if row["status"] else None,
                row["assignee_id"],
            )
            for row in (await self.connection.execute(query)).mappings()
        ]

    async def users(self) -> Sequence[User]:
        return [user_of(row) for row in (await self.connection.execute(select(users))).mappings()]

    async def active_counts(self) -> dict[str, int]:
        query = (
            select(episodes.c.assignee_id, func.count().label("held"))
            .where(episodes.c.status == EpisodeStatus.ASSIGNED.value)
            .group_by(episodes.c.assignee_id)
        )
        return {row.assignee_id: row.held for row in await self.connection.execute(query)}

    async def desk_list(self, user: User) -> Sequence[Summary]:
        """Everything not resolved that the user may see."""
        condition = and_(episodes.c.status != EpisodeStatus.RESOLVED.value, _theirs(user))
        return await read_summaries(self.connection, self.policy, condition, reader_id=user.id)

    async def find(
        self, user: User, *, resolved_only: bool, query: str, before: str | None, limit: int
    ) -> Sequence[Summary]:
        """Newest first; `query` looks into names, order numbers and lines."""
        conditions: list[ColumnElement[bool]] = [_theirs(user)]
        if resolved_only:
            conditions.append(episodes.c.status == EpisodeStatus.RESOLVED.value)
        if query:
            conditions.append(_mentions(query))
        if before:
            opened = select(episodes.c.opened_at).where(episodes.c.id == before).scalar_subquery()
            conditions.append(episodes.c.opened_at < opened)
        return await read_summaries(self.connection, self.policy, and_(*conditions), reader_id=user.id, limit=limit)

    async def summary(self, episode_id: str, user: User) -> Summary | None:
        found = await read_summaries(
            self.connection, self.policy, episodes.c.id == episode_id, reader_id=user.id, limit=1
        )
        return found[0] if found else None

    async def episode(self, episode_id: str) -> Episode | None:
        row = (await self.connection.execute(select(episodes).where(episodes.c.id == episode_id))).mappings().first()
        return episode_of(row) if row else None

    async def latest_episode(self, conversation_id: str) -> Episode | None:
        query = (
            select(episodes)
            .where(episodes.c.conversation_id == conversation_id)
            .order_by(episodes.c.first_seq.desc(), episodes.c.opened_at.desc())
            .limit(1)
        )
        row = (await self.connection.execute(query)).mappings().first()
        return episode_of(row) if row else None

    async def episodes_of(self, conversation_id: str) -> Sequence[Episode]:
        query = (
            select(episodes).where(episodes.c.conversation_id == conversation_id).order_by(episodes.c.opened_at.desc())
        )
        return [episode_of(row) for row in (await self.connection.execute(query)).mappings()]

    async def conversation(self, conversation_id: str) -> Conversation | None:
        query = select(conversations).where(conversations.c.id == conversation_id)
        row = (await self.connection.execute(query)).mappings().first()
        if row is None:
            return None
        return Conversation(row["id"], row["inbox_id"], row["contact_id"], row["channel"], row["last_seq"])

    async def quota(self, conversation_id: str) -> Ledger:
        return await SqlQuotas(self.connection).of(conversation_id)

    async def external_ref(self, conversation: Conversation) -> str:
        return await SqlContacts(self.connection, str).external_ref(conversation)

    async def conversation_of(self, inbox_id: str, external_ref: str) -> str | None:
        query = (
            select(conversations.c.id)
            .join(contact_identities, contact_identities.c.contact_id == conversations.c.contact_id)
            .where(
                contact_identities.c.inbox_id == inbox_id,
                contact_identities.c.external_ref == external_ref,
                conversations.c.inbox_id == inbox_id,
            )
        )
        found: str | None = await self.connection.scalar(query)
        return found

    async def contact(self, contact_id: str) -> Contact:
        row = (await self.connection.execute(select(contacts).where(contacts.c.id == contact_id))).mappings().one()
        return Contact(row["id"], row["name"], row["title"], row["vip"])

    async def messages(
        self, conversation_id: str, *, before_seq: int | None, limit: int, delivered_only: bool = False
    ) -> Sequence[Message]:
        """The last `limit` lines before `before_seq`, oldest first; the contact sees only what was delivered."""
        conditions = [messages.c.conversation_id == conversation_id]
        if before_seq is not None:
            conditions.append(messages.c.seq < before_seq)
        if delivered_only:
            conditions.append(or_(messages.c.sender == Sender.CONTACT.value, outbox.c.state == "sent"))
        query = (
            select(messages, outbox.c.state, outbox.c.reason)
            .join(outbox, outbox.c.message_id == messages.c.id, isouter=True)
            .where(*conditions)
            .order_by(messages.c.seq.desc())
            .limit(limit)
        )
        return [message_of(row) for row in reversed((await self.connection.execute(query)).mappings().all())]

    async def seq_of(self, message_id: str) -> int:
        query = select(messages.c.seq).where(messages.c.id == message_id)
        return int((await self.connection.execute(query)).scalar_one())

    async def image(self, image_id: str) -> StoredImage | None:
        query = select(attachments).where(attachments.c.id == image_id)
        row = (await self.connection.execute(query)).mappings().first()
        return StoredImage(**row) if row else None

    async def known_images(self, hashes: Collection[str]) -> frozenset[str]:
        query = select(attachments.c.sha256).where(attachments.c.sha256.in_(hashes))
        return frozenset((await self.connection.execute(query)).scalars())

    async def stretches(self, episode_id: str) -> Sequence[Stretch]:
        query = select(stretches).where(stretches.c.episode_id == episode_id).order_by(stretches.c.started_at)
        return [stretch_of(row) for row in (await self.connection.execute(query)).mappings()]

    async def promises(self, episode_ids: Collection[str]) -> Sequence[Promise]:
        query = select(promises).where(promises.c.episode_id.in_(episode_ids)).order_by(promises.c.made_at)
        return [
            Promise(**{name: row[name] for name in Promise.__dataclass_fields__})
            for row in (await self.connection.execute(query)).mappings()
        ]

    async def service_time(self) -> timedelta | None:
        return await median_service_time(self.connection)

    async def queue(self) -> Sequence[Episode]:
        return [episode_of(row) for row in (await self.connection.execute(in_queue())).mappings()]


def _theirs(user: User) -> ColumnElement[bool]:
    """The same rule as domain.agent.can_see, as a condition; a test holds the two together."""
    if not user.works_at_desk:
        return false()
    if user.sees_all:
        return true()
    return or_(episodes.c.status == EpisodeStatus.QUEUED.value, episodes.c.assignee_id == user.id)


def _mentions(query: str) -> ColumnElement[bool]:
    said = (
        select(messages.c.id)
        .where(messages.c.episode_id == episodes.c.id, messages.c.text.contains(query, autoescape=True))
        .exists()
    )
    return or_(said, contacts.c.name.contains(query, autoescape=True))
