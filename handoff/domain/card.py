"""A card beside a line of the bot: the same facts as its text, laid out; the text stays for every other channel."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

KINDS = frozenset({"order", "service", "invoice", "coupon", "product"})


@dataclass(frozen=True)
class CardRow:
    label: str
    value: str


@dataclass(frozen=True)
class CardStep:
    """One step of a progress; `at` is the time as people say it, empty where none is known."""

    text: str
    at: str
    done: bool


@dataclass(frozen=True)
class CardAction:
    """What a tap says for the customer."""

    title: str
    text: str


@dataclass(frozen=True)
class CardLink:
    title: str
    url: str


@dataclass(frozen=True)
class Card:
    kind: str
    title: str
    status: str = ""
    rows: tuple[CardRow, ...] = ()
    steps: tuple[CardStep, ...] = ()
    actions: tuple[CardAction, ...] = ()
    link: CardLink | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """Every text on it that a person reads or sends, together what is read together; the register judges each."""
        link = (self.link.title,) if self.link else ()
        texts = (
            # “预计送达” alone would promise without a time: the time stands beside it.
            *(f"{row.label}：{row.value}" for row in self.rows),
            *(f"{step.text} {step.at}".strip() for step in self.steps),
            *(part for action in self.actions for part in (action.title, action.text)),
        )
        return tuple(text for text in (self.title, self.status, *texts, *link) if text.strip())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def card_of(value: Mapping[str, Any]) -> Card:
    """Raises KeyError, TypeError or ValueError where it is no card."""
    if value["kind"] not in KINDS:
        raise ValueError(f"card of kind {value['kind']!r}")
    link = value.get("link")
    return Card(
        kind=value["kind"],
        title=_text(value["title"]),
        status=_text(value.get("status") or ""),
        rows=tuple(CardRow(_text(row["label"]), _text(row["value"])) for row in value.get("rows") or ()),
        steps=tuple(
            CardStep(_text(step["text"]), _text(step.get("at") or ""), bool(step.get("done")))
            for step in value.get("steps") or ()
        ),
        actions=tuple(CardAction(_text(act["title"]), _text(act["text"])) for act in value.get("actions") or ()),
        link=CardLink(_text(link["title"]), _address(link["url"])) if link else None,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    return value


def _address(value: object) -> str:
    """A page of the web or of our own; nothing that a browser would run."""
    url = _text(value)
    if url.startswith(("https://", "http://")) or (url.startswith("/") and not url.startswith(("//", "/\\"))):
        return url
    raise ValueError(f"not an address: {url!r}")
