"""Rows of what follows a sale as the shop's values."""

from typing import Any

from shop.after_sales import ReturnParcel, ServiceKind, ServiceOrder, ServiceState
from shop.catalogue import Review, ReviewState
from shop.money import Invoice, InvoiceKind, InvoiceState, PriceProtection
from shop.slots import Slot


def service_of(row: Any) -> ServiceOrder:
    slot = None if row.slot_day is None else Slot(row.slot_day, row.slot_start, row.slot_end)
    return ServiceOrder(
        number=row.number,
        order_number=row.order_number,
        kind=ServiceKind(row.kind),
        state=ServiceState(row.state),
        reason=row.reason,
        note=row.note,
        photos=tuple(row.photos),
        quantity=row.quantity,
        remedy=row.remedy,
        slot=slot,
        parcel=_parcel(row),
        amount=row.amount,
        created_at=row.created_at,
        updated_at=row.updated_at,
        due_at=row.due_at,
        technician=row.technician,
        done_record=row.done_record,
        reject_reason=row.reject_reason,
    )


def _parcel(row: Any) -> ReturnParcel | None:
    if row.return_carrier is None and row.pickup_day is None:
        return None
    pickup = None if row.pickup_day is None else Slot(row.pickup_day, row.pickup_start, row.pickup_end)
    return ReturnParcel(row.return_carrier, row.return_tracking_number, pickup)


def invoice_of(row: Any) -> Invoice:
    return Invoice(
        order_number=row.order_number,
        kind=InvoiceKind(row.kind),
        state=InvoiceState(row.state),
        title=row.title,
        tax_number=row.tax_number,
        email=row.email,
        amount=row.amount,
        requested_at=row.requested_at,
        due_at=row.due_at,
        issued_at=row.issued_at,
        download_url=row.download_url,
        changes=row.changes,
    )


def protection_of(row: Any) -> PriceProtection:
    return PriceProtection(
        number=row.number,
        order_number=row.order_number,
        paid_price=row.paid_price,
        price_now=row.price_now,
        difference=row.difference,
        applied_at=row.applied_at,
        due_at=row.due_at,
        paid_at=row.paid_at,
    )


def review_of(row: Any) -> Review:
    return Review(
        order_number=row.order_number,
        grade=row.grade,
        text=row.text,
        state=ReviewState(row.state),
        created_at=row.created_at,
        changes=row.changes,
        hidden_reason=row.hidden_reason,
    )
