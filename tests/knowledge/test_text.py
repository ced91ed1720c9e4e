"""How a question is read as characters."""

from datetime import date

import pytest

from handoff.domain.knowledge import Entry, Product
from handoff.domain.knowledge_text import ProductNames, bare, grams, speaks_of_another

WASHER = Product("p1", "云舒滚筒洗衣机", "AH-X10", ("滚筒洗衣机",), "洗衣机")
WASHER_DRYER = Product("p2", "云舒洗烘一体机", "AH-XH10", ("洗烘一体机",), "洗衣机")
FRIDGE = Product("p3", "鲜域三门冰箱", "AH-R220", ("小冰箱",), "冰箱")
NAMES = ProductNames.of([WASHER, WASHER_DRYER, FRIDGE])


@pytest.mark.parametrize(
    ("typed", "read"),
    [("ＡＨ－Ｘ１０ 多宽？", "ahx10多宽"), ("滤芯～多久,换!!", "滤芯多久换"), (" 😀…… ", "")],
)
def test_width_case_and_punctuation_do_not_matter(typed: str, read: str) -> None:
    assert bare(typed) == read


def test_words_around_the_matter_are_left_out() -> None:
    assert grams("你好，请问一下滤芯多久换呢") == grams("滤芯多久换")


def test_a_question_of_particles_alone_keeps_them() -> None:
    assert grams("那个") == {"那", "个", "那个"}


def test_a_category_names_all_of_its_products() -> None:
    assert NAMES.in_text("洗衣机怎么用") == {"p1", "p2"}


def test_the_longer_name_wins() -> None:
    assert NAMES.in_text("滚筒洗衣机 怎么用") == {"p1"}


def test_a_model_is_found_however_it_is_typed() -> None:
    assert NAMES.in_text("ah x10和ＡＨ－Ｒ２２０") == {"p1", "p3"}


@pytest.mark.parametrize(
    ("named", "products", "expected"),
    [({"p3"}, {"p1"}, True), ({"p1", "p3"}, {"p1"}, False), ({"p3"}, set(), False), (set(), {"p1"}, False)],
)
def test_an_entry_speaks_of_another_product(named: set[str], products: set[str], expected: bool) -> None:
    entry = Entry("kb", "问题", (), "回答", "使用", frozenset(products), "商品部", date(2026, 1, 1))

    assert speaks_of_another(frozenset(named), entry) is expected
