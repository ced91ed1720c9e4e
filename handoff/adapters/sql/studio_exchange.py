"""Examples that come from files, and lines with their answers for files of others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.sql.schema import users
from handoff.adapters.sql.studio_rows import answer_of, example_of, example_row
from handoff.adapters.sql.studio_tables import annotations, examples
from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.example import Example
from handoff.domain.studio.exchange import ExchangedLine

# Bound values of one statement; SQLite takes 32,766 and PostgreSQL's driver 32,767.
_AT_ONCE = 1_000
_ROWS_AT_ONCE = 500
_answered = and_(annotations.c.example_id == examples.c.id, annotations.c.outcome == "answer")


@dataclass(frozen=True)
class SqlExchange:
    engine: AsyncEngine

    async def approved(self) -> Sequence[ExchangedLine]:
        return await self._lines(_lines(_answered).where(annotations.c.status == "approved"))

    async def everything(self) -> Sequence[ExchangedLine]:
        finished = annotations.c.status.in_(["submitted", "approved"])
        return await self._lines(_lines(and_(_answered, finished)))

    async def known_groups(self, groups: Collection[str]) -> frozenset[str]:
        found: set[str] = set()
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            asked = sorted(groups)
            for start in range(0, len(asked), _AT_ONCE):
                some = examples.c.group_key.in_(asked[start : start + _AT_ONCE])
                query = select(examples.c.group_key).where(some).distinct()
                found.update((await connection.execute(query)).scalars())
        return frozenset(found)

    async def names(self) -> Collection[str]:
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            return frozenset((await connection.execute(select(users.c.display_name))).scalars())

    async def add(self, given: Sequence[Example], at: datetime) -> None:
        rows = [example_row(each, at) for each in given]
        async with self.engine.begin() as connection:
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                await connection.execute(insert(examples), rows[start : start + _ROWS_AT_ONCE])

    async def _lines(self, query: Select[tuple[object, ...]]) -> Sequence[ExchangedLine]:
        found = []
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            for row in (await connection.execute(query)).mappings():
                example = example_of(row)
                found.append(
                    ExchangedLine(
                        text=example.text,
                        answer=answer_of(row["answer"]) if row["answer"] else Answer(),
                        before=example.before,
                        before_sender=example.before_sender,
                        channel=example.channel,
                        said_at=example.said_at,
                        suggestion=example.suggestion,
                        id=example.id,
                        status=row["status"],
                        annotator=row["display_name"],
                        comment=row["comment"] or None,
                    )
                )
        return found


def _lines(answers: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return (
        select(
            *examples.c,
            annotations.c.answer,
            annotations.c.status,
            annotations.c.comment,
            users.c.display_name,
        )
        .select_from(examples)
        .outerjoin(annotations, answers)
        .outerjoin(users, users.c.id == annotations.c.annotator_id)
        .order_by(examples.c.said_at, examples.c.id, annotations.c.submitted_at)
    )
