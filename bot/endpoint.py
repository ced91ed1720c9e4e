"""The way to the action server, watched: Rasa logs a failed action and goes on, we must know that it failed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# The service gives a whole turn eight seconds; an action that needs longer is a fault, not a wait.
ACTION_TIMEOUT_S = 6.0

_failures: ContextVar[list[str] | None] = ContextVar("action_failures", default=None)


class ActionFailed(Exception):
    """An action could not be run, so the turn must not count as answered."""


class WatchedEndpoint(EndpointConfig):
    """Does what EndpointConfig does, gives up after `ACTION_TIMEOUT_S`, and notes every failure of the present turn."""

    @classmethod
    def watching(cls, endpoint: EndpointConfig) -> "WatchedEndpoint":
        if isinstance(endpoint, cls):
            return endpoint
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            endpoint.cafile,
            **endpoint.kwargs,
        )

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        kwargs["timeout"] = aiohttp.ClientTimeout(total=ACTION_TIMEOUT_S)
        try:
            return await super().request(method, subpath, content_type, compress, **kwargs)
        except ClientResponseError as error:
            if error.status != 400:  # 400 is an action that declines to run: part of every form's life
                _note(f"{error.status} {error.message}")
            raise
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            _note(f"{type(error).__name__}: {error}")
            raise


@contextmanager
def failures_raised() -> Iterator[None]:
    """Run a turn; raise ActionFailed at its end when any action of it failed."""
    noted: list[str] = []
    token = _failures.set(noted)
    try:
        yield
    finally:
        _failures.reset(token)
    if noted:
        raise ActionFailed("; ".join(noted))


def _note(what: str) -> None:
    noted = _failures.get()
    if noted is not None:
        noted.append(what)
