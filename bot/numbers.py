"""Numbers customers give: the order number, the mobile number, the last four digits of the phone."""

import re
from collections.abc import Sequence

from bot.spans import Span, blank_out

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_CHINESE_DIGITS = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")

# Twelve digits behind these letters are a service order's or a parcel's.
_OTHER_NUMBERS = "(?<!FW)(?<!S)(?<!SF)(?<!JD)(?<!ZT)(?<!YT)(?<!YD)(?<!ST)(?<!DP)(?<!JT)"
_ORDER_PLAIN = re.compile(rf"(?<!\d){_OTHER_NUMBERS}\d{{12}}(?!\d)", re.IGNORECASE)
# An O for a zero and an l for a one, where the number is said to be an order's.
_ORDER_WITH_LETTERS = re.compile(r"(?:订单|单号|编号)(?:编?号|号码)?[\s:：是为]*(2[0-9OoIl]{11})(?![0-9A-Za-z])")
_CHINESE_RUN = re.compile(r"[零〇一二三四五六七八九幺]{11,12}")
_MAY_BE = re.compile(r"\d{2}")
_LETTERS = str.maketrans("OoIl", "0011")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")
# Groups of two digits and more, so that single figures in a row are not glued into a number.
_GROUPED = re.compile(r"(?<![\d-])\d{2,}(?: ?[ -] ?\d{2,})+(?![\d-])")
_DOTTED = re.compile(r"(?<![\d.])\d{4}\.\d{4}\.\d{4}(?![\d.])")
_DATE = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}")

_FOUR = r"(?:\d{4}|[零〇一二三四五六七八九幺]{4})"
_TAIL_WORD = r"(?:尾号|尾数|[后末]四位|[后末]4位|末尾)"
_TAIL = re.compile(
    rf"{_TAIL_WORD}(?:数字?|号码)?(?:\s|[:,，：]|不是{_FOUR}|而?是|为|应该)*({_FOUR})(?![\d零〇一二三四五六七八九幺])"
)
_TAIL_AFTER = re.compile(r"(?<!\d)(\d{4})(?:是|为|的)?(?:这个)?(?:结尾|尾号|手机尾号|[后末][四4]位)")
_LONE_FOUR = re.compile(
    r"(?<![\dA-Za-z.-])(\d{4})(?![\dA-Za-z.%-])(?!\s*(?:年|元|块|瓦|升|公斤|千克|斤|转|天|点|毫|米|款|型|件|个|台|分))"
)
_ONLY_CHINESE_FOUR = re.compile(r"^\s*([零〇一二三四五六七八九幺]{4})\s*$")
# A line of these and four digits is nothing but the digits.
_FILLER = re.compile(
    r"(?:不对|应该|手机|电话|号码|尾号|[后末][四4]位|错了|输错|填错|写错|记错|搞错|弄错|改成|换成|[是的我好嗯哦啊吧呢了那\s,，。.!！:：;；、…\0])*"
)


def find_numbers(text: str) -> list[Span]:
    """Order numbers, phones and phone tails of a folded line; values are plain ASCII digits."""
    codes = find_codes(text)
    rest = blank_out(text, codes)
    return [*codes, *(find_said_tails(rest) or find_lone_tail(rest, codes))]


def find_codes(text: str) -> list[Span]:
    """Order numbers and phones."""
    line = _CHINESE_RUN.sub(lambda match: match.group().translate(_CHINESE_DIGITS), text.translate(_DASHES))
    if _MAY_BE.search(line) is None:
        return []
    orders = [_digits("order_number", match, 0) for match in _ORDER_PLAIN.finditer(line)]
    orders += [_digits("order_number", match, 1) for match in _ORDER_WITH_LETTERS.finditer(line)]
    orders += [_digits("order_number", match, 0) for match in _DOTTED.finditer(line)]
    line = blank_out(line, orders)
    phones = [_digits("phone", match, 1) for match in _MOBILE.finditer(line)]
    line = blank_out(line, phones)
    for match in _GROUPED.finditer(line):
        orders.extend(_grouped_orders(match))
    return [*orders, *phones]


def find_said_tails(text: str) -> list[Span]:
    """The four digits that are said to be the last of the phone."""
    said = [_digits("phone_tail", match, 1) for match in _TAIL.finditer(text)]
    return said + [_digits("phone_tail", match, 1) for match in _TAIL_AFTER.finditer(text)]


def find_lone_tail(text: str, codes: Sequence[Span]) -> list[Span]:
    """Four digits beside an order number, or with next to nothing around them; `text` is without the codes."""
    lone = list(_LONE_FOUR.finditer(text)) or list(_ONLY_CHINESE_FOUR.finditer(text))
    if len(lone) != 1:
        return []
    beside_order = any(span.entity == "order_number" for span in codes)
    if beside_order or _FILLER.fullmatch(text[: lone[0].start(1)] + text[lone[0].end(1) :]):
        return [_digits("phone_tail", lone[0], 1)]
    return []


def _grouped_orders(match: re.Match[str]) -> list[Span]:
    """The first run of groups that makes twelve digits; a group left over (`… 1234`) may be a phone tail."""
    if _DATE.match(match.group()):
        return []
    groups = list(re.finditer(r"\d+", match.group()))
    for first in range(len(groups)):
        for last in range(first, len(groups)):
            digits = "".join(group.group() for group in groups[first : last + 1])
            if len(digits) == 12 and (first == 0 or len(groups) - 1 == last):
                offset = match.start()
                return [Span("order_number", digits, offset + groups[first].start(), offset + groups[last].end())]
    return []


def _digits(entity: str, match: re.Match[str], group: int) -> Span:
    found = match.group(group).translate(_CHINESE_DIGITS).translate(_LETTERS)
    value = "".join(sign for sign in found if sign.isdecimal())
    return Span(entity, value, match.start(group), match.end(group))
