"""The studio, as a trainer or a reviewer uses it."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Windows
from tests.e2e.people import Person


class Studio:
    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def open(
        cls,
        windows: Windows,
        person: Person,
        queue: str = "useful",
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
    ) -> "Studio":
        path = f"/studio.html#{queue}"
        studio = cls(windows.open(path, width=width, height=height, dark=dark, cookie=person.cookie))
        expect(studio.page.get_by_test_id("today")).to_be_visible()
        return studio

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def sentence(self) -> Locator:
        return self.page.get_by_test_id("sentence")

    @property
    def item(self) -> Locator:
        return self.page.get_by_test_id("item")

    @property
    def no_item(self) -> Locator:
        return self.page.get_by_test_id("no-item")

    @property
    def save_state(self) -> Locator:
        return self.page.get_by_test_id("save-state")

    @property
    def offline_banner(self) -> Locator:
        return self.page.get_by_test_id("offline-banner")

    @property
    def said(self) -> Locator:
        """What those hear who do not see the page."""
        return self.page.get_by_test_id("said")

    @property
    def today(self) -> Locator:
        return self.page.get_by_test_id("today")

    def intent(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"intent-{name}")

    def emotion(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"emotion-{name}")

    def shows(self, text: str) -> None:
        """The line is in work, and what was done before is saved."""
        expect(self.sentence).to_contain_text(text)

    def has_left(self, text: str) -> None:
        expect(self.item.filter(has_text=text)).to_have_count(0)

    def is_saved(self) -> None:
        expect(self.save_state).to_have_text("已自动保存")

    def look_for(self, text: str) -> None:
        """As a reviewer: past the answers of others, to this one."""
        row = self.page.get_by_test_id("review-item")
        expect(row).to_be_visible()
        for _ in range(50):
            if text in row.inner_text():
                return
            before = row.get_attribute("data-annotation")
            self.press("n")
            expect(row).not_to_have_attribute("data-annotation", before or "")
        raise AssertionError(f"not among what waits for review: {text}")
