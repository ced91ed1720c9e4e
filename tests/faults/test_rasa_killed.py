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


def test_rasa_and_worker_killed_in_two_turns_as_when_the_power_fails(
    product: Product,
    store: Store,
    customer: Customer,
    lead: AtDesk,
    actions_gate: Gate,
    rasa_gate: Gate,
    address_change: AddressChange,
) -> None:
    """One has changed the shop and is not saved: it runs again, the change does not. One is saved and not answered."""
    address_change.lead_up_to_the_yes(customer)
    with (
        Customer(product.url) as other,
        rasa_gate.holding("answer", QUESTION) as saved_turn,
        actions_gate.holding("answer", '"next_action": "action_do_task"') as shop_changed,
        rasa_gate.holding("answer", address_change.yes) as changing_turn,
    ):
        asked = other.say(QUESTION)
        saved_turn.wait_reached()
        said = customer.say(address_change.yes)
        shop_changed.wait_reached()
        address_change.happened_once(said["id"])
        with kept_down(product, "worker"):
            product.kill("rasa")
            for hold in (shop_changed, changing_turn, saved_turn):
                hold.cut()
            assert store.turns(said["id"]) == []
            assert len(store.turns(asked["id"])) == 1
            product.wait_answering("rasa")

        assert "已将订单" in customer.wait_for_bot(said)["text"]
        other.wait_for_bot(asked)

        for each in (customer, other):
            all_agree(store, each, lead)
        assert len(store.turns(said["id"])) == 1
        address_change.happened_once(said["id"])
        assert rasa_gate.answers_to(asked["id"])[-1].get("replayed") is True


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
