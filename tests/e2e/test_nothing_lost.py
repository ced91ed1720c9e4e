"""Reloads, a flushed Redis, a cut line: nothing said is lost or said twice, and every window tells the same."""

import os

import redis
from playwright.sync_api import expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth
from tests.support.product import Product


def flush_redis(product: Product) -> None:
    socket = product.var_dir / "run" / "redis.sock"
    with redis.Redis.from_url(os.environ.get("REDIS_URL") or f"unix://{socket}") as client:
        client.flushall()


def test_reloads_and_a_flushed_redis_in_the_middle_lose_nothing(
    windows: Windows, product: Product, truth: Truth, lin: Person
) -> None:
    demand = "转人工，洗衣机噪声大"
    desk = Desk.open(windows, lin)
    desk.go_online()
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    episode = truth.episode_with(demand)
    desk.accept(episode["id"])

    desk.reply_input.fill("已为您记录型号，")
    flush_redis(product)
    desk.page.reload()
    desk.row(episode["id"]).click()
    expect(desk.reply_input).to_have_value("已为您记录型号，")
    desk.reply("已为您记录型号，维修人员将于今天18:00前与您电话联系。")
    customer.sees("维修人员将于今天18:00前")
    customer.page.reload()
    customer.launcher.click()
    customer.say("好的，我等电话")
    flush_redis(product)
    expect(desk.line("好的，我等电话")).to_be_visible()
    desk.reply("感谢您的理解，如有变化将第一时间告知您。")
    customer.sees("第一时间告知您")

    said = [demand, "维修人员将于今天18:00前", "好的，我等电话", "第一时间告知您"]
    for text in said:
        expect(customer.line(text)).to_have_count(1)
        expect(desk.line(text)).to_have_count(1)
    stored = truth.lines(episode["conversation_id"], "contact", "agent")
    assert [text for text in stored if any(part in text for part in said)] == stored


def test_what_a_customer_writes_without_network_arrives_once_and_in_order(windows: Windows, truth: Truth) -> None:
    customer = Customer.chatting(windows)
    customer.ask("扫地机器人可以过门槛吗", "2厘米")

    customer.page.context.set_offline(True)
    customer.type("断网时写的第一句：洗碗机能洗锅吗")
    customer.type("断网时写的第二句：洗碗机要用什么水")
    expect(customer.pending).to_have_count(2)
    expect(customer.window.get_by_test_id("offline-banner")).to_contain_text("2 条消息待发送")
    customer.page.context.set_offline(False)

    expect(customer.pending).to_have_count(0, timeout=15_000)
    conversation = truth.episode_with("断网时写的第一句：洗碗机能洗锅吗")["conversation_id"]
    assert truth.lines(conversation, "contact")[-2:] == [
        "断网时写的第一句：洗碗机能洗锅吗",
        "断网时写的第二句：洗碗机要用什么水",
    ]
    expect(customer.line("断网时写的第")).to_have_count(2)


def test_two_tabs_of_one_agent_agree(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "转人工，两个窗口都要看到"
    first = Desk.open(windows, lin)
    first.go_online()
    second = Desk(windows.open_beside(first.page, "/desk.html"))
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    episode = truth.episode_with(demand)

    first.accept(episode["id"])
    expect(second.tab("mine")).to_contain_text("1")
    second.tab("mine").click()
    customer.say("还在吗")
    expect(first.line("还在吗")).to_be_visible()
    first.reply("您好，我在，正在为您核对。")
    second.row(episode["id"]).click()

    expect(second.line("正在为您核对")).to_have_count(1)
    expect(second.row(episode["id"]).get_by_test_id("unread")).to_have_count(0)
    second.page.get_by_role("radio", name="忙碌").click()
    expect(first.page.get_by_role("radio", name="忙碌")).to_be_checked()
    second.resolve("已核对。")
    expect(first.tab("mine")).to_contain_text("0")


def test_an_agents_line_written_without_network_goes_out_once(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "转人工，网络不好的一次"
    desk = Desk.open(windows, lin)
    desk.go_online()
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    episode = truth.episode_with(demand)
    desk.accept(episode["id"])
    reply = "已为您查询，配件将于明天12:00前寄出。"

    desk.page.context.set_offline(True)
    desk.reply_input.fill(reply)
    desk.reply_input.press("Enter")
    expect(desk.page.get_by_test_id("offline-banner")).to_contain_text("1 条消息待发送")
    desk.page.context.set_offline(False)

    customer.sees(reply)
    expect(desk.page.get_by_test_id("outgoing")).to_have_count(0)
    assert [line["text"] for line in truth.agent_lines(episode["id"])] == [reply]
