"""Rate limits: generous for people, short for scripts."""

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from handoff.domain.errors import TooManyRequests

SIGN_IN = parse("10/minute")
NEW_SESSION = parse("60/minute")
MESSAGES = parse("40/minute")
CHECKS = parse("600/minute")


class RateLimits:
    """Counted in this process: the web process is one, and a limit forgotten at a restart harms nobody."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def hit(self, limit: RateLimitItem, *who: str) -> None:
        """Count one call; raise TooManyRequests over the limit."""
        if not await self._limiter.hit(limit, *who):
            raise TooManyRequests("操作过于频繁，请稍后再试。")
