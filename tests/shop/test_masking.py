"""What may be shown of personal data."""

import pytest

from shop.masking import masked_address, masked_phone, named_by_title
from shop.models import Address

HOME = Address(
    "浙江省", "杭州市", "西湖区", "文三路478号华星大厦1203室", recipient="王建国", title="先生", phone="13812343306"
)


def test_a_phone_shows_its_first_three_and_last_four() -> None:
    assert masked_phone("13812343306") == "138****3306"


def test_a_phone_too_short_to_hide_anything_in_is_hidden_whole() -> None:
    assert masked_phone("3306") == "****"


def test_an_address_shows_down_to_the_district_and_its_last_three_characters() -> None:
    assert masked_address(HOME) == "浙江省杭州市西湖区****03室"


def test_a_municipality_is_not_said_twice() -> None:
    address = Address("上海市", "上海市", "徐汇区", "漕溪北路18号", recipient="李敏", title="女士", phone="13812343306")

    assert masked_address(address) == "上海市徐汇区****18号"


def test_a_very_short_detail_is_hidden_whole() -> None:
    address = Address("上海市", "上海市", "徐汇区", "8号", recipient="李敏", title="女士", phone="13812343306")

    assert masked_address(address) == "上海市徐汇区****"


@pytest.mark.parametrize(
    ("name", "title", "shown"),
    [
        ("王建国", "先生", "王先生"),
        ("欧阳雪", "女士", "欧阳女士"),
        ("欧阳", "", "欧先生/女士"),
        ("李敏", "", "李先生/女士"),
    ],
)
def test_people_are_named_by_surname_and_title(name: str, title: str, shown: str) -> None:
    assert named_by_title(name, title) == shown
