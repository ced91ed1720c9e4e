"""One call to an enterprise's shop: within its time, tried again where that does no harm, its answer as JSON."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import stamina

from shop.errors import ShopUnavailable
from shop.http_errors import ERRORS_WITH_BODY, error_of
from shop.http_wire import Unfit, from_wire, to_wire
from shop.models import EffectKey

_READ_AGAIN = frozenset({502, 503, 504})
# After 502 and 504 a write may still be under way behind the gateway; after 503 the shop did not begin.
_WRITE_AGAIN = frozenset({503})
_READ_TRIES = 3
_WRITE_TRIES = 2
_LARGEST = 4 * 1024 * 1024
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """Seconds: to connect, between two pieces of an answer, and for one call with all its tries.

    The last is under the eight seconds after which whoever asked the bot has given up: the fault line is then ours.
    """

    connect: float = 2.0
    read: float = 5.0
    in_all: float = 7.0


@dataclass(frozen=True)
class Calls:
    """`client` carries the address and the token."""

    client: httpx.Client
    patience: Patience = field(default_factory=Patience)

    def read(self, kind: type[T], path: str, at: datetime | None = None, /, **asked: str | None) -> T:
        params = {name: value for name, value in asked.items() if value is not None}
        with _told_apart(f"GET {path}"):
            request = self.client.build_request("GET", path, params=params, headers=_asked_at(at))
            return self._answer(kind, request, _READ_TRIES, _READ_AGAIN)

    def write(self, kind: type[T], path: str, body: object, key: EffectKey, at: datetime) -> T:
        with _told_apart(f"POST {path}"):
            headers = {**_asked_at(at), "Idempotency-Key": idempotency_key(key)}
            request = self.client.build_request("POST", path, json=to_wire(body), headers=headers)
            return self._answer(kind, request, _WRITE_TRIES, _WRITE_AGAIN)

    def _answer(self, kind: type[T], request: httpx.Request, tries: int, again: frozenset[int]) -> T:
        status, content = self._heard(request, tries, again)
        if status in {200, 201}:
            answer: T = from_wire(kind, _json(content))
            return answer
        raise error_of(status, _json(content) if status in ERRORS_WITH_BODY else None)

    def _heard(self, request: httpx.Request, tries: int, again: frozenset[int]) -> tuple[int, bytes]:
        until = monotonic() + self.patience.in_all
        attempts = stamina.retry_context(
            on=(httpx.TransportError, _Passing),
            attempts=tries,
            timeout=self.patience.in_all,
            wait_initial=0.1,
            wait_max=0.5,
            wait_jitter=0.1,
        )
        for attempt in attempts:
            with attempt:
                status, content = self._once(request, until)
                if status in again:
                    raise _Passing(status)
        return status, content

    def _once(self, request: httpx.Request, until: float) -> tuple[int, bytes]:
        left = max(until - monotonic(), 0.05)
        timeout = httpx.Timeout(min(self.patience.read, left), connect=min(self.patience.connect, left))
        request.extensions = {**request.extensions, "timeout": timeout.as_dict()}
        response = self.client.send(request, stream=True)
        try:
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > _LARGEST:
                    raise Unfit(f"more than {_LARGEST} bytes")
                # The client's own timeout begins anew with each piece.
                if monotonic() > until:
                    raise httpx.ReadTimeout("the answer comes too slowly", request=request)
            return response.status_code, bytes(content)
        finally:
            response.close()


@contextmanager
def _told_apart(call: str) -> Iterator[None]:
    """What the shop's rules say goes through; all else is ShopUnavailable, and written down for who runs us."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, Unfit, _Passing, ShopUnavailable) as error:
        _log.warning("%s: %s", call, str(error) or repr(error))
        if isinstance(error, ShopUnavailable):
            raise
        raise ShopUnavailable(f"{call}: {str(error) or repr(error)}") from error


class _Passing(Exception):
    """A status that may be another one at the next try."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the shop answers {status}")


def open_calls(url: str, token: str, patience: Patience) -> Calls:
    """Connects on first use. No proxy and no password of the machine come between."""
    headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    return Calls(httpx.Client(base_url=url, headers=headers, trust_env=False), patience)


def idempotency_key(key: EffectKey) -> str:
    """`message:action`; a colon or anything that a header cannot carry is percent-encoded in both."""
    return f"{quote(key.message_id, safe='')}:{quote(key.action, safe='')}"


def _asked_at(at: datetime | None) -> dict[str, str]:
    return {"Asked-At": to_wire(at)} if at else {}


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unfit(f"no JSON: {type(error).__name__}") from error
