"""One runner per folder: a lock that the kernel takes away when its holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoff.running.errors import CannotStart


@contextmanager
def only_runner(path: Path) -> Iterator[None]:
    """Hold the lock at `path` for the block; raise CannotStart, naming the holder, when another runner has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise CannotStart(
                f"Heyan already runs on {path.parent} (process {holder}). Stop it with Ctrl-C there or "
                f"`kill {holder}`, or choose another folder and other ports: VAR_DIR=… PORT=… make run"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder_of(path: Path) -> int | None:
    """The process id of the runner that holds the lock, None when nobody does."""
    try:
        with path.open("r+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(file.read().strip() or 0)
    except FileNotFoundError:
        return None
    return None
