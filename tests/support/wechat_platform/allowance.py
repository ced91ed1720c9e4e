"""How much an account may still write to a customer who has written or done something."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.support.wechat_platform.errors import Refused

WINDOW = timedelta(hours=48)
AFTER_A_MESSAGE = 5
EVENT_WINDOW = timedelta(minutes=1)
AFTER_AN_EVENT = 3
AFTER_ENTERING = 2


@dataclass
class Allowance:
    size: int
    until: datetime
    spent: int = 0

    @property
    def left(self) -> int:
        return self.size - self.spent


@dataclass
class Allowances:
    """A message opens 5 within 48 hours and ends all others; each kind of event opens its own few within a minute.

    What runs out first is spent first.
    """

    by_message: Allowance | None = None
    by_event: dict[str, Allowance] = field(default_factory=dict)

    def customer_wrote(self, now: datetime) -> None:
        self.by_event.clear()
        self.by_message = Allowance(AFTER_A_MESSAGE, now + WINDOW)

    def event_came(self, kind: str, size: int, now: datetime) -> None:
        self.by_event[kind] = Allowance(size, now + EVENT_WINDOW)

    def close(self) -> None:
        """Nothing may be sent any more, as after unsubscribing."""
        self.by_event.clear()
        self.by_message = None

    def left(self, now: datetime) -> int:
        return sum(each.left for each in self._open(now))

    def check(self, now: datetime) -> None:
        found = self._open(now)
        if not found:
            raise Refused(45015)
        if not any(each.left for each in found):
            raise Refused(45047)

    def spend(self, now: datetime) -> None:
        self.check(now)
        first = min((each for each in self._open(now) if each.left), key=lambda each: each.until)
        first.spent += 1

    def _open(self, now: datetime) -> list[Allowance]:
        every = [*self.by_event.values(), *([self.by_message] if self.by_message else [])]
        return [each for each in every if now < each.until]
