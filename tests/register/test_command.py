"""`heyan register check --json`: one JSON line out for each line in, whatever stands in them."""

import json
import subprocess
import sys
from typing import Any

import pytest

COMMAND = [sys.executable, "-c", "from handoff.commands.register import app; app()", "check", "--json"]


def _run(given: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(COMMAND, input=given, capture_output=True, check=False)


def _answers(given: bytes) -> list[dict[str, Any]]:
    done = _run(given)
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"\n", [""], id="one blank line"),
        pytest.param("您好。\n\n请稍候。\n".encode(), ["您好。", "", "请稍候。"], id="a blank line between"),
        pytest.param("您好。\n请稍候。".encode(), ["您好。", "请稍候。"], id="no newline at the end"),
        pytest.param(
            "甲\u2028乙\x0b丙\x85丁\r\n".encode(), ["甲\u2028乙\x0b丙\x85丁\r"], id="other separators end no line"
        ),
    ],
)
def test_every_line_has_one_answer_in_order(given: bytes, lines: list[str]) -> None:
    assert [answer["text"] for answer in _answers(given)] == lines


def test_an_answer_has_the_stable_fields_and_code_point_offsets() -> None:
    (answer,) = _answers("😊你的订单已发出".encode())

    assert set(answer) == {"text", "verdict", "findings", "rewritten"}
    assert answer["verdict"] == "block"
    assert answer["rewritten"] == "您的订单已发出"
    emoji, address = answer["findings"]
    assert set(emoji) == {"rule", "start", "end", "span", "message", "suggestion"}
    assert (address["rule"], address["start"], address["end"], address["span"]) == ("R01", 1, 2, "你")


def test_a_compliant_line_has_no_findings() -> None:
    assert _answers("您的订单已发出。".encode()) == [
        {"text": "您的订单已发出。", "verdict": "pass", "findings": [], "rewritten": None}
    ]


def test_input_that_is_not_utf8_ends_with_2_and_one_clear_line() -> None:
    done = _run("您好\n".encode("gbk"))

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1
    assert "UTF-8" in done.stderr.decode()
