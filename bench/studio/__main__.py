"""How long the studio's calls take with 1,000, 10,000 and 100,000 examples: `python -m bench.studio`.

The use cases on a database of their own, every commit on disk. Each call is made once uncounted and then five times;
the median is told in milliseconds, and beside it the ratio to a thousand examples.
Writes build/bench/studio-DATABASE.json.
"""

import argparse
import asyncio
import json
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psutil
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.studio.filling import People, fill
from bench.wechat.stage import DurablePostgres
from handoff.adapters.enterprise_file import read_enterprise
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.migrate import upgrade_async
from handoff.adapters.sql.reading import SqlReader
from handoff.adapters.sql.unit_of_work import SqlWork, new_id
from handoff.adapters.studio_catalogue import DomainFile
from handoff.domain.studio.annotation import Answer, Saved
from handoff.domain.studio.queues import LABELLING, RETURNED
from handoff.services.ports import Typing
from handoff.services.studio.labelling import Save
from handoff.services.studio.use_cases import StudioWork
from handoff.settings import ROOT
from handoff.wiring import utc_now
from tests.support.postgres import HOW_TO_GET_IT, find_programs

_WORK = ROOT / "build" / "bench"
_SIZES = (1_000, 10_000, 100_000)
_TIMES = 5
_AT_ONCE = 20
_BUSY = 0.2

_Call = Callable[[], Awaitable[Any]]
_Figures = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    given.add_argument("--out", type=Path)
    wanted = given.parse_args(arguments)
    _WORK.mkdir(parents=True, exist_ok=True)
    busy = psutil.cpu_percent(interval=3) / 100
    if busy > _BUSY:
        sys.stdout.write(f"! The machine is {busy:.0%} busy: figures of an idle one are what counts.\n")
    found = {size: asyncio.run(_measured(wanted.database, size)) for size in wanted.sizes}
    report = {"machine": platform.platform(), "busy_at_start": busy, "database": wanted.database, "milliseconds": found}
    out: Path = wanted.out or _WORK / f"studio-{wanted.database}.json"
    out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    _show(found)
    sys.stdout.write(f"Written: {out}\n")
    return 0


async def _measured(database: str, size: int) -> _Figures:
    with _fresh(database) as url:
        await upgrade_async(url)
        engine = open_engine(url)
        try:
            people = await fill(engine, size)
            calls = _calls(_studio(engine), people)
            return {name: await _median(call) for name, call in calls.items()}
        finally:
            await engine.dispose()


@contextmanager
def _fresh(database: str) -> Iterator[str]:
    """The URL of an empty database on a disk that is one."""
    if database == "sqlite":
        with TemporaryDirectory(dir=_WORK, prefix="studio-") as folder:
            yield f"sqlite+aiosqlite:///{folder}/heyan.db"
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit(f"✗ {HOW_TO_GET_IT}")
    with DurablePostgres(programs) as server, server.fresh_database() as url:
        yield url


class _NoBell:
    async def ring(self, topics: Collection[str]) -> None:
        """Nobody waits for it."""

    async def tell(self, typing: Typing) -> None:
        """Nobody types."""


def _studio(engine: AsyncEngine) -> StudioWork:
    enterprise = read_enterprise(ROOT / "enterprise.yml")
    open_work = SqlWork(engine, enterprise.policy, _NoBell(), utc_now)
    look = SqlReader(engine, enterprise.policy)
    return StudioWork.of(open_work, look, DomainFile(ROOT / "domain.yml"), enterprise.hours.zone, utc_now, new_id)


def _calls(studio: StudioWork, people: People) -> dict[str, _Call]:
    trainer, reviewer = people.trainer, people.reviewer
    pages = _Pages(studio, people)
    names = (*LABELLING, RETURNED.name)
    queues: dict[str, _Call] = {f"next {name}": partial(studio.labelling.next, trainer, name, ()) for name in names}
    return {
        "state": lambda: studio.overview.state(trainer),
        "state of a reviewer": lambda: studio.overview.state(reviewer),
        **queues,
        "submit": pages.submit,
        "bulk, 20 examples": pages.bulk,
        "history, 50": lambda: studio.overview.history(trainer, 50),
        "review, first page": lambda: studio.reviewing.page(reviewer, "submitted", None),
        "review, next page": pages.turned,
        "review, approved": lambda: studio.reviewing.page(reviewer, "approved", None),
        "review, disagreed": lambda: studio.reviewing.page(reviewer, "disagreed", None),
    }


class _Pages:
    """Calls that need something to be there first; that is not counted."""

    def __init__(self, studio: StudioWork, people: People) -> None:
        self._studio = studio
        self._people = people

    async def submit(self) -> float:
        trainer = self._people.trainer
        given = Save(await self._next(), uuid4().hex, 0, Saved("answer", Answer("refund_status")), submit=True)
        return await _seconds(lambda: self._studio.labelling.save(trainer, uuid4().hex, given))

    async def bulk(self) -> float:
        trainer, seen = self._people.trainer, list[str]()
        for _ in range(_AT_ONCE):
            seen.append(await self._next(seen))
        answer = Answer("refund_status")
        return await _seconds(lambda: self._studio.bulk.take(trainer, uuid4().hex, seen, answer))

    async def _next(self, seen: Collection[str] = ()) -> str:
        item = await self._studio.labelling.next(self._people.trainer, "random", seen)
        if item is None:
            raise SystemExit("✗ Too few examples to measure with.")
        return str(item["example"]["id"])

    async def turned(self) -> float:
        reviewer = self._people.reviewer
        first = await self._studio.reviewing.page(reviewer, "submitted", None)
        return await _seconds(lambda: self._studio.reviewing.page(reviewer, "submitted", first["next"]))


async def _median(call: _Call) -> float:
    """In milliseconds. A call that returns seconds has counted for itself."""
    await call()
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        told = await call()
        took.append(told if isinstance(told, float) else time.perf_counter() - began)
    return round(median(took) * 1000, 2)


async def _seconds(call: _Call) -> float:
    began = time.perf_counter()
    await call()
    return time.perf_counter() - began


def _show(found: dict[int, _Figures]) -> None:
    sizes = list(found)
    sys.stdout.write(f"{'':<24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>9}\n")
    for name in found[sizes[0]]:
        figures = [found[size][name] for size in sizes]
        shown = "".join(f"{figure:>9.2f} ms" for figure in figures)
        sys.stdout.write(f"{name:<24}{shown}{figures[-1] / figures[0]:>9.1f}\n")


if __name__ == "__main__":
    sys.exit(main())
