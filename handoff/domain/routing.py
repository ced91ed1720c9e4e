"""Who gets the next one, and how long the customer is told to wait."""

import math
from datetime import timedelta

# Until a desk has served anybody there is nothing to measure; a first answer takes about this long.
DEFAULT_SERVICE_TIME = timedelta(minutes=3)


def expected_wait(place: int, agents_online: int, open_slots: int, service_time: timedelta) -> timedelta:
    """Time until the customer at `place` (1 = next) is accepted, rounded up to whole minutes, at least one.

    Whoever finds an open slot waits only for an agent to take it; the others wait for slots to come free.
    """
    if place <= open_slots:
        return timedelta(minutes=1)
    rounds = math.ceil((place - open_slots) / max(agents_online, 1))
    return timedelta(minutes=max(1, math.ceil(rounds * service_time / timedelta(minutes=1))))
