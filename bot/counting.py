"""Numbers as people write them, in digits, in Chinese signs or mixed: 15, 二十三, 两千六, 3千5."""

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "幺": 1,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}
_PIECE = re.compile(r"(\d+(?:\.\d+)?)|([零一二三四五六七八九〇幺两俩仨])|([十百千万kw])")
# A number of this many signs at most, so that a pasted row of signs stays cheap.
SIGNS = "零一二三四五六七八九十百千万〇两"


def value_of(said: str) -> float | None:
    """None for what is no number; a last figure without a unit counts in the next smaller one (两千六 = 2600)."""
    text = said.lower().replace(",", "").replace("，", "")
    pieces = _PIECE.findall(text)
    if not pieces or "".join(map("".join, pieces)) != text:
        return None
    return _total(pieces)


def written(value: float) -> str:
    """2600, 19.9"""
    return str(int(value)) if value == int(value) else f"{value:.2f}".rstrip("0")


def _total(pieces: list[tuple[str, str, str]]) -> float:
    total, current, unit = 0.0, 0.0, 0
    after_zero = False
    for figures, sign, measure in pieces:
        if measure:
            unit = _UNITS[measure]
            total, current = (total + current) * unit if unit == 10_000 else total + (current or 1) * unit, 0.0
            after_zero = False
        elif figures:
            current = float(figures)
        else:
            after_zero = after_zero or (_DIGITS[sign] == 0 and unit > 0)
            current = current * 10 + _DIGITS[sign]
    is_short = unit >= 100 and 0 < current < 10 and not after_zero
    return total + current * (unit // 10 if is_short else 1)
