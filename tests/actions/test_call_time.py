"""When somebody wants to be called, from the words people use for it."""

from datetime import UTC, datetime

import pytest

from actions.details.call_time import SOON, CallTime, call_time_in
from actions.identity import case_of
from actions.tasks.task import Case
from actions.turn import Turn
from shop.sql import SqlShop
from tests.actions.conftest import Story

# A Saturday, 10:00 in Shanghai.
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("明天下午三点", "明天15:00至16:00"),
        ("下午3点半左右", "今天15:30至16:00"),
        ("三点打吧", "今天15:00至16:00"),
        ("明早九点", "明天09:00至10:00"),
        ("今天下午", "今天13:00至18:00"),
        ("后天", "后天09:00至18:00"),
        ("晚上八点以后", "今天20:00至22:00"),
        ("明天10:30", "明天10:30至11:00"),
        ("半小时后", "今天10:30至11:00"),
        ("二十五分钟后", "今天10:25至10:55"),
    ],
)
def test_a_time_of_day_is_a_span_by_whose_end_the_call_is_promised(shop: SqlShop, text: str, said: str) -> None:
    found = call_time_in(_case(text))

    assert found is not None
    assert CallTime.of(found).said(NOW) == said


def test_as_soon_as_somebody_is_free(shop: SqlShop) -> None:
    assert call_time_in(_case("尽快就行")) == SOON


def test_no_time_is_no_time(shop: SqlShop) -> None:
    assert call_time_in(_case("给我回个电话")) is None


def _case(text: str) -> Case:
    story = Story().hears(text, "callback_request")
    return case_of(Turn("s1", story.latest, {}, None, (), ()), {})


def test_tomorrow_counts_from_when_it_was_said_and_not_from_when_it_is_worked_on(shop: SqlShop) -> None:
    story = Story().hears("明天下午三点", "callback_request")
    said_yesterday = {**story.latest, "metadata": {"received_at": "2026-11-20T15:00:00+00:00"}}

    found = call_time_in(case_of(Turn("s1", said_yesterday, {}, None, (), ()), {}))

    assert found is not None
    assert CallTime.of(found).said(NOW) == "今天15:00至16:00"
