"""A headless Chromium: the machine's own, since Playwright's download is not to be had everywhere."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Page, sync_playwright

from scripts.suite.steps import find_chromium

HOW_TO_GET_IT = "no Chromium: install Debian's package chromium, or name yours: CHROMIUM=/path make test"
MUST_RUN = os.environ.get("HEYAN_REQUIRE_BROWSER") == "1"
_WITHIN_MS = 10_000


@contextmanager
def open_browser(program: str) -> Iterator[Browser]:
    # As root, as in containers, Chromium needs its sandbox off.
    arguments = ["--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Windows:
    """Opens pages, each in a profile of its own unless one is given, and keeps what they complain about."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        self.pages: list[Page] = []
        self.complaints: list[str] = []

    def open(
        self,
        path: str,
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        zone: str = "Asia/Shanghai",
        cookie: str | None = None,
    ) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            timezone_id=zone,
            reduced_motion="reduce",
        )
        context.set_default_timeout(_WITHIN_MS)
        if cookie:
            context.add_cookies([{"name": "heyan_session", "value": cookie, "url": self.url, "httpOnly": True}])
        page = context.new_page()
        self._watch(page)
        page.goto(self.url + path)
        return page

    def open_beside(self, page: Page, path: str) -> Page:
        """A second tab of the same person."""
        beside = page.context.new_page()
        self._watch(beside)
        beside.goto(self.url + path)
        return beside

    def close(self) -> None:
        for page in self.pages:
            try:
                page.context.close()
            except Error:
                continue  # A page of the same context has closed it already.
        self.pages.clear()

    def _watch(self, page: Page) -> None:
        self.pages.append(page)
        # A script that throws is a fault even where the page goes on.
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))


def find() -> str | None:
    return find_chromium()
