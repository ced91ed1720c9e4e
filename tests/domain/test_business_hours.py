"""Open time: several periods a day, lunch, holidays, make-up days."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.business_hours import BusinessHours, Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = (Period(time(8, 30), time(12)), Period(time(13), time(18)))
HOURS = BusinessHours(
    weekly=dict.fromkeys(range(5), DAY),
    special={
        date(2026, 10, 1): (),
        date(2026, 10, 2): (),
        # The Saturday after is worked, in the morning only.
        date(2026, 10, 3): (Period(time(9), time(12)),),
    },
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        pytest.param("2026-11-20 10:00", 30, "2026-11-20 10:30", id="within one period"),
        pytest.param("2026-11-20 11:45", 30, "2026-11-20 13:15", id="over lunch"),
        pytest.param("2026-11-20 11:30", 30, "2026-11-20 12:00", id="due exactly when lunch begins"),
        pytest.param("2026-11-20 12:10", 30, "2026-11-20 13:30", id="asked at lunch"),
        pytest.param("2026-11-20 17:30", 30, "2026-11-20 18:00", id="due exactly at closing"),
        pytest.param("2026-11-20 18:00", 30, "2026-11-23 09:00", id="asked exactly at closing"),
        pytest.param("2026-11-20 17:50", 30, "2026-11-23 08:50", id="over the weekend"),
        pytest.param("2026-11-21 12:00", 30, "2026-11-23 09:00", id="asked while closed"),
        pytest.param("2026-11-20 06:00", 30, "2026-11-20 09:00", id="asked before opening"),
        pytest.param("2026-09-30 17:30", 60, "2026-10-03 09:30", id="over holidays into a make-up day"),
        pytest.param("2026-10-03 11:30", 60, "2026-10-05 09:00", id="from the make-up day into the week"),
        pytest.param("2026-11-16 08:30", 5 * 510, "2026-11-20 18:00", id="a whole week ends at its last closing"),
        pytest.param("2026-11-21 12:00", 0, "2026-11-23 08:30", id="no time at all begins at the next opening"),
    ],
)
def test_only_open_time_counts(start: str, minutes: int, due: str) -> None:
    assert HOURS.add(at(start), timedelta(minutes=minutes)) == at(due)


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-11-20 08:29", False),
        ("2026-11-20 08:30", True),
        ("2026-11-20 11:59", True),
        ("2026-11-20 12:00", False),
        ("2026-11-20 13:00", True),
        ("2026-11-20 18:00", False),
        ("2026-11-21 10:00", False),
        ("2026-10-01 10:00", False),
        ("2026-10-03 10:00", True),
        ("2026-10-03 14:00", False),
    ],
)
def test_opening_is_inclusive_and_closing_exclusive(instant: str, is_open: bool) -> None:
    assert HOURS.is_open(at(instant)) is is_open
    assert (HOURS.next_open(at(instant)) == at(instant)) is is_open


def test_the_zone_of_the_question_does_not_matter() -> None:
    utc = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("UTC"))

    assert HOURS.is_open(utc)
    assert HOURS.add(utc, timedelta(minutes=30)) == at("2026-11-20 18:00")


def test_round_the_clock_has_no_seam_at_midnight() -> None:
    always = BusinessHours(weekly=dict.fromkeys(range(7), (Period(time(0), time.max),)))

    assert always.is_open(at("2026-11-20 23:59:59"))
    assert always.add(at("2026-11-20 23:30"), timedelta(hours=2)) == at("2026-11-21 01:30")


def test_hours_that_never_open_are_an_error_not_an_endless_search() -> None:
    with pytest.raises(ValueError, match="never open"):
        BusinessHours(weekly={}).next_open(at("2026-11-20 10:00"))


MINUTES = st.integers(0, 60 * 24 * 14)


@given(MINUTES, st.integers(0, 3000), st.integers(0, 3000))
def test_waiting_twice_is_waiting_once_for_both(offset: int, first: int, second: int) -> None:
    start = at("2026-09-28 00:00") + timedelta(minutes=offset)

    halfway = HOURS.add(start, timedelta(minutes=first))

    assert HOURS.add(halfway, timedelta(minutes=second)) >= halfway
    if second:
        assert HOURS.add(halfway, timedelta(minutes=second)) == HOURS.add(start, timedelta(minutes=first + second))


@given(MINUTES, st.integers(1, 3000))
def test_a_due_time_lies_in_open_time_or_exactly_at_a_closing(offset: int, minutes: int) -> None:
    due = HOURS.add(at("2026-09-28 00:00") + timedelta(minutes=offset), timedelta(minutes=minutes))

    assert HOURS.is_open(due - timedelta(seconds=1))
