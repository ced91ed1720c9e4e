"""Undo and redo: the changes of one annotation, walked. Nothing is ever taken out of them; undoing is a change too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handoff.domain.studio.annotation import Annotation


class ChangeKind(StrEnum):
    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"


@dataclass(frozen=True)
class Change:
    """`revision` is the one the annotation has after it. `batch`: the change of many examples it belongs to."""

    id: str
    annotation_id: str
    revision: int
    before: Annotation
    after: Annotation
    at: datetime
    by: str
    kind: ChangeKind = ChangeKind.DONE
    batch: str | None = None


@dataclass(frozen=True)
class Stacks:
    """What can be undone and what can be redone, the next one last."""

    done: tuple[Change, ...]
    undone: tuple[Change, ...]

    @property
    def to_undo(self) -> Change | None:
        return self.done[-1] if self.done else None

    @property
    def to_redo(self) -> Change | None:
        return self.undone[-1] if self.undone else None


def stacks(changes: Iterable[Change]) -> Stacks:
    """Of one annotation's changes in the order of their revisions. A new change leaves nothing to redo."""
    done: list[Change] = []
    undone: list[Change] = []
    for change in changes:
        if change.kind is ChangeKind.UNDONE:
            undone.append(done.pop())
        elif change.kind is ChangeKind.REDONE:
            done.append(undone.pop())
        else:
            done.append(change)
            undone.clear()
    return Stacks(tuple(done), tuple(undone))
