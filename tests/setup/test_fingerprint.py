"""A step is done again when what it was done with has changed, and only then."""

from pathlib import Path

import pytest

from scripts.setup import fingerprint
from scripts.setup.fingerprint import Stamp


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    return tmp_path


def test_a_stamp_is_current_for_what_it_was_kept_for(folder: Path) -> None:
    stamp = Stamp(folder / "result" / ".heyan")
    made_from = fingerprint.of_files([folder / "a.txt"])
    assert not stamp.is_current(made_from)

    stamp.keep(made_from)

    assert stamp.is_current(made_from)


@pytest.mark.parametrize("change", ["content", "name", "word"])
def test_each_change_makes_another_fingerprint(folder: Path, change: str) -> None:
    path = folder / "a.txt"
    before = fingerprint.of_files([path], "3.11")

    if change == "content":
        path.write_text("two", encoding="utf-8")
    elif change == "name":
        path = path.rename(folder / "b.txt")

    assert fingerprint.of_files([path], "3.12" if change == "word" else "3.11") != before


def test_folders_that_hold_no_sources_are_left_out(folder: Path) -> None:
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "x.js").touch()

    assert fingerprint.files_below(folder, frozenset({"node_modules"})) == [folder / "a.txt"]
