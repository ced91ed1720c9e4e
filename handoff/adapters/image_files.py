"""Image files under VAR_DIR/attachments, named by their content: whole on the disk or not there at all."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

_UNFINISHED = ".new-"


@dataclass(frozen=True)
class FolderOfImages:
    """Several processes may use one folder at once: putting a file and removing one exclude each other by a lock."""

    folder: Path

    def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        path = self._path(name)
        with self._locked():
            if path.exists():
                # Young again, or it could be swept away as nobody's before the row about it is there.
                os.utime(path)
                return name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            fresh = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(path)
            # The name must outlast a power cut as well as the bytes do.
            for folder in (path.parent, self.folder):
                _sync(folder)
        return name

    def read(self, sha256: str) -> bytes | None:
        with suppress(FileNotFoundError):
            return self._path(sha256).read_bytes()
        return None

    def older_than(self, at: datetime) -> list[str]:
        """Leftovers of a writer that was killed are removed on the way: they never had a name."""
        found = []
        for path in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):  # a writer has just given it its name
                if _put_at(path) >= at:
                    continue
            if path.name.startswith(_UNFINISHED):
                path.unlink(missing_ok=True)
            else:
                found.append(path.name)
        return sorted(found)

    def remove(self, sha256: str, older_than: datetime) -> bool:
        path = self._path(sha256)
        with self._locked():
            if not path.exists() or _put_at(path) >= older_than:
                return False
            path.unlink()
        return True

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as lock:
            # Given back when the file is closed, also by a kill.
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _put_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
