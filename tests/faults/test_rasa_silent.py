"""Rasa hangs: after two tries the customer gets a line and a person, people go on working, and the bot comes back."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product

# Two tries of eight seconds, the pause between them, and what a busy machine adds.
_TWO_TRIES = 30.0


@contextmanager
def rasa_hanging(product: Product) -> Iterator[None]:
    """Alive, its port open, and silent."""
    pid = product.pid("rasa")
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_while_rasa_is_silent_people_work_and_afterwards_the_bot_answers(
    product: Product, store: Store, customer: Customer, lead: AtDesk, agent: AtDesk
) -> None:
    with rasa_hanging(product):
        asked = customer.say("洗地机滚刷有异味怎么办？")
        customer.wait_for_kind(asked, "fault", within=_TWO_TRIES)
        queue = customer.wait_for_kind(asked, "queue")
        assert "转接人工客服" in queue["text"]

        episode_id = agent.wait_queued(customer.conversation_id)
        agent.accept(episode_id)
        more = customer.say("用了三个月了")
        wait_for(lambda: more["id"] in _ids(agent, episode_id), 15, "the customer's line at the desk")
        agent.reply(episode_id, "您好，请您将滚刷拆下清洗并晾干4小时，异味会消除。")
        customer.wait_for_kind(more, "text", within=15)
        agent.resolve(episode_id)
        customer.wait_for_kind(more, "closing", within=15)

    all_agree(store, customer, lead)
    product.wait_answering("rasa")
    with Customer(product.url) as newcomer:
        said = newcomer.say("怎么清洗加湿器？")
        newcomer.wait_for_bot(said)
        all_agree(store, newcomer, lead)


def _ids(agent: AtDesk, episode_id: str) -> list[str]:
    return [line["id"] for line in agent.thread(episode_id)]
