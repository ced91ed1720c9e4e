"""Real processes in tests: bounded waiting, and knowing who is alive."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def wait_for(condition: Callable[[], T | None], within: float, what: str) -> T:
    """The first true answer of `condition`; fails the test, saying what did not happen, after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: did not happen within {within:g} s")
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Does it run? A zombie, dead and not yet collected by its parent, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def read_pid(path: Path) -> int | None:
    """The process id in a file that may not be there yet."""
    try:
        return int(path.read_text(encoding="ascii") or 0) or None
    except FileNotFoundError:
        return None
