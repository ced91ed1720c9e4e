"""Knowledge files: a mistake is named by file, line and reason."""

from datetime import date
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
        pytest.param(GOOD.replace("  owner: 商品部\n", ""), "`owner` must be a text and is missing", id="no owner"),
        pytest.param(GOOD.replace("商品部", "市场部"), "(kb-1): no such owner 市场部", id="unknown owner"),
        pytest.param(GOOD.replace("  valid_from: 2026-01-01\n", ""), "`valid_from` must be a day", id="no first day"),
        pytest.param(GOOD.replace("2026-01-01", "2026-02-30"), "line 8: no such day", id="no such day"),
        pytest.param(GOOD.replace("2026-01-01", "2026-01-01 08:00:00"), "must be a day as", id="a moment"),
        pytest.param(GOOD + "  valid_until: 2025-12-31\n", "`valid_until` 2025-12-31 lies before", id="ends too early"),
        pytest.param(GOOD + "  valid_until:\n", "`valid_until` must be a day", id="an empty end"),
        pytest.param(GOOD + "  topics: [weather]\n", "(kb-1): no such topic weather", id="unknown topic"),
        pytest.param(
            GOOD + "  valid_until: 2026-06-30\n" + GOOD.replace("kb-1", "kb-2").replace("01-01", "06-30"),
            "line 10: '滤芯多久换' is already at",
            id="the same line twice on one day",
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


def test_a_new_rule_may_follow_an_old_one_word_for_word(folder: Path, products_file: Path) -> None:
    old = GOOD + "  valid_until: 2026-06-30\n"
    new = GOOD.replace("kb-1", "kb-2").replace("12个月", "18个月").replace("2026-01-01", "2026-07-01")
    (folder / "water.yml").write_text(old + new + "  topics: [product_usage]\n", encoding="utf-8")

    first, second = read_knowledge(folder, products_file).entries

    assert (first.valid_from, first.valid_until, first.owner) == (date(2026, 1, 1), date(2026, 6, 30), "商品部")
    assert (second.valid_from, second.valid_until, second.topics) == (
        date(2026, 7, 1),
        None,
        frozenset({"product_usage"}),
    )


def test_what_else_customers_call_a_product_names_it(folder: Path, products_file: Path) -> None:
    (folder / "kb.yml").write_text(GOOD, encoding="utf-8")
    (folder / "names.txt").write_text("# 其他叫法\n净水机 = 净水器\n热水炉 = 电热水器、燃气热水器\n", encoding="utf-8")

    base = read_knowledge(folder, products_file)

    assert base.also_called == {"净水机": ("净水器",), "热水炉": ("电热水器", "燃气热水器")}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("净水机 净水器", "expected `叫法 = 名称`"),
        ("净水机 =", "expected"),
        ("茶吧机 = 茶吧", "no such product name 茶吧"),
    ],
)
def test_a_name_that_names_nothing_is_refused(folder: Path, products_file: Path, line: str, reason: str) -> None:
    (folder / "kb.yml").write_text(GOOD, encoding="utf-8")
    (folder / "names.txt").write_text(line, encoding="utf-8")

    with pytest.raises(BadInput) as refused:
        read_knowledge(folder, products_file)

    assert reason in str(refused.value)


def test_lines_without_an_answer_are_read_from_every_such_file(folder: Path, products_file: Path) -> None:
    (folder / "kb.yml").write_text(GOOD, encoding="utf-8")
    (folder / "elsewhere.txt").write_text("# 注释\n转人工\n", encoding="utf-8")
    (folder / "elsewhere_goods.txt").write_text("\n净水器有几种颜色\n", encoding="utf-8")

    assert read_knowledge(folder, products_file).elsewhere == ("转人工", "净水器有几种颜色")
