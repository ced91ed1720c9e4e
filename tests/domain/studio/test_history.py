"""Undo and redo walk the changes there and back, whatever was done between."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as some

from handoff.domain.studio.annotation import Annotation
from handoff.domain.studio.history import Change, ChangeKind, stacks

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
NEW = Annotation("a", "e", "trainer")
_steps = some.lists(some.sampled_from(["change", "undo", "redo"]), max_size=40)


class Walked:
    """An annotation whose changes are recorded as the studio records them, beside a plain undo stack to compare."""

    def __init__(self) -> None:
        self.now = NEW
        self.changes: list[Change] = []
        self.past: list[str] = []
        self.future: list[str] = []

    def do(self, step: str) -> None:
        found = stacks(self.changes)
        if step == "change":
            self.past.append(self.now.comment)
            self.future.clear()
            self._record(replace(self.now, comment=f"第{len(self.changes)}次修改"), ChangeKind.DONE)
        elif step == "undo" and found.to_undo:
            self.future.append(self.now.comment)
            self._record(found.to_undo.before, ChangeKind.UNDONE)
            assert self.now.comment == self.past.pop()
        elif step == "redo" and found.to_redo:
            self.past.append(self.now.comment)
            self._record(found.to_redo.after, ChangeKind.REDONE)
            assert self.now.comment == self.future.pop()

    def _record(self, after: Annotation, kind: ChangeKind) -> None:
        after = replace(after, revision=self.now.revision + 1)
        self.changes.append(Change(str(after.revision), "a", after.revision, self.now, after, NOW, "trainer", kind))
        self.now = after


@given(_steps)
def test_undo_and_redo_are_those_of_a_plain_editor(steps: list[str]) -> None:
    walked = Walked()

    for step in steps:
        walked.do(step)

    found = stacks(walked.changes)
    assert (len(found.done), len(found.undone)) == (len(walked.past), len(walked.future))


@given(_steps, some.integers(1, 5))
def test_as_many_redos_as_undos_lead_back(steps: list[str], times: int) -> None:
    walked = Walked()
    for step in steps:
        walked.do(step)
    before, possible = walked.now, min(times, len(walked.past))

    for step in ["undo"] * possible + ["redo"] * possible:
        walked.do(step)

    assert replace(walked.now, revision=before.revision) == before


@given(_steps)
def test_undone_to_its_beginning_nothing_is_left_of_it(steps: list[str]) -> None:
    walked = Walked()
    for step in steps:
        walked.do(step)

    while walked.past:
        walked.do("undo")

    assert replace(walked.now, revision=0) == NEW


@given(_steps)
def test_revisions_only_grow(steps: list[str]) -> None:
    walked = Walked()
    for step in steps:
        walked.do(step)

    assert [change.revision for change in walked.changes] == list(range(1, len(walked.changes) + 1))


def test_a_new_change_leaves_nothing_to_redo() -> None:
    walked = Walked()
    for step in ("change", "change", "undo", "change"):
        walked.do(step)

    assert stacks(walked.changes).to_redo is None
