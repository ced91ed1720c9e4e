"""Follow-ups on the last answer: “那大概几点” asks about the matter just told, whatever it reads like alone."""

import re
from collections.abc import Mapping

# A follow-up leans on what was said before: it is short, or begins by pointing back.
_LONGEST = 12
_POINTS_BACK = re.compile(
    r"^(?:那|那么|那就|然后|还有|另外|这个|这单|它|他)|呢[?？]?$|^(?:大概|大约|具体|最快|最晚|最迟|一般)"
)

_TIME = re.compile(r"几点|几号|哪天|多久|多长时间|什么时[候间]|啥时候|何时|几天|最[快晚迟早]|上午|下午|晚上")
_WHO = re.compile(r"谁|哪[个位]师傅|师傅|快递员|小哥|电话|联系(?:方式)?")
_WHERE = re.compile(r"到哪|哪[里儿]了|在哪")
_HOW_MUCH = re.compile(r"多少钱|多少|几块|收费|要钱|费用|免费|退[我]?多少")
_ACCOUNT = re.compile(r"哪(?:张|个)(?:卡|账户|帐户|银行)|退到哪|打到哪|原路")

_ON_THE_WAY = frozenset({"order_status", "logistics_track", "delivery_time", "dispatch_time", "delivery_contact"})
_MONEY_BACK = frozenset({"refund_status", "refund_request", "order_cancel", "refuse_delivery"})
_PROTECTED = frozenset({"price_protection"})
_IN_SERVICE = frozenset(
    {
        "after_sales_status",
        "return_request",
        "exchange_request",
        "repair_request",
        "installation",
        "item_missing",
        "item_wrong",
        "item_damaged",
        "delivery_problem",
        "after_sales_shipping",
    }
)


def followed(text: str, topic: str, intent: str | None) -> str | None:
    """The task that a follow-up on `topic` asks for; None where the line stands on its own.

    `intent` is what the line reads as alone, None when that is not sure: a sure reading of another matter counts more
    than its shortness, unless the line points back.
    """
    if len(text) > _LONGEST or not (_POINTS_BACK.search(text) or intent is None or intent in _NEAR.get(topic, ())):
        return None
    for topics, pattern, task in _TABLE:
        if topic in topics and pattern.search(text):
            return task
    return None


_TABLE = (
    (_ON_THE_WAY, _TIME, "delivery_time"),
    (_ON_THE_WAY, _WHO, "delivery_contact"),
    (_ON_THE_WAY, _WHERE, "logistics_track"),
    (frozenset({"delivery_schedule"}), _TIME, "delivery_time"),
    (_MONEY_BACK, _TIME, "refund_status"),
    (_MONEY_BACK, _ACCOUNT, "refund_status"),
    (_MONEY_BACK, _HOW_MUCH, "refund_status"),
    (_PROTECTED, _TIME, "price_protection"),
    (_PROTECTED, _ACCOUNT, "price_protection"),
    (_PROTECTED, _HOW_MUCH, "price_protection"),
    (_IN_SERVICE, _TIME, "after_sales_status"),
    (_IN_SERVICE, _WHO, "after_sales_status"),
    (_IN_SERVICE, _WHERE, "after_sales_status"),
    (frozenset({"invoice_change", "invoice_view"}), _TIME, "invoice_view"),
    (frozenset({"stock", "product_price", "promotion"}), _HOW_MUCH, "product_price"),
    (frozenset({"product_price", "promotion", "product_info"}), re.compile(r"有(?:现)?货|库存"), "stock"),
    (frozenset({"stock"}), _TIME, "stock"),
)
# What a follow-up on a topic is most often misread as when read alone.
_NEAR: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_ON_THE_WAY, _ON_THE_WAY),
    "delivery_schedule": frozenset({"delivery_time", "delivery_schedule"}),
    **{topic: frozenset({"delivery_time", "dispatch_time", "refund_status"}) for topic in _MONEY_BACK},
    "price_protection": frozenset({"delivery_time", "dispatch_time", "refund_status"}),
    **{topic: frozenset({"delivery_time", "delivery_contact", "dispatch_time"}) for topic in _IN_SERVICE},
}
