"""Periods as customers are told them: whole days in Shanghai, working days without weekends."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from shop.slots import SHANGHAI

_LAST_MINUTE = time(23, 59)
_CLOSING = time(18)


def last_day(since: datetime, within: timedelta) -> datetime:
    """The last minute of the day on which a period of whole days ends; the first day is not counted."""
    return datetime.combine(since.astimezone(SHANGHAI).date() + within, _LAST_MINUTE, SHANGHAI)


def is_over(since: datetime, within: timedelta, at: datetime) -> bool:
    return at >= last_day(since, within) + timedelta(minutes=1)


def months_later(since: datetime, months: int) -> datetime:
    """The last minute of the same day some months on, of the month's last day where it has no such day."""
    day = since.astimezone(SHANGHAI).date()
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    end = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return datetime.combine(end, _LAST_MINUTE, SHANGHAI)


def working_days_later(since: datetime, days: int) -> datetime:
    """The close of the nth working day after this one."""
    day = since.astimezone(SHANGHAI).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return datetime.combine(day, _CLOSING, SHANGHAI)
