"""The desk, as an agent or a lead uses it."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Windows
from tests.e2e.people import Person


class Desk:
    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def open(
        cls, windows: Windows, person: Person, width: int = 1440, height: int = 900, *, dark: bool = False
    ) -> "Desk":
        desk = cls(windows.open("/desk.html", width=width, height=height, dark=dark, cookie=person.cookie))
        expect(desk.page.get_by_test_id("availability")).to_be_visible()
        return desk

    def go_online(self) -> None:
        self.page.get_by_role("radio", name="在线").click()
        expect(self.page.get_by_role("radio", name="在线")).to_be_checked()

    def tab(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"tab-{name}")

    def row(self, episode_id: str) -> Locator:
        return self.page.get_by_test_id(f"episode-row-{episode_id}")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_test_id("thread")

    @property
    def packet(self) -> Locator:
        return self.page.get_by_test_id("packet")

    @property
    def reply_input(self) -> Locator:
        return self.page.get_by_test_id("reply-input")

    @property
    def send(self) -> Locator:
        return self.page.get_by_test_id("reply-send")

    @property
    def findings(self) -> Locator:
        return self.page.get_by_test_id("finding")

    def button(self, move: str) -> Locator:
        """A move by its code: accept, release, hand-back, resolve, take-over."""
        return self.page.get_by_test_id(move)

    def look_at(self, episode_id: str, tab: str) -> None:
        self.tab(tab).click()
        self.row(episode_id).click()
        expect(self.thread).to_be_visible()

    def accept(self, episode_id: str) -> None:
        self.look_at(episode_id, "queue")
        self.button("accept").click()
        expect(self.reply_input).to_be_focused()
        # The first line is put into the empty box a moment later; a test types faster than that.
        expect(self.reply_input).not_to_have_value("")

    def reply(self, text: str) -> None:
        self.reply_input.fill(text)
        self.reply_input.press("Enter")
        expect(self.line(text)).to_be_visible()

    def line(self, text: str) -> Locator:
        return self.thread.get_by_role("article").filter(has_text=text)

    def confirm(self) -> None:
        self.page.get_by_test_id("move-confirm").click()

    def resolve(self, result: str) -> None:
        self.button("resolve").click()
        self.page.get_by_test_id("resolve-result").fill(result)
        self.confirm()
