"""Numbers that lead to a person: phones, cards, orders, parcels, invoices, accounts; of a line in plain signs."""

import re
from collections.abc import Iterator

from handoff.domain.studio.personal import Found, Kind, apart, blank

_Rules = tuple[tuple[re.Pattern[str], Kind], ...]

_IS = r"(?:\s|[:：,，]|号码|号|是|为|就|的|我|改成|改为|换成|写)*"
_SEPARATED = r"[ .·_/-]"

_BORN = r"(?:18|19|20)\d{2} ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01])"
# Certain whatever else the words could be: these are looked for before anything is set aside.
_CERTAIN: _Rules = (
    (re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), Kind.MAIL),
    (re.compile(rf"(?<![0-9A-Za-z])[1-9]\d{{2}} ?\d{{3}} ?{_BORN} ?\d{{3}}[0-9Xx](?![0-9A-Za-z])"), Kind.IDENTITY),
    # Cards of banks
    (re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)"), Kind.NUMBER),
    (
        re.compile(
            r"(?<!\d)(?<!\d[A-Za-z])(?:\+?86[ -]{0,2})?(?P<it>1[3-9]\d[ .-]?\d{4}[ .-]?\d{4})(?!\d|[A-Za-z]+\d)"
        ),
        Kind.MOBILE,
    ),
)
_DAY_IN_ROW = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
_HARMLESS = re.compile(
    r"(?<!\d)(?:"
    rf"{_DAY_IN_ROW}|(?:19|20)\d{{2}} ?[-./年] ?\d{{1,2}}(?: ?[-./月] ?\d{{1,2}})?(?!\d)|\d{{1,2}} ?月 ?\d{{1,2}}"
    r"|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?!\d)"
    r"|\d[\d,]{0,10}(?:\.\d+)? ?(?:元|块|万|圆|千|亿|毛)|\d{1,7}\.\d{1,2}(?![\d.])"
    # Hotlines are nobody's own.
    r"|[48]00[ -]?\d{3}[ -]?\d{4}(?!\d)"
    r")|[¥￥$] ?\d[\d,]*(?:\.\d+)?"
)


def _said(words: str, number: str) -> re.Pattern[str]:
    """A number behind the words that say what it is."""
    return re.compile(rf"(?:{words}){_IS}(?P<it>{number})", re.IGNORECASE)


_NAMED: _Rules = (
    (_said(r"(?<![A-Za-z])qq|扣扣|企鹅号?|(?<![A-Za-z])q号|群号", r"\d{5,11}(?!\d)"), Kind.NUMBER),
    (
        _said(
            rf"(?:微信|威信|薇信|v信|(?<![A-Za-z])(?:vx|wx|wechat|weixin)){_IS}(?:id)?",
            r"(?:[A-Za-z][A-Za-z0-9_-]{5,19}|\d{6,11})(?![A-Za-z0-9_-])",
        ),
        Kind.ACCOUNT,
    ),
    (
        _said("验证码|校验码|动态码|取件码|提货码|密码|口令", r"(?=[A-Za-z-]*\d)[0-9A-Za-z](?:-?[0-9A-Za-z]){3,19}"),
        Kind.ACCOUNT,
    ),
    (_said(r"电话|手机|座机|固话|联系方式|(?<![A-Za-z])tel", r"\d{7,8}(?!\d)"), Kind.NUMBER),
    (
        _said("(?:尾号|尾数|[后末][四4]位|末尾)(?:数字?)?", r"(?:\d{4}|[零〇一二三四五六七八九幺]{4})(?!\d)"),
        Kind.NUMBER,
    ),
    (re.compile(r"(?<!\d)(?P<it>\d{4})(?:是|为|的)?(?:结尾|尾号)"), Kind.NUMBER),
    # What our own lines leave of a phone.
    (re.compile(r"(?<!\d)1[3-9]\d[*＊•●#xX]{2,8}(?P<it>\d{2,4})(?!\d)"), Kind.NUMBER),
    (
        _said("订单|单号|服务单|售后单|工单|运单|快递|物流|面单", r"[A-Za-z]{0,4}\d{6,}(?![0-9A-Za-z])"),
        Kind.NUMBER,
    ),
    (
        _said("税号|识别号|信用代码|纳税号", r"(?=[A-Za-z -]*\d)[0-9A-Za-z]{2,20}(?:[ -][0-9A-Za-z]{1,6}){0,8}"),
        Kind.NUMBER,
    ),
)
_AREA = r"(?P<area>0(?:10|2\d|[3-9]\d{2}))"
_LANDLINE = re.compile(rf"(?<![0-9A-Za-z.])\(?{_AREA}\)?{_SEPARATED}{{0,2}}[1-9]\d{{6,7}}(?!\d)")
_SPELT_MOBILE = re.compile(
    rf"(?<![\d.])(?<!\d[A-Za-z])1{_SEPARATED}{{0,2}}[3-9](?:{_SEPARATED}{{0,2}}\d){{9}}(?!\d|[A-Za-z]+\d)"
)
_GROUPS = re.compile(rf"(?<![0-9A-Za-z.])\d{{2,}}(?:{_SEPARATED} ?\d{{2,}})+(?!\d)")
_FEWEST_IN_GROUPS = 10
_LONG = re.compile(r"(?<![0-9A-Za-z])(?=(?:[A-Za-z]*\d){7})[0-9A-Za-z]{8,40}(?![0-9A-Za-z])|\d{8,}")


def find_certain(line: str) -> list[Found]:
    """What no reading of the words could make anything else."""
    return _one_by_one(line, _CERTAIN)


def harmless(line: str) -> list[tuple[int, int]]:
    """Days, hours, sums of money and hotlines: they stay."""
    return [match.span() for match in _HARMLESS.finditer(line)]


def find_numbers(line: str) -> list[Found]:
    """All others; `line` is without what was found before and without what is to stay."""
    spelt = [Found(*match.span(), Kind.MOBILE) for match in _SPELT_MOBILE.finditer(line)]
    rest = _without(line, spelt)
    named = _one_by_one(rest, _NAMED)
    rest = _without(rest, named)
    lines = [Found(match.start("area"), match.end(), Kind.LANDLINE) for match in _LANDLINE.finditer(rest)]
    rest = _without(rest, lines)
    several = (match for match in _GROUPS.finditer(rest) if _digits(match) >= _FEWEST_IN_GROUPS)
    groups = [Found(*match.span(), Kind.NUMBER) for match in several]
    rest = _without(rest, groups)
    long = [Found(*match.span(), Kind.NUMBER) for match in _LONG.finditer(rest)]
    return [*spelt, *named, *lines, *groups, *long]


def is_mobile(signs: str) -> bool:
    return len(signs) == 11 and signs.isdecimal() and signs[0] == "1" and signs[1] in "3456789"


def _one_by_one(line: str, rules: _Rules) -> list[Found]:
    found: list[Found] = []
    for pattern, kind in rules:
        found += apart(_spans(line, pattern, kind), found)
        line = _without(line, found)
    return found


def _spans(line: str, pattern: re.Pattern[str], kind: Kind) -> Iterator[Found]:
    it = "it" if "it" in pattern.groupindex else 0
    return (Found(*match.span(it), kind) for match in pattern.finditer(line))


def _without(line: str, found: list[Found]) -> str:
    return blank(line, [(one.start, one.end) for one in found])


def _digits(match: re.Match[str]) -> int:
    return sum(char.isdecimal() for char in match.group())
