"""A line to be said: a response of the domain by name, its facts, and what is shown beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.dates import spoken
from shop.refusal import Fact, Refusal

Button = dict[str, str]
_MONEY = frozenset({"amount", "price", "difference", "fee", "total"})


@dataclass(frozen=True)
class Line:
    """`needs_person` when the facts are not as promised; `card` shows them at a glance (see `actions.cards`)."""

    response: str
    facts: Mapping[str, str] = field(default_factory=dict)
    needs_person: bool = False
    buttons: Sequence[Button] = ()
    card: Mapping[str, Any] | None = None


def button(title: str, text: str | None = None) -> Button:
    """`text` is what pressing it types for the customer."""
    return {"title": title, "payload": text or title}


def yuan(fen: int) -> str:
    """2599 or 89.90, as prices are written."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def said_facts(facts: Mapping[str, Fact], now: datetime) -> dict[str, str]:
    """Instants as people say them, money in yuan."""
    return {name: _said(name, value, now) for name, value in facts.items()}


def _said(name: str, value: Fact, now: datetime) -> str:
    if isinstance(value, datetime):
        return spoken(value, now)
    return yuan(value) if isinstance(value, int) and name in _MONEY else str(value)


def refusal_line(refusal: Refusal, known: Mapping[str, str], now: datetime) -> Line:
    """The domain's line for this refusal: why not, and what is possible instead."""
    facts = {**known, **said_facts(refusal.facts, now)}
    return Line(f"utter_refuse_{refusal.task}_{refusal.code}", facts)
