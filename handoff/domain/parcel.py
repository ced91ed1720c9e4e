"""A parcel: what goes to a platform in one send, and counts as one against its limit."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from handoff.domain.image import Picture


class Purpose(StrEnum):
    """What a line is for when units are short: an answer and a holding line each have one kept for them."""

    ANSWER = "answer"
    HOLDING = "holding"
    OTHER = "other"


class ParcelKind(StrEnum):
    TEXT = "text"
    MENU = "menu"
    IMAGE = "image"
    NEWS = "news"


@dataclass(frozen=True)
class MenuItem:
    """A tap on it sends `id` and `title` back as the customer's message."""

    id: str
    title: str


@dataclass(frozen=True)
class Parcel:
    """`id` is at most 32 of `[0-9a-zA-Z_-]`: where the platform takes one, it refuses the same id twice.

    TEXT has `text`; MENU `text` (above the items) and `items`; IMAGE `picture`; NEWS, which is a page to open, `title`,
    `text` and `url`. `line_ids`: the lines it carries.
    """

    id: str
    kind: ParcelKind
    line_ids: tuple[str, ...]
    purpose: Purpose = Purpose.OTHER
    text: str = ""
    items: tuple[MenuItem, ...] = ()
    picture: Picture | None = None
    title: str = ""
    url: str = ""


class Outcome(StrEnum):
    """`unknown`: it may have gone out or not, as after a timeout; never sent again on its own."""

    SENT = "sent"
    LATER = "later"
    PARKED = "parked"
    FAILED = "failed"
    UNKNOWN = "unknown"


# The code of a receipt for a send that may have arrived, though it is to be made again.
UNANSWERED = "no_answer"


class Toll(StrEnum):
    """What a send did to the limit: spent a unit, spent none, or showed that none is left until the customer writes."""

    SPENT = "spent"
    NONE = "none"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True)
class Receipt:
    """What became of a parcel.

    `reason`: in Chinese, for the desk. `after`: when to try again, for LATER. `is_trouble`: the inbox's set-up is
    at fault and the operator has to be told. `code`: the platform's error code, or a word for what happened.
    """

    outcome: Outcome
    toll: Toll = Toll.SPENT
    reason: str = ""
    code: str = ""
    after: timedelta | None = None
    is_trouble: bool = False
