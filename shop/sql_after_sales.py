"""Writes to service orders: opened, goods sent back, appointment moved, taken back by the customer."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Connection, select, update

from shop.after_sales import ReturnParcel, ServiceKind, ServiceOrder, ServiceRequest, ServiceState
from shop.errors import ServiceOrderNotFound
from shop.models import EffectKey, Order, OrderState, RefundState
from shop.people import invented_worker
from shop.policy import Policy
from shop.rules import (
    cancel_service_refusal,
    is_no_reason_return,
    rebook_refusal,
    refusal_amount,
    send_back_refusal,
    service_refusal,
)
from shop.slots import Slot, SlotKind
from shop.sql_effects import is_first_time, keep_result, refuse, result_of
from shop.sql_load import lock_order
from shop.sql_refunds import look_into, take_refund_away, write_refund
from shop.sql_rows import service_of
from shop.sql_slots import release, take
from shop.tables import orders
from shop.tables_service import service_orders

# Money for these goes back as the order's own refund.
_REFUNDED = frozenset({ServiceKind.RETURN, ServiceKind.REFUND})
_VISITS = {ServiceKind.INSTALLATION: SlotKind.INSTALLATION, ServiceKind.REPAIR: SlotKind.REPAIR}
_REVIEWED = frozenset({ServiceKind.RETURN, ServiceKind.EXCHANGE, ServiceKind.REFUND})


def service_number(order_number: str, ordinal: int) -> str:
    """ "S" and twelve digits that look unrelated; the same for the same order's nth matter."""
    return f"S{(int(order_number) * 7_919 + ordinal * 104_729_000_003) % 10**12:012d}"


@dataclass(frozen=True)
class _Opened:
    state: ServiceState
    due_at: datetime


def open_service(
    connection: Connection, policy: Policy, request: ServiceRequest, key: EffectKey, at: datetime
) -> ServiceOrder:
    order = lock_order(connection, request.order_number)
    if not is_first_time(connection, key, order.number, at):
        return _load(connection, result_of(connection, key))
    refuse(order.number, service_refusal(order, request, policy, at))
    number = service_number(order.number, len(order.services) + 1)
    opened = _opened(request, policy, at)
    amount = _amount(order, request, policy)
    slot = request.slot
    if slot is not None:
        take(connection, policy, _slot_kind(request.kind), order.address.city, slot, number, at)
    is_visit = request.kind in _VISITS
    connection.execute(
        service_orders.insert().values(
            number=number,
            order_number=order.number,
            kind=request.kind.value,
            state=opened.state.value,
            order_state_before=order.state.value,
            reason=request.reason,
            note=request.note,
            photos=list(request.photos),
            quantity=request.quantity,
            remedy=request.remedy,
            **_slot_columns("slot", slot),
            **_slot_columns("pickup", None if is_visit else slot),
            amount=amount,
            created_at=at,
            updated_at=at,
            due_at=opened.due_at,
            technician=_technician(number) if is_visit and slot is not None else None,
        )
    )
    if request.kind in _REFUNDED:
        _begin_refund(connection, order, opened, amount or order.total, at)
    keep_result(connection, key, number)
    return _load(connection, number)


def send_back(
    connection: Connection, policy: Policy, number: str, parcel: ReturnParcel, key: EffectKey, at: datetime
) -> ServiceOrder:
    """A parcel under way, or a pick-up booked."""
    service, city = _lock(connection, number)
    if not is_first_time(connection, key, service.order_number, at):
        return service
    refuse(number, send_back_refusal(service))
    if parcel.pickup is not None:
        take(connection, policy, SlotKind.PICKUP, city, parcel.pickup, number, at)
        booked = {**_slot_columns("slot", parcel.pickup), **_slot_columns("pickup", parcel.pickup)}
        return _set(connection, number, at, state=ServiceState.BOOKED, due_at=parcel.pickup.ends_at, **booked)
    due_at = at + policy.send_back_within
    if service.kind in _REFUNDED:
        look_into(connection, service.order_number, due_at)
    return _set(
        connection,
        number,
        at,
        state=ServiceState.IN_RETURN,
        due_at=due_at,
        return_carrier=parcel.carrier,
        return_tracking_number=parcel.tracking_number,
    )


