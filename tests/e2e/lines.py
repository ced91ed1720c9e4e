"""Lines to label, put beside the running product as an import would, and what became of them."""

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.studio_examples import SqlExamples
from handoff.domain.studio.example import Example, Mark, Suggestion
from tests.support.processes import wait_for
from tests.support.product import Product

_RANKING = (("refund_status", 0.6), ("after_sales_status", 0.3), ("urge", 0.1))
QUEUE = Mark.FALSE_ALARM.value


@dataclass(frozen=True)
class Lines:
    """Its queue shows the newest first, and no customer's line comes into it by itself."""

    product: Product

    def add(self, *texts: str) -> list[str]:
        """In the order in which the queue will show them; their ids."""
        now = datetime.now(UTC)
        made = [_line(text, now - timedelta(milliseconds=place)) for place, text in enumerate(texts)]
        # Playwright runs a loop of its own in this thread.
        with ThreadPoolExecutor(1) as beside:
            beside.submit(asyncio.run, self._add(made, now)).result()
        return [example.id for example in made]

    def annotation(self, example_id: str) -> dict[str, Any] | None:
        query = "select * from annotations where example_id = ?"
        with closing(self._open("ro")) as connection:
            connection.row_factory = sqlite3.Row
            row = connection.execute(query, (example_id,)).fetchone()
        return {**dict(row), "answer": json.loads(row["answer"])} if row else None

    def submitted(self, example_id: str) -> dict[str, Any]:
        """The annotation, once the page has sent it: it goes on before the service has answered."""

        def found() -> dict[str, Any] | None:
            annotation = self.annotation(example_id)
            return annotation if annotation and annotation["status"] == "submitted" else None

        return wait_for(found, 10, "the annotation is submitted")

    def end_leases(self) -> None:
        """As five minutes away from the page would."""
        with closing(self._open("rw")) as connection, connection:
            connection.execute("update example_leases set until = '2020-01-01 00:00:00.000000'")

    async def _add(self, made: list[Example], at: datetime) -> None:
        engine = open_engine(f"sqlite+aiosqlite:///{self.product.var_dir}/heyan.db")
        try:
            async with engine.begin() as connection:
                for example in made:
                    assert await SqlExamples(connection).add(example, at)
        finally:
            await engine.dispose()

    def _open(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.product.var_dir / 'heyan.db'}?mode={mode}", uri=True, timeout=10)


def _line(text: str, said_at: datetime) -> Example:
    suggestion = Suggestion("refund_status", 0.6, _RANKING, emotion="calm", complaint=False, model="e2e")
    return Example(
        id=uuid4().hex,
        source="import",
        channel="web",
        text=text,
        said_at=said_at,
        suggestion=suggestion,
        marks=frozenset({Mark.FALSE_ALARM}),
    )
