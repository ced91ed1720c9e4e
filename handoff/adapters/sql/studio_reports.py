"""What agents report of bot and register, and how far lines were gathered; for writing and for looking."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.rows import message_of
from handoff.adapters.sql.schema import messages
from handoff.adapters.sql.studio_tables import bot_mistakes, false_alarms, gathering_position
from handoff.domain.message import Message
from handoff.services.studio.gathering_port import BotMistake, FalseAlarm

_ONLY = 1


class SqlReports:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def position(self) -> int:
        return await read_position(self._connection)

    async def reach(self, before: int, position: int) -> bool:
        kept = gathering_position.c.position
        moved = await self._connection.execute(
            update(gathering_position).where(kept == before).values(position=position)
        )
        if moved.rowcount:
            return True
        if before:
            return False
        first = self._insert(gathering_position).values(only=_ONLY, position=position).on_conflict_do_nothing()
        return (await self._connection.execute(first.returning(kept))).one_or_none() is not None

    async def call_wrong(self, mistake: BotMistake) -> bool:
        kept = self._insert(bot_mistakes).values(**vars(mistake)).on_conflict_do_nothing()
        return (await self._connection.execute(kept.returning(bot_mistakes.c.message_id))).one_or_none() is not None

    async def call_right(self, message_id: str) -> bool:
        gone = await self._connection.execute(delete(bot_mistakes).where(bot_mistakes.c.message_id == message_id))
        return gone.rowcount == 1

    async def add_alarm(self, alarm: FalseAlarm) -> bool:
        kept = self._insert(false_alarms).values(**vars(alarm)).on_conflict_do_nothing()
        return (await self._connection.execute(kept.returning(false_alarms.c.id))).one_or_none() is not None

    @property
    def _insert(self) -> type[sqlite.Insert] | type[postgresql.Insert]:
        return sqlite.Insert if self._connection.dialect.name == "sqlite" else postgresql.Insert


class ReportReads:
    connection: AsyncConnection

    async def message(self, message_id: str) -> Message | None:
        row = (await self.connection.execute(select(messages).where(messages.c.id == message_id))).mappings().first()
        return message_of(row) if row else None

    async def called_wrong(self, message_ids: Collection[str]) -> frozenset[str]:
        query = select(bot_mistakes.c.message_id).where(bot_mistakes.c.message_id.in_(message_ids))
        return frozenset((await self.connection.execute(query)).scalars())

    async def alarms(self, contact_message_ids: Collection[str]) -> Sequence[FalseAlarm]:
        query = (
            select(false_alarms)
            .where(false_alarms.c.contact_message_id.in_(contact_message_ids))
            .order_by(false_alarms.c.reported_at, false_alarms.c.id)
        )
        return [FalseAlarm(**row) for row in (await self.connection.execute(query)).mappings()]


async def read_position(connection: AsyncConnection) -> int:
    return int(await connection.scalar(select(gathering_position.c.position)) or 0)
