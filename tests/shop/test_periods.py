"""Periods as they are told: whole days in Shanghai, working days without weekends."""

from datetime import UTC, datetime, timedelta

import pytest

from shop.periods import is_over, last_day, working_days_later

SEVEN = timedelta(days=7)


def test_a_period_ends_with_its_last_day_in_shanghai() -> None:
    # Already the 2nd of November there.
    since = datetime(2026, 11, 1, 17, 0, tzinfo=UTC)

    end = last_day(since, SEVEN)

    assert end == datetime(2026, 11, 9, 15, 59, tzinfo=UTC)
    assert not is_over(since, SEVEN, end + timedelta(seconds=59))
    assert is_over(since, SEVEN, end + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        pytest.param("2026-11-16", 3, "2026-11-19", id="within a week"),
        pytest.param("2026-11-19", 3, "2026-11-24", id="over a weekend"),
        pytest.param("2026-11-21", 1, "2026-11-23", id="from a Saturday"),
        pytest.param("2026-11-21", 0, "2026-11-21", id="none"),
    ],
)
def test_working_days_leave_the_weekend_out(since: str, days: int, until: str) -> None:
    later = working_days_later(datetime.fromisoformat(f"{since}T02:00+00:00"), days)

    assert f"{later:%Y-%m-%d %H:%M}" == f"{until} 18:00"
