"""Mend a line by the replacements its breaches carry; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from register.model import Breach

_WORD = re.compile(r"[\w\u4e00-\u9fff”）)\]]")
_TOPIC = re.compile(r"(?:我们|咱们|这个|那个|您|这边|如果|其实|因为|然后|但是|所以|那|就是)$")
_TIDY = (
    (re.compile(r"^[\s,，。.、；;:：!！~]+"), ""),
    (re.compile(r"([，,、；;：:])[\s，,、]*(?=[。！？!?；;，,、])"), ""),
    (re.compile(r"([。！？!?；;])\s*[，,、~]+"), r"\1"),
    (re.compile(r"([。])[。]+"), r"\1"),
    (re.compile(r" {2,}"), " "),
    (re.compile(r"[ \t]+(?=[，。！？；、])|(?<=[，。！？；、])[ \t]+"), ""),
    (re.compile(r"[，,、；;\s]+$"), ""),
)
_GREETING_TWICE = re.compile(r"您好，(?:您好[，,]?)+")


def rewrite(text: str, breaches: Sequence[Breach]) -> str | None:
    """The mended text, or None when a breach is not mechanical."""
    if not breaches or any(breach.replacement is None for breach in breaches):
        return None
    parts: list[str] = []
    position = 0
    for breach in sorted(breaches, key=lambda b: (b.start, b.end)):
        if breach.start < position:
            continue
        parts.append(text[position : breach.start])
        parts.append(breach.replacement or "")
        position = breach.end
        if not breach.replacement and _would_run_together("".join(parts), text[position : position + 1]):
            parts.append("，")
    parts.append(text[position:])
    return tidy("".join(parts))


def _would_run_together(before: str, following: str) -> bool:
    return bool(_WORD.match(before[-1:]) and _WORD.match(following)) and not _TOPIC.search(before[-4:])


def tidy(text: str) -> str:
    """Punctuation put right where something was taken out."""
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return _GREETING_TWICE.sub("您好，", text)
