"""Knowledge files: a mistake is named by file, line and reason."""

from pathlib import Path

import pytest

from handoff.adapters.knowledge_files import read_knowledge
from handoff.domain.errors import BadInput

GOOD = """\
- id: kb-1
  question: 滤芯多久换？
  variants: [滤芯几个月换, 芯子多久换, 换滤芯的周期]
  answer: 请您每12个月更换一次。
  category: 使用
  products: [p01]
  owner: 商品部
  valid_from: 2026-01-01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(GOOD + GOOD, "line 9: 'kb-1' is already at", id="the same id twice"),
        pytest.param(GOOD.replace("几个月换", "多久换!"), "already at", id="the same line twice"),
        pytest.param(GOOD.replace("p01", "p99"), "(kb-1): no such product p99", id="unknown product"),
        pytest.param(GOOD.replace(", 换滤芯的周期", ""), "(kb-1): needs at least 3 variants, has 2", id="few variants"),
        pytest.param(GOOD.replace("芯子多久换", "2024"), "line 1: `variants` must be a list of texts", id="a number"),
        pytest.param(GOOD.replace("芯子多久换", "'？？'"), "nothing to read in '？？'", id="punctuation alone"),
        pytest.param(GOOD.replace("answer", "anwser"), "line 1: unknown key anwser", id="mistyped key"),
        pytest.param(
            GOOD.replace("请您每12个月更换一次。", ""), "`answer` must be a text and is missing", id="no answer"
        ),
        pytest.param(GOOD + "  answer: [", "line 9", id="not YAML"),
        pytest.param("id: kb-1\n", "expected a list of entries", id="no list"),
        pytest.param("- kb-1\n", "line 1: expected `key: value` lines", id="no mapping"),
        pytest.param("", "expected a list of entries", id="empty file"),
    ],
)
def test_a_bad_file_is_refused_with_its_place_and_reason(
    folder: Path, products_file: Path, text: str, reason: str
) -> None:
    (folder / "water.yml").write_text(text, encoding="utf-8")

    with pytest.raises(BadInput) as refused:
        read_knowledge(folder, products_file)

    assert "water.yml" in str(refused.value)
    assert reason in str(refused.value)


def test_a_file_that_is_not_utf_8_is_refused(folder: Path, products_file: Path) -> None:
    (folder / "water.yml").write_bytes(GOOD.encode("gbk"))

    with pytest.raises(BadInput, match=r"water\.yml: cannot be read"):
        read_knowledge(folder, products_file)


def test_a_folder_without_entries_is_refused(folder: Path, products_file: Path) -> None:
    with pytest.raises(BadInput, match="no knowledge entries"):
        read_knowledge(folder, products_file)


def test_a_good_file_is_read_whole(folder: Path, products_file: Path) -> None:
    (folder / "water.yml").write_text(GOOD, encoding="utf-8")
    (folder / "elsewhere.txt").write_text("# 说明\n\n转人工\n", encoding="utf-8")

    base = read_knowledge(folder, products_file)

    assert [(entry.id, entry.answer, entry.products) for entry in base.entries] == [
        ("kb-1", "请您每12个月更换一次。", frozenset({"p01"}))
    ]
    assert base.elsewhere == ("转人工",)
