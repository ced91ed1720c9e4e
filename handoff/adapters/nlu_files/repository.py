"""The git repository a project lives in, spoken to by plumbing: a commit of just some files, all of it or none.

The commit is built beside the index, then the branch moves in one step. Whatever else is changed or staged stays so.
"""

import os
import re
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handoff.domain.errors import Conflict
from handoff.domain.studio.exporting import FileChange

_SECONDS = 60
_NEW = "0" * 40
# While one of these is there, the next commit of the branch is somebody's half-done work.
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "BISECT_LOG")
_COMMITTER = {"GIT_COMMITTER_NAME": "Heyan", "GIT_COMMITTER_EMAIL": "studio@heyan.invalid"}
# Another git holds the index for moments.
_TRIES, _PAUSE = 20, 0.1


class GitFailed(Conflict):
    """git said no; the message holds its words."""

    code = "git_failed"


@dataclass(frozen=True)
class Author:
    name: str
    email: str = "studio@heyan.invalid"

    @classmethod
    def of(cls, name: str) -> "Author":
        """Without the signs that git takes for the end of a name."""
        return cls(re.sub(r"[<>\x00-\x1f\x7f]", " ", name).strip(" .,:;\"'") or "Heyan")


@dataclass(frozen=True)
class Prepared:
    """A commit that is there and that no branch leads to yet."""

    commit: str
    head: str


@dataclass(frozen=True)
class Repository:
    """`top`: the folder git works in; `prefix`: of the project's paths in it, empty or ended by “/”."""

    top: Path
    prefix: str

    @classmethod
    def of(cls, root: Path) -> "Repository | None":
        """None for a project that lives in none. Raises GitFailed where there is one and git cannot work in it."""
        if not any((folder / ".git").exists() for folder in (root, *root.parents)):
            return None
        top = _git(root, "rev-parse", "--show-toplevel").strip()
        return cls(Path(top), _git(root, "rev-parse", "--show-prefix").strip())

    def refuse_unless_free(self, changes: Collection[FileChange]) -> None:
        """Raises Conflict where a commit now would take up, or be lost in, what somebody else is doing."""
        for name in _UNDER_WAY:
            if (self.top / _git(self.top, "rev-parse", "--git-path", name).strip()).exists():
                raise Conflict("代码仓库正在合并、变基或二分查找，请完成后再导出。")
        if _git(self.top, "symbolic-ref", "-q", "HEAD", or_else="") == "":
            raise Conflict("代码仓库当前不在任何分支上，提交后容易丢失，请切换到分支后再导出。")
        for change in changes:
            self._refuse_if_changed(change)

    def prepare(self, changes: Sequence[FileChange], author: Author, message: str, index: Path) -> Prepared:
        """`index`: a file to build the commit in, which is left there."""
        head = self.head()
        own = {"GIT_INDEX_FILE": str(index)}
        _git(self.top, "read-tree", *(["--empty"] if head == _NEW else [head]), env=own)
        self._stage(changes, own)
        tree = _git(self.top, "write-tree", env=own).strip()
        parents = [] if head == _NEW else ["-p", head]
        names = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email, **_COMMITTER}
        commit = _git(self.top, "commit-tree", tree, *parents, "-F", "-", env=names, given=message.encode()).strip()
        return Prepared(commit, head)

    def head(self) -> str:
        return _git(self.top, "rev-parse", "-q", "--verify", "HEAD", or_else=_NEW).strip()

    def holds(self, commit: str) -> bool:
        """Whether the branch leads to it."""
        head = self.head()
        if head == _NEW:
            return False
        return _git(self.top, "merge-base", "--is-ancestor", commit, head, or_else="no") == ""

    def move_to(self, prepared: Prepared) -> None:
        """In one step; raises GitFailed where the branch has moved meanwhile."""
        _git(self.top, "update-ref", "-m", "studio: export", "HEAD", prepared.commit, prepared.head)

    def stage(self, changes: Sequence[FileChange]) -> bool:
        """Bring the index in line with the commit, for these paths alone; False where another git would not let go."""
        for attempt in range(_TRIES):
            try:
                self._stage([change for change in changes if self._is_staged_as(change.before, change)], {})
            except GitFailed:
                if attempt + 1 < _TRIES:
                    time.sleep(_PAUSE)
            else:
                return True
        return False

    def _stage(self, changes: Sequence[FileChange], env: Mapping[str, str]) -> None:
        for change in changes:
            path = self.prefix + change.path
            mode = _git(self.top, "ls-files", "-s", "--", path).partition(" ")[0] or "100644"
            blob = self._blob(path, change.after, write=True)
            _git(self.top, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}", env=env)

    def _refuse_if_changed(self, change: FileChange) -> None:
        """Compared by content: what git was told to overlook is seen too."""
        path = self.prefix + change.path
        committed = _git(self.top, "rev-parse", "-q", "--verify", f"HEAD:{path}", or_else="").strip()
        there = "" if change.before is None else self._blob(path, change.before)
        if there != committed or not self._is_staged_as(change.before, change):
            raise Conflict(f"{change.path} 有未提交的改动，请先提交或还原后再导出。")

    def _is_staged_as(self, content: bytes | None, change: FileChange) -> bool:
        path = self.prefix + change.path
        rows = [row for row in _git(self.top, "ls-files", "-s", "-z", "--", path).split("\0") if row]
        wanted = [] if content is None else [(self._blob(path, content), "0")]
        return [(row.split()[1], row.split()[2]) for row in rows] == wanted

    def _blob(self, path: str, content: bytes, *, write: bool = False) -> str:
        """Its name in the repository, with the line ends that the repository keeps."""
        options = ["-w"] if write else []
        return _git(self.top, "hash-object", *options, "--path", path, "--stdin", given=content).strip()


def _git(
    folder: Path, *words: str, env: Mapping[str, str] | None = None, given: bytes = b"", or_else: str | None = None
) -> str:
    """What git answers; `or_else` where it ends with a plain no. Raises GitFailed."""
    # Called from within a hook, git would be told to work in another repository.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    ours |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **(env or {})}
    command = ["git", "--literal-pathspecs", "-c", "i18n.commitEncoding=utf-8", *words]
    try:
        done = subprocess.run(  # noqa: S603 (our own words, and paths of our own)
            command, cwd=folder, env=ours, input=given, capture_output=True, check=False, timeout=_SECONDS
        )
    except FileNotFoundError as error:
        raise GitFailed("未找到 git 命令，请安装 git 后再导出。") from error
    except subprocess.TimeoutExpired as error:
        raise GitFailed("git 长时间没有响应，请检查代码仓库后再导出。") from error
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "replace")
    if done.returncode == 1 and or_else is not None:
        return or_else
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    raise GitFailed(f"git 操作失败：{said[0] if said else words[0]}")
