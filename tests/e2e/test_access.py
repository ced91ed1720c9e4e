"""No page stands in anybody's way: axe finds nothing serious, in light and in dark."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page, expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth

_STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_SERIOUS = {"serious", "critical"}

_TRANSITIONS_OVER = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const running = document.getAnimations().filter(each => each instanceof CSSTransition);
    await Promise.all(running.map(each => each.finished.catch(() => null)));
}"""


def test_shop_and_window_stand_in_nobodys_way(windows: Windows) -> None:
    customer = Customer.arrive(windows)
    expect(customer.page.get_by_test_id("demo-order").first).to_be_visible()
    _is_open_to_all(customer.page)

    customer.open_window()
    customer.ask("扫地机器人可以过门槛吗", "2厘米")

    # axe looks into frames of the same origin.
    _is_open_to_all(customer.page)


def test_the_desk_stands_in_nobodys_way(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "我要投诉，客服态度很差！"
    _is_open_to_all(windows.open("/desk.html"))
    desk = Desk.open(windows, lin)
    desk.go_online()
    _is_open_to_all(desk.page)
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    desk.accept(truth.episode_with(demand)["id"])
    desk.reply_input.fill("亲，可能明天吧")
    expect(desk.findings.first).to_be_visible()

    _is_open_to_all(desk.page)
    desk.reply_input.fill("")
    desk.button("resolve").click()
    expect(desk.page.get_by_test_id("resolve-result")).to_be_visible()
    _is_open_to_all(desk.page)


def _is_open_to_all(page: Page) -> None:
    """By day and by night."""
    for scheme in _SCHEMES:
        page.emulate_media(color_scheme=scheme)
        # Half-way between two schemes no colour is the one that is read.
        page.evaluate(_TRANSITIONS_OVER)
        found = Axe().run(page, options=_STANDARD)
        serious = [
            f"{scheme}: {each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}"
            for each in found.response["violations"]
            if each["impact"] in _SERIOUS
        ]
        assert not serious, "\n".join(serious)
