"""What the stand-in answers to each operation of the document: the same method of the seeded SQL shop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from shop.after_sales import ReturnParcel, ServiceRequest
from shop.errors import (
    AccountNotFound,
    NotAllowed,
    OrderNotFound,
    ProductNotFound,
    ServiceOrderNotFound,
    ShopError,
    ShopUnavailable,
    SlotTaken,
)
from shop.http_refusals import refusal_to_wire
from shop.http_wire import from_wire
from shop.models import Address, EffectKey, Modification
from shop.money import InvoiceRequest
from shop.port import Shop
from shop.slots import Slot, SlotKind
from shop.verification import IdentityClaim, PersonClaim, VerificationResult


@dataclass(frozen=True)
class Call:
    """A request that fits the document, read."""

    shop: Shop
    given: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any

    @property
    def order(self) -> str:
        return self.given["order_number"]

    @property
    def service(self) -> str:
        return self.given["service_number"]

    @property
    def key(self) -> EffectKey:
        message, action = self.headers["Idempotency-Key"].split(":")
        return EffectKey(unquote(message), unquote(action))

    @property
    def at(self) -> datetime:
        at: datetime = from_wire(datetime, self.headers["Asked-At"])
        return at

    def read(self, kind: type[Any]) -> Any:
        return from_wire(kind, self.body)


class Locked(Exception):
    """No tries left: 423."""


def _verify(call: Call) -> object:
    answer = call.shop.verify(call.read(IdentityClaim), call.at)
    return _unless_locked(answer, answer.result)


def _find_orders(call: Call) -> object:
    answer = call.shop.find_orders(call.read(PersonClaim), call.at)
    return _unless_locked(answer, answer.result)


def _unless_locked(answer: object, result: VerificationResult) -> object:
    if result is VerificationResult.LOCKED:
        raise Locked
    return answer


ANSWERS: Mapping[str, Callable[[Call], object]] = {
    "verify": _verify,
    "is_locked": lambda it: {
        "is_locked": it.shop.is_locked(it.given.get("order_number"), it.given["contact_id"], it.at)
    },
    "find_orders": _find_orders,
    "order": lambda it: it.shop.order(it.order),
    "change_address": lambda it: it.shop.change_address(it.order, it.read(Address), it.key, it.at),
    "modify": lambda it: it.shop.modify(it.order, it.read(Modification), it.key, it.at),
    "cancel": lambda it: it.shop.cancel(it.order, it.body["reason"], it.key, it.at),
    "restore": lambda it: it.shop.restore(it.order, it.key, it.at),
    "hurry": lambda it: it.shop.hurry(it.order, it.key, it.at),
    "free_slots": lambda it: it.shop.free_slots(SlotKind(it.given["kind"]), it.order, it.at),
    "book_delivery": lambda it: it.shop.book_delivery(it.order, it.read(Slot), it.key, it.at),
    "open_service": lambda it: it.shop.open_service(it.read(ServiceRequest), it.key, it.at),
    "send_back": lambda it: it.shop.send_back(it.service, it.read(ReturnParcel), it.key, it.at),
    "rebook": lambda it: it.shop.rebook(it.service, it.read(Slot), it.key, it.at),
    "cancel_service": lambda it: it.shop.cancel_service(it.service, it.key, it.at),
    "repair_centers": lambda it: it.shop.repair_centers(it.given["city"]),
    "request_invoice": lambda it: it.shop.request_invoice(it.order, it.read(InvoiceRequest), it.key, it.at),
    "send_invoice": lambda it: it.shop.send_invoice(it.order, it.body.get("email"), it.key, it.at),
    "protect_price": lambda it: it.shop.protect_price(it.order, it.key, it.at),
    "promotions": lambda it: it.shop.promotions(it.at),
    "coupons": lambda it: it.shop.coupons(it.given["account_id"], it.at),
    "products": lambda it: it.shop.products(),
    "stock": lambda it: it.shop.stock(it.given["product_id"]),
    "notify_when_back": lambda it: it.shop.notify_when_back(it.given["product_id"], it.body["phone"], it.key, it.at),
    "account": lambda it: it.shop.account(it.given["account_id"]),
    "delete_review": lambda it: it.shop.delete_review(it.order, it.key, it.at),
}


def error_answer(error: ShopError | Locked) -> tuple[int, dict[str, object]]:
    """The status and body that the document has for it."""
    match error:
        case Locked():
            return 423, {"code": "locked"}
        case NotAllowed():
            refusal = refusal_to_wire(error.refusal)
            return 422, {"code": error.code, "number": error.number, "refusal": refusal}
        case OrderNotFound(number=number) | ServiceOrderNotFound(number=number):
            return 404, {"code": error.code, "number": number}
        case ProductNotFound(product_id=number) | AccountNotFound(account_id=number):
            return 404, {"code": error.code, "number": number}
    return {SlotTaken.code: 409, ShopUnavailable.code: 503}[error.code], {"code": error.code}
