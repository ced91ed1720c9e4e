"""What axe finds on a page, by day and by night."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page

_STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SERIOUS = frozenset({"serious", "critical"})
ANY = SERIOUS | {"moderate", "minor"}

_TRANSITIONS_OVER = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const running = document.getAnimations().filter(each => each instanceof CSSTransition);
    await Promise.all(running.map(each => each.finished.catch(() => null)));
}"""


def is_open_to_all(page: Page, impacts: frozenset[str] = SERIOUS) -> None:
    """Fail with what of these impacts stands in somebody's way."""
    for scheme in _SCHEMES:
        page.emulate_media(color_scheme=scheme)
        # Half-way between two schemes no colour is the one that is read.
        page.evaluate(_TRANSITIONS_OVER)
        found = Axe().run(page, options=_STANDARD)
        hindering = [
            f"{scheme}: {each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}"
            for each in found.response["violations"]
            if each["impact"] in impacts
        ]
        assert not hindering, "\n".join(hindering)
