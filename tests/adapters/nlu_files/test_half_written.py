"""Outside a repository files take their places one by one: what was half done is finished, or taken back."""

import errno
from pathlib import Path

import pytest

from handoff.adapters.nlu_files.publishing import FilePublisher
from tests.adapters.nlu_files.test_publishing import CHANGED, NEW, NOTE, publisher_of, written
from tests.support.training_project import make_project


@pytest.fixture
def half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FilePublisher:
    """Outside a repository, the disk was full after the first of two files."""
    publisher = publisher_of(make_project(tmp_path / "bot"))
    replace, left = Path.replace, iter([True, True])

    def replace_while_there_is_room(path: Path, target: Path) -> Path:
        if not next(left, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(path, target)

    with monkeypatch.context() as full:
        full.setattr(Path, "replace", replace_while_there_is_room)
        with pytest.raises(OSError, match="No space"):
            publisher.publish([CHANGED, NEW], "小王", "more", NOTE)
    assert written(publisher.root, CHANGED)
    assert not (publisher.root / NEW.path).exists()
    return publisher


def test_what_was_half_written_is_finished_at_the_next_look(half_written: FilePublisher) -> None:
    published = half_written.unsettled()

    assert published is not None
    assert published.note == NOTE
    assert written(half_written.root, CHANGED)
    assert written(half_written.root, NEW)


def test_or_taken_back_where_somebody_went_on_meanwhile(half_written: FilePublisher) -> None:
    theirs = half_written.root / NEW.path
    theirs.write_text("nlu: []\n", encoding="utf-8")

    assert half_written.unsettled() is None
    assert half_written.unsettled() is None
    assert (half_written.root / CHANGED.path).read_bytes() == CHANGED.before
    assert theirs.read_text(encoding="utf-8") == "nlu: []\n"
