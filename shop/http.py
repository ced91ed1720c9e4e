"""The shop behind an enterprise's own HTTP API, which docs/shop-api.yaml describes: the port's second adapter."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from shop.after_sales import ReturnParcel, ServiceOrder, ServiceRequest
from shop.catalogue import Account, Product, RepairCenter, Stock, StockNotice
from shop.errors import AccountNotFound, OrderNotFound, ProductNotFound, ServiceOrderNotFound, ShopUnavailable
from shop.http_calls import Calls, Patience, open_calls
from shop.http_errors import TriesUsedUp
from shop.models import Address, EffectKey, Modification, Order
from shop.money import Coupon, Invoice, InvoiceRequest, PriceProtection, Promotion
from shop.slots import Slot, SlotKind
from shop.verification import Finding, IdentityClaim, PersonClaim, Verification, VerificationResult

T = TypeVar("T")
NotThere = OrderNotFound | ServiceOrderNotFound | ProductNotFound | AccountNotFound
_log = logging.getLogger(__name__)
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class _Lock:
    """Whether an order or a contact has used up its tries."""

    is_locked: bool


@dataclass(frozen=True)
class HttpShop:
    """One method is one call; what comes back is about what was asked, or the shop counts as out of order."""

    calls: Calls

    def close(self) -> None:
        self.calls.client.close()

    # --- whose order --------------------------------------------------------------------------------------------

    def verify(self, claim: IdentityClaim, at: datetime) -> Verification:
        # One message may name two orders, and each is a try of its own.
        key = EffectKey(claim.message_id, f"verify-{claim.order_number}")
        try:
            return self.calls.write(Verification, "/verifications", claim, key, at)
        except TriesUsedUp:
            return Verification(VerificationResult.LOCKED, 0)

    def is_locked(self, number: str | None, contact_id: str, at: datetime) -> bool:
        return self.calls.read(_Lock, "/verifications/lock", at, order_number=number, contact_id=contact_id).is_locked

    def find_orders(self, claim: PersonClaim, at: datetime) -> Finding:
        try:
            return self.calls.write(Finding, "/order-searches", claim, EffectKey(claim.message_id, "find_orders"), at)
        except TriesUsedUp:
            return Finding(VerificationResult.LOCKED, 0, ())

    # --- orders -------------------------------------------------------------------------------------------------

    def order(self, number: str) -> Order:
        order = self.calls.read(Order, _order(number))
        return _about(number, order, order.number)

    def change_address(self, number: str, new: Address, key: EffectKey, at: datetime) -> Order:
        return self._change(number, "address", new, key, at)

    def modify(self, number: str, change: Modification, key: EffectKey, at: datetime) -> Order:
        return self._change(number, "modification", change, key, at)

    def cancel(self, number: str, reason: str, key: EffectKey, at: datetime) -> Order:
        return self._change(number, "cancellation", {"reason": reason}, key, at)

    def restore(self, number: str, key: EffectKey, at: datetime) -> Order:
        return self._change(number, "restoration", {}, key, at)

    def hurry(self, number: str, key: EffectKey, at: datetime) -> Order:
        return self._change(number, "reminder", {}, key, at)

    # --- appointments -------------------------------------------------------------------------------------------

    def free_slots(self, kind: SlotKind, number: str, at: datetime) -> Sequence[Slot]:
        return list(self.calls.read(tuple[Slot, ...], f"{_order(number)}/free-slots", at, kind=kind.value))

    def book_delivery(self, number: str, slot: Slot, key: EffectKey, at: datetime) -> Order:
        return self._change(number, "delivery-slot", slot, key, at)

    # --- after the sale -----------------------------------------------------------------------------------------

    def open_service(self, request: ServiceRequest, key: EffectKey, at: datetime) -> ServiceOrder:
        opened = self.calls.write(ServiceOrder, "/services", request, key, at)
        return _about(request.order_number, opened, opened.order_number)

    def send_back(self, service: str, parcel: ReturnParcel, key: EffectKey, at: datetime) -> ServiceOrder:
        return self._go_on(service, "return-parcel", parcel, key, at)

    def rebook(self, service: str, slot: Slot, key: EffectKey, at: datetime) -> ServiceOrder:
        return self._go_on(service, "slot", slot, key, at)

    def cancel_service(self, service: str, key: EffectKey, at: datetime) -> ServiceOrder:
        return self._go_on(service, "cancellation", {}, key, at)

    def repair_centers(self, city: str) -> Sequence[RepairCenter]:
        return list(self.calls.read(tuple[RepairCenter, ...], "/repair-centers", city=city))

    # --- money --------------------------------------------------------------------------------------------------

    def request_invoice(self, number: str, wanted: InvoiceRequest, key: EffectKey, at: datetime) -> Invoice:
        invoice = self.calls.write(Invoice, f"{_order(number)}/invoice", wanted, key, at)
        return _about(number, invoice, invoice.order_number)

    def send_invoice(self, number: str, email: str | None, key: EffectKey, at: datetime) -> Invoice:
        invoice = self.calls.write(Invoice, f"{_order(number)}/invoice/sending", {"email": email}, key, at)
        return _about(number, invoice, invoice.order_number)

    def protect_price(self, number: str, key: EffectKey, at: datetime) -> PriceProtection:
        protection = self.calls.write(PriceProtection, f"{_order(number)}/price-protection", {}, key, at)
        return _about(number, protection, protection.order_number)

    def promotions(self, at: datetime) -> Sequence[Promotion]:
        return list(self.calls.read(tuple[Promotion, ...], "/promotions", at))

    def coupons(self, account_id: str, at: datetime) -> Sequence[Coupon]:
        coupons = self.calls.read(tuple[Coupon, ...], f"{_account(account_id)}/coupons", at)
        return [_about(account_id, coupon, coupon.account_id) for coupon in coupons]

    # --- goods and customers ------------------------------------------------------------------------------------

    def products(self) -> tuple[Product, ...]:
        return self.calls.read(tuple[Product, ...], "/products")

    def stock(self, product_id: str) -> Stock:
        stock = self.calls.read(Stock, f"{_product(product_id)}/stock")
        return _about(product_id, stock, stock.product_id)

    def notify_when_back(self, product_id: str, phone: str, key: EffectKey, at: datetime) -> StockNotice:
        notice = self.calls.write(StockNotice, f"{_product(product_id)}/notices", {"phone": phone}, key, at)
        return _about(product_id, notice, notice.product_id)

    def account(self, account_id: str) -> Account:
        account = self.calls.read(Account, _account(account_id))
        return _about(account_id, account, account.id)

    def delete_review(self, number: str, key: EffectKey, at: datetime) -> Order:
        return self._change(number, "review-deletion", {}, key, at)

    # --- what they share ----------------------------------------------------------------------------------------

    def _change(self, number: str, what: str, body: object, key: EffectKey, at: datetime) -> Order:
        order = self.calls.write(Order, f"{_order(number)}/{what}", body, key, at)
        return _about(number, order, order.number)

    def _go_on(self, service: str, what: str, body: object, key: EffectKey, at: datetime) -> ServiceOrder:
        changed = self.calls.write(ServiceOrder, f"{_service(service)}/{what}", body, key, at)
        return _about(service, changed, changed.number)


def open_http_shop(url: str, token: str, patience: Patience | None = None) -> HttpShop:
    """Connects on first use."""
    return HttpShop(open_calls(url, token, patience or Patience()))


def _about(asked: str, answer: T, said: str) -> T:
    """A mixed-up answer would tell one customer of another one's order."""
    if said != asked:
        _log.error("asked about one thing, the shop answered about another: %s", type(answer).__name__)
        raise ShopUnavailable(f"{type(answer).__name__} of another number than was asked for")
    return answer


def _path(folder: str, name: str, missing: type[NotThere]) -> str:
    """What cannot be a number of the shop's is no path either: it is not found without asking."""
    if not _NAME.fullmatch(name):
        raise missing(name)
    return f"/{folder}/{name}"


def _order(number: str) -> str:
    return _path("orders", number, OrderNotFound)


def _service(number: str) -> str:
    return _path("services", number, ServiceOrderNotFound)


def _product(product_id: str) -> str:
    return _path("products", product_id, ProductNotFound)


def _account(account_id: str) -> str:
    return _path("accounts", account_id, AccountNotFound)
