"""The shop in SQL: the adapter behind the port, for SQLite and PostgreSQL. One method is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from shop import sql_after_sales, sql_catalogue, sql_delivery, sql_money, sql_orders, sql_slots, verification
from shop.after_sales import ReturnParcel, ServiceOrder, ServiceRequest
from shop.catalogue import Account, Product, RepairCenter, Stock, StockNotice
from shop.database import reading, writing
from shop.models import Address, EffectKey, Modification, Order
from shop.money import Coupon, Invoice, InvoiceRequest, PriceProtection, Promotion
from shop.policy import Policy, read_policy
from shop.slots import Slot, SlotKind
from shop.sql_load import load_order
from shop.verification import Finding, IdentityClaim, PersonClaim, Verification


@dataclass(frozen=True)
class SqlShop:
    """Each theme has its module; here they are gathered under the port's names."""

    engine: Engine
    policy: Policy = field(default_factory=read_policy)

    # --- whose order --------------------------------------------------------------------------------------------

    def verify(self, claim: IdentityClaim, at: datetime) -> Verification:
        with writing(self.engine) as connection:
            return verification.verify(connection, claim, at)

    def is_locked(self, number: str | None, contact_id: str, at: datetime) -> bool:
        with reading(self.engine) as connection:
            return verification.wrong_tries(connection, number, contact_id, at) >= verification.ALLOWED_TRIES

    def find_orders(self, claim: PersonClaim, at: datetime) -> Finding:
        with writing(self.engine) as connection:
            return verification.find_orders(connection, claim, at)

    # --- orders -------------------------------------------------------------------------------------------------

    def order(self, number: str) -> Order:
        with reading(self.engine) as connection:
            return load_order(connection, number)

    def change_address(self, number: str, new: Address, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            return sql_orders.change_address(connection, self.policy, number, new, key, at)

    def modify(self, number: str, change: Modification, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            return sql_orders.modify(connection, self.policy, number, change, key, at)

    def cancel(self, number: str, reason: str, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            return sql_orders.cancel(connection, self.policy, number, reason, key, at)

    def restore(self, number: str, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            return sql_orders.restore(connection, self.policy, number, key, at)

    # --- delivery and appointments ------------------------------------------------------------------------------

    def hurry(self, number: str, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            return sql_delivery.hurry(connection, self.policy, number, key, at)

    def free_slots(self, kind: SlotKind, number: str, at: datetime) -> Sequence[Slot]:
        with reading(self.engine) as connection:
            return sql_slots.free_slots(connection, self.policy, kind, load_order(connection, number).address.city, at)

    def book_delivery(self, number: str, slot: Slot, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            return sql_delivery.book(connection, self.policy, number, slot, key, at)

    # --- after the sale -----------------------------------------------------------------------------------------

    def open_service(self, request: ServiceRequest, key: EffectKey, at: datetime) -> ServiceOrder:
        with writing(self.engine) as connection:
            return sql_after_sales.open_service(connection, self.policy, request, key, at)

    def send_back(self, service: str, parcel: ReturnParcel, key: EffectKey, at: datetime) -> ServiceOrder:
        with writing(self.engine) as connection:
            return sql_after_sales.send_back(connection, self.policy, service, parcel, key, at)

    def rebook(self, service: str, slot: Slot, key: EffectKey, at: datetime) -> ServiceOrder:
        with writing(self.engine) as connection:
            return sql_after_sales.rebook(connection, self.policy, service, slot, key, at)

    def cancel_service(self, service: str, key: EffectKey, at: datetime) -> ServiceOrder:
        with writing(self.engine) as connection:
            return sql_after_sales.cancel_service(connection, self.policy, service, key, at)

    def repair_centers(self, city: str) -> Sequence[RepairCenter]:
        with reading(self.engine) as connection:
            return sql_catalogue.repair_centers(connection, city)

    # --- money --------------------------------------------------------------------------------------------------

    def request_invoice(self, number: str, wanted: InvoiceRequest, key: EffectKey, at: datetime) -> Invoice:
        with writing(self.engine) as connection:
            return sql_money.request_invoice(connection, self.policy, number, wanted, key, at)

    def send_invoice(self, number: str, email: str | None, key: EffectKey, at: datetime) -> Invoice:
        with writing(self.engine) as connection:
            return sql_money.send_invoice(connection, self.policy, number, email, key, at)

    def protect_price(self, number: str, key: EffectKey, at: datetime) -> PriceProtection:
        with writing(self.engine) as connection:
            return sql_money.protect_price(connection, self.policy, number, key, at)

    def promotions(self, at: datetime) -> Sequence[Promotion]:
        with reading(self.engine) as connection:
            return sql_catalogue.promotions(connection, at)

    def coupons(self, account_id: str, at: datetime) -> Sequence[Coupon]:
        with reading(self.engine) as connection:
            return sql_catalogue.coupons(connection, account_id, at)

    # --- goods and customers ------------------------------------------------------------------------------------

    def products(self) -> tuple[Product, ...]:
        with reading(self.engine) as connection:
            return sql_catalogue.all_products(connection)

    def stock(self, product_id: str) -> Stock:
        with reading(self.engine) as connection:
            return sql_catalogue.stock_of(connection, product_id)

    def notify_when_back(self, product_id: str, phone: str, key: EffectKey, at: datetime) -> StockNotice:
        with writing(self.engine) as connection:
            return sql_catalogue.notify_when_back(connection, product_id, phone, key, at)

    def account(self, account_id: str) -> Account:
        with reading(self.engine) as connection:
            return sql_catalogue.account(connection, account_id)

    def delete_review(self, number: str, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            return sql_orders.delete_review(connection, self.policy, number, key, at)
