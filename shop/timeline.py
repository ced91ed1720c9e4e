"""What has happened to a demo order by the given day: dates, parcel and refund that fit its state."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from shop.models import OrderState, RefundState
from shop.people import BANKS, CARRIERS, District
from shop.plans import Plan
from shop.slots import SHANGHAI

_CANCEL_REASONS = ("超过付款时间未付款", "客户申请取消")
_REJECT_REASONS = ("商品已拆封使用，不符合七天无理由退货条件", "未收到退回的商品")


@dataclass
class History:
    """Columns of the order, steps of its parcel, columns of its refund."""

    order: dict[str, Any]
    steps: list[tuple[datetime, str]] = field(default_factory=list)
    refund: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Reach:
    """How many days ago a state's order was placed, how far its parcel came, and when it is to arrive."""

    placed_days_ago: int
    steps: int = 0
    arrives: tuple[int, int] | None = None


_WHOLE_WAY = 6
# Placed one day, dispatched the next, carried two nights.
_DAYS_TO_SIGN = 3
_REACHED = {
    OrderState.PENDING_PAYMENT: _Reach(1),
    OrderState.TO_DISPATCH: _Reach(1),
    OrderState.DISPATCHED: _Reach(2, steps=1, arrives=(2, 18)),
    OrderState.IN_TRANSIT: _Reach(3, steps=4, arrives=(1, 18)),
    OrderState.DELIVERING: _Reach(3, steps=5, arrives=(0, 20)),
    OrderState.SIGNED: _Reach(6, steps=_WHOLE_WAY),
    OrderState.COMPLETED: _Reach(18, steps=_WHOLE_WAY),
    OrderState.CANCELLED: _Reach(9),
    OrderState.REFUNDING: _Reach(10, steps=_WHOLE_WAY),
    OrderState.REFUNDED: _Reach(23, steps=_WHOLE_WAY),
}
_LATE_BY_DAYS = 6


def history(plan: Plan, today: date, district: District, random: Random, *, total: int, number: str) -> History:
    """Everything up to yesterday evening, and promises from `today` on."""
    reached = _reach(plan)
    day = today - timedelta(days=reached.placed_days_ago + (_LATE_BY_DAYS if plan.is_late else 0))
    placed = _sometime(day, random, 9, 20)
    if (plan.before or plan.state) is OrderState.PENDING_PAYMENT:
        return History({"placed_at": placed, "pay_by": _at(today, 1, 18)})
    if plan.state is OrderState.CANCELLED:
        cancelled = _past(_sometime(day + timedelta(days=1), random, 9, 18), today, placed)
        return History(
            {"placed_at": placed, "cancelled_at": cancelled, "cancel_reason": random.choice(_CANCEL_REASONS)}
        )
    paid = placed + timedelta(minutes=random.randint(2, 40))
    made = History({"placed_at": placed, "paid_at": paid, "dispatch_by": _at(day, 2, 18)})
    if reached.steps:
        _dispatch(made, day + timedelta(days=1), reached.steps, district, random)
    if reached.arrives and not plan.is_late:
        made.order["arrives_by"] = _at(today, *reached.arrives)
    if (plan.before or plan.state) is OrderState.COMPLETED:
        # By itself after seven days, or confirmed by the customer before.
        signed = made.order["signed_at"]
        made.order["completed_at"] = _past(signed + timedelta(days=7), today, signed)
    if plan.refund is not None:
        made.refund = {"number": f"R{number}", "order_number": number, "amount": total}
        since = made.order.get("signed_at", paid)
        made.refund.update(_refund(plan, today, random, since.date()))
    return made


def _reach(plan: Plan) -> _Reach:
    reached = _REACHED[plan.before or plan.state]
    if plan.days is None:
        return reached
    if reached.steps == _WHOLE_WAY:
        return replace(reached, placed_days_ago=plan.days + _DAYS_TO_SIGN)
    # A parcel cannot have come so far in less.
    least = reached.placed_days_ago if reached.steps else 1
    return replace(reached, placed_days_ago=max(plan.days, least))


def _past(at: datetime, today: date, not_before: datetime | None = None) -> datetime:
    """No later than yesterday evening, whatever a plan's days would make of it."""
    past = min(at, _at(today, -1, 21))
    return past if not_before is None else max(past, not_before)


def _dispatch(made: History, day: date, steps: int, district: District, random: Random) -> None:
    carrier, prefix = random.choice(CARRIERS)
    journey = (
        (0, 19, "包裹已从嘉兴仓库发出"),
        (0, 22, "包裹已到达嘉兴转运中心"),
        (1, 6, f"包裹已离开嘉兴转运中心，发往{district.hub}"),
        (1, 19, f"包裹已到达{district.hub}"),
        (1, 22, f"包裹已到达{district.station}，正在派送"),
        (2, random.randint(9, 17), random.choice(("包裹已由本人签收", "包裹已由小区快递柜代收"))),
    )
    made.steps = [
        (_at(day, days, hour) + timedelta(minutes=random.randint(0, 55)), text) for days, hour, text in journey[:steps]
    ]
    made.order.update(
        dispatched_at=made.steps[0][0],
        carrier=carrier,
        tracking_number=f"{prefix}{random.randint(0, 10**12 - 1):012d}",
        arrives_by=_at(day, 3, 18),
    )
    if steps == len(journey):
        made.order["signed_at"] = made.steps[-1][0]


def _refund(plan: Plan, today: date, random: Random, signed_on: date) -> dict[str, Any]:
    requested = _past(_sometime(signed_on + timedelta(days=1), random, 9, 20), today)
    refund: dict[str, Any] = {
        "bank": random.choice(BANKS),
        "account_tail": f"{random.randint(0, 9999):04d}",
        "requested_at": requested,
        "state": plan.refund,
        "due_at": _at(today, -2 if plan.is_late else 2, 18),
    }
    if plan.refund is RefundState.REVIEWING:
        return refund
    refund["decided_at"] = _past(_sometime(signed_on + timedelta(days=2), random, 9, 17), today)
    if plan.refund is RefundState.REJECTED:
        return {**refund, "due_at": None, "reject_reason": random.choice(_REJECT_REASONS)}
    if plan.refund is RefundState.AWAITING_RETURN:
        return {**refund, "due_at": _at(today, 5, 18)}
    refund["sent_at"] = _past(_sometime(signed_on + timedelta(days=4), random, 9, 17), today)
    if plan.refund is RefundState.PAID:
        paid = _past(_sometime(signed_on + timedelta(days=6), random, 9, 17), today)
        return {**refund, "due_at": None, "paid_at": paid}
    return refund


def _at(day: date, days: int, hour: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(hour), SHANGHAI)


def _sometime(day: date, random: Random, first_hour: int, last_hour: int) -> datetime:
    return datetime.combine(day, time(random.randint(first_hour, last_hour), random.randint(0, 59)), SHANGHAI)
