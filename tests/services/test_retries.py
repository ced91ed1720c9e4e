"""Pauses grow, up to a bound, however often something has failed."""

from datetime import timedelta

import pytest

from handoff.services.retries import pause_after


@pytest.mark.parametrize(("tries", "seconds"), [(0, 2), (1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (10**6, 300)])
def test_a_pause_doubles_up_to_the_longest(tries: int, seconds: int) -> None:
    assert pause_after(tries, timedelta(seconds=2), timedelta(minutes=5)) == timedelta(seconds=seconds)
