"""Files are whole or not there, also when a process dies in between; old ones go only while nobody wants them."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from handoff.adapters.image_files import FolderOfImages

CONTENT = b"an image" * 1000
NAME = sha256(CONTENT).hexdigest()
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=3)

# A writer that dies as soon as it comes to the named step.
_DYING = """
import os, signal, sys
from pathlib import Path
from handoff.adapters.image_files import FolderOfImages
owner, step = {"fsync": (os, "fsync"), "rename": (Path, "rename"), "unlock": (FolderOfImages, "put")}[sys.argv[2]]
kept = getattr(owner, step)
def die(*given):
    if step == "put":
        kept(*given)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, step, die)
FolderOfImages(Path(sys.argv[1])).put(b"an image" * 1000)
"""


def made_old(folder: Path, at: datetime = LONG_AGO) -> None:
    for path in folder.glob("??/*"):
        os.utime(path, (at.timestamp(), at.timestamp()))


def test_content_is_found_by_its_hash_and_kept_once(tmp_path: Path) -> None:
    files = FolderOfImages(tmp_path)

    assert files.put(CONTENT) == files.put(CONTENT) == NAME

    assert [path.relative_to(tmp_path) for path in tmp_path.glob("??/*")] == [Path(NAME[:2]) / NAME]
    assert files.read(NAME) == CONTENT
    assert files.read("0" * 64) is None


def test_nobody_else_on_the_machine_reads_them(tmp_path: Path) -> None:
    FolderOfImages(tmp_path / "images").put(CONTENT)

    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "images").rglob("*") if not path.name.startswith(".")}
    assert modes == {0}


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_writer_killed_before_the_end_leaves_no_image_and_no_lock(tmp_path: Path, step: str) -> None:
    died = subprocess.run([sys.executable, "-c", _DYING, str(tmp_path), step], check=False)

    files = FolderOfImages(tmp_path)
    assert died.returncode == -signal.SIGKILL
    assert files.read(NAME) is None
    assert files.older_than(NOW - timedelta(hours=24)) == []
    assert len(list(tmp_path.glob("??/.new-*"))) == 1
    assert files.put(CONTENT) == NAME
    assert files.read(NAME) == CONTENT


def test_what_a_killed_writer_left_is_cleared_away_a_day_later(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _DYING, str(tmp_path), "rename"], check=False)
    made_old(tmp_path)

    assert FolderOfImages(tmp_path).older_than(NOW) == []

    assert list(tmp_path.glob("??/.*")) == []


def test_a_writer_killed_after_the_end_leaves_the_whole_image(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _DYING, str(tmp_path), "unlock"], check=False)

    assert FolderOfImages(tmp_path).read(NAME) == CONTENT


def test_an_old_file_is_removed_unless_it_was_put_again(tmp_path: Path) -> None:
    files = FolderOfImages(tmp_path)
    files.put(CONTENT)
    made_old(tmp_path)
    day_ago = NOW - timedelta(hours=24)
    assert files.older_than(day_ago) == [NAME]

    files.put(CONTENT)
    assert (files.older_than(day_ago), files.remove(NAME, day_ago), files.read(NAME)) == ([], False, CONTENT)

    made_old(tmp_path)
    assert (files.remove(NAME, day_ago), files.read(NAME), files.remove(NAME, day_ago)) == (True, None, False)
