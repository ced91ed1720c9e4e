"""However many examples there are, SQLite reads a queue's own index and no example for its next and its count."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.studio_examples import next_in
from handoff.adapters.sql.studio_reading import StudioReads
from handoff.domain.studio.annotation import AnnotationStatus
from handoff.domain.studio.queues import LABELLING
from tests.support.databases import copy_sqlite
from tests.support.service_desk import FRIDAY_TEN
from tests.support.studio_desk import example

ME = "trainer"


class Plans(StudioReads):
    """A snapshot that asks how each of its statements would be worked, after it was."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.asked: list[tuple[str, Any]] = []
        event.listen(connection.sync_connection, "before_cursor_execute", self._note)

    async def steps(self) -> list[str]:
        """Of all statements since the last time."""
        asked, self.asked = self.asked, []
        found = []
        for statement, values in asked:
            rows = await self.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            found += [row[-1] for row in rows]
        self.asked.clear()
        return found

    def _note(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        self.asked.append((statement, values))


@pytest_asyncio.fixture
async def plans(sqlite_file: Path, tmp_path: Path) -> AsyncIterator[Plans]:
    engine = open_engine(copy_sqlite(sqlite_file, tmp_path))
    async with engine.connect() as connection:
        yield Plans(await connection.execution_options(read_only=True))
    await engine.dispose()


@pytest.mark.parametrize("queue", LABELLING.values(), ids=LABELLING)
async def test_the_next_is_the_first_of_the_queues_own_index(plans: Plans, queue: Any) -> None:
    await plans.connection.execute(next_in(queue, ME, FRIDAY_TEN, ["seen"]))

    steps = await plans.steps()

    assert steps[0] == f"SCAN examples USING COVERING INDEX ix_examples_queue_{queue.name}"
    assert not any("B-TREE" in step for step in steps), "it must not be sorted"
    assert all("USING" in step or "SUBQUERY" in step for step in steps), steps


async def test_counting_reads_indexes_alone(plans: Plans) -> None:
    await plans.queue_counts(ME)
    await plans.intent_counts()
    await plans.submitted_since(ME, FRIDAY_TEN)

    read = [step for step in await plans.steps() if step.startswith(("SCAN", "SEARCH")) and "CONSTANT" not in step]

    # Looked up one by one: what was sent back to this user, and of the few touched whether it was by this user.
    assert [step for step in read if "COVERING INDEX" not in step] == [
        "SEARCH annotations USING INDEX ix_annotations_rejected (annotator_id=?)",
        "SEARCH examples USING INDEX sqlite_autoindex_examples_1 (id=?)",
        "SEARCH annotations USING INDEX sqlite_autoindex_annotations_2 (example_id=? AND annotator_id=?)",
    ]


async def test_what_is_like_it_and_pages_are_found_by_index(plans: Plans) -> None:
    await plans.alike(example(), ME, FRIDAY_TEN, 20)
    await plans.latest(ME, 50)
    await plans.page(AnnotationStatus.SUBMITTED, None, 50, ME)
    await plans.disagreed_page(None, 50)

    steps = await plans.steps()

    assert [step for step in steps if step.startswith("SCAN")] == [
        "SCAN examples USING COVERING INDEX ix_examples_disagreed"
    ]
    assert "SEARCH examples USING INDEX ix_examples_group_waits (group_key=?)" in steps
