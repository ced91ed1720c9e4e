"""Instants as people say them in Shanghai: 今天14:05, 明天18:00, 11月25日18:00."""

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_NEAR_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


def spoken(at: datetime, now: datetime) -> str:
    """Both aware; the year is said only when it is another one."""
    there, here = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    day = _NEAR_DAYS.get((there.date() - here.date()).days)
    if day is None:
        year = "" if there.year == here.year else f"{there.year}年"
        day = f"{year}{there.month}月{there.day}日"
    return f"{day}{there:%H:%M}"
