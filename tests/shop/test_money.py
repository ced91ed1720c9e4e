"""Invoices and price protection: asked for, changed as often as the policy says, paid once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.errors import NotAllowed
from shop.money import InvoiceKind, InvoiceRequest, InvoiceState
from tests.shop.bench import Bench, key
from tests.shop.conftest import NOW

MINE = InvoiceRequest(InvoiceKind.ELECTRONIC, "个人", None, "wang@example.com")
COMPANY = InvoiceRequest(InvoiceKind.SPECIAL, "杭州青禾家居有限公司", "91330100MA0000001X", "caiwu@example.com")


def test_a_first_invoice_is_asked_for_with_a_promise(bench: Bench) -> None:
    order = bench.order("signed")

    asked = bench.shop.request_invoice(order.number, MINE, key(), NOW)

    assert (asked.state, asked.kind, asked.title, asked.email) == (
        InvoiceState.REQUESTED,
        InvoiceKind.ELECTRONIC,
        "个人",
        "wang@example.com",
    )
    assert (asked.amount, asked.changes, asked.download_url) == (order.total, 0, None)
    assert asked.due_at == NOW + timedelta(hours=24)
    assert bench.shop.request_invoice(order.number, MINE, key(), NOW) == asked
    assert bench.effects == 1


def test_an_issued_invoice_is_issued_anew_once(bench: Bench) -> None:
    order = bench.order("completed invoice=issued")

    changed = bench.shop.request_invoice(order.number, COMPANY, key("m1"), NOW)
    again = bench.shop.request_invoice(order.number, COMPANY, key("m1"), NOW)

    assert (changed.state, changed.changes, changed.tax_number) == (InvoiceState.REISSUING, 1, COMPANY.tax_number)
    assert again == changed
    with pytest.raises(NotAllowed) as refused:
        bench.shop.request_invoice(order.number, MINE, key("m2"), NOW)
    assert refused.value.refusal.code == "changed"


def test_an_issued_invoice_is_sent_again_to_the_address_given(bench: Bench) -> None:
    order = bench.order("signed invoice=issued")
    assert order.invoice is not None

    same = bench.shop.send_invoice(order.number, None, key("m1"), NOW)
    other = bench.shop.send_invoice(order.number, "new@example.com", key("m2"), NOW)

    assert same == order.invoice
    assert other == replace(order.invoice, email="new@example.com")
    assert other.download_url is not None
    assert order.number in other.download_url


@pytest.mark.parametrize(("line", "code"), [("signed", "none"), ("signed invoice=requested", "pending")])
def test_an_invoice_that_is_not_there_cannot_be_sent(bench: Bench, line: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        bench.shop.send_invoice(bench.order(line).number, None, key(), NOW)

    assert refused.value.refusal.code == code


def test_the_price_difference_is_paid_back_once(bench: Bench) -> None:
    order = bench.order("signed price=drop quantity=2")
    line = order.lines[0]

    made = bench.shop.protect_price(order.number, key("m1"), NOW)

    assert (made.paid_price, made.price_now) == (line.price, line.price_now)
    assert made.difference == 2 * (line.price - line.price_now) > 0
    assert made.due_at is not None
    assert f"{made.due_at:%m-%d}" == "11-25"
    assert bench.shop.protect_price(order.number, key("m1"), NOW) == made
    assert bench.shop.order(order.number).protections == (made,)
    with pytest.raises(NotAllowed) as refused:
        bench.shop.protect_price(order.number, key("m2"), NOW)
    assert refused.value.refusal.code == "applied"
    assert refused.value.refusal.facts == {"applied_at": NOW, "amount": made.difference}


def test_without_a_lower_price_nothing_is_paid_back(bench: Bench) -> None:
    order = bench.order("signed price=same")

    with pytest.raises(NotAllowed) as refused:
        bench.shop.protect_price(order.number, key(), NOW)

    assert refused.value.refusal.facts == {"price": order.lines[0].price_now}
    assert bench.shop.order(order.number).protections == ()
