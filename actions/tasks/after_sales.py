"""What the matters after the sale share: how a service order is said, refused with a way on, and given to people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.dates import spoken
from actions.details.appointments import spoken_slot
from actions.details.contact_data import photo_ids
from actions.line import Button, Line, button, refusal_line, yuan
from actions.tasks.task import Case
from shop.after_sales import ServiceOrder
from shop.models import OrderState
from shop.refusal import Refusal
from shop.rules.facts import ON_ITS_WAY

STATUS = button("查询售后进度")
CANCEL_SERVICE = button("取消服务单")
REPAIR = button("申请维修", "我要报修")
RETURN = button("申请退货", "我要退货")
SEND_BACK = button("办理寄回", "怎么寄回商品")
_WAYS_ON: Mapping[str, Sequence[Button]] = {
    "open_service": (STATUS, CANCEL_SERVICE),
    "expired": (REPAIR,),
    "category": (REPAIR,),
    "refunding": (button("查询退款进度"),),
    "refunded": (button("查询退款进度"),),
    "not_awaiting": (STATUS,),
    "arrived": (RETURN, button("没有收到商品", "显示签收但没有收到")),
}


def refused_line(case: Case, found: Refusal) -> Line:
    """The refusal, with what the customer can do instead a press away."""
    line = refusal_line(found, case.facts, case.now)
    buttons = _WAYS_ON.get(found.code, ())
    if found.code == "not_arrived" and case.order is not None:
        if case.order.state in ON_ITS_WAY:
            buttons = (button("我要拒收"), button("查询物流"))
        elif case.order.state in {OrderState.PENDING_PAYMENT, OrderState.TO_DISPATCH}:
            buttons = (button("取消订单", "我要取消订单"),)
    return replace(line, buttons=buttons)


def service_facts(service: ServiceOrder, case: Case) -> dict[str, str]:
    """What any line about a service order may name."""
    due_at = service.due_at or service.updated_at + case.policy.feedback_within
    parcel = service.parcel
    return {
        **case.facts,
        "service": service.number,
        "kind_text": service.kind.in_chinese,
        "state_text": service.state.in_chinese,
        "due_at": spoken(due_at, case.now),
        "created_at": spoken(service.created_at, case.now),
        "updated_at": spoken(service.updated_at, case.now),
        "booked": spoken_slot(service.slot) if service.slot else "",
        "technician": service.technician or "",
        "return_carrier": (parcel.carrier if parcel else None) or "",
        "return_number": (parcel.tracking_number if parcel else None) or "",
        "record": service.done_record or "",
        "why": service.reject_reason or "",
        "amount": yuan(service.amount) if service.amount is not None else "",
        "address": case.policy.return_address,
        "fee": yuan(case.policy.return_freight),
        "hours": hours(case),
    }


def hours(case: Case) -> str:
    return str(int(case.policy.feedback_within.total_seconds() // 3600))


def pieces(case: Case) -> int:
    """How many are sent back: all, unless the customer names fewer."""
    present = case.placed.lines[0].quantity
    return min(int(case.value("quantity") or present), present)


def said_goods(case: Case) -> str:
    """The goods the matter is about, with their number where it is not one."""
    name, count = case.placed.lines[0].product_name, pieces(case)
    return name if count == 1 else f"{name}{count}件"


def case_ticket(case: Case, service: ServiceOrder, demand: str) -> dict[str, Any]:
    """A matter that the after-sales people have to look into (T)."""
    ids = photo_ids(case)
    photos = f"客户提供照片{len(ids)}张。" if ids else "客户未提供照片。"
    return {
        "kind": "case",
        "category": "售后",
        "department": "售后部",
        "service_number": service.number,
        "demand": f"{demand}{photos}",
    }
