"""The whole product stopped and started, and its runner killed: everything goes on where it was."""

import psutil

from tests.faults.address import AddressChange
from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.store import Store
from tests.support.processes import is_alive, wait_for
from tests.support.product import Product


def test_a_dialogue_goes_on_after_the_product_was_stopped_and_started(
    product: Product, store: Store, customer: Customer, lead: AtDesk, agent: AtDesk, address_change: AddressChange
) -> None:
    """With the bot in the middle of a form, and with an agent in the middle of a talk."""
    address_change.lead_up_to_the_yes(customer)
    with Customer(product.url) as other:
        other.say("转人工")
        episode_id = agent.wait_queued(other.conversation_id)
        agent.accept(episode_id)
        before = _pids(product)

        product.stop()
        assert [pid for pid in before if is_alive(pid)] == []
        product.start()

        yes = customer.say(address_change.yes)
        asked = other.say("几点上门？")
        agent.reply(episode_id, "您好，已为您核实，师傅将于明日9:00上门。")
        other.wait_for_kind(asked, "text")
        customer.wait_for_bot(yes)
        all_agree(store, customer, lead)
        all_agree(store, other, lead)
        address_change.happened_once(yes["id"])
        agent.resolve(episode_id)


def test_a_killed_runner_leaves_nothing_behind_and_the_next_one_works(
    product: Product, store: Store, customer: Customer, lead: AtDesk
) -> None:
    said = customer.say("你好")
    before = _pids(product)

    product.kill_runner()
    wait_for(lambda: not any(is_alive(pid) for pid in before), 15, "the end of all processes")
    product.start()

    customer.wait_replied(said)
    all_agree(store, customer, lead)


def _pids(product: Product) -> list[int]:
    return [child.pid for child in psutil.Process(product.runner_pid).children(recursive=True)]
