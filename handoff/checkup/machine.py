"""This machine: room, memory, permissions, ports."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil

from handoff.checkup.finding import Finding, broken, fine, note
from handoff.running import plan
from handoff.running.lock import holder_of
from handoff.running.ports import trouble_with
from handoff.settings import Settings

_GB = 1_000_000_000
_LEAST_DISK = _GB
_LEAST_MEMORY = 3 * _GB
_SECRET_FILES = ("secret_key", "passwords.txt")


def look(settings: Settings) -> Iterator[Finding]:
    yield _disk(settings.var_dir)
    yield _memory()
    yield from _var(settings.var_dir)
    yield _ports(settings)


def _disk(var_dir: Path) -> Finding:
    there = next(folder for folder in (var_dir, *var_dir.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / _GB:.1f} GB free at {there}"
    return broken("disk", text, "make room: 1 GB is the least") if free < _LEAST_DISK else fine("disk", text)


def _memory() -> Finding:
    free = psutil.virtual_memory().available
    text = f"{free / _GB:.1f} GB available"
    return note("memory", text, "Heyan takes about 3 GB") if free < _LEAST_MEMORY else fine("memory", text)


def _var(var_dir: Path) -> Iterator[Finding]:
    if not var_dir.exists():
        yield broken("var", f"{var_dir} is missing", "run `make setup`")
        return
    if not os.access(var_dir, os.W_OK | os.X_OK):
        yield broken("var", f"{var_dir} cannot be written", f"chown -R {os.getuid()} {var_dir}")
        return
    open_ones = [name for name in _SECRET_FILES if _others_can_read(var_dir / name)]
    if open_ones:
        paths = " ".join(str(var_dir / name) for name in open_ones)
        yield broken("var", f"others on this machine can read {' and '.join(open_ones)}", f"chmod 600 {paths}")
        return
    if _others_can_read(var_dir):
        yield note("var", f"others on this machine can read {var_dir}", f"chmod 700 {var_dir}")
        return
    yield fine("var", f"{var_dir} is writable and private")


def _others_can_read(path: Path) -> bool:
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _ports(settings: Settings) -> Finding:
    listeners = plan.listeners(settings)
    numbers = ", ".join(str(listener.port) for listener in listeners)
    runner = holder_of(settings.var_dir / "run" / "runner.lock")
    if runner:
        return fine("ports", f"{numbers}: Heyan runs (process {runner})")
    trouble = next(filter(None, map(trouble_with, listeners)), None)
    return broken("ports", trouble, "see the line above") if trouble else fine("ports", f"{numbers} are free")
