"""Follow-ups on the last answer: what leans on it is taken as asked of it, what stands on its own is not."""

import pytest

from actions.follow_ups import followed


@pytest.mark.parametrize(
    ("text", "topic", "intent", "task"),
    [
        ("那大概几点", "logistics_track", None, "delivery_time"),
        ("大概几点啊", "delivery_schedule", "delivery_time", "delivery_time"),
        ("那谁来送", "delivery_time", None, "delivery_contact"),
        ("什么时候能到账", "order_cancel", "refund_status", "refund_status"),
        ("退到哪张卡", "refund_request", None, "refund_status"),
        ("那几号上门", "repair_request", "delivery_schedule", "after_sales_status"),
        ("师傅电话呢", "installation", "delivery_contact", "after_sales_status"),
        ("那有货吗", "product_price", None, "stock"),
    ],
)
def test_a_line_that_leans_on_the_last_answer_asks_on_about_it(
    text: str, topic: str, intent: str | None, task: str
) -> None:
    assert followed(text, topic, intent) == task


@pytest.mark.parametrize(
    ("text", "topic", "intent"),
    [
        ("我要投诉你们客服", "logistics_track", "complaint"),
        ("冰箱几点补货", "logistics_track", "stock"),
        ("我还有一台洗衣机坏了什么时候能派师傅上门来修", "refund_status", "repair_request"),
        ("谢谢", "logistics_track", "thanks"),
    ],
)
def test_a_line_that_stands_on_its_own_is_left_alone(text: str, topic: str, intent: str) -> None:
    assert followed(text, topic, intent) is None
