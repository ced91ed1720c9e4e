"""Times as people say them, and lines filled with facts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handoff.domain.lines import Lines, said_time

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 22, 50, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-11-21 23:05", "今天23:05"),
        ("2026-11-22 00:05", "明天00:05"),
        ("2026-11-23 09:00", "后天09:00"),
        ("2026-11-24 09:00", "11月24日（周二）09:00"),
        ("2027-01-04 09:00", "1月4日（周一）09:00"),
    ],
)
def test_a_day_is_named_as_seen_from_the_customers_day(instant: str, said: str) -> None:
    assert said_time(datetime.fromisoformat(instant).replace(tzinfo=SHANGHAI), NOW, SHANGHAI) == said


def test_the_day_is_the_enterprises_whatever_zone_the_instant_comes_in() -> None:
    utc = datetime(2026, 11, 21, 16, 30, tzinfo=ZoneInfo("UTC"))

    assert said_time(utc, NOW.astimezone(ZoneInfo("UTC")), SHANGHAI) == "明天00:30"


def test_a_line_names_its_facts() -> None:
    lines = Lines({"queue": "您排在第{place}位"})

    assert lines.say("queue", place=3) == "您排在第3位"
    with pytest.raises(KeyError):
        lines.say("queue")
