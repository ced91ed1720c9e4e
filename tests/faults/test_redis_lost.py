"""Redis only wakes: killed or flushed at any time, nothing is lost and nothing waits long."""

from tests.faults.agreement import all_agree
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.live import flush_redis
from tests.faults.store import Store
from tests.support.product import Product


def test_redis_flushed_and_killed_in_the_middle_of_a_conversation(
    product: Product, store: Store, customer: Customer, lead: AtDesk, agent: AtDesk
) -> None:
    flush_redis(product)
    hello = customer.say("你好")
    flush_redis(product)
    customer.wait_replied(hello)
    dead = product.kill("redis")
    asked = customer.say("转人工")
    product.wait_restarted("redis", dead)
    episode_id = agent.wait_queued(customer.conversation_id)
    agent.accept(episode_id)
    product.kill("redis")
    agent.reply(episode_id, "您好，已为您核实，安装费用为0元，师傅将于明日9:00上门。")

    customer.wait_for_kind(asked, "text")

    stored = all_agree(store, customer, lead)
    assert [line["sender"] for line in stored].count("agent") == 1
    agent.resolve(episode_id)


def test_the_open_pages_are_pushed_to_again_after_redis_came_back(
    product: Product, store: Store, customer: Customer, lead: AtDesk
) -> None:
    product.kill("redis")
    said = customer.say("你好")
    customer.wait_replied(said)

    all_agree(store, customer, lead)

    assert customer.window.connections == 1, "the window stayed open"
