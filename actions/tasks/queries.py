"""What is asked most: state of the order, parcel, delivery and dispatch times, refund. Nothing is changed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.cards import order_card
from actions.line import Button, Line, button
from actions.order_facts import delivery_time_line, dispatch_time_line, logistics_line, refund_line, status_line
from actions.tasks.task import Case, Result, Task
from shop.models import Order, OrderState


@dataclass(frozen=True)
class OrderQuery(Task):
    """One question about a verified order, answered from its facts; with the order card beside it."""

    name: str
    line: Callable[[Order, datetime], Line]
    is_query: bool = True
    # How the matter is asked about in general, before anything was ordered.
    rules: re.Pattern[str] | None = None

    def asks_knowledge(self, case: Case) -> bool:
        is_general = self.rules is not None and self.rules.search(case.turn.text) and not _OWN.search(case.turn.text)
        return bool(is_general) and case.order is None and case.turn.entity("order_number") is None

    def perform(self, case: Case) -> Result:
        line = self.line(case.placed, case.now)
        return Result([replace(line, card=order_card(case.placed, case.now, _next_steps(case.placed)))])


def _next_steps(order: Order) -> Sequence[Button]:
    """What customers most often want done with an order that stands like this."""
    return [button(title, text) for title, text in _NEXT_STEPS.get(order.state, ())]


_ON_THE_WAY = (("催促配送", "催促配送"), ("我要拒收", "我要拒收"))
_THERE = (("申请售后", "我要退货"), ("开发票", "开发票"))
_NEXT_STEPS: Mapping[OrderState, Sequence[tuple[str, str]]] = {
    OrderState.PENDING_PAYMENT: (("修改订单", "我要修改订单"), ("取消订单", "我要取消订单")),
    OrderState.TO_DISPATCH: (("修改收货地址", "修改收货地址"), ("取消订单", "我要取消订单")),
    **dict.fromkeys((OrderState.DISPATCHED, OrderState.IN_TRANSIT, OrderState.DELIVERING), _ON_THE_WAY),
    **dict.fromkeys((OrderState.SIGNED, OrderState.COMPLETED), _THERE),
    OrderState.REFUNDING: (("查询退款", "查询退款进度"),),
}


_IN_GENERAL = re.compile(
    r"(?:下单|付款|付了款|拍下|发货|发了货|买了)(?:以后|之后|后)|发了货|[今明]天[下拍买]|多久能?(?:发货|送到)|几天能?(?:发|到)"
    r"|一般|通常|正常|预售|现货|元旦|春节|放假|寄到|发到|送到(?!哪|了|没)"
)
# A line about a parcel under way is about that parcel, however general it sounds.
_OWN = re.compile(r"我的|我那|我这|这[单个]|那[单个]|订单|还没|还不|查")

QUERIES = (
    OrderQuery("order_status", status_line),
    OrderQuery("logistics_track", logistics_line),
    OrderQuery("delivery_time", delivery_time_line, rules=_IN_GENERAL),
    OrderQuery("dispatch_time", dispatch_time_line, rules=_IN_GENERAL),
    OrderQuery("refund_status", refund_line),
)
