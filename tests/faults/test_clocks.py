"""The ladder and presence with real processes and clocks in seconds, the worker killed between the rungs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.fast_clocks import fast_clocks
from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product


@pytest.fixture(scope="module", autouse=True)
def clocks_in_seconds(running: Product, enterprise_file: Path) -> Iterator[None]:
    with fast_clocks(running, enterprise_file):
        yield


def test_the_ladder_is_climbed_once_across_two_deaths_of_the_worker(
    product: Product, store: Store, customer: Customer, lead: AtDesk, agent: AtDesk
) -> None:
    asked = customer.say("转人工")
    episode_id = agent.wait_queued(customer.conversation_id)

    wait_for(lambda: _about(agent, "episode.nudged", episode_id), 30, "the nudge")
    product.kill("worker")
    held = customer.wait_for_kind(asked, "holding")
    product.kill("worker")
    wait_for(lambda: _about(lead, "episode.lead_called", episode_id), 60, "the lead's notice")
    renewal = customer.wait_for_kind(held, "holding")
    wait_for(lambda: len(_about(lead, "episode.lead_called", episode_id)) == 2, 60, "the notice of the broken promise")

    assert "前答复您" in held["text"]
    assert "非常抱歉" in renewal["text"]
    assert len(_about(agent, "episode.nudged", episode_id)) == 1
    assert [event["text"][:5] for event in _about(lead, "episode.lead_called", episode_id)] == [
        "客户的问题",
        "对客户的承",
    ]
    query = "SELECT name FROM clock_events WHERE episode_id = ? ORDER BY id"
    events = [row["name"] for row in store.rows(query, episode_id)]
    assert [name for name in events if name in _RUNGS] == list(_RUNGS)
    stored = all_agree(store, customer, lead)
    assert [line["kind"] for line in stored] == ["text", "opening", "queue", "holding", "holding"]
    agent.accept(episode_id)
    agent.reply(episode_id, "您好，已为您核实，安装费用为0元。")
    agent.resolve(episode_id)


_RUNGS = ("nudged", "held", "lead_called", "promise.renewed", "promise.broken")


def test_an_answer_in_time_stops_the_ladder_and_a_greeting_does_not(
    product: Product, store: Store, customer: Customer, lead: AtDesk, agent: AtDesk
) -> None:
    asked = customer.say("转人工")
    episode_id = agent.wait_queued(customer.conversation_id)
    agent.accept(episode_id)
    agent.reply(episode_id, "您好，请您稍候。")
    held = customer.wait_for_kind(asked, "holding")
    agent.reply(episode_id, "您好，已为您核实，安装费用为0元，师傅将于明日9:00上门。")

    waiting = "SELECT count(*) AS n FROM clocks WHERE episode_id = ? AND fired_at IS NULL AND rung <> 'idle_notice'"
    assert store.value(waiting, episode_id) == 0
    statuses = store.rows("SELECT status FROM promises WHERE episode_id = ?", episode_id)
    assert [row["status"] for row in statuses] == ["kept"]
    stored = all_agree(store, customer, lead)
    assert [line["kind"] for line in stored if line["seq"] > held["seq"]] == ["text"]
    agent.resolve(episode_id)


def test_an_agent_whose_page_is_gone_goes_offline_and_the_customer_back_to_the_queue(
    product: Product, store: Store, customer: Customer, lead: AtDesk, agent: AtDesk
) -> None:
    customer.say("转人工")
    episode_id = agent.wait_queued(customer.conversation_id)
    agent.accept(episode_id)
    taken = agent.reply(episode_id, "您好，正在为您核实。")
    name = agent.user["display_name"]
    agent.page.close()

    wait_for(lambda: lead.availability(name) == "offline", 60, "the agent offline")
    again = customer.wait_for_kind(taken, "queue")

    assert "重新安排客服" in again["text"]
    assert lead.wait_queued(customer.conversation_id) == episode_id
    all_agree(store, customer, lead)
    lead.take_over(episode_id)
    lead.resolve(episode_id)


def _about(person: AtDesk, name: str, episode_id: str) -> list[dict[str, str]]:
    return [data for data in person.page.named(name) if data["episode_id"] == episode_id]
