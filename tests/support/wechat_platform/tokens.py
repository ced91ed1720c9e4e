"""Access tokens: how long they live, and which one kills which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from tests.support.wechat_platform.errors import Refused

LIFE = timedelta(hours=2)
# A new token comes this long before the end of the old, and both are valid this long.
OVERLAP = timedelta(minutes=5)
_FORCED_A_DAY = 20
_FORCED_APART = timedelta(seconds=30)
_PLAIN_A_DAY = 2000


@dataclass
class Issued:
    """`afterwards`: what a call with it is answered once it is over."""

    value: str
    until: datetime
    afterwards: int = 42001


class Tokens:
    """All that were ever issued to one account."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._issued: dict[str, Issued] = {}

    def issue(self) -> Issued:
        # Real ones need room for 512 characters; this is of their usual length.
        issued = Issued(token_urlsafe(102), self.now() + LIFE)
        self._issued[issued.value] = issued
        return issued

    def check(self, value: str) -> None:
        if not value:
            raise Refused(41001)
        found = self._issued.get(value)
        if found is None:
            raise Refused(40014)
        if self.now() >= found.until:
            raise Refused(found.afterwards)

    def revoke(self) -> None:
        """All of them are replaced by somebody else's: 40001 from now on."""
        for issued in self._issued.values():
            self.kill(issued)

    def expire(self) -> None:
        """All of them are over before their time: 42001 from now on."""
        for issued in self._issued.values():
            issued.until = min(issued.until, self.now())

    def kill(self, issued: Issued) -> None:
        issued.until, issued.afterwards = min(issued.until, self.now()), 40001

    def is_valid(self, issued: Issued | None) -> bool:
        return issued is not None and self.now() < issued.until


class OaTokens(Tokens):
    """`stable` and `plain` tokens know nothing of each other."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._stable: Issued | None = None
        self._plain: Issued | None = None
        self.forced_at: list[datetime] = []
        self.plain_at: list[datetime] = []

    def stable(self, force: bool) -> Issued:
        now = self.now()
        if force:
            self._may_force()
            if self._stable is not None:
                self.kill(self._stable)
        current = self._stable
        if current is not None and self.is_valid(current):
            if now < current.until - OVERLAP:
                return current
            current.until = now + OVERLAP
        self._stable = self.issue()
        return self._stable

    def plain(self) -> Issued:
        self.plain_at.append(self.now())
        if _in_the_last_day(self.plain_at, self.now()) > _PLAIN_A_DAY:
            raise Refused(45009)
        if self._plain is not None and self.is_valid(self._plain):
            self._plain.until = min(self._plain.until, self.now() + OVERLAP)
            self._plain.afterwards = 40001
        self._plain = self.issue()
        return self._plain

    def _may_force(self) -> None:
        now, before = self.now(), self.forced_at[-1:]
        self.forced_at.append(now)
        if before and now < before[0] + _FORCED_APART:
            raise Refused(45011)
        if _in_the_last_day(self.forced_at, now) > _FORCED_A_DAY:
            raise Refused(45009)


def _in_the_last_day(times: list[datetime], now: datetime) -> int:
    return sum(now - at < timedelta(days=1) for at in times)
