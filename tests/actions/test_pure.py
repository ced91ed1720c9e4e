"""Dates as people say them, turns of phrase, typed addresses."""

from datetime import datetime

import pytest

from actions.address_text import read_address
from actions.dates import SHANGHAI, spoken
from actions.phrases import (
    asks_where_number_is,
    means_other_order,
    only_says_no,
    parts_to_change,
    refuses,
    says_no,
    says_yes,
    task_named_in,
    threatens,
)
from shop.models import Address

CURRENT = Address(
    "浙江省", "杭州市", "西湖区", "文三路1号2幢303室", recipient="王建国", title="先生", phone="13812343306"
)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-21 14:05", "今天14:05"),
        ("2026-11-20 23:59", "昨天23:59"),
        ("2026-11-19 08:00", "前天08:00"),
        ("2026-11-22 18:00", "明天18:00"),
        ("2026-11-23 18:00", "后天18:00"),
        ("2026-11-26 18:00", "11月26日18:00"),
        ("2025-12-31 09:30", "2025年12月31日09:30"),
    ],
)
def test_instants_are_said_as_people_say_them(at: str, shown: str) -> None:
    assert spoken(_at(at), _at("2026-11-21 00:10")) == shown


def test_the_day_is_that_of_shanghai() -> None:
    at = datetime.fromisoformat("2026-11-21T17:00:00+00:00")

    assert spoken(at, datetime.fromisoformat("2026-11-21T10:00:00+00:00")) == "明天01:00"


@pytest.mark.parametrize(
    "text", ["不对，是另一单", "换一个订单", "我说的是另外一个订单", "不是这个，是别的订单", "订单号错了"]
)
def test_another_order_is_meant(text: str) -> None:
    assert means_other_order(text)


@pytest.mark.parametrize("text", ["不对", "2幢另一单元501室", "我的订单到哪了", "没有了"])
def test_no_other_order_is_meant(text: str) -> None:
    assert not means_other_order(text)


@pytest.mark.parametrize("text", ["不想给", "不用了", "不方便提供", "算了", "不改了", "我不愿意说", "不查了"])
def test_a_refusal(text: str) -> None:
    assert refuses(text)


@pytest.mark.parametrize("text", ["不对", "好的", "3306", "没错", "改一下"])
def test_no_refusal(text: str) -> None:
    assert not refuses(text)


@pytest.mark.parametrize("text", ["订单号在哪里看", "我忘了订单号", "找不到单号", "订单号怎么查"])
def test_asking_where_the_number_is(text: str) -> None:
    assert asks_where_number_is(text)


@pytest.mark.parametrize("text", ["我要打12315", "找律师起诉你们", "给差评", "曝光你们"])
def test_a_threat(text: str) -> None:
    assert threatens(text)


@pytest.mark.parametrize(
    ("text", "is_yes"), [("对", True), ("没错", True), ("好的", True), ("不对", False), ("可以", True)]
)
def test_a_plain_yes(text: str, is_yes: bool) -> None:
    assert says_yes(text) is is_yes


@pytest.mark.parametrize(
    ("text", "is_no"), [("不对", True), ("没错", False), ("不错", False), ("不对，需要更正", True)]
)
def test_a_plain_no(text: str, is_no: bool) -> None:
    assert says_no(text) is is_no


def test_having_nothing_more_is_no_contradiction() -> None:
    assert only_says_no("不是")
    assert not only_says_no("没有了")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("我要改地址", {"address"}),
        ("收货电话要改一下", {"phone"}),
        ("收件人和电话都要变", {"recipient", "phone"}),
        ("地址改一下，电话不变", {"address"}),
        ("改一下", set()),
    ],
)
def test_the_parts_a_line_wants_changed(text: str, parts: set[str]) -> None:
    assert parts_to_change(text) == parts


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("改地址 261141176649 尾号4577", "order_change_address"),
        ("261141176649退款", "refund_status"),
        ("261141176649的快递", "logistics_track"),
        ("查订单 261141176649", "order_status"),
        ("261141176649", None),
    ],
)
def test_a_line_of_numbers_still_says_what_it_wants(text: str, task: str | None) -> None:
    assert task_named_in(text) == task


@pytest.mark.parametrize(
    ("typed", "place", "detail"),
    [
        ("江苏省南京市鼓楼区中山北路30号1幢502室", "江苏省 南京市 鼓楼区", "中山北路30号1幢502室"),
        ("南京鼓楼区中山北路30号", "江苏省 南京市 鼓楼区", "中山北路30号"),
        ("成都市武侯区人民南路四段17号", "四川省 成都市 武侯区", "人民南路四段17号"),
        ("上海浦东新区世纪大道100号", "上海市 上海市 浦东新区", "世纪大道100号"),
        ("上海市上海市徐汇区漕溪北路18号", "上海市 上海市 徐汇区", "漕溪北路18号"),
        ("西湖区学院路77号1幢", "浙江省 杭州市 西湖区", "学院路77号1幢"),
        ("广东东莞市长安镇振安路8号", "广东省 东莞市 长安镇", "振安路8号"),
        ("吉林市船营区解放大路1号", "吉林省 吉林市 船营区", "解放大路1号"),
        ("内蒙古自治区包头市昆都仑区钢铁大街3号", "内蒙古自治区 包头市 昆都仑区", "钢铁大街3号"),
        ("云南省大理白族自治州大理市古城路6号", "云南省 大理白族自治州 大理市", "古城路6号"),
        ("改到 浙江省，宁波市，鄞州区 天童南路588号", "浙江省 宁波市 鄞州区", "天童南路588号"),
    ],
)
def test_a_typed_address_is_read_into_parts(typed: str, place: str, detail: str) -> None:
    address = read_address(typed, CURRENT)

    assert address is not None
    assert f"{address.province} {address.city} {address.district}" == place
    assert address.detail == detail
    assert (address.recipient, address.phone) == (CURRENT.recipient, CURRENT.phone)


@pytest.mark.parametrize("typed", ["杭州市西湖区", "中山北路30号", "江干区九环路9号", "我家", "", "杭州市学院路77号"])
def test_an_address_by_which_no_courier_finds_the_door_is_not_taken(typed: str) -> None:
    assert read_address(typed, CURRENT) is None
