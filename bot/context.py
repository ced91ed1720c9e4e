"""Lines that only mean something after what was said before, put into words that stand on their own."""

import re
from collections.abc import Sequence

from bot.asked import Asked

_POINTS = re.compile(
    r"^(?:那|那么|还有)?(?:那个|这个|那款|这款|那单|这单|那一个|它|另外?一?[个单款笔台]|另外那[个单款]|别的|其[他它]的?|[上下]一[个单款])"
    r"(?:订单)?(?:的)?呢[?？]*$"
)
_OTHER_WORDS = re.compile(r"那么|那|这|的|款|台|个|单|呢|订单|换成|要是|如果|还有|[?？,，。\s]")
_FREIGHT_ALONE = re.compile(r"^(?:那|那么).{0,2}(?:运费|邮费|快递费|费用)(?:呢|怎么算|谁出)?[?？]*$")

_FREIGHT_BESIDE = re.compile(r"^(?:那|那么)?(?:来回|寄回)?的?(?:运费|邮费|快递费).{0,7}$")
_ANOTHER_ORDER = re.compile(
    r"^(?:不对|不是|错了)?[,，。 ]*我?(?:[说问要查指]的)?(?:不?是)?"
    r"(?:这|那|另|别的|其[他它]|上一|昨天|前天|今天|上周|之前)[外买下拍的一个那笔]*(?:单|订单)"
    r"(?:[,，].{1,10})?[了吧啊呀。.!！]*$"
)

_ORDERS = frozenset(
    {
        *("order_status", "order_modify", "order_change_address", "order_cancel", "logistics_track", "delivery_time"),
        *("dispatch_time", "delivery_schedule", "delivery_contact", "delivery_problem", "refuse_delivery"),
        *(
            "return_request",
            "exchange_request",
            "refund_request",
            "refund_status",
            "after_sales_status",
            "invoice_view",
        ),
        *("invoice_change", "price_protection", "installation", "repair_request"),
    }
)
_GOODS = frozenset({"stock", "product_price", "promotion", "product_info", "product_usage", "authenticity"})
_ON_A_DAY = {
    "delivery_time": "{}能送到吗",
    "logistics_track": "{}能送到吗",
    "dispatch_time": "{}能发货吗",
    "delivery_schedule": "预约{}送货",
    "installation": "预约{}安装",
    "repair_request": "预约{}上门维修",
}
_OF_GOODS = {"stock": "{}有货吗", "product_price": "{}多少钱", "promotion": "{}有什么优惠活动"}
_FREIGHT = {
    **dict.fromkeys(("return_request", "return_policy", "refund_request", "refund_status"), "退货的运费由谁承担"),
    "exchange_request": "换货的运费由谁承担",
    "after_sales_shipping": "寄回的运费由谁承担",
    "installation": "安装怎么收费",
    "repair_request": "上门维修怎么收费",
}
OTHER_ORDER = "另一个订单"
WHICH_GOODS = "哪款商品"
_LONGEST = 16


def freight_of(text: str, matter: str) -> str | None:
    """“运费谁出” asked in the course of a matter; None where it asks for something else, or the matter has none."""
    return _FREIGHT.get(matter) if _FREIGHT_BESIDE.match(text.strip()) else None


def in_full(text: str, entities: Sequence[tuple[str, str]], asked: Asked) -> str | None:
    """A bare follow-up as the question it is; OTHER_ORDER or WHICH_GOODS where it points at what was not named.

    None for a line that stands on its own, or where nothing has been answered yet.
    """
    plain, topic = text.strip(), asked.topic
    if topic is None or asked.requested is not None or len(plain) > _LONGEST:
        return None
    if _POINTS.match(plain):
        return OTHER_ORDER if topic in _ORDERS else WHICH_GOODS if topic in _GOODS else None
    if _FREIGHT_ALONE.match(plain):
        return _FREIGHT.get(topic)
    named = dict(entities)
    if not _is_bare(plain, named):
        return None
    if "product" in named:
        return _of_goods(named["product"], asked)
    return _ON_A_DAY[topic].format(_said(plain, named["date"])) if topic in _ON_A_DAY else None


def means_another_order(text: str, asked: Asked) -> bool:
    """“不是这个订单”, “是昨天那单”, said to an answer about an order."""
    is_about_orders = asked.topic in _ORDERS and asked.requested is None
    return is_about_orders and len(text) <= _LONGEST + 4 and bool(_ANOTHER_ORDER.match(text.strip()))


def _is_bare(plain: str, named: dict[str, str]) -> bool:
    """Whether nothing but a product or a day is said, and that as a question that leans on what went before."""
    if not re.search(r"呢[?？]*$|^(?:那|换成|要是|如果)", plain) or not named.keys() & {"product", "date"}:
        return False
    rest = plain
    for value in (named.get("product"), _said(plain, named["date"]) if "date" in named else None):
        rest = rest.replace(value or "", "") if value else rest
    return not _OTHER_WORDS.sub("", rest)


def _said(plain: str, value: str) -> str:
    """The day as typed: an entity may give a date instead of the word for it."""
    return value if value in plain else _OTHER_WORDS.sub("", plain)


def _of_goods(product: str, asked: Asked) -> str | None:
    if asked.topic in _OF_GOODS:
        return _OF_GOODS[asked.topic].format(product)
    before = next((value for name, value in asked.question_entities if name == "product"), None)
    if before and before in asked.question:
        return asked.question.replace(before, product)
    return f"{product}{asked.question}" if 0 < len(asked.question) <= _LONGEST else None
