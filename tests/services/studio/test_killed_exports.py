"""SIGKILL at every step of an export: in the end all of it is there once, and in between all of it or none."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handoff.settings import ROOT
from tests.support.databases import copy_sqlite
from tests.support.service_desk import ServiceDesk
from tests.support.studio_desk import Labeller, StudioDesk, example
from tests.support.training_project import STUDIO, git, make_project, make_repository

_LINES = ("快递三天没动了", "包裹到哪个站点", "师傅把货放哪儿了呀")


def _repository_in_use(folder: Path) -> Path:
    project = make_repository(folder)
    (project / "README.md").write_text("Somebody is at it.\n", encoding="utf-8")
    (project / "staged.txt").write_text("staged\n", encoding="utf-8")
    git(project, "add", "staged.txt")
    return project


async def _template(folder: Path, sqlite_file: Path, make: Callable[[Path], Path]) -> Path:
    make(folder / "bot")
    desk = ServiceDesk.open(copy_sqlite(sqlite_file, folder))
    studio = StudioDesk(desk)
    trainer, reviewer = await studio.trainer(), await studio.reviewer()
    for text in _LINES:
        [example_id] = await studio.add(example(text))
        await Labeller(studio.studio, reviewer.user).approve(await trainer.submit(example_id))
    await desk.close()
    return folder


def _rounds(template: Path, folder: Path) -> list[dict[str, Any]]:
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.studio.killed_exports", str(template), str(folder)],
        cwd=ROOT, capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    shutil.rmtree(folder)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


async def test_an_export_killed_anywhere_is_whole_or_nothing(tmp_path: Path, sqlite_file: Path) -> None:
    rounds = _rounds(await _template(tmp_path / "template", sqlite_file, _repository_in_use), tmp_path / "rounds")

    assert [found["was_killed"] for found in rounds] == [True] * (len(rounds) - 1) + [False]
    for found in rounds:
        # The commit is there with all lines in it, or not at all.
        assert found["after"]["committed"] == (STUDIO in found["after"]["tree"])
        assert found["after"]["lines"] in {0, 3}
        later = found["later"]
        assert (later["lines"], later["committed"], later["recorded"]) in [(0, 0, [0, 0]), (3, 1, [1, 3])]
        assert later["status"] == [" M README.md", "A  staged.txt", ""]
        assert later["stray"] == []
        assert (found["at_last"]["lines"], found["at_last"]["committed"]) == (3, 1)
        assert found["at_last"]["recorded"] == [1, 3]
    # It was killed before the decision and after it, more than once.
    decided = [found["later"]["committed"] for found in rounds]
    assert decided == sorted(decided)
    assert min(decided.count(0), decided.count(1)) >= 3
    assert any(found["after"]["committed"] and found["after"]["recorded"] == [0, 0] for found in rounds)


async def test_outside_a_repository_too(tmp_path: Path, sqlite_file: Path) -> None:
    rounds = _rounds(await _template(tmp_path / "template", sqlite_file, make_project), tmp_path / "rounds")

    assert len(rounds) > 5
    for found in rounds:
        assert (found["later"]["lines"], found["later"]["recorded"]) in [(0, [0, 0]), (3, [1, 3])]
        assert found["later"]["stray"] == []
        assert (found["at_last"]["lines"], found["at_last"]["recorded"]) == (3, [1, 3])