def rebook(
    connection: Connection, policy: Policy, number: str, slot: Slot, key: EffectKey, at: datetime
) -> ServiceOrder:
    service, city = _lock(connection, number)
    if not is_first_time(connection, key, service.order_number, at):
        return service
    refuse(number, rebook_refusal(service))
    take(connection, policy, _slot_kind(service.kind), city, slot, number, at)
    moved = _slot_columns("slot", slot)
    if service.parcel is not None and service.parcel.pickup is not None:
        moved |= _slot_columns("pickup", slot)
    return _set(connection, number, at, due_at=slot.ends_at, **moved)


def cancel_service(connection: Connection, _policy: Policy, number: str, key: EffectKey, at: datetime) -> ServiceOrder:
    service, _ = _lock(connection, number)
    if not is_first_time(connection, key, service.order_number, at):
        return service
    refuse(number, cancel_service_refusal(service))
    release(connection, number)
    if service.kind in _REFUNDED:
        take_refund_away(connection, service.order_number)
        before = connection.execute(
            select(service_orders.c.order_state_before).where(service_orders.c.number == number)
        ).scalar_one()
        connection.execute(update(orders).where(orders.c.number == service.order_number).values(state=before))
    return _set(connection, number, at, state=ServiceState.CANCELLED, due_at=None)


def _opened(request: ServiceRequest, policy: Policy, at: datetime) -> _Opened:
    if request.slot is not None:
        return _Opened(ServiceState.BOOKED, request.slot.ends_at)
    if request.kind is ServiceKind.REFUSAL:
        return _Opened(ServiceState.IN_RETURN, at + policy.send_back_within)
    if request.kind is ServiceKind.RETURN and is_no_reason_return(request.reason):
        # Nothing to look at: the goods may come back at once.
        return _Opened(ServiceState.AWAITING_RETURN, at + policy.send_back_within)
    if request.kind is ServiceKind.REPAIR:
        # Nobody visits: the goods are repaired where they are sent to.
        return _Opened(ServiceState.AWAITING_RETURN, at + policy.send_back_within)
    state = ServiceState.REVIEWING if request.kind in _REVIEWED else ServiceState.PROCESSING
    return _Opened(state, at + policy.feedback_within)


def _begin_refund(connection: Connection, order: Order, opened: _Opened, amount: int, at: datetime) -> None:
    is_decided = opened.state is not ServiceState.REVIEWING
    write_refund(
        connection,
        order.number,
        state=RefundState.AWAITING_RETURN if is_decided else RefundState.REVIEWING,
        amount=amount,
        requested_at=at,
        decided_at=at if is_decided else None,
        due_at=opened.due_at,
    )
    connection.execute(update(orders).where(orders.c.number == order.number).values(state=OrderState.REFUNDING.value))


def _amount(order: Order, request: ServiceRequest, policy: Policy) -> int | None:
    """What comes back, in fen; for a part of the pieces their part."""
    if request.kind is ServiceKind.REFUSAL:
        return refusal_amount(order, request.reason, policy)
    if request.kind is ServiceKind.REFUND:
        return order.total
    if request.kind is ServiceKind.MISSING:
        # A part has no price of its own: what comes back for it people decide.
        return None
    if request.kind is ServiceKind.RETURN or request.remedy == "refund":
        first = order.lines[0]
        return first.price * min(max(request.quantity, 1), first.quantity)
    return None


def _slot_kind(kind: ServiceKind) -> SlotKind:
    return _VISITS.get(kind, SlotKind.PICKUP)


def _slot_columns(prefix: str, slot: Slot | None) -> dict[str, Any]:
    if slot is None:
        return {}
    return {f"{prefix}_day": slot.day, f"{prefix}_start": slot.start, f"{prefix}_end": slot.end}


def _technician(number: str) -> str:
    return invented_worker(Random(number))  # noqa: S311 - an invented name, not a secret


def _load(connection: Connection, number: str) -> ServiceOrder:
    row = connection.execute(select(service_orders).where(service_orders.c.number == number)).first()
    if row is None:
        raise ServiceOrderNotFound(number)
    return service_of(row)


def _lock(connection: Connection, number: str) -> tuple[ServiceOrder, str]:
    """The service order with its order locked, and the city it happens in; raises ServiceOrderNotFound."""
    order = lock_order(connection, _load(connection, number).order_number)
    return _load(connection, number), order.address.city


def _set(connection: Connection, number: str, at: datetime, **values: Any) -> ServiceOrder:
    connection.execute(update(service_orders).where(service_orders.c.number == number).values(updated_at=at, **values))
    return _load(connection, number)
