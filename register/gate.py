"""The gate for lines nobody proofreads: what the register blocks is mended, or a safe line goes out instead."""

from __future__ import annotations

from functools import cache

from register.checker import check
from register.model import Gated, MeaningMatcher, RegisterSettings, Sender, Verdict
from register.resources import load_toml

_DEFAULTS = RegisterSettings()


@cache
def default_safe_line() -> str:
    """The line that may always go out; it passes every check."""
    line: str = load_toml("safe_line.toml")["text"]
    return line


def safe_line(settings: RegisterSettings) -> str:
    """The enterprise's own safe line if it passes, else the register's."""
    own = settings.safe_line
    if own and own.strip() and check(own, settings=settings).verdict is Verdict.PASS:
        return own
    return default_safe_line()


def gate(
    text: str,
    *,
    settings: RegisterSettings = _DEFAULTS,
    sender: Sender = "bot",
    matcher: MeaningMatcher | None = None,
) -> Gated:
    """What of a bot or system line may leave: the line, its rewriting, or the safe line."""
    if text in (settings.safe_line, default_safe_line()) and text == safe_line(settings):
        # A model of meaning must never be able to block the last resort.
        return Gated(text, text, Verdict.PASS, (), replaced=False, rewritten=False)
    result = check(text, settings=settings, sender=sender, matcher=matcher)
    if result.rewritten is not None:
        return Gated(result.rewritten, text, result.verdict, result.findings, replaced=False, rewritten=True)
    if result.verdict is Verdict.BLOCK:
        return Gated(safe_line(settings), text, result.verdict, result.findings, replaced=True, rewritten=False)
    return Gated(text, text, result.verdict, result.findings, replaced=False, rewritten=False)
