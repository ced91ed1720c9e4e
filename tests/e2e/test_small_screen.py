"""At 375 pixels, the width of a small phone, window and desk are whole and go one step back."""

from playwright.sync_api import Page, expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth

_WIDTH, _HEIGHT = 375, 740
_THUMB = 36


def test_the_window_fills_a_phone_and_gives_the_page_back(windows: Windows) -> None:
    customer = Customer.arrive(windows, _WIDTH, _HEIGHT)
    customer.open_window()

    frame = customer.page.locator("heyan-chat iframe").bounding_box()
    assert frame is not None
    assert (frame["x"], round(frame["width"])) == (0, _WIDTH)
    suggestion = customer.window.get_by_test_id("suggestion").first
    box = suggestion.bounding_box()
    assert box is not None
    assert box["height"] >= _THUMB
    suggestion.click()
    customer.sees("订单号")
    customer.launcher.click()

    expect(customer.input).not_to_be_visible()
    expect(customer.page.get_by_role("heading", level=1)).to_be_visible()
    _fits(customer.page)


def test_an_agent_serves_from_a_phone(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "转人工，手机上也能处理吗"
    lin.online()
    desk = Desk.open(windows, lin, _WIDTH, _HEIGHT)
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    episode = truth.episode_with(demand)

    desk.accept(episode["id"])
    _fits(desk.page)
    desk.page.get_by_role("button", name="客户资料").click()
    expect(desk.packet).to_contain_text(demand)
    desk.page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    desk.reply("您好，可以为您处理，请您提供订单号。")
    customer.sees("请您提供订单号")
    desk.page.get_by_role("button", name="返回列表").click()

    expect(desk.row(episode["id"])).to_be_visible()
    _fits(desk.page)


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= _WIDTH
