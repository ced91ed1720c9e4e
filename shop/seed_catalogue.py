"""What the demo shop sells and offers: goods and stock, repair centres, activities, slots that are full."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import Connection, insert

from shop.people import DISTRICTS
from shop.policy import read_policy
from shop.seed_order import catalogue
from shop.slots import SHANGHAI
from shop.tables import products
from shop.tables_catalogue import promotions, repair_centers, stock
from shop.tables_service import bookings

_DATA = Path(__file__).resolve().parents[1] / "data" / "shop"
# Sold out: back in so many days, or nobody can say yet.
_SOLD_OUT = {"p05": 6, "p14": 10, "p26": 3, "p21": None, "p37": None}


def write_goods(connection: Connection, today: date) -> None:
    connection.execute(insert(products), [_product(entry) for entry in catalogue()])
    connection.execute(insert(stock), [_stock(entry["id"], today) for entry in catalogue()])
    centers = yaml.safe_load((_DATA / "repair_centers.yml").read_text(encoding="utf-8"))["centers"]
    connection.execute(insert(repair_centers), centers)
    activities = yaml.safe_load((_DATA / "promotions.yml").read_text(encoding="utf-8"))
    connection.execute(insert(promotions), [_promotion(entry, today) for entry in activities])


def fill_some_slots(connection: Connection, today: date) -> None:
    """In every city the first span of some day is full, so that a visitor sees that places run out."""
    policy = read_policy()
    for kind, rule in policy.slots.items():
        for city in sorted({district.city for district in DISTRICTS}):
            random = Random(f"{kind.value}-{city}")  # noqa: S311 - invented data, not a secret
            day = today + timedelta(days=random.randint(rule.first_day, rule.first_day + 2))
            start = random.choice(rule.hours)[0]
            connection.execute(
                insert(bookings),
                [
                    {"kind": kind.value, "city": city, "day": day, "start": start, "place": place, "holder": "seeded"}
                    for place in range(rule.capacity)
                ],
            )


def _product(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "name": entry["name"],
        "model": entry["model"],
        "category": entry["category"],
        "price": round(entry["price"] * 100),
        "warranty_months": entry["warranty_months"],
        "aliases": "\n".join(entry["aliases"]),
    }


def _stock(product_id: str, today: date) -> dict[str, Any]:
    if product_id in _SOLD_OUT:
        days = _SOLD_OUT[product_id]
        return {
            "product_id": product_id,
            "quantity": 0,
            "restock_on": None if days is None else today + timedelta(days=days),
        }
    random = Random(f"stock-{product_id}")  # noqa: S311 - invented data, not a secret
    return {"product_id": product_id, "quantity": random.randint(3, 240), "restock_on": None}


def _promotion(entry: Mapping[str, Any], today: date) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "title": entry["title"],
        "summary": entry["summary"],
        "starts_at": datetime.combine(today + timedelta(days=entry["from"]), time(), SHANGHAI),
        "ends_at": _end_of(today + timedelta(days=entry["to"])),
        "products": entry["products"],
    }


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), SHANGHAI)
