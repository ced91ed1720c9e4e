"""Files written for good, in real repositories: what is whose stays whose, and nothing is half done."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from handoff.adapters.nlu_files.publishing import FilePublisher
from handoff.adapters.nlu_files.repository import Author, Repository
from handoff.domain.errors import Conflict
from handoff.domain.studio.exporting import FileChange
from tests.support.training_project import ORDERS, STUDIO, git, make_project, make_repository

NOTE = {"id": "e1", "lines": ["a", "b"]}
NEW = FileChange(STUDIO, None, "nlu:\n- intent: 好\n".encode())
CHANGED = FileChange("data/nlu/orders.yml", ORDERS.encode(), ORDERS.encode() + b"# more\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "bot")


def publisher_of(project: Path) -> FilePublisher:
    publisher = FilePublisher(project, project.parent / "var" / "studio")
    with publisher.alone():
        return publisher


def written(project: Path, change: FileChange) -> bool:
    return (project / change.path).read_bytes() == change.after


def test_a_commit_holds_just_these_files_under_the_reviewers_name(project: Path) -> None:
    publisher = publisher_of(project)

    published = publisher.publish([NEW, CHANGED], "审核员 小王 <root>", "nlu: 新增2条\n\n说明。", NOTE)

    assert published.commit == git(project, "rev-parse", "main").strip()
    assert git(project, "log", "-1", "--format=%an|%B").strip() == "审核员 小王  root|nlu: 新增2条\n\n说明。"
    assert git(project, "show", "--name-status", "--format=").split() == ["M", CHANGED.path, "A", STUDIO]
    assert git(project, "show", f"HEAD:{STUDIO}").encode() == NEW.after
    assert git(project, "status", "--porcelain") == ""
    assert written(project, NEW)
    assert written(project, CHANGED)
    assert publisher.unsettled() == published
    publisher.settle()
    assert publisher.unsettled() is None


def test_what_others_are_at_stays_as_it_is(project: Path) -> None:
    (project / "README.md").write_text("Changed.\n", encoding="utf-8")
    (project / "staged.txt").write_text("staged\n", encoding="utf-8")
    git(project, "add", "staged.txt")
    (project / "staged.txt").write_text("staged, then changed\n", encoding="utf-8")
    (project / "untracked.txt").write_text("untracked\n", encoding="utf-8")
    git(project, "rm", "-q", "--cached", "data/nlu/held_back_a.yml")
    before = git(project, "status", "--porcelain"), git(project, "diff"), git(project, "diff", "--cached")

    publisher_of(project).publish([NEW, CHANGED], "小王", "more", NOTE)

    assert (git(project, "status", "--porcelain"), git(project, "diff"), git(project, "diff", "--cached")) == before
    assert git(project, "show", "--name-only", "--format=").split() == [CHANGED.path, STUDIO]


def _edit(project: Path) -> None:
    (project / CHANGED.path).write_bytes(CHANGED.before or b"")
    with (project / CHANGED.path).open("ab") as file:
        file.write(b"# mine\n")


def _stage_an_edit(project: Path) -> None:
    _edit(project)
    git(project, "add", CHANGED.path)


def _stage_and_take_back(project: Path) -> None:
    _stage_an_edit(project)
    (project / CHANGED.path).write_bytes(CHANGED.before or b"")


def _hide_an_edit(project: Path) -> None:
    _edit(project)
    git(project, "update-index", "--assume-unchanged", CHANGED.path)


def _unversioned(project: Path) -> None:
    git(project, "rm", "-q", "--cached", CHANGED.path)
    git(project, "commit", "-q", "-m", "Forgotten")
    (project / ".git" / "info" / "exclude").write_text("*.yml\n", encoding="utf-8")


@pytest.mark.parametrize(
    "trouble",
    [_edit, _stage_an_edit, _stage_and_take_back, _hide_an_edit, _unversioned],
    ids=lambda each: each.__name__,
)
def test_a_file_with_changes_of_somebodys_own_is_not_touched(project: Path, trouble: Callable[[Path], None]) -> None:
    trouble(project)
    now = (project / CHANGED.path).read_bytes()
    change = FileChange(CHANGED.path, now, now + b"# more\n")
    before = git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain")

    with pytest.raises(Conflict, match=r"data/nlu/orders\.yml 有未提交的改动"):
        publisher_of(project).publish([NEW, change], "小王", "more", NOTE)

    assert (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain")) == before
    assert (project / CHANGED.path).read_bytes() == now
    assert not (project / STUDIO).exists()


def test_a_file_that_appeared_or_changed_since_it_was_read_is_not_overwritten(project: Path) -> None:
    (project / STUDIO).write_text("nlu: []\n", encoding="utf-8")

    with pytest.raises(Conflict, match="核对期间"):
        publisher_of(project).publish([NEW], "小王", "more", NOTE)
    with pytest.raises(Conflict, match="核对期间"):
        publisher_of(project).publish([FileChange("domain.yml", b"other", b"new")], "小王", "more", NOTE)


def _merge(project: Path) -> None:
    git(project, "checkout", "-q", "-b", "side")
    git(project, "commit", "-q", "--allow-empty", "-m", "Side")
    git(project, "checkout", "-q", "main")
    git(project, "commit", "-q", "--allow-empty", "-m", "Main")
    git(project, "merge", "-q", "--no-ff", "--no-commit", "side")


def _detach(project: Path) -> None:
    git(project, "checkout", "-q", "--detach")


@pytest.mark.parametrize(("state", "named"), [(_merge, "正在合并"), (_detach, "不在任何分支")])
def test_a_repository_in_the_midst_of_something_is_left_alone(
    project: Path, state: Callable[[Path], None], named: str
) -> None:
    state(project)
    head = git(project, "rev-parse", "HEAD")

    with pytest.raises(Conflict, match=named):
        publisher_of(project).publish([NEW], "小王", "more", NOTE)

    assert git(project, "rev-parse", "HEAD") == head
    assert not (project / STUDIO).exists()


def test_outside_a_repository_the_files_are_written_all_the_same(tmp_path: Path) -> None:
    project = make_project(tmp_path / "bot")
    publisher = publisher_of(project)

    published = publisher.publish([NEW, CHANGED], "小王", "more", NOTE)

    assert published.commit is None
    assert written(project, NEW)
    assert written(project, CHANGED)


def test_a_project_in_a_folder_of_a_repository_is_committed_there(tmp_path: Path) -> None:
    make_project(tmp_path / "all" / "bot")
    git(tmp_path / "all", "init", "-q", "-b", "main")
    (tmp_path / "all" / "studio.yml").write_text("not this\n", encoding="utf-8")
    git(tmp_path / "all", "add", ".")
    git(tmp_path / "all", "commit", "-q", "-m", "All")

    publisher_of(tmp_path / "all" / "bot").publish([NEW, CHANGED], "小王", "more", NOTE)

    assert git(tmp_path / "all", "show", "--name-only", "--format=").split() == [f"bot/{CHANGED.path}", f"bot/{STUDIO}"]
    assert git(tmp_path / "all", "status", "--porcelain").split() == ["??", "var/"]


def test_the_first_commit_of_a_repository_may_be_an_export(tmp_path: Path) -> None:
    project = make_project(tmp_path / "bot")
    git(project, "init", "-q", "-b", "main")

    published = publisher_of(project).publish([NEW], "小王", "more", NOTE)

    assert git(project, "log", "--format=%H").strip() == published.commit
    assert git(project, "ls-tree", "-r", "--name-only", "HEAD").split() == [STUDIO]


def test_line_ends_are_kept_as_the_repository_keeps_them(project: Path) -> None:
    (project / ".gitattributes").write_text("*.yml text eol=crlf\n", encoding="utf-8")
    git(project, "add", ".gitattributes")
    git(project, "commit", "-q", "-m", "Ends")
    crlf = ORDERS.replace("\n", "\r\n").encode()
    (project / CHANGED.path).write_bytes(crlf)

    publisher_of(project).publish([FileChange(CHANGED.path, crlf, crlf + b"# more\r\n")], "小王", "more", NOTE)

    assert git(project, "show", "--numstat", "--format=").split() == ["1", "0", CHANGED.path]
    assert (project / CHANGED.path).read_bytes() == crlf + b"# more\r\n"
    assert git(project, "status", "--porcelain") == ""


def test_a_branch_that_moved_meanwhile_is_not_moved_back(project: Path) -> None:
    repository = Repository.of(project)
    assert repository is not None
    index = publisher_of(project).place / "index"
    prepared = repository.prepare([NEW], Author.of("小王"), "more", index)
    git(project, "commit", "-q", "--allow-empty", "-m", "Somebody else")
    head = git(project, "rev-parse", "HEAD").strip()

    with pytest.raises(Conflict):
        repository.move_to(prepared)

    assert git(project, "rev-parse", "HEAD").strip() == head
    assert not repository.holds(prepared.commit)


def test_while_the_index_is_held_the_commit_waits_for_the_next_look(project: Path) -> None:
    publisher, lock = publisher_of(project), project / ".git" / "index.lock"
    lock.touch()

    with pytest.raises(Conflict, match="索引被其他操作占用"):
        publisher.publish([NEW], "小王", "more", NOTE)
    lock.unlink()
    published = publisher.unsettled()

    assert published is not None
    assert published.note == NOTE
    assert published.commit == git(project, "rev-parse", "HEAD").strip()
    assert git(project, "status", "--porcelain") == ""


def test_only_one_process_publishes_at_a_time(project: Path) -> None:
    publisher = publisher_of(project)
    with (publisher.place / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="正在进行"), publisher.alone():
            pass
    with publisher.alone():
        assert publisher.unsettled() is None


def test_git_that_cannot_work_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))

    with pytest.raises(Conflict, match="未找到 git"):
        publisher_of(project).publish([NEW], "小王", "more", NOTE)


def test_a_folder_that_must_not_be_written_to_is_told_before_anything_is_done(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of the system, for root may write everywhere."""
    head = git(project, "rev-parse", "HEAD")
    monkeypatch.setattr(os, "access", lambda path, _mode: path != project / "data" / "nlu")

    with pytest.raises(Conflict, match=r"没有写入 data/nlu/studio\.yml 的权限"):
        publisher_of(project).publish([NEW], "小王", "more", NOTE)

    assert git(project, "rev-parse", "HEAD") == head


def test_settings_of_a_calling_git_do_not_lead_astray(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_repository(project.parent / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))

    publisher_of(project).publish([NEW], "小王", "more", NOTE)

    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert git(project, "show", "--name-only", "--format=").split() == [STUDIO]
    assert git(other, "log", "--format=%s").strip() == "All"
