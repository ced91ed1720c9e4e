"""How the runner knows that a process is ready: it answers."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

Probe = Callable[[], Awaitable[bool]]

_PATIENCE = 2.0
_BETWEEN = 0.2


def http_answers(url: str) -> Probe:
    """Ready when a GET of `url` answers 200."""

    async def probe() -> bool:
        # The proxy of the environment is for the world outside, never for our own loopback.
        async with httpx.AsyncClient(trust_env=False, timeout=_PATIENCE) as client:
            try:
                return (await client.get(url)).status_code == httpx.codes.OK
            except httpx.HTTPError:
                return False

    return probe


def redis_answers(unix_socket: Path) -> Probe:
    """Ready when PING is answered with PONG."""

    async def probe() -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                reader, writer = await asyncio.open_unix_connection(unix_socket)
                try:
                    writer.write(b"PING\r\n")
                    return (await reader.readline()).startswith(b"+PONG")
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False

    return probe


async def wait_until(probe: Probe, within: float) -> bool:
    """Ask again and again until the answer is yes (True) or `within` seconds have gone by (False)."""
    try:
        async with asyncio.timeout(within):
            while not await probe():  # noqa: ASYNC110 - another process cannot set an event of ours
                await asyncio.sleep(_BETWEEN)
    except TimeoutError:
        return False
    return True
