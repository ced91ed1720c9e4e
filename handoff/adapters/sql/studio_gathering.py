"""What gathering reads: the feed since its position, and the episodes touched, a few queries for all of them."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.desk_tables import ratings
from handoff.adapters.sql.reading import SqlReader
from handoff.adapters.sql.rows import message_of
from handoff.adapters.sql.schema import (
    activities,
    conversations,
    episodes,
    feed_events,
    feed_position,
    mailboxes,
    messages,
    users,
)
from handoff.adapters.sql.studio_reports import read_position
from handoff.adapters.sql.studio_rows import example_of
from handoff.adapters.sql.studio_tables import bot_mistakes, examples, false_alarms
from handoff.domain.message import Message
from handoff.domain.rating import LOW
from handoff.domain.studio.example import Example
from handoff.domain.studio.gathered import EpisodeLines
from handoff.services.studio.gathering_port import Touched


@dataclass(frozen=True)
class SqlGathering:
    look: SqlReader

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator["SqlGatheringSnapshot"]:
        async with self.look() as snapshot:
            yield SqlGatheringSnapshot(snapshot.connection)


@dataclass(frozen=True)
class SqlGatheringSnapshot:
    connection: AsyncConnection

    async def position(self) -> int:
        return await read_position(self.connection)

    async def touched(self, after: int, limit: int) -> Touched:
        # Whatever changes what a trainer learns of an episode shows it at the desk anew.
        query = (
            select(feed_events.c.position, feed_events.c.episode_id)
            .where(feed_events.c.position > after, feed_events.c.name == "episode.changed")
            .order_by(feed_events.c.position)
            .limit(limit)
        )
        found = (await self.connection.execute(query)).all()
        ids = [episode_id for _, episode_id in found if episode_id]
        is_all = len(found) < limit
        reached = int(await self.connection.scalar(select(feed_position.c.position)) or 0) if is_all else found[-1][0]
        return Touched(tuple(dict.fromkeys(ids)), reached, is_all)

    async def episodes(self, episode_ids: Collection[str]) -> Sequence[EpisodeLines]:
        query = (
            select(episodes.c.id, conversations.c.id, conversations.c.channel, mailboxes.c.done_seq)
            .join(conversations, conversations.c.id == episodes.c.conversation_id)
            .join(mailboxes, mailboxes.c.conversation_id == conversations.c.id, isouter=True)
            .where(episodes.c.id.in_(episode_ids))
        )
        rows = (await self.connection.execute(query)).all()
        lines, raised = await self._lines(episode_ids), await self._raised(episode_ids)
        is_low = (ratings.c.episode_id.in_(episode_ids), ratings.c.grade <= LOW)
        rated_low = await self._those(ratings.c.episode_id, *is_low)
        wrong = await self._those(bot_mistakes.c.message_id, bot_mistakes.c.episode_id.in_(episode_ids))
        alarms = await self._those(false_alarms.c.contact_message_id, false_alarms.c.episode_id.in_(episode_ids))
        return [
            EpisodeLines(
                episode_id=episode_id,
                conversation_id=conversation_id,
                channel=channel,
                lines=lines[episode_id],
                worked_seq=done_seq or 0,
                raised=frozenset(raised[episode_id]),
                rated_low=episode_id in rated_low,
                mistakes=wrong,
                alarms=alarms,
            )
            for episode_id, conversation_id, channel, done_seq in rows
        ]

    async def known(self, message_ids: Collection[str]) -> Mapping[str, Example]:
        query = select(examples).where(examples.c.message_id.in_(message_ids))
        found = [example_of(row) for row in (await self.connection.execute(query)).mappings()]
        return {example.message_id: example for example in found if example.message_id}

    async def names(self) -> Collection[str]:
        return frozenset((await self.connection.execute(select(users.c.display_name))).scalars())

    async def _lines(self, episode_ids: Collection[str]) -> Mapping[str, list[Message]]:
        query = select(messages).where(messages.c.episode_id.in_(episode_ids)).order_by(messages.c.seq)
        lines: dict[str, list[Message]] = defaultdict(list)
        for row in (await self.connection.execute(query)).mappings():
            lines[row["episode_id"]].append(message_of(row))
        return lines

    async def _raised(self, episode_ids: Collection[str]) -> Mapping[str, list[int]]:
        query = select(activities.c.episode_id, activities.c.detail).where(
            activities.c.episode_id.in_(episode_ids), activities.c.name == "handoff.raised"
        )
        raised: dict[str, list[int]] = defaultdict(list)
        for episode_id, detail in await self.connection.execute(query):
            raised[str(episode_id)].append(int(detail["seq"]))
        return raised

    async def _those(self, column: Column[str], *of: ColumnElement[bool]) -> frozenset[str]:
        found = (await self.connection.execute(select(column).where(*of))).scalars()
        return frozenset(one for one in found if one)
