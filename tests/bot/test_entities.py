"""Entities by rule: what is found, with which value, and exactly where."""

import pytest

from bot.finding import find_entities
from bot.products import Catalogue

CATALOGUE = Catalogue.of(
    [
        {"name": "云舒滚筒洗衣机", "model": "AH-X10", "aliases": ["滚筒洗衣机", "X10"], "category": "洗衣机"},
        {"name": "清澈台式饮水机", "model": "AH-Y5", "aliases": ["饮水机"], "category": "饮水机"},
    ]
)


def found(text: str) -> list[tuple[str, str, str]]:
    """(entity, value, the words it was found in)."""
    entities = find_entities(text, CATALOGUE)
    return [(one["entity"], one["value"], text[one["start"] : one["end"]]) for one in entities]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("202611210001", "202611210001"),
        ("订单号：2026 1121 0001", "2026 1121 0001"),
        ("2026-1121-0001这单", "2026-1121-0001"),
        ("订单２０２６１１２１０００１", "２０２６１１２１０００１"),
    ],
)
def test_an_order_number_is_its_twelve_digits_however_typed(text: str, words: str) -> None:
    assert found(text) == [("order_number", "202611210001", words)]


@pytest.mark.parametrize("text", ["2026112100012", "2026-11-21 1030下的单", "1 2 3 4", "20261121", "1500瓦", "2026年"])
def test_other_numbers_are_no_order_number_and_no_tail(text: str) -> None:
    assert {one[0] for one in found(text)} <= {"date"}


@pytest.mark.parametrize(
    "text",
    [
        "1234",
        "尾号1234",
        "后四位是1234",
        "手机尾号：1234",
        "尾号不是5678是1234",
        "1234结尾",
        "尾号一二三四",
        "不对，是1234",
    ],
)
def test_the_last_four_digits_of_the_phone(text: str) -> None:
    assert [one[:2] for one in found(text)] == [("phone_tail", "1234")]


@pytest.mark.parametrize(
    "text",
    [
        "202611210001 1234",
        "1234 202611210001",
        "订单202611210001，尾号1234",
        "2026 1121 0001 1234",
        "202611210001，后四位1234",
    ],
)
def test_order_number_and_tail_in_one_line(text: str) -> None:
    assert {one[:2] for one in found(text)} == {("order_number", "202611210001"), ("phone_tail", "1234")}


@pytest.mark.parametrize("text", ["13800138000", "138-0013-8000", "+86 138 0013 8000", "电话是13800138000。"])
def test_a_mobile_number_is_its_eleven_digits(text: str) -> None:
    assert [one[:2] for one in found(text)] == [("phone", "13800138000")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王小明", "王小明"),
        ("收件人改成李女士", "李女士"),
        ("收货人：欧阳娜娜，电话13800138000", "欧阳娜娜"),
        ("我叫王小明电话13800138000", "王小明"),
        ("我姓赵", "赵"),
        ("您好，我是陈先生", "陈先生"),
    ],
)
def test_people_are_found_where_they_are_announced(text: str, name: str) -> None:
    assert ("person", name, name) in found(text)


@pytest.mark.parametrize("text", ["收件人改一下", "我叫什么名字", "联系人怎么改", "你们经理呢"])
def test_no_person_is_invented(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("帮我把地址改成朝阳区建国路88号", "朝阳区建国路88号"),
        ("海淀区中关村大街27号院3号楼1502吧谢谢", "海淀区中关村大街27号院3号楼1502"),
        ("新地址是阳光小区3栋2单元502", "阳光小区3栋2单元502"),
        ("送到广东深圳南山区科技园南区5栋", "广东深圳南山区科技园南区5栋"),
        ("杭州西湖区文三路 90号 东部软件园2号楼 301", "杭州西湖区文三路 90号 东部软件园2号楼 301"),
        ("寄到上海市浦东新区张江镇祖冲之路100弄3号楼1502室，李雷收", "上海市浦东新区张江镇祖冲之路100弄3号楼1502室"),
    ],
)
def test_an_address_is_its_own_words_only(text: str, address: str) -> None:
    assert ("address", address, address) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "这个小区能送吗",
        "哪里能看物流",
        "市场监管局见",
        "路由器3号坏了",
        "什么时候能到我家里",
        "等了3天了还没到",
        "能送到村里吗",
    ],
)
def test_no_address_is_invented(text: str) -> None:
    assert "address" not in {one[0] for one in found(text)}


def test_a_line_with_everything_in_it() -> None:
    text = "订单202611210001尾号8888，改到武汉市洪山区珞喻路1037号，收件人张伟，13800001111"

    assert [one[:2] for one in found(text)] == [
        ("order_number", "202611210001"),
        ("phone_tail", "8888"),
        ("address", "武汉市洪山区珞喻路1037号"),
        ("person", "张伟"),
        ("phone", "13800001111"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("ah-x10多少钱", "model", "云舒滚筒洗衣机"),
        ("ＡＨ－Ｘ１０", "model", "云舒滚筒洗衣机"),
        ("AHX10", "model", "云舒滚筒洗衣机"),
        ("AH-X99", "model", "AH-X99"),
        ("滚筒洗衣机响", "product", "云舒滚筒洗衣机"),
        ("洗衣机响", "product", "洗衣机"),
        ("电风扇响", "product", "电风扇"),
    ],
)
def test_goods_are_found_by_model_alias_and_kind(text: str, kind: str, name: str) -> None:
    assert [one[:2] for one in found(text)] == [(kind, name)]


def test_a_model_inside_another_word_is_none() -> None:
    assert found("AX100") == []


def test_kinds_of_goods_are_known_without_a_catalogue() -> None:
    assert [one["value"] for one in find_entities("洗衣机响", Catalogue(()))] == ["洗衣机"]


@pytest.mark.parametrize(
    "text", ["", "\ud83d", "\x00" * 50, "朝" * 10_000, "1" * 10_000, "区路号" * 3_000, "1 " * 5_000]
)
def test_odd_lines_are_searched_quickly(text: str) -> None:
    assert isinstance(find_entities(text, CATALOGUE), list)
