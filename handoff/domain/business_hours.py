"""Business hours: several periods a day, holidays, make-up days. They count only for next-working-time promises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A calendar with no open period within this many days is a mistake in the settings, not a long holiday.
_SEARCH_DAYS = 60
_END_OF_DAY = time.max


@dataclass(frozen=True)
class Period:
    """An open stretch of one day; `closes` is exclusive, time.max means midnight."""

    opens: time
    closes: time


@dataclass(frozen=True)
class BusinessHours:
    """Open periods by weekday (0 = Monday); `special` days replace their weekday (empty = holiday)."""

    weekly: Mapping[int, tuple[Period, ...]]
    special: Mapping[date, tuple[Period, ...]] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._spans(at.astimezone(self.zone).date()))

    def next_open(self, at: datetime) -> datetime:
        """`at` itself while open, else the next opening; raises ValueError when nothing opens for two months."""
        return next(max(start, at) for start, _end in self._from(at)).astimezone(at.tzinfo)

    def add(self, at: datetime, span: timedelta) -> datetime:
        """The instant at which `span` of open time has passed since `at`; due exactly at closing is still that day."""
        left = span
        for start, end in self._from(at):
            begin = max(start, at)
            if begin + left <= end:
                return (begin + left).astimezone(at.tzinfo)
            left -= end - begin
        raise ValueError("business hours never open")

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(self.zone).date()
        for offset in range(_SEARCH_DAYS):
            for start, end in self._spans(today + timedelta(days=offset)):
                if end > at:
                    yield start, end
        raise ValueError("business hours never open")

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for period in self.special.get(day, self.weekly.get(day.weekday(), ())):
            start = datetime.combine(day, period.opens, self.zone)
            if period.closes == _END_OF_DAY:
                yield start, datetime.combine(day + timedelta(days=1), time.min, self.zone)
            else:
                yield start, datetime.combine(day, period.closes, self.zone)
