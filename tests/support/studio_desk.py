"""The studio for tests: examples in the database, and people who label and review them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.sql.studio_tables import (
    annotation_changes,
    annotations,
    example_leases,
    examples,
    export_lines,
    exports,
)
from handoff.domain.agent import Role, User
from handoff.domain.studio.annotation import Annotation, Answer, Outcome, Saved
from handoff.domain.studio.example import SURE, Example, Mark, Suggestion
from handoff.services.studio.labelling import Save
from handoff.services.studio.use_cases import StudioWork
from tests.support.service_desk import FRIDAY_TEN, ServiceDesk

REFUND = Answer("refund_status")
TRACK = Answer("logistics_track")


def new_id() -> str:
    return uuid4().hex


def example(text: str = "退款到哪了", *, confidence: float | None = 0.5, **more: Any) -> Example:
    suggestion = Suggestion("refund_status", confidence, model="test") if confidence is not None else None
    marks = {Mark.LOW_CONFIDENCE} if confidence is not None and confidence < SURE else set()
    given = {"source": "import", "channel": "web", "said_at": FRIDAY_TEN, **more}
    made = Example(id=new_id(), text=text, suggestion=suggestion, **given)
    return replace(made, marks=made.marks | marks)


async def empty_studio(engine: AsyncEngine) -> None:
    """For tests that share a database and want a queue of their own."""
    async with engine.begin() as connection:
        for table in (export_lines, exports, annotation_changes, annotations, example_leases, examples):
            await connection.execute(delete(table))


@dataclass
class Labeller:
    """Somebody in the studio, who remembers the annotation of each example."""

    studio: StudioWork
    user: User
    ids: dict[str, tuple[str, int]] = field(default_factory=dict)

    async def next(self, queue: str = "all", skip: Collection[str] = ()) -> str | None:
        """The id of the next example."""
        item = await self.item(queue, skip)
        return item["example"]["id"] if item else None

    async def item(self, queue: str = "all", skip: Collection[str] = ()) -> dict[str, Any] | None:
        return await self.studio.labelling.next(self.user, queue, skip)

    def edit(
        self, example_id: str, answer: Answer = REFUND, outcome: Outcome | None = "answer", *, submit: bool = True
    ) -> tuple[str, Save]:
        annotation_id, revision = self.ids.get(example_id, (new_id(), 0))
        return annotation_id, Save(example_id, new_id(), revision, Saved(outcome, answer), submit)

    async def send(self, annotation_id: str, save: Save) -> tuple[Annotation, datetime | None]:
        annotation, until = await self.studio.labelling.save(self.user, annotation_id, save)
        self.ids[save.example_id] = (annotation.id, annotation.revision)
        return annotation, until

    async def submit(self, example_id: str, answer: Answer = REFUND, outcome: Outcome | None = "answer") -> Annotation:
        return (await self.send(*self.edit(example_id, answer, outcome)))[0]

    async def draft(self, example_id: str, answer: Answer = REFUND, outcome: Outcome | None = "answer") -> Annotation:
        return (await self.send(*self.edit(example_id, answer, outcome, submit=False)))[0]

    async def undo(self, annotation: Annotation, change_id: str | None = None) -> dict[str, Any]:
        return self._kept(await self.studio.labelling.undo(self.user, annotation.id, change_id or new_id()))

    async def redo(self, annotation: Annotation, change_id: str | None = None) -> dict[str, Any]:
        return self._kept(await self.studio.labelling.redo(self.user, annotation.id, change_id or new_id()))

    async def approve(self, annotation: Annotation) -> Annotation:
        return await self.studio.reviewing.approve(self.user, annotation.id, new_id(), "")

    async def reject(self, annotation: Annotation, comment: str = "客户问的是物流。") -> Annotation:
        return await self.studio.reviewing.reject(self.user, annotation.id, new_id(), comment)

    async def counts(self) -> dict[str, int]:
        state = await self.studio.overview.state(self.user)
        return {queue["name"]: queue["count"] for queue in state["queues"]}

    def _kept(self, walked: dict[str, Any]) -> dict[str, Any]:
        annotation = walked["annotation"]
        self.ids[annotation["example_id"]] = (annotation["id"], annotation["revision"])
        return walked


@dataclass
class StudioDesk:
    desk: ServiceDesk

    @property
    def studio(self) -> StudioWork:
        return self.desk.services.studio

    async def people(self, count: int, role: Role = Role.TRAINER) -> list[Labeller]:
        users = await self.desk.agents([f"训练师{number}" for number in range(count)], role)
        return [Labeller(self.studio, user) for user in users]

    async def trainer(self) -> Labeller:
        [trainer] = await self.people(1)
        return trainer

    async def reviewer(self) -> Labeller:
        [reviewer] = await self.people(1, Role.REVIEWER)
        return reviewer

    async def add(self, *given: Example) -> list[str]:
        """Their ids."""
        async with self.desk.work() as work:
            for each in given:
                assert await work.studio.examples.add(each, self.desk.now())
        return [each.id for each in given]

    async def lines(self, count: int, **more: Any) -> list[str]:
        """So many different lines, the oldest first, the least sure first."""
        made = [
            example(
                f"第{number}句话",
                confidence=0.1 + number / (2 * count),
                **{"said_at": FRIDAY_TEN + timedelta(minutes=number), **more},
            )
            for number in range(count)
        ]
        return await self.add(*made)

    async def stored(self, example_id: str) -> Sequence[Annotation]:
        async with self.desk.work() as work:
            return await work.studio.annotations.of_example(example_id)

    async def example(self, example_id: str) -> Example:
        async with self.desk.look() as snapshot:
            [found] = await snapshot.examples([example_id])
            return found

    async def revisions(self, annotation_id: str) -> list[int]:
        query = select(annotation_changes.c.revision).where(annotation_changes.c.annotation_id == annotation_id)
        return [row.revision for row in await self.desk.rows(query.order_by(annotation_changes.c.revision))]

    async def leases(self) -> list[tuple[str, str]]:
        query = select(example_leases.c.example_id, example_leases.c.annotator_id)
        return [(row.example_id, row.annotator_id) for row in await self.desk.rows(query)]

    async def finished(self) -> list[tuple[str, str]]:
        query = select(annotations.c.example_id, annotations.c.annotator_id).where(annotations.c.status != "draft")
        return [(row.example_id, row.annotator_id) for row in await self.desk.rows(query)]
