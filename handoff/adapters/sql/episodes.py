"""Episodes and stretches; `assign_if_free` is the one way into an agent's hands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.queue import count_ahead
from handoff.adapters.sql.rows import episode_of, episode_row, stretch_of
from handoff.adapters.sql.schema import episodes, stretches, users
from handoff.adapters.sql.service_time import median_service_time
from handoff.domain.agent import Availability
from handoff.domain.conversation import Episode, EpisodeStatus, Stretch
from handoff.domain.errors import AgentFull, AgentNotOnline, AlreadyAssigned, Conflict, IllegalMove, NotFound


class SqlEpisodes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, episode_id: str) -> Episode:
        query = select(episodes).where(episodes.c.id == episode_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound("未找到该会话，请刷新列表。")
        return episode_of(row)

    async def open_of(self, conversation_id: str) -> Episode | None:
        query = select(episodes).where(
            episodes.c.conversation_id == conversation_id, episodes.c.status != EpisodeStatus.RESOLVED.value
        )
        row = (await self._connection.execute(query.with_for_update())).mappings().one_or_none()
        return episode_of(row) if row else None

    async def last_of(self, conversation_id: str) -> Episode | None:
        query = (
            select(episodes)
            .where(episodes.c.conversation_id == conversation_id)
            .order_by(episodes.c.first_seq.desc(), episodes.c.opened_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return episode_of(row) if row else None

    async def add(self, episode: Episode) -> None:
        await self._connection.execute(insert(episodes).values(**episode_row(episode)))

    async def save(self, episode: Episode) -> None:
        # The row was read for update in this transaction; the version guards against a copy from an older one.
        saved = await self._connection.execute(
            update(episodes)
            .where(episodes.c.id == episode.id, episodes.c.version <= episode.version)
            .values(**episode_row(episode))
        )
        if saved.rowcount != 1:
            raise Conflict("该会话刚刚有了新的变化，请刷新后再试。")

    async def assign_if_free(self, episode_id: str, agent_id: str, version: int, at: datetime) -> Episode:
        # Two accepts of one agent on two episodes wait for each other here, so the count below holds until commit.
        await self._connection.execute(select(users.c.id).where(users.c.id == agent_id).with_for_update())
        held = episodes.alias("held")
        taken = (
            select(func.count())
            .select_from(held)
            .where(held.c.assignee_id == agent_id, held.c.status == EpisodeStatus.ASSIGNED.value)
            .scalar_subquery()
        )
        room = (
            select(users.c.capacity).where(users.c.id == agent_id, users.c.availability == "online").scalar_subquery()
        )
        statement = (
            update(episodes)
            .where(
                episodes.c.id == episode_id,
                episodes.c.status == EpisodeStatus.QUEUED.value,
                episodes.c.version == version,
                taken < room,
            )
            .values(
                status=EpisodeStatus.ASSIGNED.value,
                assignee_id=agent_id,
                accepted_at=at,
                offer=None,
                version=version + 1,
            )
            .returning(episodes)
        )
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return episode_of(row) if row else await self._refuse(episode_id, agent_id)

    async def _refuse(self, episode_id: str, agent_id: str) -> Episode:
        """Say why the one statement found nothing; always raises."""
        episode = await self.get(episode_id)
        if episode.assignee_id and episode.assignee_id != agent_id:
            winner = await self._connection.scalar(
                select(users.c.display_name).where(users.c.id == episode.assignee_id)
            )
            raise AlreadyAssigned(f"该会话已由{winner}接入。")
        if episode.status is not EpisodeStatus.QUEUED:
            raise IllegalMove(f"该会话当前为“{episode.status.in_chinese}”，不在排队中。")
        row = (await self._connection.execute(select(users).where(users.c.id == agent_id))).mappings().one()
        if row["availability"] != "online":
            raise AgentNotOnline("您当前不是在线状态，请先切换为“在线”再接入。")
        raise AgentFull(f"您的接待数已达上限（{row['capacity']}），请先解决或转出一个会话。")

    async def reserve(self, agent_id: str) -> None:
        # Locked as in `assign_if_free`, so that the count holds until commit.
        query = select(users).where(users.c.id == agent_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().one()
        if row["availability"] != Availability.ONLINE.value:
            raise AgentNotOnline(f"{row['display_name']}当前不是在线状态，无法接待新的会话。")
        if len(await self.assigned_to(agent_id)) >= row["capacity"]:
            raise AgentFull(f"{row['display_name']}的接待数已达上限（{row['capacity']}），请先解决或转出一个会话。")

    async def assigned_to(self, agent_id: str) -> Sequence[Episode]:
        query = select(episodes).where(
            episodes.c.assignee_id == agent_id, episodes.c.status == EpisodeStatus.ASSIGNED.value
        )
        return [episode_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def place(self, episode: Episode) -> int:
        """1 is the next to be served: priority customers first, then first come, first served (C01)."""
        return 1 + await count_ahead(self._connection, episode)

    async def service_time(self) -> timedelta | None:
        return await median_service_time(self._connection)


class SqlStretches:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def current(self, episode_id: str) -> Stretch:
        query = select(stretches).where(stretches.c.episode_id == episode_id, stretches.c.ended_at.is_(None))
        return stretch_of((await self._connection.execute(query)).mappings().one())

    async def start(self, stretch: Stretch) -> None:
        await self._connection.execute(insert(stretches).values(**vars(stretch)))

    async def end(self, episode_id: str, at: datetime) -> None:
        await self._connection.execute(
            update(stretches)
            .where(stretches.c.episode_id == episode_id, stretches.c.ended_at.is_(None))
            .values(ended_at=at)
        )

    async def keep_slots(self, stretch_id: str, slots: dict[str, object]) -> None:
        await self._connection.execute(update(stretches).where(stretches.c.id == stretch_id).values(slots=slots))

    async def last_slots(self, conversation_id: str) -> dict[str, object]:
        query = (
            select(stretches.c.slots)
            .where(stretches.c.conversation_id == conversation_id, stretches.c.served_by == "bot")
            .order_by(stretches.c.started_at.desc())
            .limit(1)
        )
        return dict(await self._connection.scalar(query) or {})
