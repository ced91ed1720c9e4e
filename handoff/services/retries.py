"""How long to wait before something that failed is tried again."""

from datetime import timedelta

# Doubled more often, a second is longer than any date can hold.
_MOST_DOUBLINGS = 20


def pause_after(tries: int, first: timedelta, longest: timedelta) -> timedelta:
    """Twice as long after each further try, up to `longest`."""
    doublings = min(max(tries - 1, 0), _MOST_DOUBLINGS)
    return min(first * (1 << doublings), longest)
