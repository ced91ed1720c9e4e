"""Annotations, every change of them, and people's settings, within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.studio_examples import SqlExamples, SqlLeases
from handoff.adapters.sql.studio_rows import CHANGES, annotation_of, annotation_row, change_of, change_row
from handoff.adapters.sql.studio_tables import annotation_changes, annotations, studio_settings
from handoff.domain.studio.annotation import Annotation
from handoff.domain.studio.history import Change, ChangeKind
from handoff.services.studio.port import Annotations, Examples, Leases, PersonalSettings, StudioSettings


class SqlAnnotations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, annotation_id: str) -> Annotation | None:
        query = select(annotations).where(annotations.c.id == annotation_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return annotation_of(row) if row else None

    async def of_example(self, example_id: str) -> Sequence[Annotation]:
        query = select(annotations).where(annotations.c.example_id == example_id)
        return [annotation_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def mine_of(self, example_ids: Collection[str], user_id: str) -> Mapping[str, Annotation]:
        return await annotations_of(self._connection, example_ids, user_id)

    async def add(self, annotation: Annotation, at: datetime) -> None:
        row = annotation_row(annotation)
        await self._connection.execute(insert(annotations).values(**row, created_at=at, updated_at=at))

    async def save(self, annotation: Annotation, at: datetime | None) -> None:
        row = annotation_row(annotation) | ({"updated_at": at} if at else {})
        await self._connection.execute(update(annotations).where(annotations.c.id == annotation.id).values(row))

    async def change(self, change_id: str) -> Change | None:
        query = _changes().where(annotation_changes.c.id == change_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return change_of(row) if row else None

    async def changes_of(self, annotation_id: str) -> Sequence[Change]:
        query = (
            _changes()
            .where(annotation_changes.c.annotation_id == annotation_id)
            .order_by(annotation_changes.c.revision)
        )
        return [change_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def changes_of_batch(self, batch: str) -> Sequence[Change]:
        query = (
            _changes()
            .where(annotation_changes.c.batch == batch, annotation_changes.c.kind == ChangeKind.DONE.value)
            .order_by(annotations.c.example_id)
        )
        return [change_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def record(self, change: Change) -> None:
        await self._connection.execute(insert(annotation_changes).values(change_row(change)))


class SqlStudioSettings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, user_id: str, settings: PersonalSettings) -> None:
        values = {"blind": settings.blind, "keys": dict(settings.keys)}
        kind = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        kept = kind(studio_settings).values(user_id=user_id, **values)
        await self._connection.execute(kept.on_conflict_do_update(index_elements=["user_id"], set_=values))


class SqlStudio:
    """The studio's part of a unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.examples: Examples = SqlExamples(connection)
        self.leases: Leases = SqlLeases(connection)
        self.annotations: Annotations = SqlAnnotations(connection)
        self.settings: StudioSettings = SqlStudioSettings(connection)


async def annotations_of(
    connection: AsyncConnection, example_ids: Collection[str], user_id: str
) -> Mapping[str, Annotation]:
    theirs = and_(annotations.c.example_id.in_(example_ids), annotations.c.annotator_id == user_id)
    rows = (await connection.execute(select(annotations).where(theirs))).mappings()
    return {row["example_id"]: annotation_of(row) for row in rows}


def _changes() -> Select[Any]:
    return select(*CHANGES).join(annotations, annotations.c.id == annotation_changes.c.annotation_id)
