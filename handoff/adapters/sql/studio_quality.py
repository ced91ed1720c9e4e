"""Reads for the studio's figures: answers of several people to one example, and answers against the suggestion."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.sql.schema import users
from handoff.adapters.sql.studio_rows import answer_of
from handoff.adapters.sql.studio_tables import annotation_changes, annotations, examples
from handoff.domain.studio.annotation import AnnotationStatus
from handoff.domain.studio.confusing import Corrected, Given

_FINISHED = (AnnotationStatus.SUBMITTED.value, AnnotationStatus.APPROVED.value, AnnotationStatus.REJECTED.value)
_COUNTED = (AnnotationStatus.SUBMITTED.value, AnnotationStatus.APPROVED.value)
# A reviewer approves their own annotation only by settling (domain.studio.settling.is_settlement).
_NO_SETTLEMENT = or_(annotations.c.reviewed_by.is_(None), annotations.c.reviewed_by != annotations.c.annotator_id)


@dataclass(frozen=True)
class SqlQuality:
    engine: AsyncEngine

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator["QualityReads"]:
        async with self.engine.connect() as connection:
            options = (
                {"read_only": True} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
            )
            yield QualityReads(await connection.execution_options(**options))


@dataclass(frozen=True)
class QualityReads:
    connection: AsyncConnection

    async def shared(self, *, blind: bool) -> Sequence[Given]:
        answered = and_(
            annotations.c.outcome == "answer",
            annotations.c.status.in_(_FINISHED),
            _NO_SETTLEMENT,
            annotations.c.blind == true() if blind else true(),
        )
        several = _with_several(answered)
        earlier = await self._before_review(answered, several)
        query = (
            select(annotations)
            .where(answered, annotations.c.example_id.in_(several))
            .order_by(annotations.c.example_id, annotations.c.annotator_id)
        )
        rows = (await self.connection.execute(query)).mappings()
        return [
            Given(row["example_id"], row["annotator_id"], answer_of(earlier.get(row["id"], row["answer"])))
            for row in rows
        ]

    async def corrected(self) -> Sequence[Corrected]:
        suggested = examples.c.suggestion["intent"].as_string()
        query = (
            select(
                annotations.c.example_id, annotations.c.annotator_id, annotations.c.answer, suggested.label("suggested")
            )
            .join(examples, examples.c.id == annotations.c.example_id)
            .where(
                annotations.c.status.in_(_COUNTED), annotations.c.intent.is_not(None), annotations.c.intent != suggested
            )
            .order_by(annotations.c.example_id, annotations.c.annotator_id)
        )
        return [
            Corrected(Given(row.example_id, row.annotator_id, answer_of(row.answer)), row.suggested)
            for row in await self.connection.execute(query)
        ]

    async def texts(self, example_ids: Collection[str]) -> Mapping[str, str]:
        query = select(examples.c.id, examples.c.text).where(examples.c.id.in_(example_ids))
        return {row.id: row.text for row in await self.connection.execute(query)}

    async def people(self, user_ids: Collection[str]) -> Mapping[str, str]:
        query = select(users.c.id, users.c.display_name).where(users.c.id.in_(user_ids))
        return {row.id: row.display_name for row in await self.connection.execute(query)}

    async def _before_review(
        self, answered: ColumnElement[bool], several: Select[tuple[str]]
    ) -> dict[str, dict[str, Any]]:
        """Annotation → the answer that was first sent back: what came after it was no more one's own reading."""
        query = (
            select(annotation_changes.c.annotation_id, annotation_changes.c.before)
            .join(annotations, annotations.c.id == annotation_changes.c.annotation_id)
            .where(
                answered,
                annotations.c.example_id.in_(several),
                annotation_changes.c.after["status"].as_string() == AnnotationStatus.REJECTED.value,
                annotation_changes.c.before["status"].as_string() != AnnotationStatus.REJECTED.value,
                annotation_changes.c.before["outcome"].as_string() == "answer",
            )
            .order_by(annotation_changes.c.annotation_id, annotation_changes.c.revision.desc())
        )
        # The earliest comes last and stays.
        return {row.annotation_id: row.before["answer"] for row in await self.connection.execute(query)}


def _with_several(answered: ColumnElement[bool]) -> Select[tuple[str]]:
    return select(annotations.c.example_id).where(answered).group_by(annotations.c.example_id).having(func.count() > 1)
