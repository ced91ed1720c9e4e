"""Live state in Redis: doorbells and typing. Flushing or losing it costs a polling interval, never a line."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from handoff.services.ports import Rung, Typing

_CHANNEL = "heyan:doorbell"
_TYPING = "heyan:typing"
_RECONNECT_SECONDS = 1.0

_log = structlog.get_logger()


def open_redis(url: str) -> Redis:
    return Redis.from_url(url, decode_responses=True, socket_connect_timeout=1.0, socket_timeout=None)


@dataclass(frozen=True)
class RedisBell:
    redis: Redis

    async def ring(self, topics: Collection[str]) -> None:
        """Redis only wakes; when it is away, everyone still looks by themselves every second."""
        with suppress(RedisError, OSError, TimeoutError):
            await asyncio.wait_for(self.redis.publish(_CHANNEL, json.dumps(sorted(topics))), timeout=1.0)

    async def tell(self, typing: Typing) -> None:
        with suppress(RedisError, OSError, TimeoutError):
            await asyncio.wait_for(self.redis.publish(_TYPING, json.dumps(asdict(typing))), timeout=1.0)


async def listen(redis: Redis) -> AsyncIterator[Rung]:
    """Doorbells and typing, for ever; reconnects by itself and rings once after each break, for what was missed."""
    while True:
        try:
            async with redis.pubsub() as pubsub:
                await pubsub.subscribe(_CHANNEL, _TYPING)
                yield Rung()
                async for message in pubsub.listen():
                    if message["type"] == "message":
                        yield _rung(message["channel"], json.loads(message["data"]))
        except (RedisError, OSError) as error:
            _log.warning("redis.away", error=repr(error))
            await asyncio.sleep(_RECONNECT_SECONDS)


def _rung(channel: str, body: Any) -> Rung:
    return Rung(topics=tuple(body)) if channel == _CHANNEL else Rung(typing=Typing(**body))
