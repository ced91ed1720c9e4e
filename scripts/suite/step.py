"""One step of the suite, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """A command; with a `report` (JUnit XML, written by the command) its tests are counted one by one."""

    name: str
    command: tuple[str, ...]
    cwd: Path
    report: Path | None = None
    env: dict[str, str] = field(default_factory=dict)
    # Why the step cannot run on this machine, and what to do about it.
    missing: str = ""
    must_run: bool = False
    # Most of its time it waits for processes to start, die and come back: it runs beside the other steps.
    waits: bool = False


@dataclass(frozen=True)
class Result:
    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    notes: tuple[str, ...] = ()
