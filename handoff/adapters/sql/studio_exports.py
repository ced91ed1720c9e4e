"""Exports: which approved answers wait for one, and what became of the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.sql.studio_rows import answer_of
from handoff.adapters.sql.studio_tables import annotations, examples, export_lines, exports
from handoff.domain.studio.exporting import ApprovedLine
from handoff.services.studio.exporting_port import Export

_of_now = and_(export_lines.c.annotation_id == annotations.c.id, export_lines.c.revision == annotations.c.revision)


@dataclass(frozen=True)
class SqlExports:
    engine: AsyncEngine

    async def waiting(self) -> Sequence[ApprovedLine]:
        query = (
            select(
                annotations.c.id,
                annotations.c.revision,
                annotations.c.answer,
                annotations.c.reviewed_at,
                examples.c.text,
            )
            .join(examples, examples.c.id == annotations.c.example_id)
            .where(annotations.c.status == "approved", annotations.c.outcome == "answer", ~exists().where(_of_now))
            .order_by(annotations.c.reviewed_at, annotations.c.id)
        )
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            rows = (await connection.execute(query)).mappings().all()
        return [
            ApprovedLine(row["id"], row["revision"], row["text"], answer_of(row["answer"]), row["reviewed_at"])
            for row in rows
        ]

    async def record(self, export: Export) -> None:
        async with self.engine.begin() as connection:
            kind = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            row = {
                "id": export.id,
                "at": export.at,
                "by": export.by,
                "message": export.message,
                "commit_id": export.commit,
                "files": list(export.files),
            }
            await connection.execute(kind(exports).values(row).on_conflict_do_nothing())
            for line in export.lines:
                values = {**vars(line), "outcome": line.outcome.value, "export_id": export.id}
                await connection.execute(kind(export_lines).values(values).on_conflict_do_nothing())

    async def commits(self, annotation_ids: Collection[str]) -> Mapping[str, str | None]:
        query = (
            select(export_lines.c.annotation_id, exports.c.commit_id)
            .join(exports, exports.c.id == export_lines.c.export_id)
            .join(annotations, _of_now)
            .where(export_lines.c.annotation_id.in_(annotation_ids))
        )
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            return {row.annotation_id: row.commit_id for row in await connection.execute(query)}
