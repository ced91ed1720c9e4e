"""What is asked most: state of the order, parcel, delivery and dispatch times, refund. Nothing is changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from actions.cards import order_card
from actions.line import Line
from actions.order_facts import delivery_time_line, dispatch_time_line, logistics_line, refund_line, status_line
from actions.tasks.task import Case, Result, Task
from shop.models import Order


@dataclass(frozen=True)
class OrderQuery(Task):
    """One question about a verified order, answered from its facts; with the order card beside it."""

    name: str
    line: Callable[[Order, datetime], Line]
    is_query: bool = True

    def perform(self, case: Case) -> Result:
        line = self.line(case.placed, case.now)
        return Result([replace(line, card=order_card(case.placed, case.now))])


QUERIES = (
    OrderQuery("order_status", status_line),
    OrderQuery("logistics_track", logistics_line),
    OrderQuery("delivery_time", delivery_time_line),
    OrderQuery("dispatch_time", dispatch_time_line),
    OrderQuery("refund_status", refund_line),
)
