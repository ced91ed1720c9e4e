"""How long the runner waits before it starts a process again."""

from handoff.running.backoff import Backoff


def test_each_death_doubles_the_wait_up_to_the_longest() -> None:
    backoff = Backoff(first=0.5, longest=10)

    waits = [wait := backoff.wait(None, ran=1)]
    for _ in range(6):
        wait = backoff.wait(wait, ran=1)
        waits.append(wait)

    assert waits == [0.5, 1, 2, 4, 8, 10, 10]


def test_a_process_that_ran_steadily_begins_anew() -> None:
    assert Backoff(first=0.5, steady_after=60).wait(10, ran=61) == 0.5
