"""Days as customers name them: 明天, 下周三, 11月28号, 月底; how long something takes is none."""

import re

from bot.counting import value_of
from bot.spans import Span

_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_PART = r"(?:初|底|末|中旬|上旬|下旬|中(?!间|午))"
_THAT = r"(?:上上个?|下下个?|上个?|下个?|这个?|本)"
_WEEK = r"(?:周|星期|礼拜)"
# What a number before 号 counts besides days.
_NOT_DAYS = r"(?![楼线院机店柜门库仓色位码弄栋房桌电床坑单员链客选坐工])"

_FULL = (
    rf"(?<!\d)(?:20\d\d|\d\d)年(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:份|{_PART}|{_DAY}[日号]?)?"
    r"|(?<![\d.-])20\d\d([-/.])(?:1[0-2]|0?[1-9])\2(?:3[01]|[12]\d|0?[1-9])(?![\d.-])"
)
_OF_MONTH = rf"(?:[今去前明]年)?(?<!\d)(?<![一二三四五六七八九]){_MONTH}月(?:{_PART}|{_DAY}[日号]?|份)?(?![饼嫂季租薪])"
_SHORT = (
    r"(?<![\d.:/¥￥-])(?:1[0-2]|0?[1-9])(?:[./](?:3[01]|[12]\d)|/[1-9]|-(?:3[01]|[12]\d))"
    r"(?![\d.:/%元块升匹米公斤折倍寸万千克度天个小工点分楼栋kKgGLlwWvV型款-])"
)
_NUMBER = (
    rf"(?<![\d.第路街道巷里村弄院尾单柜型大小拿线一二三四五六七八九十]){_DAY}[号日](?![内游后子常用期本]){_NOT_DAYS}"
)
_OF_WEEK = (
    rf"(?<!每){_THAT}?{_WEEK}(?:六日|[一二三四五六日天末](?!年|到[处底])|(?<=[期拜周])[1-6](?!\d|[次个天小]))|双休日"
    rf"|{_THAT}{_WEEK}(?![边年岁围转期])"
)
_BY_MONTH = (
    rf"(?:{_THAT}月|月)(?:{_PART}|{_DAY}[日号])|{_THAT}月(?![饼租])|年[底末初](?!轮)"
    rf"|[去前明]年(?:{_MONTH}月份?|年?[底初])?"
)
_NEAR = (
    r"大[前后][天日]|(?<![以然最之今提往])[前后]天(?![线猫])|[今明昨听寻琴][天日](?!然)|今朝|明朝(?!代)"
    r"|[今明昨后]儿(?![人月问屏])个?|[今明昨后]个(?=[儿能送来发到有没就])儿?|今明两天|明后两?天|名天(?=[送到来能发上])"
)
_FEAST = r"(?:元旦|春节|除夕|清明节|五一(?!路|广场)|端午|中秋|国庆|圣诞)(?:节|假期)?(?!路|街|村|小区|大道|广场)"
_PATTERN = re.compile(
    rf"(?P<full>{_FULL})|(?P<month>{_OF_MONTH})|(?P<short>{_SHORT})|(?P<number>{_NUMBER})|(?P<week>{_OF_WEEK})"
    rf"|(?P<months>{_BY_MONTH})|(?P<near>{_NEAR})|(?P<feast>{_FEAST})"
)


def find_days(text: str) -> list[Span]:
    """Dates of a folded line.

    The value is the date itself where it stands there in full, 11月28日 where only the year is left out, else the
    words: which day 明天 is depends on when the line was written; `actions/details` finds it out where it is used.
    """
    return [
        Span("date", _value(match), match.start(), match.end())
        for match in _PATTERN.finditer(text)
        if _is_a_day(text, match)
    ]


def is_sure(span: Span) -> bool:
    """Whether the words can be nothing but a day; 18号 may be a door."""
    return not span.value.endswith("号") and span.value[0] not in "0123456789"


def _is_a_day(text: str, match: re.Match[str]) -> bool:
    """“12.5” may be anything: it takes a word of time around it; “27号” behind 门牌 is a door."""
    if match.lastgroup == "number":
        return "门牌" not in text[max(0, match.start() - 5) : match.start()]
    if match.lastgroup != "short":
        return True
    around = text[max(0, match.start() - 4) : match.start()] + "|" + text[match.end() : match.end() + 3]
    return bool(re.search(r"到|前|后|送|发|买|下单|拍|收|来|约|改|日|\|(?:号|的)|在|至|[早晚上下]", around))


def _value(match: re.Match[str]) -> str:
    said = match.group()
    if match.lastgroup in {"full", "month", "short"}:
        return _in_figures(said)
    return said


def _in_figures(said: str) -> str:
    numbers = [value_of(one) for one in re.findall(r"\d+|[一二三四五六七八九十]+", said)]
    known = [int(one) for one in numbers if one is not None]
    if len(known) == 3:
        year = known[0] if known[0] > 100 else 2000 + known[0]
        return f"{year}-{known[1]:02d}-{known[2]:02d}"
    if len(known) == 2 and "年" not in said:
        return f"{known[0]}月{known[1]}日"
    return said
