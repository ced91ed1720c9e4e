"""Words for the person who waits: what is being done, how far it is, and what went wrong."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import Iterator

_LOCK = threading.Lock()


class Problem(Exception):
    """Set-up cannot go on; the message is one line that says why and what to do."""


def line(text: str = "") -> None:
    # Whole lines under a lock: two environments are built at the same time.
    with _LOCK:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def step(text: str) -> None:
    line(f"• {text}")


def done(text: str) -> None:
    line(f"  ✓ {text}")


def note(text: str) -> None:
    line(f"  ! {text}")


@contextmanager
def timed(text: str) -> Iterator[None]:
    """Say `text` and, when the block has ended well, how long it took."""
    step(f"{text} …")
    began = time.monotonic()
    yield
    done(f"{text}: {clock(time.monotonic() - began)}")


def clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{seconds:.1f} s"
