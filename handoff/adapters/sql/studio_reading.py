"""The part of a snapshot that looks at the studio."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.schema import users
from handoff.adapters.sql.studio_annotations import annotations_of
from handoff.adapters.sql.studio_examples import has_place_for, places_for, rows_of, waits_for
from handoff.adapters.sql.studio_rows import annotation_of, example_of
from handoff.adapters.sql.studio_tables import (
    annotations,
    examples,
    is_disagreed,
    is_rejected,
    is_touched,
    studio_settings,
    waiting,
)
from handoff.domain.studio.annotation import Annotation, AnnotationStatus
from handoff.domain.studio.example import Example, group_key
from handoff.domain.studio.queues import LABELLING, RETURNED
from handoff.services.studio.port import Answered, PersonalSettings

# The annotation's own columns come under other names: both tables have an id.
_OF_ANNOTATION = tuple(column.label(f"annotation_{column.name}") for column in annotations.c)
_TO_REVIEW = and_(annotations.c.status == AnnotationStatus.SUBMITTED.value, annotations.c.submitted_at.is_not(None))
_IS_OPEN = exists().where(examples.c.id == annotations.c.example_id, examples.c.state == "open")


class StudioReads:
    connection: AsyncConnection

    async def example(self, example_id: str) -> Example | None:
        found = await self.examples([example_id])
        return found[0] if found else None

    async def examples(self, example_ids: Collection[str]) -> Sequence[Example]:
        query = select(examples).where(examples.c.id.in_(example_ids)).order_by(examples.c.id)
        return [example_of(row) for row in (await self.connection.execute(query)).mappings()]

    async def annotation(self, annotation_id: str) -> Annotation | None:
        query = select(annotations).where(annotations.c.id == annotation_id)
        row = (await self.connection.execute(query)).mappings().one_or_none()
        return annotation_of(row) if row else None

    async def annotations_of(self, example_ids: Collection[str], user_id: str) -> Mapping[str, Annotation]:
        return await annotations_of(self.connection, example_ids, user_id)

    async def places_for(self, example_ids: Collection[str], user_id: str, now: datetime) -> frozenset[str]:
        return await places_for(self.connection, example_ids, user_id, now)

    async def alike(self, example: Example, user_id: str, now: datetime, limit: int) -> Sequence[Example]:
        of_group = and_(examples.c.group_key == group_key(example.text), examples.c.id != example.id)
        query = (
            select(examples)
            .where(of_group, waiting, waits_for(user_id), has_place_for(user_id, now))
            .order_by(examples.c.confidence.asc().nulls_last(), examples.c.id)
            .limit(limit)
        )
        return [example_of(row) for row in (await self.connection.execute(query)).mappings()]

    async def queue_counts(self, user_id: str) -> Mapping[str, int]:
        conditions = {name: rows_of(queue) for name, queue in LABELLING.items()}
        # Two queues may hold the same examples, in another order: they are counted once.
        distinct = {str(condition): condition for condition in conditions.values()}
        mine = and_(is_rejected, _IS_OPEN, annotations.c.annotator_id == user_id)
        others = and_(_TO_REVIEW, annotations.c.annotator_id != user_id)
        columns = [_count(examples, condition).label(f"n{place}") for place, condition in enumerate(distinct.values())]
        columns += [
            _count(annotations, mine).label(RETURNED.name),
            _count(annotations, others).label("to_review"),
            _count(examples, is_disagreed).label("disagreed"),
        ]
        row = (await self.connection.execute(select(*columns))).mappings().one()
        less = await self._through(user_id, distinct)
        found = {key: max(0, row[f"n{place}"] - less[key]) for place, key in enumerate(distinct)}
        counts = {name: found[str(condition)] for name, condition in conditions.items()}
        return counts | {name: row[name] for name in (RETURNED.name, "to_review", "disagreed")}

    async def _through(self, user_id: str, conditions: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
        """Of what still waits: how many this user is through with."""
        sums = [
            func.count().filter(condition).label(f"n{place}") for place, condition in enumerate(conditions.values())
        ]
        # Asked of the few that somebody is through with, not of all that this user has ever answered.
        query = select(*sums).select_from(examples).where(is_touched, waiting, ~waits_for(user_id))
        row = (await self.connection.execute(query)).mappings().one()
        return {key: row[f"n{place}"] or 0 for place, key in enumerate(conditions)}

    async def intent_counts(self) -> Mapping[str, int]:
        # By what they are not: asked for by status, they would be read one by one.
        left_out = (AnnotationStatus.DRAFT.value, AnnotationStatus.REJECTED.value)
        counted = and_(annotations.c.intent.is_not(None), annotations.c.status.not_in(left_out))
        query = select(annotations.c.intent, func.count().label("uses")).where(counted)
        return {row.intent: row.uses for row in await self.connection.execute(query.group_by(annotations.c.intent))}

    async def submitted_since(self, user_id: str, at: datetime) -> int:
        theirs = and_(annotations.c.annotator_id == user_id, annotations.c.submitted_at >= at)
        return int(await self.connection.scalar(select(func.count()).select_from(annotations).where(theirs)) or 0)

    async def latest(self, user_id: str, limit: int) -> Sequence[Answered]:
        query = (
            _answered()
            .where(annotations.c.annotator_id == user_id)
            .order_by(annotations.c.updated_at.desc(), annotations.c.id)
            .limit(limit)
        )
        return await self._answered(query)

    async def page(
        self, status: AnnotationStatus, after: str | None, limit: int, without: str | None = None
    ) -> Sequence[Answered]:
        place = (annotations.c.submitted_at, annotations.c.id)
        query = _answered().where(annotations.c.status == status.value, annotations.c.submitted_at.is_not(None))
        if without:
            query = query.where(annotations.c.annotator_id != without)
        last = await self.annotation(after) if after else None
        if last and last.submitted_at:
            query = query.where(tuple_(*place) > tuple_(last.submitted_at, last.id))
        return await self._answered(query.order_by(*place).limit(limit))

    async def disagreed_page(self, after: str | None, limit: int) -> Sequence[Answered]:
        first = select(examples.c.id).where(is_disagreed).order_by(examples.c.id).limit(limit)
        if after:
            first = first.where(examples.c.id > after)
        query = (
            _answered()
            .where(examples.c.id.in_(first), annotations.c.submitted_at.is_not(None))
            .order_by(examples.c.id, annotations.c.submitted_at)
        )
        return await self._answered(query)

    async def personal_settings(self, user_id: str) -> PersonalSettings:
        query = select(studio_settings).where(studio_settings.c.user_id == user_id)
        row = (await self.connection.execute(query)).mappings().one_or_none()
        return PersonalSettings(row["blind"], row["keys"]) if row else PersonalSettings()

    async def _answered(self, query: Select[Any]) -> Sequence[Answered]:
        found = []
        for row in (await self.connection.execute(query)).mappings():
            theirs: Any = {column.name: row[f"annotation_{column.name}"] for column in annotations.c}
            annotation = annotation_of(theirs)
            found.append(Answered(example_of(row), annotation, row["display_name"], theirs["updated_at"]))
        return found


def _answered() -> Select[Any]:
    return (
        select(examples, *_OF_ANNOTATION, users.c.display_name)
        .select_from(annotations)
        .join(examples, examples.c.id == annotations.c.example_id)
        .join(users, users.c.id == annotations.c.annotator_id)
    )


def _count(table: Any, condition: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(table).where(condition).scalar_subquery()
