"""What personal data a line may hold, where it stands, and how it is written down for the rules that look for it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from handoff.domain.studio.stand_ins import sign_of


class Kind(StrEnum):
    """What stands there; each has a stand-in of its own."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    IDENTITY = "identity"
    NUMBER = "number"
    ACCOUNT = "account"
    MAIL = "mail"
    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True)
class Found:
    """Code points of the line, end exclusive."""

    start: int
    end: int
    kind: Kind


_SPACES = "\t\r\n\v\f\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u2060-\u2064\u3000\ufeff"
_SPACE = re.compile(f"[{_SPACES}]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-"))
_SAID_DIGIT = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两"
# So many in a row count nothing: they are a number read out. One or two behind figures do count (…3817三天了).
_SAID = f"[{_SAID_DIGIT}]"
_READ_OUT = re.compile(rf"(?:(?<!{_SAID}){_SAID}{{3}}|\d)(?:[ .·_-]?[0-9{_SAID_DIGIT}])*(?:{_SAID}{{3}}(?!{_SAID})|\d)")
_FEWEST_READ_OUT = 7


def plain(text: str) -> str:
    """The line in plain signs, each in its place: full-width forms, other digits, odd spaces and dashes, digits read
    out in Chinese."""
    line = "".join(_plain(char) for char in _SPACE.sub(" ", text).translate(_DASHES))
    return _READ_OUT.sub(_in_figures, line)


def blank(line: str, spans: Iterable[tuple[int, int]]) -> str:
    """The line with these places filled by a sign that no rule matches."""
    signs = list(line)
    for start, end in spans:
        signs[start:end] = "\0" * (end - start)
    return "".join(signs)


def apart(found: Iterable[Found], taken: Iterable[Found] = ()) -> list[Found]:
    """Those that overlap none of `taken` and none before them."""
    kept: list[Found] = []
    known = list(taken)
    for one in found:
        if one.start < one.end and not any(one.start < each.end and each.start < one.end for each in known):
            known.append(one)
            kept.append(one)
    return kept


def _plain(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _in_figures(run: re.Match[str]) -> str:
    figures = "".join(sign_of(char) or char for char in run.group())
    return figures if sum(char.isdecimal() for char in figures) >= _FEWEST_READ_OUT else run.group()
