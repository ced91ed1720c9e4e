"""Cards: the facts of a line at a glance, beside the text that stays the wording for screen readers and WeChat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions.dates import spoken
from actions.line import Button, yuan
from actions.order_facts import goods
from shop.after_sales import ServiceOrder
from shop.models import Order

_STEPS_SHOWN = 4


def order_card(order: Order, now: datetime, actions: Sequence[Button] = ()) -> dict[str, Any]:
    """Number, goods, amount, promised time, and the last movements of the parcel, newest first."""
    rows = [("订单号", order.number), ("商品", goods(order)), ("金额", f"{yuan(order.total)}元")]
    if order.delivery_slot and order.signed_at is None:
        slot = order.delivery_slot
        rows.append(("预约送达", f"{spoken(slot.starts_at, now)}至{slot.end:%H:%M}"))
    elif order.parcel and order.signed_at is None:
        rows.append(("预计送达", f"{spoken(order.parcel.arrives_by, now)}前"))
    elif order.dispatched_at is None and order.dispatch_by and order.cancelled_at is None:
        rows.append(("预计发货", f"{spoken(order.dispatch_by, now)}前"))
    events = order.parcel.events[-_STEPS_SHOWN:] if order.parcel else ()
    steps = [{"text": event.text, "at": spoken(event.at, now), "done": True} for event in reversed(events)]
    return card("order", goods(order), order.state.in_chinese, rows, steps=steps, actions=actions)


def service_card(service: ServiceOrder, now: datetime, actions: Sequence[Button] = ()) -> dict[str, Any]:
    """A service order: number, kind, appointment, amount and by when the next step is due."""
    rows = [
        ("服务单号", service.number),
        ("订单号", service.order_number),
        ("申请时间", spoken(service.created_at, now)),
    ]
    if service.slot:
        rows.append(("预约时间", f"{spoken(service.slot.starts_at, now)}至{service.slot.end:%H:%M}"))
    if service.amount is not None:
        rows.append(("金额", f"{yuan(service.amount)}元"))
    if service.due_at and service.state.is_open and service.slot is None:
        rows.append(("预计答复", f"{spoken(service.due_at, now)}前"))
    return card("service", f"{service.kind.in_chinese}服务单", service.state.in_chinese, rows, actions=actions)


def card(
    kind: str,
    title: str,
    status: str,
    rows: Sequence[tuple[str, str]],
    *,
    steps: Sequence[dict[str, Any]] = (),
    actions: Sequence[Button] = (),
    link: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """`rows` are label and value; `link` is title and address."""
    return {
        "kind": kind,
        "title": title,
        "status": status,
        "rows": [{"label": label, "value": value} for label, value in rows],
        "steps": list(steps),
        "actions": [{"title": one["title"], "text": one["payload"]} for one in actions],
        "link": {"title": link[0], "url": link[1]} if link else None,
    }
