"""The shop page with the chat window, as a customer uses it."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.dialogues.orders import OrderInHand
from tests.e2e.browser import Windows
from tests.support.photos import a_photo
from tests.support.product import ROOT

WIDE, NARROW = (1280, 800), (375, 740)
SCREENSHOTS = ROOT / "build" / "screenshots"
_ANSWER_MS = 15_000


class Customer:
    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def arrive(cls, windows: Windows, width: int = 1280, height: int = 800, *, dark: bool = False) -> "Customer":
        """On the shop page, the window still closed."""
        return cls(windows.open("/shop.html", width=width, height=height, dark=dark))

    @classmethod
    def chatting(cls, windows: Windows, size: tuple[int, int] = WIDE, *, dark: bool = False) -> "Customer":
        customer = cls.arrive(windows, *size, dark=dark)
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

    @property
    def welcome(self) -> Locator:
        return self.window.get_by_test_id("welcome")

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

    # The steps of a task ---------------------------------------------------------------------------------------

    def begins(self, suggestion: str, asked: str) -> None:
        """With one of the window's own suggestions."""
        self.window.get_by_test_id("suggestion").get_by_text(suggestion, exact=True).click()
        self.sees(asked)

    def identifies(self, order: OrderInHand, asked: str) -> None:
        """Number and digits, each when it is asked for."""
        self.tells(order.number, "后四位")
        self.tells(order.tail, asked)

    def tells(self, text: str, answer: str) -> None:
        """Say it and see it answered by a new line, whatever was said before."""
        answered = self._after_this(answer)
        self.type(text)
        expect(answered).to_be_visible(timeout=_ANSWER_MS)

    def taps(self, button: str, answer: str) -> None:
        self._tap(self._offered.get_by_text(button, exact=True), answer)

    def taps_first(self, answer: str) -> str:
        """The first of what is offered, whatever it is; returns what it says."""
        said = self._offered.first.inner_text()
        self._tap(self._offered.first, answer)
        return said

    def agrees(self, done: str) -> None:
        self.taps("确认", done)

    def _tap(self, button: Locator, answer: str) -> None:
        answered = self._after_this(answer)
        button.click()
        expect(answered).to_be_visible(timeout=_ANSWER_MS)

    @property
    def _offered(self) -> Locator:
        return self.window.get_by_test_id("quick-reply")

    def _after_this(self, answer: str) -> Locator:
        """A line of ours that is not there yet."""
        lines = self.line(re.compile(""))
        newest = lines.last.get_attribute("data-testid") if lines.count() else None
        theirs = "li:not(.mine)"
        later = self.window.locator(f'[data-testid="{newest}"] ~ {theirs}' if newest else theirs)
        return later.filter(has_text=answer).last

    def attach(self, *names: str) -> None:
        """Pick images and see them taken; they go out with the next line."""
        self.picks(*names)
        expect(self.window.locator('[data-stage="ready"]')).to_have_count(len(names))

    def picks(self, *names: str) -> None:
        # Before its session is open, the window takes none.
        expect(self.window.get_by_test_id("add-image")).to_be_enabled()
        files = [{"name": name, "mimeType": "image/jpeg", "buffer": a_photo(size=(300, 200))} for name in names]
        self.window.get_by_test_id("image-input").set_input_files(files)  # type: ignore[arg-type]  # theirs is invariant

    def sends(self, answer: str) -> None:
        """What is picked, without a word."""
        self._tap(self.window.get_by_test_id("widget-send"), answer)

    def card(self, kind: str) -> Locator:
        """The newest card of a kind: order, service, invoice."""
        return self.window.get_by_test_id("card").and_(self.window.locator(f'[data-kind="{kind}"]')).last

    def takes_picture(self, name: str) -> None:
        """For people to look at, in build/screenshots."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
