"""When somebody wants to be called: a span of time to come, or as soon as somebody is free."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from actions.dates import spoken
from actions.details.appointments import read_time
from actions.tasks.task import Case
from shop.slots import SHANGHAI

SOON = "soon"
_SOON = re.compile(r"尽快|越快越好|马上|立刻|立即|现在|随时|都行|都可以|什么时候都|有空就|抓紧|即刻")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)")
_IN_A_WHILE = re.compile(r"(\d{1,3}|半|[一两二三四五六七八九十]+)个?(分钟|小时|钟头)(?:之)?后")
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_OPENS, _CLOSES = time(9), time(18)
_EARLIEST_HOUR = 8
_EARLY = re.compile(r"早|凌晨|上午|[:：]")
# Of “after three” two hours are promised, of “at three” half an hour at least.
_OPEN_END, _SHORTEST = timedelta(hours=2), timedelta(minutes=30)


@dataclass(frozen=True)
class CallTime:
    """A span; the call is promised by its end."""

    start: datetime
    end: datetime

    def stored(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @classmethod
    def of(cls, value: str) -> "CallTime":
        start, _, end = value.partition("/")
        return cls(datetime.fromisoformat(start), datetime.fromisoformat(end))

    def said(self, now: datetime) -> str:
        """明天15:00至16:00"""
        return f"{spoken(self.start, now)}至{self.end.astimezone(SHANGHAI):%H:%M}"


def call_time_in(case: Case) -> str | None:
    """As `CallTime.stored`, or SOON; only where the line is about the call."""
    text = case.turn.text
    is_correction = case.value("task") == "callback_request" and case.asked in {"confirmed", "contact_phone"}
    is_about_it = case.asked == "call_time" or is_correction or case.turn.intent == "callback_request"
    if not is_about_it and case.turn.mobile is None:
        return None
    found = _span(text, case.turn.said_at or case.now, case.now)
    if found is not None:
        return found.stored()
    return SOON if _SOON.search(text) else None


def _span(text: str, said_at: datetime, now: datetime) -> CallTime | None:
    """Counted from when it was said; what is over by now is called as soon as can be."""
    here = now.astimezone(SHANGHAI)
    if found := _IN_A_WHILE.search(text):
        start = max(said_at.astimezone(SHANGHAI) + _length(found.group(1), found.group(2)), here)
        return CallTime(start.replace(second=0, microsecond=0), start.replace(second=0, microsecond=0) + _SHORTEST)
    named = read_time(_spelt_out(text), said_at, is_time=True)
    if named is None:
        return None
    first, last = _in_waking_hours(*named, text)
    this_minute = here.replace(second=0, microsecond=0)
    if first.time() == time(0) and last.time() >= time(23, 58):
        opens, closes = (datetime.combine(first.date(), at, SHANGHAI) for at in (_OPENS, _CLOSES))
        return CallTime(max(opens, this_minute), closes)
    if last.time() == time(23, 59):
        last = min(last, first + _OPEN_END)
    elif last.second:
        last = last.replace(second=0) + timedelta(minutes=1)
    first = max(first, this_minute) if last > here else first
    return CallTime(first, max(last, first + _SHORTEST))


def _spelt_out(text: str) -> str:
    """In the words that the library of times reads."""
    text = _CLOCK.sub(r"\1点\2分", text)
    return re.sub(r"([今明])([早晚])(?!上)", r"\1天\2上", text)


def _in_waking_hours(first: datetime, last: datetime, text: str) -> tuple[datetime, datetime]:
    """Nobody who says 三点 wants to be called at night, nor at seven who says 上午."""
    if 1 <= first.hour < _EARLIEST_HOUR and not _EARLY.search(text):
        return first + timedelta(hours=12), last + timedelta(hours=12)
    is_part_of_day = last - first > _OPEN_END and first.time() > time(0)
    return (max(first, datetime.combine(first.date(), _OPENS, SHANGHAI)) if is_part_of_day else first), last


def _length(said: str, unit: str) -> timedelta:
    if said == "半":
        return timedelta(minutes=30)
    number = int(said) if said.isdecimal() else _from_signs(said)
    return timedelta(minutes=number) if unit == "分钟" else timedelta(hours=number)


def _from_signs(said: str) -> int:
    """二十五 and the like."""
    tens, is_tens, ones = said.partition("十")
    if not is_tens:
        return _DIGITS.get(said, 1)
    return (_DIGITS.get(tens, 1)) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
