"""The shop page with the chat window, as a customer uses it."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.e2e.browser import Windows

_ANSWER_MS = 15_000


class Customer:
    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def arrive(cls, windows: Windows, width: int = 1280, height: int = 800, *, dark: bool = False) -> "Customer":
        """On the shop page, the window still closed."""
        return cls(windows.open("/shop.html", width=width, height=height, dark=dark))

    @classmethod
    def chatting(cls, windows: Windows) -> "Customer":
        customer = cls.arrive(windows)
        customer.open_window()
        return customer

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_test_id("launcher")

    @property
    def window(self) -> FrameLocator:
        return self.page.frame_locator("heyan-chat iframe")

    @property
    def input(self) -> Locator:
        return self.window.get_by_test_id("widget-input")

    @property
    def thread(self) -> Locator:
        return self.window.get_by_test_id("widget-thread")

    @property
    def state_bar(self) -> Locator:
        return self.window.get_by_test_id("state-bar")

    @property
    def pending(self) -> Locator:
        return self.window.get_by_test_id("pending-message")

    def open_window(self) -> None:
        self.launcher.click()
        expect(self.input).to_be_enabled()

    def line(self, text: str | re.Pattern[str]) -> Locator:
        """Lines that the service has acknowledged, by what they say."""
        return self.window.get_by_test_id(re.compile(r"^message-\d+$")).filter(has_text=text)

    def type(self, text: str) -> None:
        """Write and send, by keyboard."""
        self.input.fill(text)
        self.input.press("Enter")

    def say(self, text: str) -> None:
        """Write, send, and see it acknowledged."""
        self.type(text)
        self.sees(text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.line(text).last).to_be_visible(timeout=_ANSWER_MS)

    def ask(self, text: str, answer: str | re.Pattern[str]) -> str:
        """Say it and return the line that answers, the newest of ours after it."""
        self.say(text)
        self.sees(answer)
        return self.line(answer).last.inner_text()
