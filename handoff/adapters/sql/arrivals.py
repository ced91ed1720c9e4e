"""What platforms handed over, and where the reading of a 微信客服 account stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Insert, RowMapping, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.schema import arrivals, inboxes, kf_cursors
from handoff.domain.errors import LeaseLost
from handoff.services.arrival_port import CursorLease, FailedArrival, NewArrival, StoredArrival

# A file that came late, or not at all, is no arrival to the operator (services/media.py names such rows so).
_GIVEN_UP = and_(arrivals.c.state == "failed", ~arrivals.c.sender_ref.startswith("late:"))


class SqlArrivals:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, inbox_id: str, new: Sequence[NewArrival], at: datetime, due_at: datetime) -> int:
        if not new:
            return 0
        rows = [
            {
                "inbox_id": inbox_id,
                "ref": each.ref,
                "sender_ref": each.sender_ref,
                "payload": dict(each.payload),
                "received_at": at,
                "state": "pending",
                "attempts": 0,
                "next_attempt_at": due_at,
            }
            for each in new
        ]
        kept = await self._connection.execute(_insert_new(self._connection, rows))
        return len(kept.all())

    async def claim(self, holder: str, now: datetime, until: datetime, ref: str | None = None) -> StoredArrival | None:
        earlier = arrivals.alias("earlier")
        free = or_(arrivals.c.held_until.is_(None), arrivals.c.held_until <= now)
        wanted = and_(arrivals.c.state == "pending", arrivals.c.next_attempt_at <= now, free)
        behind = (
            select(earlier.c.id)
            .where(
                earlier.c.inbox_id == arrivals.c.inbox_id,
                earlier.c.sender_ref == arrivals.c.sender_ref,
                earlier.c.state == "pending",
                earlier.c.id < arrivals.c.id,
            )
            .exists()
        )
        candidate = (
            select(arrivals.c.id)
            .where(wanted, arrivals.c.ref == ref if ref is not None else ~behind)
            .order_by(arrivals.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        statement = (
            update(arrivals)
            .where(arrivals.c.id == candidate, wanted)
            .values(holder=holder, held_until=until, attempts=arrivals.c.attempts + 1)
            .returning(arrivals)
        )
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return _arrival(row) if row else None

    async def done(self, arrival_id: int, holder: str) -> None:
        await self._change(arrival_id, holder, state="done", error=None)

    async def again(self, arrival_id: int, holder: str, at: datetime, error: str) -> None:
        await self._change(arrival_id, holder, next_attempt_at=at, error=error)

    async def failed(self, arrival_id: int, holder: str, error: str) -> None:
        await self._change(arrival_id, holder, state="failed", error=error)

    async def forget(self, before: datetime) -> int:
        worked = delete(arrivals).where(arrivals.c.state == "done", arrivals.c.received_at < before)
        return (await self._connection.execute(worked)).rowcount

    async def given_up(self) -> Sequence[FailedArrival]:
        query = (
            select(arrivals, inboxes.c.name.label("inbox"))
            .outerjoin(inboxes, inboxes.c.id == arrivals.c.inbox_id)
            .where(_GIVEN_UP)
            .order_by(arrivals.c.id)
        )
        rows = (await self._connection.execute(query)).mappings().all()
        return [
            FailedArrival(
                row["id"],
                row["inbox_id"],
                row["inbox"] or row["inbox_id"],
                row["sender_ref"],
                row["received_at"],
                row["error"] or "",
            )
            for row in rows
        ]

    async def given_up_in(self) -> Mapping[str, int]:
        query = select(arrivals.c.inbox_id, func.count()).where(_GIVEN_UP).group_by(arrivals.c.inbox_id)
        found = (await self._connection.execute(query)).all()
        return {row[0]: row[1] for row in found}

    async def take_up(self, at: datetime, ids: Collection[int] | None = None, inbox_id: str | None = None) -> list[int]:
        wanted = [_GIVEN_UP]
        if ids is not None:
            wanted.append(arrivals.c.id.in_(ids))
        if inbox_id is not None:
            wanted.append(arrivals.c.inbox_id == inbox_id)
        # As after a first try: greetings and codes of an event, which only that one uses, are over by now.
        values = {"state": "pending", "attempts": 1, "next_attempt_at": at, "holder": None, "held_until": None}
        taken = await self._connection.execute(update(arrivals).where(*wanted).values(values).returning(arrivals.c.id))
        return sorted(taken.scalars())

    async def _change(self, arrival_id: int, holder: str, **values: object) -> None:
        changed = await self._connection.execute(
            update(arrivals)
            .where(arrivals.c.id == arrival_id, arrivals.c.holder == holder, arrivals.c.state == "pending")
            .values(holder=None, held_until=None, **values)
        )
        if changed.rowcount != 1:
            raise LeaseLost(f"arrival {arrival_id} has another holder")


class SqlCursors:
    """The lease is a row, as a mailbox's: a worker killed while it reads loses it after `held_until`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ring(self, inbox_id: str, bell_token: str, now: datetime) -> None:
        first = {"inbox_id": inbox_id, "cursor": "", "bell_token": bell_token, "rings": 1, "pending": True}
        row = {**first, "next_attempt_at": now, "attempts": 0, "fence": 0}
        again = {
            "bell_token": bell_token,
            "rings": kf_cursors.c.rings + 1,
            "pending": True,
            "next_attempt_at": now,
            "attempts": 0,
        }
        if self._connection.dialect.name == "sqlite":
            statement: Insert = (
                sqlite.insert(kf_cursors).values(**row).on_conflict_do_update(index_elements=["inbox_id"], set_=again)
            )
        else:
            statement = (
                postgresql.insert(kf_cursors)
                .values(**row)
                .on_conflict_do_update(index_elements=["inbox_id"], set_=again)
            )
        await self._connection.execute(statement)

    async def claim(self, holder: str, now: datetime, until: datetime) -> CursorLease | None:
        free = or_(kf_cursors.c.held_until.is_(None), kf_cursors.c.held_until <= now)
        wanted = and_(kf_cursors.c.pending, kf_cursors.c.next_attempt_at <= now, free)
        candidate = (
            select(kf_cursors.c.inbox_id)
            .where(wanted)
            .order_by(kf_cursors.c.next_attempt_at, kf_cursors.c.inbox_id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        statement = (
            update(kf_cursors)
            .where(kf_cursors.c.inbox_id == candidate, wanted)
            .values(holder=holder, held_until=until, fence=kf_cursors.c.fence + 1, attempts=kf_cursors.c.attempts + 1)
            .returning(kf_cursors)
        )
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        if row is None:
            return None
        return CursorLease(
            row["inbox_id"], row["cursor"], row["bell_token"], row["rings"], row["fence"], row["attempts"]
        )

    async def advance(self, lease: CursorLease, cursor: str, until: datetime) -> None:
        await self._change(lease, cursor=cursor, held_until=until)

    async def put_down(self, lease: CursorLease, *, drained: bool, at: datetime) -> None:
        rung_again = kf_cursors.c.rings != lease.rings
        pending = rung_again if drained else True
        attempts = 0 if drained else kf_cursors.c.attempts
        await self._change(lease, holder=None, held_until=None, pending=pending, next_attempt_at=at, attempts=attempts)

    async def _change(self, lease: CursorLease, **values: object) -> None:
        changed = await self._connection.execute(
            update(kf_cursors)
            .where(kf_cursors.c.inbox_id == lease.inbox_id, kf_cursors.c.fence == lease.fence)
            .values(**values)
        )
        if changed.rowcount != 1:
            raise LeaseLost(f"the cursor of {lease.inbox_id} has another holder")


def _insert_new(connection: AsyncConnection, rows: list[dict[str, object]]) -> Insert:
    """The platform's repeats meet the unique rule and are passed over; in the order given, which is that of the ids."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement: Insert = dialect.insert(arrivals).values(rows)
    return statement.on_conflict_do_nothing(index_elements=["inbox_id", "ref"]).returning(arrivals.c.id)  # type: ignore[attr-defined,no-any-return]


def _arrival(row: RowMapping) -> StoredArrival:
    return StoredArrival(
        row["id"], row["inbox_id"], row["ref"], row["sender_ref"], row["received_at"], row["payload"], row["attempts"]
    )
