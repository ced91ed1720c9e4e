"""`python -m bot.parse`: one line in, one line out, whatever the line holds."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bot.small_bot import ROOT


def run(model: Path, given: bytes) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "bot.parse", str(model)]
    return subprocess.run(command, input=given, cwd=ROOT, capture_output=True, check=False)


def texts(done: "subprocess.CompletedProcess[bytes]") -> list[str]:
    return [json.loads(line)["text"] for line in done.stdout.decode().removesuffix("\n").split("\n")]


def test_every_line_gives_one_line_in_order(small_bot: Path) -> None:
    given = ["你好", "", "  空格  ", "a\u2028b\x0bc\x1cd", "\x00", "最后一行"]

    done = run(small_bot / "models/heyan.tar.gz", "\n".join(given).encode())

    assert (done.returncode, texts(done)) == (0, given)


def test_windows_line_ends_are_no_part_of_the_line(small_bot: Path) -> None:
    assert texts(run(small_bot / "models/heyan.tar.gz", "你好\r\n再见\r\n".encode())) == ["你好", "再见"]


def test_no_input_gives_no_output(small_bot: Path) -> None:
    assert run(small_bot / "models/heyan.tar.gz", b"").stdout == b""


def test_the_keys_are_the_documented_ones_and_chinese_stays_readable(small_bot: Path) -> None:
    done = run(small_bot / "models/heyan.tar.gz", "查订单202611210001".encode())

    parse = json.loads(done.stdout)
    assert list(parse) == [
        "text", "intent", "fallback", "intent_ranking", "entities", "emotion", "complaint", "signals", "degraded",
    ]  # fmt: skip
    assert "查订单" in done.stdout.decode()
    assert parse["entities"] == [{"entity": "order_number", "value": "202611210001", "start": 3, "end": 15}]


def test_what_is_not_utf8_ends_with_code_two_and_one_clear_line(small_bot: Path) -> None:
    done = run(small_bot / "models/heyan.tar.gz", b"\xe4\xbd\xa0\n\xff\xfe\n")

    assert (done.returncode, done.stderr) == (2, b"line 2 of the input is not UTF-8\n")


def test_without_a_model_one_line_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path / "none.tar.gz", "你好".encode())

    assert done.returncode == 1
    assert b"heyan train" in done.stderr
