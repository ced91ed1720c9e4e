"""Writing changed files for good: all of them or none, whatever is killed in between.

What is to be done is written down first (the journal). In a repository the branch moves next, which decides; elsewhere
the journal itself decides. Whoever comes after a crash finishes what was decided, or takes away what was not.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handoff.adapters.nlu_files.repository import Author, Prepared, Repository
from handoff.domain.errors import Conflict
from handoff.domain.studio.exporting import FileChange

_NEW = ".new-"


@dataclass(frozen=True)
class Published:
    """`commit` is None outside a repository. `note` is what was given with it."""

    commit: str | None
    note: Mapping[str, Any]


@dataclass(frozen=True)
class FilePublisher:
    """`root`: the project; `place`: a folder of ours for the journal."""

    root: Path
    place: Path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Raises Conflict while another process publishes."""
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.place / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict("另一项导出正在进行，请稍后再试。") from error
            yield

    def refuse_unless_free(self, changes: Sequence[FileChange]) -> None:
        """Raises Conflict saying why these files cannot be written now."""
        for change in changes:
            path = self.root / change.path
            if path.is_symlink() or _read(path) != change.before:
                raise Conflict(f"{change.path} 在核对期间被修改，请重新预览。")
            if not _is_writable(path.parent):
                raise Conflict(f"没有写入 {change.path} 的权限，请联系系统管理员。")
        repository = Repository.of(self.root)
        if repository:
            repository.refuse_unless_free(changes)

    def publish(self, changes: Sequence[FileChange], author: str, message: str, note: Mapping[str, Any]) -> Published:
        """`author`: a person's name. `note` comes back with it, after a crash too, until `settle`.

        Raises Conflict: nothing was changed, or what was waits to be finished by `unsettled`.
        """
        self.refuse_unless_free(changes)
        repository, prepared = Repository.of(self.root), None
        if repository:
            self._forget_index()
            prepared = repository.prepare(changes, Author.of(author), message, self.place / "index")
        self._write_down(changes, prepared, note)
        if repository and prepared:
            try:
                repository.move_to(prepared)
            except Conflict:
                self.settle()
                raise
        self._finish(changes, repository)
        return Published(prepared.commit if prepared else None, note)

    def unsettled(self) -> Published | None:
        """What was published and not settled, finished now; None where nothing was, or nothing had been decided yet."""
        self._sweep()
        journal = self._journal()
        if journal is None:
            return None
        changes, prepared, note = journal
        repository = Repository.of(self.root)
        is_decided = repository.holds(prepared.commit) if repository and prepared else self._is_untouched(changes)
        if not is_decided:
            if repository is None:
                self._take_back(changes)
            self.settle()
            return None
        self._finish(changes, repository)
        return Published(prepared.commit if prepared else None, note)

    def settle(self) -> None:
        """Whoever asked for it has noted it down: nothing is left to remember."""
        (self.place / "journal.json").unlink(missing_ok=True)
        self._forget_index()
        _sync(self.place)

    def _forget_index(self) -> None:
        for name in ("index", "index.lock"):
            (self.place / name).unlink(missing_ok=True)

    def _finish(self, changes: Sequence[FileChange], repository: Repository | None) -> None:
        for change in changes:
            # Changed by somebody since: theirs stays, and is a change of the commit to git.
            if _read(self.root / change.path) == change.before:
                write_whole(self.root / change.path, change.after)
        if repository and not repository.stage(changes):
            raise Conflict("内容已提交，但 git 索引被其他操作占用，请稍后再次预览以完成更新。")

    def _take_back(self, changes: Sequence[FileChange]) -> None:
        for change in changes:
            path = self.root / change.path
            if _read(path) == change.after and change.before is not None:
                write_whole(path, change.before)
            elif _read(path) == change.after:
                path.unlink()

    def _is_untouched(self, changes: Sequence[FileChange]) -> bool:
        """Nobody but us has written to them."""
        return all(_read(self.root / change.path) in {change.before, change.after} for change in changes)

    def _write_down(self, changes: Sequence[FileChange], prepared: Prepared | None, note: Mapping[str, Any]) -> None:
        written = {
            "note": dict(note),
            "commit": [prepared.commit, prepared.head] if prepared else None,
            "files": [[change.path, _packed(change.before), _packed(change.after)] for change in changes],
        }
        write_whole(self.place / "journal.json", json.dumps(written).encode())

    def _journal(self) -> tuple[list[FileChange], Prepared | None, dict[str, Any]] | None:
        content = _read(self.place / "journal.json")
        if content is None:
            return None
        found = json.loads(content)
        changes = [
            FileChange(path, _unpacked(before), _unpacked(after) or b"") for path, before, after in found["files"]
        ]
        return changes, Prepared(*found["commit"]) if found["commit"] else None, found["note"]

    def _sweep(self) -> None:
        """What a killed write left beside its file."""
        for folder in (self.place, self.root / "data" / "nlu"):
            for path in list(folder.rglob(f".*{_NEW}*")):
                path.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """The file is the old one or the new one, and after this the new one, also when the machine dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}{_NEW}{secrets.token_hex(4)}")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _is_writable(folder: Path) -> bool:
    """A file takes its place by renaming: it is the folder that must allow it."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return os.access(there, os.W_OK | os.X_OK)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes | None:
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _packed(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def _unpacked(content: str | None) -> bytes | None:
    return None if content is None else base64.b64decode(content)
