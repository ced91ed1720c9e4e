"""How long to wait before a process that died is started again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """Seconds: the first wait, the longest one, and how long a process must have run for the count to begin anew."""

    first: float = 0.5
    longest: float = 10.0
    steady_after: float = 60.0

    def wait(self, previous: float | None, ran: float) -> float:
        """The wait after a process ran for `ran` seconds; `previous` is the wait before that run, None if none."""
        if previous is None or ran > self.steady_after:
            return self.first
        return min(previous * 2, self.longest)
