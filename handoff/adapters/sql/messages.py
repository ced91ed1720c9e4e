"""Messages, the worker's mailboxes and the outbox."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.rows import message_of, message_row, parse_row
from handoff.adapters.sql.schema import mailboxes, messages, outbox
from handoff.domain.clocks import Waiting
from handoff.domain.errors import LeaseLost
from handoff.domain.image import Picture
from handoff.domain.inbox import ChannelKind
from handoff.domain.message import Message, Parse, Sender
from handoff.services.ports import Delivery, Lease

_WITH_DELIVERY = select(messages, outbox.c.state, outbox.c.reason).join(
    outbox, outbox.c.message_id == messages.c.id, isouter=True
)
_FROM_CONTACT = messages.c.sender == Sender.CONTACT.value


class SqlMessages:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, message: Message, inbox_id: str, message_ref: str) -> None:
        await self._connection.execute(insert(messages).values(**message_row(message, inbox_id, message_ref)))

    async def by_ref(self, inbox_id: str, message_ref: str) -> Message | None:
        return await self._one(and_(messages.c.inbox_id == inbox_id, messages.c.message_ref == message_ref))

    async def next_from_contact(self, conversation_id: str, after_seq: int) -> Message | None:
        return await self._one(
            and_(messages.c.conversation_id == conversation_id, messages.c.seq > after_seq, _FROM_CONTACT)
        )

    async def first_waiting(self, episode_id: str, after_seq: int) -> Waiting | None:
        message = await self._one(and_(messages.c.episode_id == episode_id, messages.c.seq > after_seq, _FROM_CONTACT))
        return Waiting(message.seq, message.created_at) if message else None

    async def of_episode(self, episode_id: str) -> Sequence[Message]:
        query = _WITH_DELIVERY.where(messages.c.episode_id == episode_id).order_by(messages.c.seq)
        return [message_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def keep_parse(self, message_id: str, parse: Parse) -> None:
        await self._connection.execute(
            update(messages).where(messages.c.id == message_id).values(parse=parse_row(parse))
        )

    async def move_to(self, message_id: str, episode_id: str) -> None:
        await self._connection.execute(
            update(messages).where(messages.c.id == message_id).values(episode_id=episode_id)
        )

    async def add_attachments(self, message_id: str, pictures: Sequence[Picture]) -> None:
        await self._connection.execute(
            update(messages)
            .where(messages.c.id == message_id)
            .values(attachments=[asdict(picture) for picture in pictures])
        )

    async def recall(self, message_id: str) -> None:
        await self._connection.execute(update(messages).where(messages.c.id == message_id).values(recalled=True))

    async def _one(self, condition: ColumnElement[bool]) -> Message | None:
        query = _WITH_DELIVERY.where(condition).order_by(messages.c.seq).limit(1)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return message_of(row) if row else None


class SqlMailboxes:
    """The lease is a row: a worker killed in the middle loses it after `held_until`, and its fence is outdated."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ring(self, conversation_id: str) -> None:
        rung = await self._connection.execute(
            update(mailboxes).where(mailboxes.c.conversation_id == conversation_id).values(pending=True)
        )
        if rung.rowcount == 0:
            await self._connection.execute(
                insert(mailboxes).values(conversation_id=conversation_id, pending=True, done_seq=0, fence=0)
            )

    async def claim(self, holder: str, now: datetime, until: datetime) -> Lease | None:
        free = or_(mailboxes.c.held_until.is_(None), mailboxes.c.held_until <= now)
        candidate = (
            select(mailboxes.c.conversation_id)
            .where(mailboxes.c.pending, free)
            .order_by(mailboxes.c.held_until, mailboxes.c.conversation_id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        statement = (
            update(mailboxes)
            .where(mailboxes.c.conversation_id == candidate, mailboxes.c.pending, free)
            .values(holder=holder, held_until=until, fence=mailboxes.c.fence + 1)
            .returning(mailboxes.c.conversation_id, mailboxes.c.fence, mailboxes.c.done_seq)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return Lease(row.conversation_id, row.fence, row.done_seq) if row else None

    async def renew(self, lease: Lease, until: datetime) -> None:
        await self._change(lease, held_until=until)

    async def done(self, lease: Lease, seq: int) -> None:
        await self._change(lease, done_seq=seq)

    async def put_down(self, lease: Lease, *, drained: bool) -> None:
        await self._change(lease, holder=None, held_until=None, pending=not drained)

    async def _change(self, lease: Lease, **values: object) -> None:
        changed = await self._connection.execute(
            update(mailboxes)
            .where(mailboxes.c.conversation_id == lease.conversation_id, mailboxes.c.fence == lease.fence)
            .values(**values)
        )
        if changed.rowcount != 1:
            raise LeaseLost(f"mailbox {lease.conversation_id} has another holder")


class SqlOutbox:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, message: Message, channel: str, at: datetime) -> None:
        await self._connection.execute(
            insert(outbox).values(
                message_id=message.id,
                conversation_id=message.conversation_id,
                channel=channel,
                seq=message.seq,
                verdict=message.verdict,
                state="pending",
                next_attempt_at=at,
            )
        )

    async def due(self, now: datetime, limit: int) -> Sequence[Delivery]:
        """The web's, oldest first in each conversation; a line that waits for its retry holds back those behind it."""
        earlier = outbox.alias("earlier")
        blocked = (
            select(earlier.c.message_id)
            .where(
                earlier.c.conversation_id == outbox.c.conversation_id,
                earlier.c.seq < outbox.c.seq,
                earlier.c.state == "pending",
                earlier.c.next_attempt_at > now,
            )
            .exists()
        )
        query = (
            select(messages, outbox.c.state, outbox.c.channel, outbox.c.attempts)
            .join(outbox, outbox.c.message_id == messages.c.id)
            .where(
                outbox.c.channel == ChannelKind.WEB.value,
                outbox.c.state == "pending",
                outbox.c.next_attempt_at <= now,
                ~blocked,
            )
            .order_by(outbox.c.conversation_id, outbox.c.seq)
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).mappings()
        return [Delivery(message_of(row), row["channel"], row["attempts"]) for row in rows]

    async def sent(self, message_id: str) -> bool:
        changed = await self._connection.execute(
            update(outbox)
            .where(outbox.c.message_id == message_id, outbox.c.state == "pending")
            .values(state="sent", attempts=outbox.c.attempts + 1, error=None)
        )
        return changed.rowcount == 1

    async def retry(self, message_id: str, at: datetime, error: str) -> None:
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.message_id == message_id, outbox.c.state == "pending")
            .values(next_attempt_at=at, attempts=outbox.c.attempts + 1, error=error)
        )
