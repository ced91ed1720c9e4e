"""Exports that are killed: `python -m tests.services.studio.killed_exports TEMPLATE FOLDER`.

TEMPLATE holds a project (`bot`) and a database with approved answers (`heyan.db`). Each round copies it and lets a
child export; a hook in the child counts what it does to the world and sends it SIGKILL at the round's number. One line
of JSON for each round says what was found after the kill, after the next look, and after one more export; nobody kills
the last round.
"""

import asyncio
import itertools
import json
import os
import shutil
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from sqlalchemy import select

from handoff.adapters.nlu_files.publishing import FilePublisher
from handoff.adapters.nlu_files.training_data import TrainingData
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.studio_exports import SqlExports
from handoff.adapters.sql.studio_tables import export_lines, exports
from handoff.domain.agent import Role, User
from handoff.services.studio.exporting import Exporting, ExportWish
from tests.support.service_desk import FRIDAY_TEN
from tests.support.studio_desk import new_id
from tests.support.training_project import STUDIO, git

REVIEWER = User("reviewer", "reviewer", "审核员小王", "9001", Role.REVIEWER)
# What changes the world: files made, renamed or removed, and git where it is told to.
_ACTS = {"os.rename", "os.remove", "os.mkdir"}
_OF_GIT = {"read-tree", "-w", "update-index", "write-tree", "commit-tree", "update-ref"}


def main(template: Path, folder: Path) -> None:
    for number in itertools.count(1):
        place = folder / str(number)
        shutil.copytree(template, place, symlinks=True)
        child = os.fork()
        if child == 0:
            _export_and_die(place, number)
        _, status = os.waitpid(child, 0)
        found = {"was_killed": os.WIFSIGNALED(status), "after": _state(place)}
        asyncio.run(_caught_up(place))
        found["later"] = _state(place)
        asyncio.run(_exported_again(place))
        found["at_last"] = _state(place)
        sys.stdout.write(json.dumps(found) + "\n")
        if not os.WIFSIGNALED(status):
            return


def _export_and_die(place: Path, number: int) -> None:
    left = itertools.count(number - 1, -1)

    def count(event: str, given: tuple[Any, ...]) -> None:
        # Asked before it happens: what this act would have done is not done.
        if _is_act(event, given) and next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    try:
        asyncio.run(_with(place, _export))
    except BaseException as error:  # noqa: BLE001 (a child that fails must not go on as its parent)
        sys.stderr.write(repr(error))
        os._exit(1)
    os._exit(0)


def _is_act(event: str, given: tuple[Any, ...]) -> bool:
    if event == "open":
        return isinstance(given[2], int) and bool(given[2] & (os.O_WRONLY | os.O_RDWR))
    return event in _ACTS or (event == "subprocess.Popen" and not _OF_GIT.isdisjoint(given[1]))


async def _export(exporting: Exporting) -> None:
    await exporting.export(REVIEWER, ExportWish({}))


async def _caught_up(place: Path) -> None:
    await _with(place, lambda exporting: exporting.preview(REVIEWER, {}))


async def _exported_again(place: Path) -> None:
    async def export_if_any(exporting: Exporting) -> None:
        if (await exporting.preview(REVIEWER, {}))["written"]:
            await _export(exporting)

    await _with(place, export_if_any)


async def _with(place: Path, work: Any) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{place}/heyan.db")
    try:
        publisher = FilePublisher(place / "bot", place / "var" / "studio")
        done: Coroutine[Any, Any, Any] = work(
            Exporting(SqlExports(engine), TrainingData(place / "bot"), publisher, lambda: FRIDAY_TEN, new_id)
        )
        await done
    finally:
        await engine.dispose()


def _state(place: Path) -> dict[str, Any]:
    project = place / "bot"
    is_repository = (project / ".git").exists()
    studio = project / STUDIO
    return {
        "lines": studio.read_text("utf-8").count("text:") if studio.exists() else 0,
        "committed": git(project, "log", "--format=%s").count("studio") if is_repository else None,
        "tree": git(project, "ls-tree", "-r", "--name-only", "HEAD").split() if is_repository else None,
        "status": git(project, "status", "--porcelain").split("\n") if is_repository else None,
        "recorded": asyncio.run(_recorded(place)),
        "stray": sorted(path.name for path in (project / "data").rglob(".*")),
        "orders": (project / "data/nlu/orders.yml").read_text("utf-8"),
    }


async def _recorded(place: Path) -> list[int]:
    engine = open_engine(f"sqlite+aiosqlite:///{place}/heyan.db")
    async with engine.connect() as connection:
        counts = [len((await connection.execute(select(table))).all()) for table in (exports, export_lines)]
    await engine.dispose()
    return counts


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
