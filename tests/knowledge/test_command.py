"""`heyan knowledge search --json` as a program of its own, with no service running."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from handoff.cli import app; app()", "knowledge", "search"]


def run(stdin: bytes, folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *options], input=stdin, cwd=folder, capture_output=True, timeout=120, check=False)


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


def test_one_line_out_for_each_line_in(tmp_path: Path) -> None:
    lines = ["净水器滤芯多久换", "", "  ", "转人工\u2028\u0085吧", "洗碗机能洗铁锅吗"]

    done = run("\r\n".join(lines).encode(), tmp_path, "--json")

    found = [json.loads(line) for line in done.stdout.split(b"\n")[:-1]]
    assert done.returncode == 0, done.stderr
    assert [item["query"] for item in found] == lines
    assert [item["hits"][0]["id"] if item["hits"] else None for item in found] == [
        "kb-water-01", None, None, None, "kb-kitchen-05",
    ]  # fmt: skip
    assert set(found[0]) == {"query", "decision", "hits", "ranked"}
    assert [item["decision"] for item in found] == ["answer", "none", "none", "none", "answer"]
    assert found[0]["ranked"][0] == {"id": "kb-water-01", "score": found[0]["hits"][0]["score"]}
    assert set(found[0]["hits"][0]) == {"id", "question", "answer", "score"}
    assert "滤芯".encode() in done.stdout


def test_what_is_not_utf_8_ends_with_2_and_one_clear_line(tmp_path: Path) -> None:
    done = run(b"\n" + "滤芯".encode("gbk") + b"\n", tmp_path, "--json")

    assert done.returncode == 2
    assert done.stdout == b'{"query": "", "decision": "none", "hits": [], "ranked": []}\n'
    assert done.stderr.startswith(b"stdin is not UTF-8: line 2, byte 1")
    assert done.stderr.count(b"\n") == 1


def test_no_lines_give_no_lines(tmp_path: Path) -> None:
    done = run(b"", tmp_path, "--json")

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
