"""The web process is killed while customers write: what was acknowledged is there, what is sent again is there once."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product

LINES = ("怎么清洗加湿器？", "冰箱需要手动除霜吗？", "你好")


@pytest.fixture
def customers(product: Product) -> Iterator[list[Customer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Customer(product.url)) for _ in range(4)]


def test_web_killed_before_the_commit_has_taken_nothing(
    product: Product, store: Store, customer: Customer, lead: AtDesk
) -> None:
    client_id = str(uuid.uuid4())
    with store.nobody_else_writes():
        sending = customer.begin_to_say("你好", client_id)
        # It has read what came before what it answers.
        product.wait_answering("web")
        product.kill("web")
    sending.close()
    assert store.messages(customer.conversation_id) == []

    said = customer.say("你好", client_id=client_id)

    customer.wait_replied(said)
    all_agree(store, customer, lead)


def test_web_killed_between_the_commit_and_the_acknowledgement(
    product: Product, store: Store, customer: Customer, lead: AtDesk
) -> None:
    client_id = str(uuid.uuid4())
    sending = customer.begin_to_say("你好", client_id)
    stored = wait_for(lambda: store.messages(customer.conversation_id), 30, "the committed line")
    product.kill("web")
    sending.close()

    said = customer.say("你好", client_id=client_id)

    assert said["id"] == stored[0]["id"]
    customer.wait_replied(said)
    all_agree(store, customer, lead)


def test_web_killed_in_the_middle_of_many_sends(
    product: Product, store: Store, customers: list[Customer], lead: AtDesk
) -> None:
    writing = [threading.Thread(target=_say_all, args=(customer,)) for customer in customers]
    for thread in writing:
        thread.start()
    for count in (2, 6):
        wait_for(lambda least=count: sum(len(each.said) for each in customers) >= least, 60, f"{count} lines sent")  # type: ignore[misc]  # a lambda's default has no type
        product.kill("web")
    for thread in writing:
        thread.join(120)

    for customer in customers:
        assert len(customer.said) == len(LINES)
        all_agree(store, customer, lead)


def _say_all(customer: Customer) -> None:
    for text in LINES:
        customer.say(text)
