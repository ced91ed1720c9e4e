"""Masking (脱敏): a line without personal data that still reads like the line it was, its entities in place."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from handoff.domain.studio.annotation import Span
from handoff.domain.studio.personal import Found, Kind, apart, blank, plain
from handoff.domain.studio.personal_names import find_names, is_person, name_of
from handoff.domain.studio.personal_numbers import find_certain, find_numbers, harmless, is_mobile
from handoff.domain.studio.personal_places import find_places, telling
from handoff.domain.studio.stand_ins import Digest, StandIns, signs_of

_PERSONAL = {
    "order_number": Kind.NUMBER,
    "service_number": Kind.NUMBER,
    "tracking_number": Kind.NUMBER,
    "tax_number": Kind.NUMBER,
    "phone_tail": Kind.NUMBER,
    "phone": Kind.MOBILE,
    "person": Kind.PERSON,
    "address": Kind.PLACE,
}
_TITLE = "invoice_title"
# What the entity of a number is worth: its digits and letters alone.
_VALUED_BY_SIGNS = frozenset(name for name, kind in _PERSONAL.items() if kind in {Kind.NUMBER, Kind.MOBILE})
_VALUED_AS_TYPED = frozenset({"person", "address", _TITLE})
_HARMLESS = frozenset({"product", "model", "date", "time", "amount"})
# As many as a day has; what holds more is not what the parse took it for.
_MOST_HARMLESS_DIGITS = 8


@dataclass(frozen=True)
class Masked:
    """`spans` are those of the line as it was said, moved to where they are now; their values are masked too."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Masking:
    digest: Digest

    def mask(self, text: str, within: str, spans: Collection[Span] = (), names: Collection[str] = ()) -> Masked:
        """`within` names the conversation; `names` are people known to be spoken of in it. What is masked stays."""
        stand_ins = StandIns(self.digest, within)
        known = sorted({one for one in spans if 0 <= one.start < one.end <= len(text)}, key=lambda one: one.start)
        found = sorted(_found(text, known, names), key=lambda one: one.start)
        edits = [edit for one in found for edit in _edits(one, text, stand_ins)]
        return Masked(_edited(text, edits), tuple(_carried(text, known, edits)))


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    new: str

    @property
    def growth(self) -> int:
        return len(self.new) - (self.end - self.start)


def _found(text: str, spans: Sequence[Span], names: Collection[str]) -> list[Found]:
    """Whatever tells who it is, without overlaps; what is surer comes first."""
    line = plain(text)
    found = find_certain(line)
    found += apart(_named_by(spans, line), found)
    staying = [(span.start, span.end) for span in spans if _stays(span, line)]
    rest = _without(blank(line, staying), found)
    rest = blank(rest, harmless(rest))
    for find in (find_numbers, lambda rest: _known(rest, names), find_names, find_places):
        found += apart(find(_without(rest, found)), found)
    return found


def _named_by(spans: Iterable[Span], line: str) -> Iterator[Found]:
    for span in spans:
        said = line[span.start : span.end]
        kind = _PERSONAL.get(span.entity) or (Kind.PERSON if span.entity == _TITLE and is_person(said) else None)
        if kind is Kind.PERSON and any(char.isdecimal() for char in said):
            # Nobody is called so: the numbers' own rules see what it is.
            continue
        if kind:
            yield Found(*_whole_number(line, span.start, span.end), kind)


def _stays(span: Span, line: str) -> bool:
    digits = sum(char.isdecimal() for char in line[span.start : span.end])
    return span.entity in _HARMLESS and digits <= _MOST_HARMLESS_DIGITS


def _whole_number(line: str, start: int, end: int) -> tuple[int, int]:
    """A parse may have taken a part of a longer number for another one."""
    while start and line[start].isdecimal() and line[start - 1].isdecimal():
        start -= 1
    while end < len(line) and line[end - 1].isdecimal() and line[end].isdecimal():
        end += 1
    return start, end


def _known(line: str, names: Collection[str]) -> Iterator[Found]:
    for name in sorted((name for name in names if len(name) > 1), key=len, reverse=True):
        start = line.find(name)
        while start >= 0:
            yield Found(start, start + len(name), Kind.PERSON)
            start = line.find(name, start + len(name))


def _without(line: str, found: Iterable[Found]) -> str:
    return blank(line, [(one.start, one.end) for one in found])


def _edits(found: Found, text: str, stand_ins: StandIns) -> Iterator[_Edit]:
    said = text[found.start : found.end]
    if found.kind is Kind.PLACE:
        for start, end, is_number in telling(plain(said)):
            piece = said[start:end]
            new = stand_ins.number(piece) if is_number else stand_ins.place(piece)
            yield _Edit(found.start + start, found.start + end, new)
        return
    yield _Edit(found.start, found.end, _in_its_stead(found.kind, said, stand_ins))


def _in_its_stead(kind: Kind, said: str, stand_ins: StandIns) -> str:
    signs = signs_of(said)
    new = stand_ins.number(said)
    match kind:
        case Kind.MOBILE if is_mobile(signs):
            new = stand_ins.mobile(said)
        case Kind.LANDLINE:
            new = stand_ins.landline(said, area=3 if signs[1] in "12" else 4)
        case Kind.IDENTITY:
            new = stand_ins.identity_card(said)
        case Kind.ACCOUNT:
            new = stand_ins.account(said)
        case Kind.MAIL:
            new = stand_ins.mail(said)
        case Kind.PERSON:
            name = name_of(said)
            new = name.before + stand_ins.person(name.surname, name.given, name.title)
    return new


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    """`edits` stand in reading order and do not overlap."""
    pieces: list[str] = []
    place = 0
    for edit in edits:
        pieces += [text[place : edit.start], edit.new]
        place = edit.end
    return "".join([*pieces, text[place:]])


def _carried(text: str, spans: Iterable[Span], edits: Sequence[_Edit]) -> Iterator[Span]:
    masked = _edited(text, edits)
    reached = 0
    for span in spans:
        start, end = _moved(span.start, edits), _moved(span.end, edits)
        # One that began or ended inside words that are gone points at nothing any more.
        if start is None or end is None or start < reached or start == end:
            continue
        reached = end
        moved = replace(span, start=start, end=end)
        yield replace(moved, value=_value(moved, text[span.start : span.end], masked[start:end]))


def _moved(place: int, edits: Iterable[_Edit]) -> int | None:
    moved = place
    for edit in edits:
        if edit.end <= place:
            moved += edit.growth
        elif edit.start < place and edit.growth:
            return None
    return moved


def _value(span: Span, said: str, now: str) -> str | None:
    """None where it is what stands there."""
    value = span.value if now == said else now
    if span.entity in _VALUED_BY_SIGNS:
        value = signs_of(now)
    elif span.entity in _VALUED_AS_TYPED:
        value = None
    return None if value == now else value
