"""From lines to parcels: what goes to a platform, in few sends, because each counts against its limit."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from handoff.domain.byte_text import MOST_BYTES, byte_length, split_bytes
from handoff.domain.card import CardLink
from handoff.domain.image import Picture
from handoff.domain.message import ANSWERING, Button, LineKind, Message, Sender
from handoff.domain.parcel import MenuItem, Parcel, ParcelKind, Purpose
from handoff.domain.substance import has_substance
from handoff.domain.text import clean

# A tap on a button with this at the start of its text is a grade, known by its id.
RATE = "rate:"
# What 微信客服 takes in a menu.
MOST_MENU_BYTES = 1024
_MOST_ITEMS = 10
_MOST_TITLE_BYTES = 128
_MOST_BESIDE_A_PAGE = 60

_ANSWERS = ANSWERING | {LineKind.FAULT, LineKind.OFFER}
_HOLDS = frozenset({LineKind.HOLDING, LineKind.QUEUE})
_BY_IMPORTANCE = (Purpose.ANSWER, Purpose.HOLDING, Purpose.OTHER)
# Times and places named in them have passed, a greeting comes too late, and nobody is idle or gone who writes.
# Not NOTICE: a line with a ticket's number is one. Not what asks or offers either, nor TEXT, which agents write.
_STALE_AFTER_REPLY = frozenset({LineKind.HOLDING, LineKind.QUEUE, LineKind.OPENING, LineKind.CLOSING, LineKind.IDLE})

# Ids of lines are 32 letters; what is left of a shortened one leaves room for a number.
_ID_STEM = 28


def purpose_of(line: Message, ends: bool = False) -> Purpose:
    """`ends`: it is the last line of its episode, and a notice then tells how the matter stands."""
    if line.sender is Sender.AGENT:
        return Purpose.ANSWER if has_substance(line.text) or line.attachments else Purpose.OTHER
    if line.kind in _ANSWERS or (ends and line.kind is LineKind.NOTICE):
        return Purpose.ANSWER
    return Purpose.HOLDING if line.kind in _HOLDS else Purpose.OTHER


def is_stale_after_reply(kind: LineKind) -> bool:
    """Of a line that waited for a unit: whether it is pointless now that the customer has written again."""
    return kind in _STALE_AFTER_REPLY


def stem_of(parcel_id: str) -> str:
    """What the id of its first line begins with, or that whole id; empty where it is no parcel's."""
    stem = parcel_id.partition("-")[0]
    return stem if len(stem) >= _ID_STEM else ""


def parcels_of(
    lines: Sequence[Message],
    *,
    menus: bool,
    most_bytes: int = MOST_BYTES,
    most_menu_bytes: int = MOST_MENU_BYTES,
    ending: Collection[str] = frozenset(),
    site: str = "",
) -> list[Parcel]:
    """The parcels for consecutive lines of one conversation, in order; the same for the same lines.

    `menus`: whether the platform takes menus and pages; without them buttons and addresses are said. `ending`: ids of
    lines that end their episode. `site`: where our own pages are, for links that do not say it. A line with nothing to
    send is in no parcel.
    """
    packing = _Packing(most_bytes)
    for line in lines:
        purpose = purpose_of(line, line.id in ending)
        link = _link(line, site)
        if menus and link and _is_brief(line):
            packing.add_news(line.id, purpose, clean(line.text), link)
            continue
        items = _items(line.buttons) if menus else ()
        text = _said(line, link, with_buttons=not items) or ("请您选择：" if items else "")
        packing.add(line.id, purpose, text, min(most_menu_bytes, most_bytes) if items else most_bytes)
        if items:
            packing.close(items)
        for picture in line.attachments:
            if picture.is_image:
                packing.add_image(line.id, purpose, picture)
    packing.close()
    return packing.parcels


@dataclass(frozen=True)
class _Piece:
    line_id: str
    purpose: Purpose
    text: str


