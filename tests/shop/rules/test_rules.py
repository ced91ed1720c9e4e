"""Every rule of the shop: which order is refused with which code and facts, and which is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.models import Parcel
from shop.policy import read_policy
from shop.rules import CODES, RULES
from tests.shop.bench import Bench
from tests.shop.conftest import NOW

POLICY = read_policy()

# The order's line, what it is asked for, the code, and the names of the facts.
REFUSED = [
    ("dispatched", "order_cancel", "dispatched", "carrier dispatched_at tracking_number"),
    ("in_transit", "order_cancel", "dispatched", "carrier dispatched_at tracking_number"),
    ("signed", "order_cancel", "arrived", "signed_at"),
    ("cancelled", "order_cancel", "cancelled", "cancelled_at reason"),
    ("refunding", "order_cancel", "refunding", ""),
    ("delivering", "order_modify", "dispatched", "carrier dispatched_at tracking_number"),
    ("completed", "order_modify", "arrived", "signed_at"),
    ("cancelled", "order_modify", "cancelled", "cancelled_at reason"),
    ("refunded", "order_modify", "refunding", ""),
    ("in_transit", "order_change_address", "dispatched", "carrier dispatched_at tracking_number"),
    ("signed", "order_change_address", "arrived", "signed_at"),
    ("cancelled", "order_change_address", "cancelled", "cancelled_at reason"),
    ("to_dispatch service=refund:reviewing", "order_change_address", "refunding", ""),
    ("completed", "order_missing", "visible", "state_text"),
    ("cancelled", "order_missing", "cancelled", "cancelled_at reason"),
    ("pending_payment product=p04", "delivery_schedule", "not_paid", "pay_by"),
    ("to_dispatch product=p15", "delivery_schedule", "not_bookable", "category"),
    ("delivering product=p04", "delivery_schedule", "delivering", "arrives_by"),
    ("signed product=p04", "delivery_schedule", "arrived", "signed_at"),
    ("cancelled product=p04", "delivery_schedule", "cancelled", "cancelled_at reason"),
    ("refunding product=p04", "delivery_schedule", "refunding", ""),
    ("pending_payment", "delivery_contact", "not_paid", "pay_by"),
    ("to_dispatch", "delivery_contact", "not_dispatched", "dispatch_by"),
    ("signed", "delivery_contact", "arrived", "signed_at"),
    ("cancelled", "delivery_contact", "cancelled", "cancelled_at reason"),
    ("to_dispatch", "refuse_delivery", "not_dispatched", ""),
    ("pending_payment", "refuse_delivery", "not_dispatched", ""),
    ("signed", "refuse_delivery", "arrived", "signed_at"),
    ("in_transit service=refusal:in_return", "refuse_delivery", "refused", "service"),
    ("cancelled", "refuse_delivery", "cancelled", "cancelled_at reason"),
    ("in_transit", "delivery_problem", "not_signed", "state_text"),
    ("signed service=not_received:processing", "delivery_problem", "open_service", "kind_text service state_text"),
    ("cancelled", "delivery_problem", "cancelled", "cancelled_at reason"),
    ("pending_payment", "refund_request", "not_paid", "pay_by"),
    ("cancelled", "refund_request", "cancelled", "cancelled_at reason"),
    ("refunded", "refund_request", "refunded", "amount"),
    ("signed", "refund_request", "arrived", "signed_at"),
    ("to_dispatch service=refund:reviewing", "refund_request", "open_service", "kind_text service state_text"),
    ("delivering", "repair_request", "not_arrived", "state_text"),
    ("signed service=repair:booked", "repair_request", "open_service", "kind_text service state_text"),
    ("cancelled", "repair_request", "cancelled", "cancelled_at reason"),
    ("refunded", "repair_request", "refunded", "amount"),
    ("signed product=p15", "installation", "not_needed", "category"),
    ("pending_payment product=p12", "installation", "not_paid", "pay_by"),
    ("cancelled product=p12", "installation", "cancelled", "cancelled_at reason"),
    ("refunded product=p12", "installation", "refunded", "amount"),
    ("refunding product=p12", "installation", "refunding", ""),
    ("signed product=p12 service=installation:booked", "installation", "booked", "day end service start"),
    ("pending_payment", "invoice_change", "not_paid", "pay_by"),
    ("cancelled", "invoice_change", "cancelled", "cancelled_at reason"),
    ("refunded", "invoice_change", "refunded", "amount"),
    ("completed days=200", "invoice_change", "expired", "last_day"),
    ("completed invoice=changed", "invoice_change", "changed", ""),
    ("signed", "invoice_view", "none", ""),
    ("signed invoice=requested", "invoice_view", "pending", "due_at"),
    ("cancelled", "invoice_view", "cancelled", "cancelled_at reason"),
    ("pending_payment price=drop", "price_protection", "not_paid", "pay_by"),
    ("cancelled price=drop", "price_protection", "cancelled", "cancelled_at reason"),
    ("refunded price=drop", "price_protection", "refunded", "amount"),
    ("refunding price=drop", "price_protection", "refunding", ""),
    ("completed days=40 price=drop", "price_protection", "expired", "last_day"),
    ("signed price=same", "price_protection", "no_drop", "price"),
    ("signed", "review", "none", ""),
    ("completed days=60 review=published", "review", "expired", "last_day"),
    *[
        case
        for task in ("return_request", "exchange_request", "item_missing", "item_wrong", "item_damaged")
        for case in (
            ("in_transit", task, "not_arrived", "state_text"),
            ("signed days=16", task, "expired", "last_day signed_at"),
            ("signed service=repair:processing", task, "open_service", "kind_text service state_text"),
            ("refunded", task, "refunded", "amount"),
            ("cancelled", task, "cancelled", "cancelled_at reason"),
        )
    ],
]

ALLOWED = [
    ("pending_payment", "order_cancel"),
    ("to_dispatch", "order_cancel"),
    ("to_dispatch", "order_modify"),
    ("to_dispatch", "order_change_address"),
    ("completed hidden", "order_missing"),
    ("to_dispatch product=p04", "delivery_schedule"),
    ("in_transit product=p04", "delivery_schedule"),
    ("in_transit", "delivery_contact"),
    ("delivering", "refuse_delivery"),
    ("signed", "delivery_problem"),
    ("signed days=15", "return_request"),
    ("signed days=15", "exchange_request"),
    ("signed days=3 service=installation:done", "item_damaged"),
    ("signed days=3 product=p12 service=installation:booked", "return_request"),
    ("in_transit", "refund_request"),
    ("completed days=900", "repair_request"),
    ("to_dispatch product=p12", "installation"),
    ("signed product=p12 service=installation:done", "installation"),
    ("completed days=180", "invoice_change"),
    ("signed invoice=issued", "invoice_change"),
    ("signed invoice=issued", "invoice_view"),
    ("to_dispatch price=drop", "price_protection"),
    ("completed days=25 price=drop", "price_protection"),
    ("signed review=published", "review"),
]


@pytest.mark.parametrize(("line", "task", "code", "facts"), REFUSED)
def test_an_order_is_refused_with_its_code_and_facts(made: Bench, line: str, task: str, code: str, facts: str) -> None:
    refusal = RULES[task](made.order(line), POLICY, NOW)

    assert refusal is not None
    assert (refusal.task, refusal.code) == (task, code)
    assert sorted(refusal.facts) == facts.split()


@pytest.mark.parametrize(("line", "task"), ALLOWED)
def test_an_order_is_allowed(made: Bench, line: str, task: str) -> None:
    assert RULES[task](made.order(line), POLICY, NOW) is None


def test_a_parcel_is_hurried_again_only_after_four_hours(made: Bench) -> None:
    order = made.order("in_transit")
    assert isinstance(order.parcel, Parcel)
    hurried = replace(order, parcel=replace(order.parcel, hurried_at=NOW))

    early = RULES["delivery_contact"](hurried, POLICY, NOW + timedelta(hours=3, minutes=59))

    assert early is not None
    assert early.code == "hurried"
    assert early.facts == {"hurried_at": NOW, "again_at": NOW + timedelta(hours=4)}
    assert RULES["delivery_contact"](hurried, POLICY, NOW + timedelta(hours=4)) is None


def test_money_already_on_its_way_back_is_not_asked_for_twice(made: Bench) -> None:
    order = replace(made.order("refund:processing"), services=())

    refusal = RULES["refund_request"](order, POLICY, NOW)

    assert refusal is not None
    assert refusal.code == "refunding"


def test_every_rule_has_its_codes_listed() -> None:
    """Whoever speaks has a line for each listed code; a code that is not listed would be met by silence."""
    met = {(task, code) for _, task, code, _ in REFUSED}

    assert set(RULES) <= set(CODES)
    assert {(task, code) for task, code in met if code not in CODES[task]} == set()


def test_each_listed_code_of_an_order_is_met_here_or_named_beside() -> None:
    met = {(task, code) for _, task, code, _ in REFUSED}
    elsewhere = {
        ("order_modify", "paid"),
        ("order_modify", "limit"),
        ("delivery_contact", "hurried"),
        ("return_request", "category"),
        ("refund_request", "refunding"),
        # Met in tests/shop/test_money.py and test_orders.py, after the write that brings them about.
        ("price_protection", "applied"),
        ("review", "deleted"),
    }

    listed = {(task, code) for task in RULES for code in CODES[task]}

    assert listed - met == elsewhere
