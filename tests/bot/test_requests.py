"""Where a line is parted, and what counts as two requests; the readings are given, so no model decides here."""

from typing import Any

import pytest

from bot.requests import Request, after_answer, clauses_of, requests_of

_INTENTS = {
    "发票开了吗": "invoice_view",
    "什么时候发货": "dispatch_time",
    "怎么还没发货": "dispatch_time",
    "取消吧": "order_cancel",
    "取消一下订单": "order_cancel",
    "优惠券会退吗": "promotion",
    "怎么退货": "return_request",
    "运费谁出": "after_sales_shipping",
    "我要退货": "return_request",
    "东西坏了": "item_damaged",
    "我要换货": "exchange_request",
    "发票开了没": "invoice_view",
    "我要投诉": "complaint",
    "是的": "affirm",
    "你好": "greet",
    "快递到哪了": "logistics_track",
    "现在退款": "refund_request",
}


def reading(text: str, **more: Any) -> dict[str, Any]:
    name = _INTENTS.get(text.rstrip("？? 0123456789"), "inform")
    return {
        "text": text,
        "intent": {"name": name, "confidence": 0.9},
        "fallback": False,
        "entities": [],
        "complaint": name == "complaint",
        "signals": {},
        **more,
    }


def requests(line: str, **whole: Any) -> list[Request]:
    clauses = clauses_of(line)
    return requests_of(clauses, [reading(one.text) for one in clauses], reading(line, **whole), line)


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("发票开了吗 还有什么时候发货", ["发票开了吗", "什么时候发货"]),
        ("发票开了没 还有什么时候发货", ["发票开了没", "什么时候发货"]),
        ("取消一下订单，另外优惠券会退吗", ["取消一下订单", "优惠券会退吗"]),
        ("怎么退货，运费谁出", ["怎么退货", "运费谁出"]),
        ("发票开了吗什么时候发货", ["发票开了吗", "什么时候发货"]),
        ("发票开了吗？\n什么时候发货？", ["发票开了吗？", "什么时候发货？"]),
        ("你好，请问发票开了吗，顺便再问一下快递到哪了", ["你好，请问发票开了吗", "快递到哪了"]),
        ("快递到哪了，对了，发票开了吗，另外优惠券会退吗", ["快递到哪了", "发票开了吗", "优惠券会退吗"]),
    ],
)
def test_each_request_has_its_own_words(line: str, texts: list[str]) -> None:
    assert [one.text for one in requests(line)] == texts


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("我要退货，东西坏了", id="the reason"),
        pytest.param("怎么还没发货，取消吧", id="a reproach beside a wish"),
        pytest.param("我要退货，我要换货", id="two names for one wish"),
        pytest.param("取消一下订单，然后现在退款", id="the wish and what follows from it"),
        pytest.param("你好，什么时候发货", id="a greeting"),
        pytest.param("快递到哪了，快递到哪了", id="the same twice"),
        pytest.param("我要投诉，还有什么时候发货", id="a complaint takes the whole line"),
        pytest.param("空调还有货吗", id="还有 inside a question"),
        pytest.param("发票开了吗，" + "我再说几句" * 50 + "，什么时候发货", id="a story"),
    ],
)
def test_one_request_stays_one(line: str) -> None:
    assert requests(line) == []


def test_a_line_that_reads_as_a_grievance_is_not_parted() -> None:
    assert requests("发票开了吗，什么时候发货", complaint=True) == []


def test_a_number_said_once_is_good_for_both() -> None:
    line = "发票开了吗 260000000012，另外优惠券会退吗"
    number = {"entity": "order_number", "value": "260000000012", "start": 6, "end": 18}

    first, second = requests(line, entities=[number])

    assert [one["value"] for one in first.parse["entities"]] == ["260000000012"]
    assert first.text[first.parse["entities"][0]["start"] :] == "260000000012"
    assert second.parse["entities"] == [{**number, "start": 0, "end": 0}]


def test_an_answer_and_a_question_are_two() -> None:
    line = "是的，另外发票开了吗"
    clauses = clauses_of(line)

    found = after_answer(clauses, [reading(one.text) for one in clauses], reading(line), line)

    assert [(one.text, one.intent) for one in found] == [("是的", "affirm"), ("发票开了吗", "invoice_view")]
