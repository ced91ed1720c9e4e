"""Rasa is killed in a turn: before it hears of it, after the shop was changed, after the turn was saved."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.address import AddressChange
from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.gate import Gate
from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product

QUESTION = "冰箱的温度设置多少合适？"


def test_rasa_and_worker_killed_after_the_shop_was_changed_and_before_the_turn_was_saved(
    product: Product,
    store: Store,
    customer: Customer,
    lead: AtDesk,
    actions_gate: Gate,
    rasa_gate: Gate,
    address_change: AddressChange,
) -> None:
    """As when the power fails. The turn runs again, the change does not."""
    address_change.lead_up_to_the_yes(customer)
    with (
        actions_gate.holding("answer", '"next_action": "action_change_address"') as shop_changed,
        rasa_gate.holding("answer", address_change.yes) as turn,
    ):
        said = customer.say(address_change.yes)
        shop_changed.wait_reached()
        address_change.happened_once(said["id"])
        with kept_down(product, "worker"):
            product.kill("rasa")
            shop_changed.cut()
            turn.cut()
            assert store.turns(said["id"]) == []
            product.wait_answering("rasa")

    reply = customer.wait_for_bot(said)

    assert "已将订单" in reply["text"]
    all_agree(store, customer, lead)
    assert len(store.turns(said["id"])) == 1
    address_change.happened_once(said["id"])


def test_rasa_and_worker_killed_after_the_turn_was_saved_and_before_it_was_answered(
    product: Product, store: Store, customer: Customer, lead: AtDesk, rasa_gate: Gate
) -> None:
    with rasa_gate.holding("answer", QUESTION) as turn:
        said = customer.say(QUESTION)
        turn.wait_reached()
        assert len(store.turns(said["id"])) == 1
        with kept_down(product, "worker"):
            product.kill("rasa")
            turn.cut()
            product.wait_answering("rasa")

    customer.wait_for_bot(said)

    all_agree(store, customer, lead)
    assert rasa_gate.answers_to(said["id"])[-1].get("replayed") is True


def test_rasa_alone_killed_in_a_turn_leaves_nobody_without_a_line(
    product: Product, store: Store, customer: Customer, lead: AtDesk, rasa_gate: Gate
) -> None:
    """An answer where it is back within two tries, else the fault line and what follows it; either once."""
    with rasa_gate.holding("request", QUESTION) as turn:
        said = customer.say(QUESTION)
        turn.wait_reached()
        product.kill("rasa")
        turn.cut()

    customer.wait_replied(said)

    stored = all_agree(store, customer, lead)
    by_the_bot = any(line["sender"] == "bot" for line in stored)
    assert by_the_bot or [line["kind"] for line in stored] == ["text", "opening", "fault", "notice"]


def test_a_rasa_that_is_back_in_time_is_not_missed(
    product: Product, store: Store, customer: Customer, lead: AtDesk, rasa_gate: Gate
) -> None:
    with rasa_gate.shut():
        said = customer.say(QUESTION)
        wait_for(lambda: rasa_gate.knocks >= 3, 30, "the worker knocking again")

    customer.wait_for_bot(said)

    stored = all_agree(store, customer, lead)
    assert "fault" not in [line["kind"] for line in stored]


@contextmanager
def kept_down(product: Product, name: str) -> Iterator[None]:
    """Killed, and the next one stopped as soon as it is born, until the block ends."""
    dead = product.kill(name)
    product.wait_restarted(name, dead)
    born = product.pid(name)
    os.kill(born, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(born, signal.SIGCONT)
