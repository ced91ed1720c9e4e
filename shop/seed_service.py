"""Service orders of the demo, in whatever state a plan says, with dates, slots and people that fit it."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select

from shop.after_sales import ServiceKind, ServiceState
from shop.models import OrderState
from shop.people import CARRIERS, invented_worker
from shop.plans import Plan
from shop.slots import SHANGHAI
from shop.sql_after_sales import service_number
from shop.tables_service import bookings, service_orders
from shop.timeline import History

_REASONS = {
    ServiceKind.RETURN: "no_reason",
    ServiceKind.EXCHANGE: "quality",
    ServiceKind.REFUND: "no_reason",
    ServiceKind.REPAIR: "quality",
    ServiceKind.DAMAGED: "damaged",
}
_NOTES = {
    ServiceKind.REPAIR: "通电后不工作",
    ServiceKind.MISSING: "包装内缺少一件配件",
    ServiceKind.WRONG: "收到的型号与订单不符",
    ServiceKind.DAMAGED: "外壳有裂痕",
    ServiceKind.EXCHANGE: "运行时有异响",
    ServiceKind.NOT_RECEIVED: "物流显示签收，本人未收到",
}
_DONE = {
    ServiceKind.REPAIR: "已更换主控板，试机运行正常",
    ServiceKind.INSTALLATION: "已完成安装并试机，向客户讲解使用方法",
    ServiceKind.RETURN: "商品验收合格，退款已原路退回",
    ServiceKind.EXCHANGE: "新商品已寄出并签收",
    ServiceKind.MISSING: "缺少的配件已补寄并签收",
    ServiceKind.WRONG: "正确商品已寄出并签收",
    ServiceKind.DAMAGED: "新商品已寄出并签收",
    ServiceKind.NOT_RECEIVED: "承运商已找回包裹并重新送达",
    ServiceKind.REFUND: "退款已原路退回",
    ServiceKind.REFUSAL: "商品已退回仓库，退款已原路退回",
}
_REJECTED = "经核实不符合申请条件"
_VISITS = {ServiceKind.INSTALLATION: "installation", ServiceKind.REPAIR: "repair"}
_MONEY_BACK = frozenset({ServiceKind.RETURN, ServiceKind.REFUND, ServiceKind.REFUSAL})
_SENT = frozenset({ServiceState.IN_RETURN, ServiceState.INSPECTING})
# A seeded appointment has the place after those that customers can take: it never takes one from them.
_SEEDED_PLACE = 1000


def write_service(
    connection: Connection, number: str, plan: Plan, city: str, today: date, made: History, total: int, more: Random
) -> None:
    if plan.service is None:
        return
    kind, state = plan.service.kind, plan.service.state
    service = service_number(number, 1)
    created = _created(made, today)
    row: dict[str, Any] = {
        "number": service,
        "order_number": number,
        "kind": kind.value,
        "state": state.value,
        "order_state_before": (plan.before or (OrderState.SIGNED if plan.refund else plan.state)).value,
        "reason": _REASONS.get(kind, ""),
        "note": _NOTES.get(kind, ""),
        "photos": [],
        "quantity": 1,
        "amount": total if kind in _MONEY_BACK else None,
        "created_at": created,
        "updated_at": min(created + timedelta(hours=3), _last_evening(today)),
        "due_at": _due(state, today, is_late=plan.is_late),
    }
    if state is ServiceState.BOOKED or (kind in _VISITS and state is ServiceState.DONE):
        row |= _visit(connection, row, city, today, more)
    if state in _SENT or (state is ServiceState.DONE and kind is ServiceKind.RETURN):
        carrier, prefix = more.choice(CARRIERS)
        row |= {"return_carrier": carrier, "return_tracking_number": f"{prefix}{more.randint(0, 10**12 - 1):012d}"}
    if state is ServiceState.DONE:
        row["done_record"] = _DONE[kind]
    if state is ServiceState.REJECTED:
        row["reject_reason"] = (made.refund or {}).get("reject_reason", _REJECTED)
    connection.execute(insert(service_orders).values(**row))


def _visit(connection: Connection, row: dict[str, Any], city: str, today: date, more: Random) -> dict[str, Any]:
    """An appointment to come, or one that has been kept."""
    is_kept = row["state"] == ServiceState.DONE.value
    day = row["created_at"].astimezone(SHANGHAI).date() if is_kept else today + timedelta(days=2)
    start, end = time(9), time(12)
    visit: dict[str, Any] = {"slot_day": day, "slot_start": start, "slot_end": end}
    kind = _VISITS.get(ServiceKind(row["kind"]))
    if kind is None:
        visit |= {"pickup_day": day, "pickup_start": start, "pickup_end": end}
    else:
        visit["technician"] = invented_worker(more)
    if not is_kept:
        visit["due_at"] = datetime.combine(day, end, SHANGHAI)
        _book(connection, kind or "pickup", city, day, start, row["number"])
    return visit


def _book(connection: Connection, kind: str, city: str, day: date, start: time, holder: str) -> None:
    of_slot = (
        bookings.c.kind == kind,
        bookings.c.city == city,
        bookings.c.day == day,
        bookings.c.start == start,
        bookings.c.place >= _SEEDED_PLACE,
    )
    taken = len(connection.execute(select(bookings.c.place).where(*of_slot)).all())
    connection.execute(
        insert(bookings).values(kind=kind, city=city, day=day, start=start, place=_SEEDED_PLACE + taken, holder=holder)
    )


def _created(made: History, today: date) -> datetime:
    if made.refund is not None:
        requested: datetime = made.refund["requested_at"]
        return requested
    since: datetime = made.order.get("signed_at") or made.order["placed_at"]
    return max(since, min(since + timedelta(hours=20), _last_evening(today)))


def _last_evening(today: date) -> datetime:
    return datetime.combine(today - timedelta(days=1), time(21), SHANGHAI)


def _due(state: ServiceState, today: date, *, is_late: bool) -> datetime | None:
    if not state.is_open:
        return None
    if is_late:
        return _last_evening(today)
    days = {ServiceState.AWAITING_RETURN: 5, ServiceState.IN_RETURN: 5, ServiceState.INSPECTING: 2}.get(state, 1)
    return datetime.combine(today + timedelta(days=days), time(18), SHANGHAI)
