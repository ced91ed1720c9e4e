"""The service's own sentences by name, filled with facts, and times said the way people say them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Lines:
    templates: Mapping[str, str]

    def say(self, name: str, **facts: object) -> str:
        return self.templates[name].format(**facts)


def said_time(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """今天14:05, 明天9:00, 11月24日（周二）9:00."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    day = {0: "今天", 1: "明天", 2: "后天"}.get(days) or (
        f"{local.month}月{local.day}日（周{_WEEKDAYS[local.weekday()]}）"
    )
    return f"{day}{local:%H:%M}"


def sayable(instant: datetime, now: datetime) -> datetime:
    """A promise is said to the minute, so the minute that is said is the one that is kept."""
    minute = instant.replace(second=0, microsecond=0)
    return minute if minute - now >= timedelta(minutes=1) else instant
