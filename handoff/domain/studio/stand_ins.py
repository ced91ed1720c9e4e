"""What stands in for personal data: of the same kind and shape, the same again within one conversation, and nobody's.

A number's last signs are a keyed check of the ones before, so that a stand-in is known as one and masked no further.
Of the real numbers of twelve digits one in a million looks like a stand-in and stays; of the last four digits of a
phone one in a thousand. Without the installation's secret nobody can tell that such a one is real, or undo another.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# Given to no operator: whoever calls it reaches nobody.
_NOBODYS_MOBILE = "154"
# No line in a town begins with it, and no identity card with this region.
_NOBODYS_LINE = "1"
_NOBODYS_REGION = "99"
_NOBODYS_HOST = "example.com"

_CHINESE = "零一二三四五六七八九"
_SAID = {
    **{sign: str(value) for value, sign in enumerate(_CHINESE)},
    **{sign: str(value) for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "幺": "1",
    "两": "2",
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Rare ones, and no common words: a customer who is called so has lost nothing by a surname and a title.
_SURNAMES = "闵臧邬卞栾佟冉骆詹聂樊龚殷覃翟隋"
_TITLES = ("先生", "女士")
# Trees: there is such a road in every town, and it is nobody's address.
PLACES = (
    *("云杉", "秋枫", "海棠", "白桦", "银杏", "青松", "紫荆", "丹桂"),
    *("雪松", "木槿", "翠竹", "红枫", "金桂", "玉兰", "碧桃", "香樟"),
)


class Digest(Protocol):
    """A hash under the installation's secret; the parts cannot run into each other."""

    def __call__(self, *parts: str) -> bytes: ...


def sign_of(char: str) -> str | None:
    """The digit or capital letter a character stands for, however it is written; None: it only separates."""
    if char in _SAID:
        return _SAID[char]
    value = unicodedata.digit(char, None)
    if value is not None:
        return str(value)
    plain = unicodedata.normalize("NFKC", char).upper()
    return plain if len(plain) == 1 and plain in _LETTERS else None


def signs_of(said: str) -> str:
    """Digits and letters alone: how a number is written down does not make it another."""
    return "".join(sign_of(char) or "" for char in said)


@dataclass(frozen=True)
class StandIns:
    """Of one conversation, named by `within`."""

    digest: Digest
    within: str

    def mobile(self, said: str) -> str:
        """Eleven digits; the last four are those that stand in for them wherever they are named alone."""
        signs = signs_of(said)
        if signs.startswith(_NOBODYS_MOBILE):
            return said
        drawn = self._drawn("mobile", signs, "0" * 4)
        return _written(said, f"{_NOBODYS_MOBILE}{drawn}{self._number(signs[7:])}")

    def landline(self, said: str, area: int) -> str:
        """`area`: how many of its digits are the area's, which stay."""
        signs = signs_of(said)
        if signs[area] == _NOBODYS_LINE:
            return said
        drawn = self._drawn("landline", signs, "0" * (len(signs) - area - 1))
        return _written(said, f"{signs[:area]}{_NOBODYS_LINE}{drawn}")

    def identity_card(self, said: str) -> str:
        signs = signs_of(said)
        return _written(said, self._behind(_NOBODYS_REGION, signs))

    def number(self, said: str) -> str:
        """Any other: of long ones the first two signs stay, and letters before them (SF, FW)."""
        return _written(said, self._number(signs_of(said)))

    def account(self, said: str) -> str:
        """A name chosen for oneself: no sign of it stays."""
        return _written(said, self._behind("", signs_of(said)))

    def mail(self, said: str) -> str:
        name, at, host = said.partition("@" if "@" in said else "＠")
        if signs_of(host) == signs_of(_NOBODYS_HOST):
            return said
        return f"{self.account(name)}{at}{_NOBODYS_HOST}"

    def person(self, surname: str, given: str, title: str) -> str:
        """A surname and how one is addressed: with the title that was said, or one that is drawn."""
        title = title or (_drawn_from(self._bytes("title", surname + given), _TITLES) if given else "")
        if surname in _SURNAMES:
            return f"{surname}{title}"
        # By the surname: 王小明 and 王先生 of one conversation stay one person.
        return f"{_drawn_from(self._bytes('surname', surname), _SURNAMES)}{title}"

    def place(self, name: str) -> str:
        return name if name in PLACES else _drawn_from(self._bytes("place", name), PLACES)

    def _number(self, signs: str) -> str:
        bare = signs.lstrip(_LETTERS)
        letters = signs[: len(signs) - len(bare)]
        if len(letters) > 4 or not bare.isdecimal():
            letters, bare = "", signs
        kept = bare[:2] if len(bare) >= 8 else ""
        return letters + self._behind(kept, bare)

    def _behind(self, lead: str, signs: str) -> str:
        """`lead` and as many signs behind it as there were, letters for letters."""
        old = signs[len(lead) :]
        checks = _checks(len(old))
        body = old[: len(old) - checks]
        if signs.startswith(lead) and old == body + self._checked(lead, body, old):
            return signs
        new = self._drawn("number", signs, body)
        # No house has a number that begins with nought.
        new = new if lead or not new.startswith("0") else f"1{new[1:]}"
        return lead + new + self._checked(lead, new, old)

    def _checked(self, lead: str, body: str, shape: str) -> str:
        # Known in every conversation: what was masked once may be brought back as an import.
        return _spelt(self.digest("check", lead, body), shape[len(body) :])

    def _drawn(self, kind: str, original: str, shape: str) -> str:
        return _spelt(self._bytes(kind, original), shape)

    def _bytes(self, kind: str, original: str) -> bytes:
        return self.digest("stand-in", self.within, kind, original)


def _checks(length: int) -> int:
    return max(0, min(length - 1, max(4, length // 2)))


def _spelt(drawn: bytes, shape: str) -> str:
    """A digit for each digit of the shape and a letter for each letter."""
    value = int.from_bytes(drawn, "big")
    signs: list[str] = []
    for sign in shape:
        among = "0123456789" if sign.isdecimal() else _LETTERS
        value, place = divmod(value, len(among))
        signs.append(among[place])
    return "".join(signs)


def _drawn_from(drawn: bytes, among: Sequence[str]) -> str:
    return among[int.from_bytes(drawn[:8], "big") % len(among)]


def _written(said: str, signs: str) -> str:
    """The signs in the hand of what was said: its spaces and dashes, its script, its capitals."""
    following = iter(signs)
    return "".join(char if sign_of(char) is None else _in_hand(char, next(following)) for char in said)


def _in_hand(char: str, sign: str) -> str:
    if sign.isdecimal():
        if char in _SAID:
            return _CHINESE[int(sign)]
        return chr(ord("０") + int(sign)) if "０" <= char <= "９" else sign
    small = sign.lower() if char.islower() else sign
    return chr(ord(small) + 0xFEE0) if ord(char) > 0xFF00 else small
