"""The shop's rules as data (`data/shop/policy.yml`): periods, slots, fees, reasons; the one place that reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import yaml

from shop.slots import SlotKind

POLICY_FILE = Path(__file__).resolve().parents[1] / "data" / "shop" / "policy.yml"


@dataclass(frozen=True)
class SlotRule:
    """Bookable hours of a day, from which to which day from today, and how many appointments a slot takes."""

    hours: tuple[tuple[time, time], ...]
    first_day: int
    last_day: int
    capacity: int


@dataclass(frozen=True)
class Policy:
    """Periods count from signing unless their name says otherwise; fees in fen.

    `reasons`: kind → reason code → how it is said, for return, exchange, refund and cancel.
    """

    return_within: timedelta
    exchange_within: timedelta
    price_protection_within: timedelta
    invoice_within: timedelta
    invoice_changes: int
    review_within: timedelta
    review_change_within: timedelta
    hurry_again_after: timedelta
    no_return_categories: frozenset[str]
    form_expires_after: timedelta
    feedback_within: timedelta
    return_freight: int
    return_address: str
    service_phone: str
    # Of a visit past the warranty; work and parts are priced on the spot.
    repair_visit_fee: int
    reasons: Mapping[str, Mapping[str, str]]
    photo_reasons: frozenset[str]
    slots: Mapping[SlotKind, SlotRule]
    bookable_delivery_categories: frozenset[str]
    installation_fees: Mapping[str, int]
    # Repaired at the customer's home; other goods are sent in.
    visit_repair_categories: frozenset[str]
    order_quantity_limit: int
    refund_working_days: int
    send_back_within: timedelta
    # With `{order_number}` and `{token}` in it; relative to the demo shop's own pages. Nobody can guess the token.
    invoice_url: str

    def reason_text(self, kind: str, code: str) -> str:
        return self.reasons.get(kind, {}).get(code, code)


def read_policy(path: Path = POLICY_FILE) -> Policy:
    """Raises KeyError or ValueError naming what is missing or wrong in the file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))

    def days(name: str) -> timedelta:
        return timedelta(days=data[f"{name}_days"])

    return Policy(
        return_within=days("return"),
        exchange_within=days("exchange"),
        price_protection_within=days("price_protection"),
        invoice_within=days("invoice"),
        invoice_changes=int(data["invoice_changes"]),
        review_within=days("review"),
        review_change_within=days("review_change"),
        hurry_again_after=timedelta(hours=data["hurry_again_after_hours"]),
        no_return_categories=frozenset(data["no_return_categories"]),
        form_expires_after=timedelta(minutes=data["form_expires_after_minutes"]),
        feedback_within=timedelta(hours=data["feedback_hours"]),
        return_freight=round(data["return_freight"] * 100),
        return_address=str(data["return_address"]),
        service_phone=str(data["service_phone"]),
        repair_visit_fee=round(data["repair_visit_fee"] * 100),
        reasons={kind: dict(codes) for kind, codes in data["reasons"].items()},
        photo_reasons=frozenset(data["photo_reasons"]),
        slots={SlotKind(kind): _slot_rule(rule) for kind, rule in data["slots"].items()},
        bookable_delivery_categories=frozenset(data["bookable_delivery_categories"]),
        installation_fees={name: round(fee * 100) for name, fee in data["installation_fees"].items()},
        visit_repair_categories=frozenset(data["visit_repair_categories"]),
        order_quantity_limit=int(data["order_quantity_limit"]),
        refund_working_days=int(data["refund_working_days"]),
        send_back_within=days("send_back"),
        invoice_url=str(data["invoice_url"]),
    )


def _slot_rule(rule: Mapping[str, Any]) -> SlotRule:
    spans = (span.split("-") for span in rule["hours"])
    return SlotRule(
        hours=tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans),
        first_day=int(rule["first_day"]),
        last_day=int(rule["last_day"]),
        capacity=int(rule["capacity"]),
    )
