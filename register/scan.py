"""Check shipped lines — responses, knowledge answers, templates — before a customer ever sees them.

Placeholders such as {order_number} or {eta} are opaque: they count as filled in, a concrete time included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from register.checker import check
from register.model import CheckResult, RegisterSettings, Verdict

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_DEFAULTS = RegisterSettings()


@dataclass(frozen=True, slots=True)
class Problem:
    """A shipped line that does not pass."""

    where: str
    result: CheckResult

    def __str__(self) -> str:
        found = "; ".join(f"{f.rule} “{f.span}” {f.message}" for f in self.result.findings)
        return f"{self.where}: {self.result.text!r}: {found}"


def problems(lines: Iterable[tuple[str, str]], *, settings: RegisterSettings = _DEFAULTS) -> list[Problem]:
    """Every line of `(where, text)` whose verdict is not `pass`."""
    results = ((where, check(text, settings=settings, sender="system")) for where, text in lines)
    return [Problem(where, result) for where, result in results if result.verdict is not Verdict.PASS]


def domain_lines(domain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts and button titles of a Rasa domain's responses."""
    for name, variants in (domain.get("responses") or {}).items():
        for number, variant in enumerate(variants or []):
            if text := variant.get("text"):
                yield f"{name}[{number}]", str(text)
            for button in variant.get("buttons") or []:
                yield f"{name}[{number}].button", str(button["title"])


def knowledge_lines(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The answers of knowledge entries; questions and variants are the customers' words."""
    for entry in entries:
        yield str(entry.get("id", "?")), str(entry["answer"])


def template_lines(node: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every Chinese string in a file of templates, with the path to it."""
    if isinstance(node, str):
        if _CHINESE.search(node):
            yield where, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from template_lines(value, f"{where}.{key}" if where else str(key))
    elif isinstance(node, Iterable):
        for number, value in enumerate(node):
            yield from template_lines(value, f"{where}[{number}]")
