"""Rate limits: generous for people, short for scripts."""

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from handoff.domain.errors import TooManyRequests

SIGN_IN = parse("10/minute")
# A whole shift may sign in from one office address.
SIGN_INS = parse("60/minute")
NEW_SESSION = parse("60/minute")
MESSAGES = parse("40/minute")
UPLOADS = parse("30/minute")
# A visitor is made up in a moment; drawing images anew is work.
UPLOADS_OF_ADDRESS = parse("120/minute")
CHECKS = parse("600/minute")
# Reconnects after an outage come in a burst; behind one address there may be a whole company.
SOCKETS = parse("300/minute")
# Each is looked up for every open desk; the widget says it every three seconds.
TYPING = parse("60/minute")


class RateLimits:
    """Counted in this process: the web process is one, and a limit forgotten at a restart harms nobody."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def allows(self, limit: RateLimitItem, *who: str) -> bool:
        return await self._limiter.hit(limit, *who)

    async def hit(self, limit: RateLimitItem, *who: str) -> None:
        """Count one call; raise TooManyRequests over the limit."""
        if not await self.allows(limit, *who):
            raise TooManyRequests("操作过于频繁，请稍后再试。")
