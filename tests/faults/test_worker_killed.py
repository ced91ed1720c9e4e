"""The worker is killed on a message's path: before the commit, between Rasa's answer and it, before the push."""

from tests.faults.address import AddressChange
from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.gate import Gate
from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product

QUESTION = "冰箱的温度设置多少合适？"


def test_a_worker_killed_while_rasa_is_asked_and_more_said_while_it_is_dead(
    product: Product, store: Store, customer: Customer, lead: AtDesk, rasa_gate: Gate
) -> None:
    with rasa_gate.holding("request", QUESTION) as hold:
        asked = [customer.say(QUESTION)]
        hold.wait_reached()
        product.kill("worker")
        hold.cut()
        asked += [customer.say("怎么清洗加湿器？"), customer.say("怎么清洗空调滤网？")]

    customer.wait_replied(asked[-1])

    stored = all_agree(store, customer, lead)
    answers = [line["answers_seq"] for line in stored if line["answers_seq"]]
    assert answers == sorted(answers), "answered in order"
    assert set(answers) == {line["seq"] for line in asked}
    assert [len(store.turns(line["id"])) for line in asked] == [1, 1, 1]


def test_a_worker_killed_before_it_hears_rasas_answer(
    product: Product, store: Store, customer: Customer, lead: AtDesk, rasa_gate: Gate
) -> None:
    with rasa_gate.holding("answer", QUESTION) as hold:
        said = customer.say(QUESTION)
        hold.wait_reached()
        assert len(store.turns(said["id"])) == 1
        product.kill("worker")
        hold.cut()

    customer.wait_for_bot(said)

    all_agree(store, customer, lead)
    assert [answer.get("replayed", False) for answer in rasa_gate.answers_to(said["id"])] == [False, True]


def test_a_worker_killed_between_rasas_answer_and_the_commit(
    product: Product, store: Store, customer: Customer, lead: AtDesk, rasa_gate: Gate, address_change: AddressChange
) -> None:
    """And the turn is one that changes the shop."""
    address_change.lead_up_to_the_yes(customer)
    with rasa_gate.holding("answer", address_change.yes) as hold:
        said = customer.say(address_change.yes)
        hold.wait_reached()
        with store.nobody_else_writes():
            hold.let_go()
            hold.wait_read()
            product.kill("worker")

    reply = customer.wait_for_bot(said)

    assert "已将订单" in reply["text"]
    all_agree(store, customer, lead)
    assert [answer.get("replayed", False) for answer in rasa_gate.answers_to(said["id"])] == [False, True]
    address_change.happened_once(said["id"])


def test_an_answer_that_cannot_be_committed_is_asked_again_and_said_once(
    product: Product, store: Store, customer: Customer, lead: AtDesk, rasa_gate: Gate
) -> None:
    """The database refuses the commit, the worker lives on."""
    with store.no_answer_is_committed():
        said = customer.say(QUESTION)
        wait_for(lambda: rasa_gate.answers_to(said["id"]), 30, "Rasa's answer")

    customer.wait_for_bot(said)

    all_agree(store, customer, lead)


def test_a_worker_killed_between_commit_and_push(
    product: Product, store: Store, customer: Customer, lead: AtDesk
) -> None:
    with store.nothing_is_delivered():
        said = customer.say(QUESTION)
        wait_for(lambda: _states(store, customer) == {"pending"}, 30, "the committed answer")
        product.kill("worker")
        assert customer.replies(said) == []

    customer.wait_for_bot(said)

    all_agree(store, customer, lead)
    assert _states(store, customer) == {"sent"}


def _states(store: Store, customer: Customer) -> set[str]:
    return {row["state"] for row in store.messages(customer.conversation_id) if row["state"]}
