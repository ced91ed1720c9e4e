"""What exports need: the answers that wait for one, the project's files, and a way to write them for good."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from handoff.domain.studio.exporting import ApprovedLine, ExportPlan, FileChange, Stands


class LineOutcome(StrEnum):
    """What an export made of a line: `standing` where the data said the same already."""

    WRITTEN = "written"
    STANDING = "standing"


@dataclass(frozen=True)
class ExportedLine:
    annotation_id: str
    revision: int
    outcome: LineOutcome
    file: str


@dataclass(frozen=True)
class Export:
    id: str
    at: datetime
    by: str
    message: str
    commit: str | None
    files: tuple[str, ...]
    lines: tuple[ExportedLine, ...]


class Exports(Protocol):
    async def waiting(self) -> Sequence[ApprovedLine]:
        """Approved answers that no export is through with, as they are now."""
        ...

    async def record(self, export: Export) -> None:
        """The same export once more changes nothing."""
        ...

    async def commits(self, annotation_ids: Collection[str]) -> Mapping[str, str | None]:
        """The commit of each that was written as it is now; None: written where there is no repository."""
        ...


class Planning(Protocol):
    """Reads files: to be called beside the loop."""

    def plan(self, lines: Collection[ApprovedLine]) -> ExportPlan: ...
    def stands(self) -> Mapping[str, Stands]: ...


class Published(Protocol):
    @property
    def commit(self) -> str | None: ...
    @property
    def note(self) -> Mapping[str, Any]: ...


class Publishing(Protocol):
    """Writes files: to be called beside the loop, and within `alone`."""

    def alone(self) -> AbstractContextManager[None]:
        """Raises Conflict while another process publishes."""
        ...

    def refuse_unless_free(self, changes: Sequence[FileChange]) -> None:
        """Raises Conflict saying why these files cannot be written now."""
        ...

    def publish(self, changes: Sequence[FileChange], author: str, message: str, note: Mapping[str, Any]) -> Published:
        """All or nothing; `note` comes back with it, after a crash too, until `settle`. Raises Conflict."""
        ...

    def unsettled(self) -> Published | None:
        """What was published and then not settled, finished now."""
        ...

    def settle(self) -> None: ...
