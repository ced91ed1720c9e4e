"""No page stands in anybody's way: axe finds nothing serious, in light and in dark."""

from playwright.sync_api import expect

from tests.e2e.axe import is_open_to_all
from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth


def test_shop_and_window_stand_in_nobodys_way(windows: Windows) -> None:
    customer = Customer.arrive(windows)
    expect(customer.page.get_by_test_id("demo-order").first).to_be_visible()
    is_open_to_all(customer.page)

    customer.open_window()
    customer.ask("扫地机器人可以过门槛吗", "2厘米")

    # axe looks into frames of the same origin.
    is_open_to_all(customer.page)


def test_the_desk_stands_in_nobodys_way(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "我要投诉，客服态度很差！"
    is_open_to_all(windows.open("/desk.html"))
    desk = Desk.open(windows, lin)
    desk.go_online()
    is_open_to_all(desk.page)
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    desk.accept(truth.episode_with(demand)["id"])
    desk.reply_input.fill("亲，可能明天吧")
    expect(desk.findings.first).to_be_visible()

    is_open_to_all(desk.page)
    desk.reply_input.fill("")
    desk.button("resolve").click()
    expect(desk.page.get_by_test_id("resolve-result")).to_be_visible()
    is_open_to_all(desk.page)
