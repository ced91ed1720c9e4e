"""Which approved answers become lines of the training data, and how a change of a file is shown."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.exporting import ApprovedLine, ExportPlan, FileChange, Stands, key_of, sift

_NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
INTENTS = ("greet", "refund_status")


def line(text: str, intent: str | None = "refund_status", minute: int = 0, file: str | None = None) -> ApprovedLine:
    return ApprovedLine(f"id of {text}", 1, text, Answer(intent), _NOON + timedelta(minutes=minute), file)


def test_lines_are_taken_in_the_order_of_their_approval() -> None:
    found = sift([line("退款呢", minute=2), line("钱退了吗", minute=1)], {}, [], INTENTS, ())

    assert [each.text for each in found.taken] == ["钱退了吗", "退款呢"]


def test_of_two_that_say_the_same_the_first_is_taken() -> None:
    found = sift([line("退款呢！", minute=2), line("退款呢", minute=1)], {}, [], INTENTS, ())

    assert [each.text for each in found.taken] == ["退款呢"]
    assert [each.text for each, _ in found.standing] == ["退款呢！"]


def test_of_two_that_contradict_each_other_the_second_is_refused() -> None:
    found = sift([line("退款呢", minute=1), line("退款呢", "greet", minute=2)], {}, [], INTENTS, ())

    assert [each.line.answer.intent for each in found.refused] == ["greet"]
    assert "refund_status" in found.refused[0].reason


@pytest.mark.parametrize(
    ("text", "tested", "is_refused"),
    [
        ("我的退款到哪里了呀", "我的退款到哪里了", True),
        ("ＡＢ我的退款，到哪里了！", "ab我的退款到哪里了", True),
        # Four characters of five are exactly .8, which is allowed.
        ("我的退款呢", "我的退款吗", False),
        ("退款", "退货", False),
        ("退款", "退款。", True),
    ],
)
def test_a_line_that_is_more_than_point_eight_like_one_of_a_test_is_refused(
    text: str, tested: str, is_refused: bool
) -> None:
    found = sift([line(text)], {}, ["别的话", tested], INTENTS, ())

    assert [each.line.text for each in found.refused] == [text] * is_refused
    assert len(found.taken) == 1 - is_refused


def test_what_stands_is_asked_before_what_is_tested() -> None:
    stands = {key_of("退款呢"): Stands("refund_status", "data/nlu/refunds.yml")}

    found = sift([line("退款呢")], stands, ["退款呢"], INTENTS, ())

    assert [there.file for _, there in found.standing] == ["data/nlu/refunds.yml"]


@pytest.mark.parametrize("file", ["data/nlu/held_back_a.yml", "held_back_x.yml", "data/nlu/sub/held_back_b.yml"])
def test_files_held_back_are_refused_even_where_they_are_there(file: str) -> None:
    assert sift([line("退款呢", file=file)], {}, [], INTENTS, [file]).taken == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("一\n二\n", "一\n新\n二\n"),
        ("一\n二", "一\n二\n三"),
        ("", "一\n"),
        ("一\r\n", "一\r\n二\r\n"),
        ("甲\u2028乙\n", "甲\u2028乙\n丙\n"),
    ],
)
def test_a_difference_reads_as_gits(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(before.encode())
    (tmp_path / "b").write_bytes(after.encode())
    told = subprocess.run(
        ["git", "diff", "--no-index", "a", "b"], cwd=tmp_path, capture_output=True, check=False
    ).stdout.decode()

    ours = FileChange("b", before.encode(), after.encode()).diff()

    assert ours.split("\n")[2:] == told[told.index("@@") :].split("\n")


def test_the_mark_of_a_plan_is_that_of_what_it_would_write() -> None:
    change = FileChange("a.yml", b"1", b"2")

    assert ExportPlan(changes=(change,)).mark == ExportPlan(changes=(change,), notes=(("x", "y"),)).mark
    assert ExportPlan(changes=(change,)).mark != ExportPlan(changes=(FileChange("a.yml", b"0", b"2"),)).mark
    assert ExportPlan(changes=(change,)).mark != ExportPlan().mark
