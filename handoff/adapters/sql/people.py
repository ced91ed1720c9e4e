"""Users, what they have read, and the record of who did what."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.rows import user_of
from handoff.adapters.sql.schema import activities, episodes, platform_sessions, users
from handoff.domain.agent import Availability, Role, User
from handoff.domain.errors import NotFound

# One statement: two tabs may mark at once.
_MARK = text(
    "insert into read_marks (user_id, episode_id, read_count) values (:user, :episode, :count)"
    " on conflict (user_id, episode_id) do update set read_count = excluded.read_count"
    " where read_marks.read_count < excluded.read_count"
)


class SqlUsers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, user_id: str) -> User:
        row = (await self._connection.execute(select(users).where(users.c.id == user_id))).mappings().one_or_none()
        if row is None:
            raise NotFound("未找到该用户。")
        return user_of(row)

    async def all(self) -> Sequence[User]:
        query = select(users).order_by(users.c.number)
        return [user_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def set_availability(self, user_id: str, availability: Availability, capacity: int | None) -> None:
        values: dict[str, object] = {"availability": availability.value}
        if capacity is not None:
            values["capacity"] = capacity
        await self._connection.execute(update(users).where(users.c.id == user_id).values(**values))

    async def seen(self, user_ids: Collection[str], at: datetime) -> None:
        await self._connection.execute(update(users).where(users.c.id.in_(user_ids)).values(last_seen_at=at))

    async def stand_in(self, name: str, display_name: str, at: datetime) -> User:
        # No password hashes to this: nobody signs in as them.
        user = User(
            uuid4().hex, name, display_name[:64], f"W{sha256(name.encode()).hexdigest()[:8]}", Role.AGENT, capacity=0
        )
        await self._connection.execute(
            insert(users).values(
                **{**vars(user), "role": user.role.value, "availability": user.availability.value},
                password_hash="!",  # noqa: S106 (no hash)
                created_at=at,
            )
        )
        return user

    async def silent_since(self, at: datetime) -> Sequence[User]:
        # One who went offline by hand, or whose retirement was cut short by a crash, may still hold episodes.
        holds = (
            select(episodes.c.id)
            .join(platform_sessions, platform_sessions.c.conversation_id == episodes.c.conversation_id, isouter=True)
            .where(
                episodes.c.assignee_id == users.c.id,
                episodes.c.status == "assigned",
                func.coalesce(platform_sessions.c.state, 0) != 3,
            )
        )
        query = select(users).where(
            or_(users.c.availability != "offline", holds.exists()),
            or_(users.c.last_seen_at < at, users.c.last_seen_at.is_(None)),
        )
        return [user_of(row) for row in (await self._connection.execute(query)).mappings()]


class SqlReading:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def mark(self, user_id: str, episode_id: str, count: int) -> None:
        """Reading never goes backwards: a slow second tab cannot make read lines unread again."""
        await self._connection.execute(_MARK, {"user": user_id, "episode": episode_id, "count": count})


class SqlActivities:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, actor: str, name: str, at: datetime, episode_id: str | None, **detail: object) -> None:
        await self._connection.execute(
            insert(activities).values(actor=actor, name=name, at=at, episode_id=episode_id, detail=detail)
        )
