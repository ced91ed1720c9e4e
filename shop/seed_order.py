"""Writes one demo order from its plan: who ordered what, what has happened since, and what hangs on it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import Connection, insert

from shop.models import Address
from shop.people import BANKS, DISTRICTS, District, invented_address, invented_relay, invented_worker
from shop.plans import Plan, completed
from shop.seed_account import account_of
from shop.seed_service import write_service
from shop.seed_wares import write_invoice, write_payments, write_review
from shop.tables import logistics_events, order_lines, orders, refunds
from shop.timeline import History, history

CATALOGUE = Path(__file__).resolve().parents[1] / "data" / "shop" / "products.yml"


@dataclass(frozen=True)
class _Buyer:
    district: District
    address: Address
    # Of the generator that goes on to draw the goods and their history.
    random: Random


def order_number(index: int) -> str:
    """Twelve digits that look unrelated and never change."""
    return f"26{(index * 7_368_787_949 + 1_134_205_618) % 10**10:010d}"


@cache
def catalogue() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(CATALOGUE.read_text(encoding="utf-8")))


def add_order(connection: Connection, plan: Plan, today: date, index: int) -> str:
    """Its number; the same index gives the same number and person, the same plan and day the same order."""
    plan = completed(plan)
    number = order_number(index)
    buyer = _buyer(plan, index)
    # Apart from the buyer's generator, so that what is drawn here changes nothing there.
    more = Random(f"heyan-{index}-more")  # noqa: S311 - invented data, not a secret
    entry, quantity = _goods(plan, index, buyer.random)
    price_now = round(entry["price"] * 100)
    price = price_now + _dearer(price_now) if plan.price == "drop" else price_now
    total = price * quantity
    made = history(plan, today, buyer.district, buyer.random, total=total, number=number)
    _write_order(connection, number, plan, buyer.address, total, made, today, more)
    connection.execute(
        insert(order_lines).values(order_number=number, line=1, product_id=entry["id"], quantity=quantity, price=price)
    )
    _write_movements(connection, number, made)
    write_payments(connection, number, plan, made, total, more)
    write_service(connection, number, plan, buyer.address.city, today, made, total, more)
    write_invoice(connection, number, plan, made, total, more)
    write_review(connection, number, plan, made, today, more)
    return number


def _buyer(plan: Plan, index: int) -> _Buyer:
    # One generator per order: adding an order changes no other.
    random = Random(f"heyan-{index}")  # noqa: S311 - invented data, not a secret
    district = random.choice(DISTRICTS)
    if plan.city is not None:
        district = next(one for one in DISTRICTS if one.city.startswith(plan.city))
    address = invented_address(random, district)
    if plan.person is not None:
        other = _buyer(Plan(plan.state), plan.person)
        district, address = other.district, other.address
    return _Buyer(district, address, random)


def _goods(plan: Plan, index: int, random: Random) -> tuple[dict[str, Any], int]:
    articles = catalogue()
    entry, quantity = articles[(index * 7) % len(articles)], 2 if random.random() < 0.15 else 1
    if plan.product is not None:
        entry, quantity = next(one for one in articles if one["id"] == plan.product), 1
    return entry, quantity if plan.quantity is None else plan.quantity


def _dearer(price_now: int) -> int:
    """What it cost more then: about a tenth, in whole yuan."""
    return max(1, round(price_now / 1000)) * 100


def _write_order(
    connection: Connection,
    number: str,
    plan: Plan,
    address: Address,
    total: int,
    made: History,
    today: date,
    more: Random,
) -> None:
    account_id = account_of(connection, number, plan, address.phone, today, more)
    refund = made.refund or {"bank": more.choice(BANKS), "account_tail": f"{more.randint(0, 9999):04d}"}
    has_courier = len(made.steps) >= 5
    connection.execute(
        insert(orders).values(
            number=number,
            account_id=account_id,
            state=plan.state.value,
            total=total,
            recipient=address.recipient,
            title=address.title,
            phone=address.phone,
            province=address.province,
            city=address.city,
            district=address.district,
            detail=address.detail,
            note="",
            is_hidden=plan.is_hidden,
            bank=refund["bank"],
            account_tail=refund["account_tail"],
            courier_name=invented_worker(more) if has_courier else None,
            courier_phone=invented_relay(more) if has_courier else None,
            **made.order,
        )
    )


def _write_movements(connection: Connection, number: str, made: History) -> None:
    if made.steps:
        connection.execute(
            insert(logistics_events),
            [
                {"order_number": number, "step": step, "at": at, "text": text}
                for step, (at, text) in enumerate(made.steps)
            ],
        )
    if made.refund is not None:
        connection.execute(insert(refunds).values(**{**made.refund, "state": made.refund["state"].value}))
