"""Text made comparable — simplified, half width, lower case — with the way back to the original offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from register.resources import load_toml

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")
_ALIKE = {"〜": "~", "∼": "~", "˜": "~", "﹏": "~", "妳": "你", "…": ".", "\u3000": " ", "\n": "\n"}
# What people put between the characters of a word to hide it.
_NOISE = re.compile(r"(?<=[\u4e00-\u9fff])[\s.·*_\-—~|/\\^`'\"“”‘’]+(?=[\u4e00-\u9fff])")
_SENTENCE_END = frozenset("。!?;\n")
_CLAUSE_END = _SENTENCE_END | frozenset(",:、 ")


@cache
def _simplified() -> dict[str, str]:
    pairs: str = load_toml("characters.toml")["pairs"]
    return {pair[0]: pair[1] for pair in pairs.split()}


@cache
def _fold(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    if character in _ALIKE:
        return _ALIKE[character]
    plain = unicodedata.normalize("NFKC", character).lower()
    return "".join(_simplified().get(part, part) for part in plain)


@dataclass(frozen=True)
class View:
    """A comparable form of a text; `at[i]` is the original offset of its i-th character."""

    text: str
    at: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of a non-empty stretch of this view."""
        return self.at[start], self.at[end - 1] + 1

    def clause(self, start: int, end: int) -> str:
        return self.text[self._left(start, _CLAUSE_END) : self._right(end, _CLAUSE_END)]

    def sentence(self, start: int, end: int) -> str:
        return self.text[self._left(start, _SENTENCE_END) : self._right(end, _SENTENCE_END)]

    def around(self, start: int, end: int) -> str:
        """The sentence without the stretch itself."""
        return (
            f"{self.text[self._left(start, _SENTENCE_END) : start]} {self.text[end : self._right(end, _SENTENCE_END)]}"
        )

    def before(self, start: int, reach: int = 12) -> str:
        """What the same sentence says just before `start`."""
        return self.text[max(self._left(start, _SENTENCE_END), start - reach) : start]

    def after(self, end: int, reach: int = 12) -> str:
        return self.text[end : min(self._right(end, _SENTENCE_END), end + reach)]

    # A clause never needs more than this; without the bound a long line without a full stop costs its square.
    _REACH = 200

    def _left(self, start: int, ends: frozenset[str]) -> int:
        position = start
        while position > max(0, start - self._REACH) and self.text[position - 1] not in ends:
            position -= 1
        return position

    def _right(self, end: int, ends: frozenset[str]) -> int:
        position = end
        while position < min(len(self.text), end + self._REACH) and self.text[position] not in ends:
            position += 1
        return position

    @cached_property
    def pieces(self) -> frozenset[str]:
        """Every character and every pair of neighbours."""
        return frozenset(self.text).union(map(str.__add__, self.text, self.text[1:]))

    @cached_property
    def squeezed(self) -> View:
        """The same without spaces and noise inside Chinese, 你 read as 您: for phrases that may be disguised."""
        text: list[str] = []
        at: list[int] = []
        position = 0
        for gap in _NOISE.finditer(self.text):
            text.append(self.text[position : gap.start()])
            at.extend(self.at[position : gap.start()])
            position = gap.end()
        text.append(self.text[position:])
        at.extend(self.at[position:])
        return View("".join(text).replace("你", "您"), tuple(at))


def fold(text: str) -> View:
    """The comparable form of `text`."""
    folded: list[str] = []
    at: list[int] = []
    for offset, character in enumerate(text):
        for part in _fold(character):
            folded.append(part)
            at.append(offset)
    return View("".join(folded), tuple(at))
