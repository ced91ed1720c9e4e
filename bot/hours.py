"""Times of day as customers name them, with 以后, 前 and 左右: 下午三点, 9点到11点, 今晚, 18:30."""

import re

from bot.counting import value_of
from bot.spans import Span
from bot.wording import any_of

_DIGIT_HOUR = r"(?:2[0-4]|1\d|0?\d)"
_HOUR = (
    rf"(?:{_DIGIT_HOUR}|二十[一二三四]?|十[一二三四五六七八九]?|[一二三四五六七八]、?[二三四五六七八九](?=点)"
    r"|[零一二两三四五六七八九])"
)
_MINUTE = r"(?:[0-5]?\d分?|[二三四五]?十[一二三四五六七八九]?分?|[零一二三四五六七八九]分|零[五六七八九]分?)"
# “找了一上午” is how long, “周一上午” is when.
_NOT_LONG = r"(?<![整好])(?<!(?<![周期拜])一)"
_DAYPART = (
    r"(?:[今明昨当前][早晚夜]上?|"
    + _NOT_LONG
    + any_of(
        "凌晨 清晨 清早 早晨 一?大早上? 一早(?!上) 早上 朝早 上午 上昼 大?中午 晏昼 午后 午间 下午 下昼 傍晚 "
        "大?晚上 晚间 夜晚 夜里 夜间 "
        "大?半夜 深夜 白天"
    )
    + ")"
)
_NOT_GREETING = r"(?!好(?:[,，。!！~\s呀啊]|$))"
_CLOCK = (
    rf"(?:(?<![\d:：]){_DIGIT_HOUR}[:：][0-5]\d(?![\d:：])"
    rf"|(?<![\d.第百千万零一二三四五六七八九十两]){_HOUR}点(?!\d*[.折%]|[零一二三四五六七八九]+[匹升米折公斤])"
    rf"(?:钟|整|半|一刻|三刻|{_MINUTE})?)"
)
_BARE_HOUR = rf"(?<![\d.:：]){_HOUR}"
_TO = r"\s?(?:到|至|[-~—–一]{1,2}|－)\s?"
_SUFFIX = (
    any_of(
        "以后 之后 过后 后(?![天台面来悔续门排边盖]) 以前 之前 前(?![台面天门几边后往]) 前后 左右 多(?![少久大]) "
        "开始 之间 期间 时分 的时候"
    )
    + "?"
)
_PATTERN = re.compile(
    rf"(?P<span>(?:{_DAYPART}|[早晚])?(?:{_CLOCK}|{_BARE_HOUR}(?=\s?[-~到至—–]\s?{_HOUR}点)){_TO}{_DAYPART}?{_CLOCK}{_SUFFIX})"
    rf"|(?P<clock>(?:{_DAYPART}\s?|[早晚](?=[\d一二两三四五六七八九十]))?{_CLOCK}{_SUFFIX})"
    rf"|(?P<part>{_DAYPART}{_NOT_GREETING}{_SUFFIX}|下班(?:时间)?(?:以后|之后|后))"
)
# “一点” is more often a little than one o'clock, “三点意见” is a list.
_A_LITTLE = re.compile(r"^[一两二]点$")
_OF_A_LIST = re.compile(r"(?:个)?(?:问题|意见|建议|要求|原因|疑问|水|钱|儿|心)")
_CHINESE_HOUR = re.compile(r"^[一二两三四五六七八九十]点$")
_AFTERNOON = re.compile(r"下午|下昼|午后|傍晚|晚|夜|昏")
_READ = re.compile(rf"({_HOUR})(?:点|[:：])(?:(半)|(一刻)|(三刻)|({_MINUTE}))?")
_SAID_AS = {"后": "以后", "前": "以前", "左右": "左右", "前后": "左右"}
_MAY_BE = re.compile(r"[点:：早晚午夜晨昼]|白天|下班")


def find_hours(text: str) -> list[Span]:
    """Times of a folded line; the value is `15:00`, `09:00-11:00`, `20:00以后`, or the words where the hour is "
    "open."""
    if _MAY_BE.search(text) is None:
        return []
    return [
        Span("time", _value(match), match.start(), match.end())
        for match in _PATTERN.finditer(text)
        if not _is_little(match, text)
    ]


def _is_little(match: re.Match[str], text: str) -> bool:
    said = match.group()
    if match.lastgroup != "clock":
        return False
    if re.match("[早晚]一点$", said):
        return True
    if _A_LITTLE.match(said) and text[match.end() : match.end() + 1] not in "来去打送上到就":
        return True
    if _A_LITTLE.match(said) and said[0] == "一":
        return True
    return bool(_CHINESE_HOUR.match(said) and _OF_A_LIST.match(text, match.end()))


def _value(match: re.Match[str]) -> str:
    said = match.group()
    clocks = [_clock(one) for one in _READ.finditer(said)]
    if not clocks or None in clocks:
        return said
    known = [one for one in clocks if one is not None]
    first = re.match(rf".*?({_HOUR})(?=\s?[-~到至—–])", said)
    if match.lastgroup == "span" and len(known) == 1 and first is not None and (hour := value_of(first.group(1))):
        known.insert(0, (int(hour), 0))
    if all(hour <= 12 for hour, _ in known) and not re.search(rf"{_DAYPART}|^[早晚]|[:：]", said):
        return said  # 八点 may be morning or evening.
    is_late = _AFTERNOON.search(said) is not None
    spoken = [f"{_on_the_clock(hour, said, is_late=is_late):02d}:{minute:02d}" for hour, minute in known]
    suffix = re.search(r"后|前后|左右|前", said)
    return "-".join(spoken) + (_SAID_AS.get(suffix.group(), "") if suffix else "")


def _on_the_clock(hour: int, said: str, *, is_late: bool) -> int:
    """下午三点 is 15, 晚上十二点 is 24, 夜里两点 stays 2."""
    if hour == 12 and re.search(r"晚|夜", said):
        return 24
    from_night = 5 if re.search(r"晚|夜", said) else 1
    is_noon = "中午" in said and hour < 5
    return hour + 12 if (is_late and from_night <= hour < 12) or is_noon else hour


def _clock(match: re.Match[str]) -> tuple[int, int] | None:
    hour = value_of(match.group(1))
    if hour is None:
        return None
    _, half, quarter, three, minutes = match.groups()
    minute = 30 if half else 15 if quarter else 45 if three else value_of((minutes or "0").rstrip("分")) or 0
    return int(hour), int(minute)
