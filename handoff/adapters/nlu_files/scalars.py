"""How a value is written down inside a YAML file: short, on one line, and read back as the same."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

# A word that YAML, old or new, takes for nothing else.
_WORD = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_NO_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Where YAML or Python's splitlines end a line, and what YAML does not take at all.
_BREAKS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
# What JSON leaves as it is and YAML does not: breaks, controls, byte order marks.
_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

Value = str | bool | int | float | None | Sequence["Value"] | Mapping[str, "Value"]


def quoted(text: str) -> str:
    """In double quotes, whatever it holds."""
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def is_word(text: str) -> bool:
    """Whether it needs no quotes anywhere: a name, or a day, which is read as the same text by whoever asks for one."""
    return bool(_DAY.fullmatch(text) or (_WORD.fullmatch(text) and text.lower() not in _NO_WORDS))


def is_plain(text: str) -> bool:
    """Whether a text over lines needs no quotes: Chinese, with its own punctuation."""
    signs = set(text) & set(":#{}[],&*?|<>=!%@`\"'\\-~")
    has_no_signs = bool(text) and text == text.strip() and text == in_one_line(text) and not signs
    return is_word(text) or (has_no_signs and not text[0].isascii())


def flow(value: Value) -> str:
    """`{a: "…", b: [c, d]}`: names are bare, every other text is quoted."""
    if isinstance(value, str):
        return value if is_word(value) else quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return json.dumps(value)


def in_one_line(text: str) -> str:
    """Every sign that would end a line or that YAML refuses, as one space: all others stay where they are."""
    return "".join(" " if char in _BREAKS or _is_refused(char) else char for char in text)


def _is_refused(char: str) -> bool:
    # Surrogates and what is no character at all (U+FFFE, U+FFFF) cannot be written either.
    return unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufeff\ufffe\uffff"
