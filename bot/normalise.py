"""One spelling for what customers type, so that the classifier sees words and not typing habits."""

import re
import unicodedata

from bot.marks import in_words, without_codes
from bot.simplified import simplify
from bot.spellings import spelled_out

# Beyond this a line is pasted text: the first part decides what it is about, and cost stays bounded.
MAX_CLASSIFIED_CHARS = 512

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ORDER_NUMBER = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPACES = re.compile(r"\s+")
_REPEATS = re.compile(r"(.)\1{2,}")
# Bare, they still ask or tell: “?”, or a number or a link in place of which a sign stands (bot/marks.py).
_SAYS = frozenset("?!№♟⌂☎⌁")


def printable(text: str) -> str:
    """The same text with unprintable code points as spaces; every offset stays valid."""
    return "".join(_printable(char) for char in text)


def fold(text: str) -> str:
    """Printable text with full-width forms as ASCII; every offset stays valid."""
    return printable(text).translate(_FULL_WIDTH)


def canonical(text: str) -> str:
    """The text the classifier reads: folded, simplified, lower case, codes and slips resolved, single spaces."""
    folded = unicodedata.normalize("NFKC", fold(text[: MAX_CLASSIFIED_CHARS * 2])).lower()
    plain = spelled_out(without_codes(simplify(folded)))
    return _SPACES.sub(" ", plain).strip()[:MAX_CLASSIFIED_CHARS]


def for_characters(text: str) -> str:
    """Canonical text for character n-grams: each kind of number is one sign, a repeated sign counts twice at most."""
    text = _ORDER_NUMBER.sub("№", text)
    text = _MOBILE.sub("☎", text)
    text = _FOUR_DIGITS.sub("④", text)
    text = _NUMBER.sub("0", text)
    return _REPEATS.sub(r"\1\1", text)


def for_vectors(text: str) -> str:
    """Canonical text for the sentence encoder: long numbers say what they are, since their digits mean nothing."""
    text = _ORDER_NUMBER.sub("订单号", text)
    text = in_words(_MOBILE.sub("手机号", text))
    return _REPEATS.sub(r"\1\1", text)


def says_something(text: str) -> bool:
    """Whether a canonical line says anything: a letter, a digit, a mask, or a bare “?” or “!”; a lone emoji no."""
    return any(char.isalnum() or char in _SAYS for char in text)


def _printable(char: str) -> str:
    # Controls, format signs (zero-width joiners), lone surrogates and private use carry no meaning for us.
    return " " if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} else char
