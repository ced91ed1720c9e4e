"""What the bot needs from a shop; one adapter is the seeded SQL shop, the other an enterprise's own HTTP API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shop.after_sales import ReturnParcel, ServiceOrder, ServiceRequest
from shop.catalogue import Account, Product, RepairCenter, Stock, StockNotice
from shop.models import Address, EffectKey, Modification, Order
from shop.money import Coupon, Invoice, InvoiceRequest, PriceProtection, Promotion
from shop.slots import Slot, SlotKind
from shop.verification import Finding, IdentityClaim, PersonClaim, Verification


class Shop(Protocol):
    """All methods raise ShopUnavailable when the shop cannot be reached.

    Every write takes an EffectKey: the same key again changes nothing and gives the same answer. A write that the
    shop's rules forbid raises NotAllowed with the refusal that `shop.rules` names; unknown numbers raise OrderNotFound
    or ServiceOrderNotFound, for reads as well; an unknown product ProductNotFound, an unknown account AccountNotFound;
    a slot somebody else took raises SlotTaken.
    """

    # --- whose order --------------------------------------------------------------------------------------------

    def verify(self, claim: IdentityClaim, at: datetime) -> Verification:
        """Compare the digits with the order's phone and count the try; the same message is counted once."""
        ...

    def is_locked(self, number: str | None, contact_id: str, at: datetime) -> bool:
        """Whether this order or this contact has used up its tries."""
        ...

    def find_orders(self, claim: PersonClaim, at: datetime) -> Finding:
        """The latest five orders of a recipient who gives their full name and mobile number, those in the recycle bin
        too; counted as a try."""
        ...

    # --- orders -------------------------------------------------------------------------------------------------

    def order(self, number: str) -> Order:
        """The order with everything that hangs on it."""
        ...

    def change_address(self, number: str, new: Address, key: EffectKey, at: datetime) -> Order: ...
    def modify(self, number: str, change: Modification, key: EffectKey, at: datetime) -> Order: ...
    def cancel(self, number: str, reason: str, key: EffectKey, at: datetime) -> Order:
        """Cancel an order that has not left; a paid one gets its refund. `reason` is a code of the policy."""
        ...

    def restore(self, number: str, key: EffectKey, at: datetime) -> Order:
        """Take an order out of the customer's recycle bin."""
        ...

    def hurry(self, number: str, key: EffectKey, at: datetime) -> Order:
        """Remind the carrier, once within the policy's hours."""
        ...

    # --- appointments -------------------------------------------------------------------------------------------

    def free_slots(self, kind: SlotKind, number: str, at: datetime) -> Sequence[Slot]:
        """What can still be booked for this order, earliest first."""
        ...

    def book_delivery(self, number: str, slot: Slot, key: EffectKey, at: datetime) -> Order: ...

    # --- after the sale -----------------------------------------------------------------------------------------

    def open_service(self, request: ServiceRequest, key: EffectKey, at: datetime) -> ServiceOrder:
        """Begin a matter; with a slot it is booked at once. A return or refund puts the order into refunding."""
        ...

    def send_back(self, service: str, parcel: ReturnParcel, key: EffectKey, at: datetime) -> ServiceOrder:
        """Goods that the shop waits for are on their way, or will be picked up."""
        ...

    def rebook(self, service: str, slot: Slot, key: EffectKey, at: datetime) -> ServiceOrder: ...
    def cancel_service(self, service: str, key: EffectKey, at: datetime) -> ServiceOrder:
        """The customer gives it up; the order stands where it stood before."""
        ...

    def repair_centers(self, city: str) -> Sequence[RepairCenter]:
        """Of a city or district, with or without its 市; empty where there is none."""
        ...

    # --- money --------------------------------------------------------------------------------------------------

    def request_invoice(self, number: str, wanted: InvoiceRequest, key: EffectKey, at: datetime) -> Invoice:
        """Ask for the invoice, or for another one in its place where there is one already."""
        ...

    def send_invoice(self, number: str, email: str | None, key: EffectKey, at: datetime) -> Invoice:
        """Send the issued invoice to its address once more, or to another one."""
        ...

    def protect_price(self, number: str, key: EffectKey, at: datetime) -> PriceProtection: ...
    def promotions(self, at: datetime) -> Sequence[Promotion]:
        """Those that run at the moment, the one that ends first at the head."""
        ...

    def coupons(self, account_id: str, at: datetime) -> Sequence[Coupon]: ...

    # --- goods and customers ------------------------------------------------------------------------------------

    def products(self) -> tuple[Product, ...]: ...
    def stock(self, product_id: str) -> Stock: ...
    def notify_when_back(self, product_id: str, phone: str, key: EffectKey, at: datetime) -> StockNotice: ...
    def account(self, account_id: str) -> Account: ...
    def delete_review(self, number: str, key: EffectKey, at: datetime) -> Order: ...
