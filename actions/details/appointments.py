"""Days and times of day: read by a kept library in Shanghai time, offered and taken only as the shop's free slots."""

import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import date, datetime, time, timedelta
from functools import cache
from io import StringIO
from typing import Any

from actions.line import Line, button
from actions.tasks.task import Case, Detail
from shop.slots import SHANGHAI, Slot, SlotKind

_OFFERED = 6
# Marks a time that waits for the order whose free slots it is to be found among.
_WISH = "~"
_WEEKDAYS = "一二三四五六日"
_DATE_WORDS = re.compile(
    r"[今明后]天|大后天|[周星期礼拜][一二三四五六日天]|\d{1,2}(?:号|日|月|\.)"
    r"|下周|周末|早上|[上中下]午|晚"
)
_TIME_WORDS = re.compile(r"[一二两三四五六七八九十\d](?:点|时)|[今明][早晚]|午|傍晚|下班|工作日")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
# Order numbers and the last four digits of a phone, which the library takes for years.
_NO_TIME = re.compile(r"(?<!\d)(?:\d{12}|\d{4}(?![\d年点时:：.\-/]))")
# 11.25 and 11月25, a time of day or nothing after them, of which the library makes a number and today.
_DOTTED = re.compile(
    r"(?<![\d.])(1[0-2]|0?[1-9])[./月](3[01]|[12]\d|0?[1-9])[日号]?(?=\s*(?:[上下中]午|早|晚|傍晚|$|[,，。]))"
)
_CORRECTS = re.compile(r"不是|不对|不要|改[成到为]|换[成到]|还是")
_EARLIEST = re.compile(r"最(?:早|快)|越快越好|尽快|第一个|都(?:行|可以)|随便")


def appointment(
    kind: SlotKind,
    response: str,
    *,
    slot: str = "slot",
    needed: Callable[[Case], bool] = lambda _case: True,
    usable: Callable[[Case, Slot], bool] = lambda _case, _slot: True,
) -> Detail:
    """A free slot of the shop, stored as `2026-11-24T09:00/12:00`; other times are asked for again.

    `usable` leaves out what is free and yet of no use, such as a visit before the goods are there.
    """

    def ask(case: Case) -> Line:
        return Line(response, case.facts, buttons=[button(spoken_slot(one)) for one in _spread(free_for(case))])

    def free_for(case: Case) -> Sequence[Slot]:
        return [one for one in _free(case, kind) if usable(case, one)]

    def read(case: Case) -> str | None:
        named = read_times(case.turn.text, case.turn.said_at or case.now)
        if case.order is None:
            return _wish(*named[0]) if named else None
        free = free_for(case)
        if case.asked == slot and _EARLIEST.search(case.turn.text) and free:
            return stored_slot(free[0])
        # Said before the order was known: taken up now that its free slots are.
        wished = _wished(case.value(slot))
        wanted = named or ([wished] if wished else ())
        fitting = next((one for span in wanted for one in free if _fits(one, *span)), None)
        if fitting is not None:
            return stored_slot(fitting)
        # Kept as typed: `problem` says that it is not free.
        return wanted[0][0].isoformat() if wanted else None

    def problem(case: Case, value: str) -> Line | None:
        if case.order is None or "/" in value:
            return None
        free = _spread(free_for(case))
        return (
            Line("utter_slot_not_free", {"wanted": _spoken_day(datetime.fromisoformat(value).date())})
            if free
            else (Line("utter_slot_none_free", case.facts, needs_person=True))
        )

    return Detail(slot, ask, read, needed, problem)


def _wish(first: datetime, last: datetime) -> str:
    return f"{_WISH}{first.isoformat()}{_WISH}{last.isoformat()}"


def _wished(value: str | None) -> tuple[datetime, datetime] | None:
    if value is None or not value.startswith(_WISH):
        return None
    first, last = value.removeprefix(_WISH).split(_WISH)
    return datetime.fromisoformat(first), datetime.fromisoformat(last)


def stored_slot(slot: Slot) -> str:
    return f"{slot.day.isoformat()}T{slot.start:%H:%M}/{slot.end:%H:%M}"


def slot_from(value: str) -> Slot:
    """The slot that `stored_slot` wrote."""
    day, _, hours = value.partition("T")
    start, _, end = hours.partition("/")
    return Slot(date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(end))


def spoken_slot(slot: Slot) -> str:
    """11月24日（周二）09:00—12:00"""
    return f"{_spoken_day(slot.day)}{slot.start:%H:%M}—{slot.end:%H:%M}"


def read_time(text: str, now: datetime, *, is_time: bool = False) -> tuple[datetime, datetime] | None:
    """The span of time that the line names, both ends in Shanghai time; None when it names none.

    `is_time` where the line is known to be about a time: a bare 三点 or 明早 is one then, too.
    """
    return next(iter(read_times(text, now, is_time=is_time)), None)


def read_times(text: str, now: datetime, *, is_time: bool = False) -> Sequence[tuple[datetime, datetime]]:
    """All spans that the line names, the one most meant first: “不是明天，是后天” means the last.

    `now` is when the line was said.
    """
    if not (_DATE_WORDS.search(text) or (is_time and _TIME_WORDS.search(text))):
        return ()
    here = now.astimezone(SHANGHAI)
    told = _DOTTED.sub(r"\1月\2日", _NO_TIME.sub(" ", text)).replace("—", "到")
    # By its parts: a timestamp would be read in the time zone of the machine.
    found = _parser()(told, time_base=[here.year, here.month, here.day, here.hour, here.minute, here.second]) or ()
    spans = [_span(one["detail"]["time"], here, text) for one in found]
    return spans[::-1] if _CORRECTS.search(text) else spans


def _span(found: Sequence[str], here: datetime, text: str) -> tuple[datetime, datetime]:
    start, end = found
    first = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    last = first.replace(hour=23, minute=59) if end == "inf" else datetime.fromisoformat(end).replace(tzinfo=SHANGHAI)
    if last < here and _WEEKDAY.search(text):
        # 周六 said on a Sunday means the one to come.
        first, last = first + timedelta(days=7), last + timedelta(days=7)
    return first, last


@cache
def _parser() -> Any:
    # Imported on first use: it reads its lexicon and prints a greeting, which belongs into no log of ours.
    with redirect_stdout(StringIO()):
        import jionlp  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

    return jionlp.ner.extract_time


def _free(case: Case, kind: SlotKind) -> Sequence[Slot]:
    return case.shop.free_slots(kind, case.placed.number, case.now)


def _spread(free: Sequence[Slot]) -> Sequence[Slot]:
    """A few to choose from, over several days rather than all of the first."""
    return free[:_OFFERED]


def _fits(slot: Slot, first: datetime, last: datetime) -> bool:
    """Whether the wanted time lies in the slot, or the slot in the wanted span."""
    return (slot.starts_at <= first < slot.ends_at) or (
        first <= slot.starts_at and slot.ends_at <= last + timedelta(minutes=1)
    )


def _spoken_day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
