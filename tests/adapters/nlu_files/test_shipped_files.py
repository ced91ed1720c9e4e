"""Every file that is shipped: read and written it is the same, and one edit is one line to git."""

import random
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from handoff.adapters.nlu_files.blocks import Layout
from handoff.adapters.nlu_files.document import NewRow, NluFile
from handoff.adapters.nlu_files.entries import KNOWLEDGE, RULES, STORIES, EntryFile, EntryKind
from handoff.adapters.nlu_files.responses import ResponseFile
from handoff.adapters.nlu_files.scalars import Value
from handoff.settings import ROOT

NLU = sorted((ROOT / "data" / "nlu").glob("*.yml"))
ENTRIES: list[tuple[Path, EntryKind]] = [
    *((path, STORIES) for path in sorted((ROOT / "data" / "stories").glob("*.yml"))),
    *((path, RULES) for path in sorted((ROOT / "data" / "rules").glob("*.yml"))),
    *((path, KNOWLEDGE) for path in sorted((ROOT / "data" / "knowledge").glob("*.yml"))),
]
LABELS: dict[str, Value] = {"emotion": "angry", "complaint": True}


def changed_lines(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, tuple[int, int]]:
    """Added and deleted lines of each file that differs, as `git diff --numstat` counts them."""
    for name, files in (("before", before), ("after", after)):
        (folder / name).mkdir()
        for file, content in files.items():
            (folder / name / file).write_bytes(content)
    told = subprocess.run(
        ["git", "diff", "--no-index", "--no-renames", "--numstat", "-z", "before", "after"],
        cwd=folder, capture_output=True, check=False,
    ).stdout.decode().split("\0")  # fmt: skip
    rows = [(told[place].split(), told[place + 2]) for place in range(0, len(told) - 2, 3)]
    return {Path(file).name: (int(numbers[0]), int(numbers[1])) for numbers, file in rows}


def _name(path: Path) -> str:
    return path.stem


def _read(path: Path) -> tuple[NluFile, int, int]:
    """The file, and one row of it: always the same, and another in each file."""
    file, chance = NluFile.of(path.read_bytes()), random.Random(path.name)
    block = chance.randrange(len(file.blocks))
    return file, block, chance.randrange(len(file.blocks[block].rows))


@pytest.mark.parametrize("path", NLU, ids=_name)
def test_a_file_that_is_read_and_written_is_the_same(path: Path) -> None:
    file = NluFile.of(path.read_bytes())

    assert file.blocks
    assert all(row.line and row.start >= 0 for block in file.blocks for row in block.rows)
    assert file.content == path.read_bytes()


@pytest.mark.parametrize("path", NLU, ids=_name)
def test_what_is_added_and_removed_again_leaves_no_trace(path: Path) -> None:
    file, place, row = _read(path)
    block = file.blocks[place]
    new = NewRow("来过又走了", LABELS if block.layout is Layout.LIST else None)

    assert file.add(place, new).remove(place, len(block.rows)).content == file.content
    assert file.change(place, row, "来过又走了").change(place, row, block.rows[row].line).content == file.content


def _added(path: Path) -> NluFile:
    file, place, _ = _read(path)
    labels = LABELS if file.blocks[place].layout is Layout.LIST else None
    return file.add(place, NewRow("这一句“是”新的: [不是]标记", labels))


def _reworded(path: Path) -> NluFile:
    file, place, row = _read(path)
    return file.change(place, row, "改过的一句，带“引号”和\\反斜杠")


def _relabelled(path: Path) -> NluFile:
    file, place, row = _read(path)
    if file.blocks[place].layout is Layout.TEXT:
        return file
    after = file.change(place, row, labels={"emotion": "anxious", "signals": ["asked", "threat", "churn"]})
    assert (after.blocks[place].rows[row].labels or {})["signals"] == ["asked", "threat", "churn"]
    return after


def _removed(path: Path) -> NluFile:
    file, place, row = _read(path)
    return file.remove(place, row) if len(file.blocks[place].rows) > 1 else file


