"""Everything at once: customers and an agent at work while processes die at random and Redis is flushed."""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.live import flush_redis
from tests.faults.store import Store
from tests.support.product import Product

# Another storm: STORM_SEED=7 pytest tests/faults/test_storm.py
SEED = int(os.environ.get("STORM_SEED", "20261121"))
LASTS = 40.0
CUSTOMERS = 5
LINES = ("你好", "怎么清洗加湿器？", "冰箱不制冷怎么办？", "转人工", "谢谢", "多大的房间用几匹的空调？", "返回机器人")
# Rasa takes the longest to come back; were it killed as often as the others, it would never be there.
DEATHS = ("worker", "web", "redis", "worker", "web", "actions", "rasa", "flush", "flush")


@pytest.fixture
def customers(product: Product) -> Iterator[list[Customer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Customer(product.url)) for _ in range(CUSTOMERS)]


def test_after_a_storm_everyone_agrees(
    product: Product, store: Store, customers: list[Customer], lead: AtDesk, agent: AtDesk
) -> None:
    fate = random.Random(SEED)
    over = threading.Event()
    served: list[dict[str, Any]] = []
    threads = [
        threading.Thread(target=_write, args=(customer, random.Random(f"{SEED}-{number}"), over))
        for number, customer in enumerate(customers)
    ]
    threads.append(threading.Thread(target=_serve, args=(agent, served, over)))
    for thread in threads:
        thread.start()

    until = time.monotonic() + LASTS
    while time.monotonic() < until:
        victim = fate.choice(DEATHS)
        if victim == "flush":
            flush_redis(product)
        else:
            product.kill(victim)
        over.wait(fate.uniform(1.0, 5.0))
    over.set()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()

    for customer in customers:
        stored = all_agree(store, customer, lead, within=150)
        _nothing_left_unanswered(store, stored)
        _no_bot_beside_a_person(store, customer, stored)
    _agent_said_each_once(store, served)


def _write(customer: Customer, mood: random.Random, over: threading.Event) -> None:
    while not over.is_set():
        customer.say(mood.choice(LINES), within=120)
        over.wait(mood.uniform(1.5, 5.0))


def _serve(agent: AtDesk, served: list[dict[str, Any]], over: threading.Event) -> None:
    """Accept whoever waits longest, answer, resolve; what the dying product does not take is tried again."""
    while not over.wait(1.0):
        state = agent.try_state()
        queued = [each for each in state["episodes"] if each["status"] == "queued"] if state else []
        if not queued:
            continue
        episode_id = min(queued, key=lambda each: str(each["queued_at"]))["id"]
        if not agent.try_move(episode_id, "accept"):
            continue
        reply = agent.try_reply(episode_id, f"您好，您的事项已登记，编号{SEED}{len(served) + 1:03d}。")
        if reply:
            served.append(reply)
        agent.try_move(episode_id, "resolve", {"result": "已答复客户。"})


def _nothing_left_unanswered(store: Store, stored: list[dict[str, Any]]) -> None:
    """Each line of the customer got lines of its own, unless an agent had the matter by then."""
    answered = {line["answers_seq"] for line in stored}
    stretches = store.rows("SELECT * FROM stretches WHERE served_by = 'agent'")
    for line in stored:
        if line["sender"] == "contact" and line["seq"] not in answered:
            assert any(
                stretch["episode_id"] == line["episode_id"] and (stretch["ended_at"] or "9") > line["created_at"]
                for stretch in stretches
            ), f"never answered: {line['text']}"


def _no_bot_beside_a_person(store: Store, customer: Customer, stored: list[dict[str, Any]]) -> None:
    """Promise 2: after a person accepts, no bot line until the stretch ends."""
    query = "SELECT * FROM stretches WHERE conversation_id = ? AND served_by = 'agent'"
    for stretch in store.rows(query, customer.conversation_id):
        meanwhile = [
            line
            for line in stored
            if line["sender"] == "bot" and stretch["started_at"] <= line["created_at"] < (stretch["ended_at"] or "9")
        ]
        assert meanwhile == []


def _agent_said_each_once(store: Store, served: list[dict[str, Any]]) -> None:
    for reply in served:
        assert store.value("SELECT count(*) FROM messages WHERE text = ?", reply["text"]) == 1
