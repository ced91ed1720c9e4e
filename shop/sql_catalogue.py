"""Goods, offers, repair centres and accounts as they are told; and whom to tell when goods are back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlalchemy.exc import IntegrityError

from shop.catalogue import Account, Product, RepairCenter, Stock, StockNotice
from shop.errors import AccountNotFound, ProductNotFound
from shop.models import EffectKey
from shop.money import Coupon, CouponState, Promotion
from shop.sql_effects import is_first_time
from shop.tables import accounts, products
from shop.tables_catalogue import coupons as coupon_table
from shop.tables_catalogue import promotions as promotion_table
from shop.tables_catalogue import repair_centers as center_table
from shop.tables_catalogue import stock, stock_notices


def all_products(connection: Connection) -> tuple[Product, ...]:
    rows = connection.execute(select(products).order_by(products.c.id)).all()
    return tuple(
        Product(**{**row._mapping, "aliases": tuple(row.aliases.split("\n")) if row.aliases else ()}) for row in rows
    )


def stock_of(connection: Connection, product_id: str) -> Stock:
    row = connection.execute(select(stock).where(stock.c.product_id == product_id)).first()
    if row is None:
        raise ProductNotFound(product_id)
    return Stock(row.product_id, row.quantity, row.restock_on)


def notify_when_back(connection: Connection, product_id: str, phone: str, key: EffectKey, at: datetime) -> StockNotice:
    """One per product and phone: whoever asks again is told of the first."""
    stock_of(connection, product_id)
    if is_first_time(connection, key, "", at):
        try:
            with connection.begin_nested():
                connection.execute(stock_notices.insert().values(product_id=product_id, phone=phone, created_at=at))
        except IntegrityError:
            pass
    row = connection.execute(
        select(stock_notices).where(stock_notices.c.product_id == product_id, stock_notices.c.phone == phone)
    ).one()
    return StockNotice(row.product_id, row.phone, row.created_at)


def repair_centers(connection: Connection, city: str) -> Sequence[RepairCenter]:
    """Of a city, with or without its 市; none is known in others."""
    names = (city, f"{city}市")
    where = or_(center_table.c.city.in_(names), center_table.c.district.in_(names))
    rows = connection.execute(select(center_table).where(where).order_by(center_table.c.name)).all()
    return [RepairCenter(**{**row._mapping, "categories": tuple(row.categories)}) for row in rows]


def promotions(connection: Connection, at: datetime) -> Sequence[Promotion]:
    """Those that run at the moment, the one that ends first at the head."""
    rows = connection.execute(
        select(promotion_table)
        .where(promotion_table.c.starts_at <= at, promotion_table.c.ends_at > at)
        .order_by(promotion_table.c.ends_at, promotion_table.c.id)
    ).all()
    return [Promotion(**{**row._mapping, "products": tuple(row.products)}) for row in rows]


def coupons(connection: Connection, account_id: str, at: datetime) -> Sequence[Coupon]:
    account(connection, account_id)
    rows = connection.execute(
        select(coupon_table)
        .where(coupon_table.c.account_id == account_id)
        .order_by(coupon_table.c.expires_at, coupon_table.c.id)
    ).all()
    return [Coupon(**{**row._mapping, "state": _coupon_state(row, at)}) for row in rows]


def account(connection: Connection, account_id: str) -> Account:
    row = connection.execute(select(accounts).where(accounts.c.id == account_id)).first()
    if row is None:
        raise AccountNotFound(account_id)
    return Account(**row._mapping)


def _coupon_state(row: Any, at: datetime) -> CouponState:
    state = CouponState(row.state)
    return CouponState.EXPIRED if state is CouponState.USABLE and row.expires_at <= at else state