@pytest.mark.parametrize(
    ("edit", "difference", "at_least"),
    [(_added, (1, 0), 287), (_reworded, (1, 1), 287), (_relabelled, (1, 1), 100), (_removed, (0, 1), 200)],
    ids=["added", "reworded", "relabelled", "removed"],
)
def test_one_edit_is_one_line_of_the_difference(
    edit: Callable[[Path], NluFile], difference: tuple[int, int], at_least: int, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in NLU}

    found = changed_lines(tmp_path, before, {path.name: edit(path).content for path in NLU})

    assert {file: lines for file, lines in found.items() if lines != difference} == {}
    assert len(found) >= at_least


@pytest.mark.parametrize(("path", "kind"), ENTRIES, ids=lambda each: each.stem if isinstance(each, Path) else each.key)
def test_entries_are_read_and_written_the_same(path: Path, kind: EntryKind) -> None:
    file = EntryFile.of(path.read_bytes(), kind)
    new = "一条新的"
    if kind is KNOWLEDGE:
        added = file.add({"id": new, "question": "新问题？", "variants": ["怎么问", "这样问吗"], "answer": "新答案。"})
    else:
        added = file.add({kind.key: new, "steps": [{"intent": "greet"}, {"action": "action_greet"}]})

    assert file.entries
    assert file.content == path.read_bytes()
    # A file ends with its last line or the blank one behind it: all that was there is there, in its place.
    assert added.content.startswith(file.content)
    assert added.remove(new).content == file.content


def _entry_edits(path: Path, kind: EntryKind) -> Iterator[tuple[str, EntryFile]]:
    file = EntryFile.of(path.read_bytes(), kind)
    entry = file.entries[-1]
    name = entry[kind.key]
    yield f"named {path.name}", file.change(name, {kind.key: "改名"})
    if kind is KNOWLEDGE:
        yield f"asked {path.name}", file.change(name, {"question": "换一种问法可以吗？"})
        from_now = file.change(name, {"valid_from": "2025-12-31"})
        assert b"  valid_from: 2025-12-31\n" in from_now.content
        yield f"from {path.name}", from_now
        further = file.append(name, "variants", "还能这么问")
        assert further.get(name)["variants"] == [*entry["variants"], "还能这么问"]
        yield f"further {path.name}", further


def test_one_value_of_an_entry_is_one_line(tmp_path: Path) -> None:
    edits = {edit: (path, file) for path, kind in ENTRIES for edit, file in _entry_edits(path, kind)}
    before = {edit: path.read_bytes() for edit, (path, _) in edits.items()}

    found = changed_lines(tmp_path, before, {edit: file.content for edit, (_, file) in edits.items()})

    assert found == dict.fromkeys(edits, (1, 1))


def test_one_response_of_the_domain_is_one_line(tmp_path: Path) -> None:
    content = (ROOT / "domain.yml").read_bytes()
    file = ResponseFile.of(content)
    one_line = [name for name, said in file.responses.items() if "\n" not in said[0].get("text", "\n")][::7]
    reworded = {name: file.change(name, "您好，请问有什么可以帮您？这句话术改过了。").content for name in one_line}

    found = changed_lines(tmp_path, dict.fromkeys(one_line, content), reworded)

    assert file.content == content
    assert "greet" in file.intents
    assert len(one_line) > 15
    assert found == dict.fromkeys(one_line, (1, 1))


def test_one_response_more_is_only_its_own_lines(tmp_path: Path) -> None:
    content = (ROOT / "domain.yml").read_bytes()
    file = ResponseFile.of(content)
    new = file.add("utter_studio_new", "{title}，您好：请稍候。")
    edits = {"another": file.add_variation("utter_greet", "您好，很高兴为您服务。").content, "new": new.content}

    found = changed_lines(tmp_path, dict.fromkeys(edits, content), edits)

    assert found == {"another": (1, 0), "new": (2, 0)}
    assert new.responses["utter_studio_new"] == [{"text": "{title}，您好：请稍候。"}]
