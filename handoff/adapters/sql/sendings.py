"""The outbox as platforms need it, the limits on sending, and the platform's sessions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Table, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.rows import message_of
from handoff.adapters.sql.schema import conversations, messages, outbox, platform_sessions, quota_ledgers
from handoff.domain.inbox import ChannelKind
from handoff.domain.message import Message
from handoff.domain.parcelling import stem_of
from handoff.domain.quota import Ledger, ledger_of
from handoff.services.arrival_port import PlatformSession, WaitingLine

_WITH_STATE = select(messages, outbox.c.state, outbox.c.reason).join(outbox, outbox.c.message_id == messages.c.id)


class SqlSendings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def conversations_due(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """Those with a line to send, or with a send that nobody came back from; each with its inbox."""
        due = or_(
            and_(outbox.c.state == "pending", outbox.c.next_attempt_at <= now),
            and_(outbox.c.state == "sending", outbox.c.held_until <= now),
        )
        busy = outbox.alias("busy")
        taken = (
            select(busy.c.message_id)
            .where(
                busy.c.conversation_id == outbox.c.conversation_id, busy.c.state == "sending", busy.c.held_until > now
            )
            .exists()
        )
        query = (
            select(conversations.c.id, conversations.c.inbox_id)
            .join(outbox, outbox.c.conversation_id == conversations.c.id)
            .where(due, outbox.c.channel != ChannelKind.WEB.value, ~taken)
            .group_by(conversations.c.id, conversations.c.inbox_id)
            .order_by(conversations.c.id)
            .limit(limit)
        )
        return [(conversation_id, inbox_id) for conversation_id, inbox_id in await self._connection.execute(query)]

    async def due_now(self, inbox_id: str, now: datetime) -> bool:
        waiting = (
            select(outbox.c.message_id)
            .join(conversations, conversations.c.id == outbox.c.conversation_id)
            .where(conversations.c.inbox_id == inbox_id, outbox.c.state == "pending", outbox.c.next_attempt_at > now)
            # Whoever is at a line just now decides when it is due, and must not be waited for.
            .with_for_update(of=outbox, skip_locked=True)
        )
        changed = await self._connection.execute(
            update(outbox).where(outbox.c.message_id.in_(waiting)).values(next_attempt_at=now)
        )
        return changed.rowcount > 0

    async def waiting(self, conversation_id: str) -> Sequence[WaitingLine]:
        query = (
            select(
                messages,
                outbox.c.state,
                outbox.c.attempts,
                outbox.c.next_attempt_at,
                outbox.c.held_until,
                outbox.c.parcel_id,
                outbox.c.parts_sent,
                outbox.c.error,
                outbox.c.reason,
            )
            .join(outbox, outbox.c.message_id == messages.c.id)
            .where(outbox.c.conversation_id == conversation_id, outbox.c.state.in_(("pending", "sending")))
            .order_by(outbox.c.seq)
        )
        return [
            WaitingLine(
                message_of(row),
                row["state"],
                row["attempts"],
                row["next_attempt_at"],
                row["held_until"],
                row["parcel_id"],
                row["parts_sent"],
                row["error"],
            )
            for row in (await self._connection.execute(query)).mappings()
        ]

    async def take(self, message_ids: Collection[str], holder: str, until: datetime, parcel_id: str) -> None:
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.message_id.in_(message_ids))
            .values(
                state="sending", holder=holder, held_until=until, parcel_id=parcel_id, attempts=outbox.c.attempts + 1
            )
        )

    async def is_mine(self, message_ids: Collection[str], holder: str, parcel_id: str) -> bool:
        query = select(outbox.c.message_id).where(
            outbox.c.message_id.in_(message_ids),
            outbox.c.state == "sending",
            outbox.c.holder == holder,
            outbox.c.parcel_id == parcel_id,
        )
        return len((await self._connection.execute(query)).all()) == len(message_ids)

    async def settle(
        self,
        message_ids: Collection[str],
        state: str,
        *,
        reason: str | None = None,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
        parts_sent: int | None = None,
    ) -> None:
        values: dict[str, object] = {
            "state": state,
            "holder": None,
            "held_until": None,
            "reason": reason,
        }
        if error is not None or state != "pending":
            # A line that only waits keeps what its last try came to.
            values["error"] = error
        if next_attempt_at is not None:
            values["next_attempt_at"] = next_attempt_at
        if parts_sent is not None:
            values["parts_sent"] = parts_sent
        await self._connection.execute(update(outbox).where(outbox.c.message_id.in_(message_ids)).values(**values))

    async def of_parcel(self, conversation_id: str, parcel_id: str) -> Sequence[Message]:
        carried = outbox.c.parcel_id == parcel_id
        if stem := stem_of(parcel_id):
            # Of a line in several parcels only the last one's id is stored.
            carried = or_(carried, outbox.c.message_id.startswith(stem, autoescape=True))
        return await self._lines(and_(outbox.c.conversation_id == conversation_id, carried))

    async def in_state(self, conversation_id: str, state: str) -> Sequence[Message]:
        return await self._lines(and_(outbox.c.conversation_id == conversation_id, outbox.c.state == state))

    async def _lines(self, condition: object) -> Sequence[Message]:
        query = _WITH_STATE.where(condition).order_by(outbox.c.seq)  # type: ignore[arg-type]
        return [message_of(row) for row in (await self._connection.execute(query)).mappings()]


class SqlQuotas:
    """Under the conversation's lock: whoever changes what is left holds it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, conversation_id: str) -> Ledger:
        query = select(quota_ledgers.c.ledger).where(quota_ledgers.c.conversation_id == conversation_id)
        kept = await self._connection.scalar(query)
        return ledger_of(kept) if kept else Ledger()

    async def keep(self, conversation_id: str, ledger: Ledger) -> None:
        await _put(self._connection, quota_ledgers, conversation_id, {"ledger": ledger.as_json()})


class SqlSessions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, conversation_id: str) -> PlatformSession:
        query = select(platform_sessions).where(platform_sessions.c.conversation_id == conversation_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return PlatformSession()
        return PlatformSession(row["state"], row["servicer"] or "", row["code"] or "", row["rejects"])

    async def keep(self, conversation_id: str, session: PlatformSession, at: datetime) -> None:
        values = {
            "state": session.state,
            "servicer": session.servicer or None,
            "code": session.code or None,
            "rejects": session.rejects,
            "changed_at": at,
        }
        await _put(self._connection, platform_sessions, conversation_id, values)


async def _put(connection: AsyncConnection, table: Table, conversation_id: str, values: Mapping[str, object]) -> None:
    changed = await connection.execute(update(table).where(table.c.conversation_id == conversation_id).values(**values))
    if changed.rowcount == 0:
        await connection.execute(insert(table).values(conversation_id=conversation_id, **values))
