"""How long the customer is told to wait."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.routing import expected_wait

SERVICE = timedelta(minutes=6)


@pytest.mark.parametrize(
    ("place", "agents", "slots", "minutes"),
    [
        pytest.param(1, 2, 3, 1, id="somebody has a free slot"),
        pytest.param(3, 2, 3, 1, id="the last free slot"),
        pytest.param(4, 2, 3, 6, id="the first who waits for a slot"),
        pytest.param(6, 2, 3, 12, id="the second round of two agents"),
        pytest.param(1, 0, 0, 6, id="nobody online"),
    ],
)
def test_free_slots_go_first_and_then_agents_take_turns(place: int, agents: int, slots: int, minutes: int) -> None:
    assert expected_wait(place, agents, slots, SERVICE) == timedelta(minutes=minutes)


@given(st.integers(1, 200), st.integers(0, 20), st.integers(0, 60), st.integers(1, 3600))
def test_a_wait_is_whole_minutes_and_never_shorter_further_back(
    place: int, agents: int, slots: int, seconds: int
) -> None:
    service = timedelta(seconds=seconds)
    wait = expected_wait(place, agents, slots, service)

    assert wait >= timedelta(minutes=1)
    assert wait % timedelta(minutes=1) == timedelta()
    assert expected_wait(place + 1, agents, slots, service) >= wait