@dataclass
class _Packing:
    """`merged`: texts for the parcel that is still open, one of a line."""

    most: int
    parcels: list[Parcel] = field(default_factory=list)
    merged: list[_Piece] = field(default_factory=list)
    _carried: Counter[str] = field(default_factory=Counter)

    def add(self, line_id: str, purpose: Purpose, text: str, most: int) -> None:
        """After it, the open parcel has at most `most` bytes."""
        for place, piece in enumerate(split_bytes(text, most)):
            if place > 0 or byte_length("\n".join((*(each.text for each in self.merged), piece))) > most:
                self.close()
            self.merged.append(_Piece(line_id, purpose, piece))

    def add_image(self, line_id: str, purpose: Purpose, picture: Picture) -> None:
        self.close()
        self._put(ParcelKind.IMAGE, (line_id,), purpose, picture=picture)

    def add_news(self, line_id: str, purpose: Purpose, text: str, link: CardLink) -> None:
        self.close()
        self._put(ParcelKind.NEWS, (line_id,), purpose, text=text, title=clean(link.title), url=link.url)

    def close(self, items: tuple[MenuItem, ...] = ()) -> None:
        if not self.merged:
            return
        self._put(
            ParcelKind.MENU if items else ParcelKind.TEXT,
            tuple(piece.line_id for piece in self.merged),
            min((piece.purpose for piece in self.merged), key=_BY_IMPORTANCE.index),
            text="\n".join(piece.text for piece in self.merged),
            items=items,
        )
        self.merged.clear()

    def _put(self, kind: ParcelKind, line_ids: tuple[str, ...], purpose: Purpose, **content: Any) -> None:
        first = line_ids[0]
        # Numbered by what went before of that line: once the lines before it are gone, its parcels keep their ids.
        number = self._carried[first]
        parcel_id = f"{first[:_ID_STEM]}-{number}" if number else first
        self._carried.update(line_ids)
        self.parcels.append(Parcel(parcel_id, kind, line_ids, purpose, **content))


def _items(buttons: Sequence[Button]) -> tuple[MenuItem, ...]:
    """Empty where a menu cannot hold them."""
    titles = [clean(button.title) for button in buttons]
    if len(titles) > _MOST_ITEMS or not all(0 < byte_length(title) <= _MOST_TITLE_BYTES for title in titles):
        return ()
    return tuple(
        MenuItem(button.text if button.text.startswith(RATE) else f"say:{place}", title)
        for place, (button, title) in enumerate(zip(buttons, titles, strict=True))
    )


def _link(line: Message, site: str) -> CardLink | None:
    """Where its card leads to, with the whole address; None where that is nowhere, or said in the text already."""
    link = line.card.link if line.card else None
    if link is None or link.url in line.text:
        return None
    if link.url.startswith(("https://", "http://")):
        return link
    return CardLink(link.title, site.rstrip("/") + link.url) if site else None


def _is_brief(line: Message) -> bool:
    """Short enough to be read whole beside the picture of a page, and nothing besides that page."""
    return not line.buttons and not line.attachments and 0 < len(clean(line.text)) <= _MOST_BESIDE_A_PAGE


def _said(line: Message, link: CardLink | None, *, with_buttons: bool) -> str:
    """The line in words alone. A card repeats the text; only where it leads to is not in it."""
    parts = [clean(line.text)]
    if link:
        parts.append(f"{clean(link.title)}：{link.url}")
    if with_buttons:
        titles = [clean(button.title) for button in line.buttons]
        # Some lines say themselves what to reply.
        parts.append(to_reply([title for title in titles if title and f"“{title}”" not in line.text]))
    return "\n".join(part for part in parts if part)


def to_reply(titles: Sequence[str]) -> str:
    """The words of a menu's items, for those who see none; a number would be read as one."""
    if not titles:
        return ""
    *others, last = (f"“{title}”" for title in titles)
    return f"您可以直接回复{''.join(others)}{'或' if others else ''}{last}。"
