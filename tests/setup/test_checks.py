"""Before anything is built: a full disk and a folder of somebody else's are named."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from scripts.setup import checks
from scripts.setup.say import Problem

Usage = namedtuple("Usage", "total used free")


def test_a_disk_without_room_for_the_first_time_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "SERVICE", tmp_path / "none")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 8, 2_000_000_000))

    with pytest.raises(Problem, match=r"has 2\.0 GB free, set-up needs 6\.0 GB: make room"):
        checks.disk_has_room()


def test_later_less_room_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "SERVICE", tmp_path)
    monkeypatch.setattr(checks, "RASA", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 8, 2_000_000_000))

    checks.disk_has_room()
