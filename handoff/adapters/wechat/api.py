"""One platform's API as the channels call it: with a token that is good, and again where that is safe."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

import httpx

from handoff.adapters.wechat.access import Access
from handoff.adapters.wechat.errors import Action, Known, NoAnswer, NotTaken, Refused
from handoff.adapters.wechat.exchange import Answer, Outgoing, Upload, download, exchange
from handoff.domain.inbox import Inbox
from handoff.services.channel_port import Fetched

# Between the three tries of a call that may be repeated.
PAUSES = (0.3, 1.0)
_T = TypeVar("_T")


class PlatformApi:
    """Every call raises Refused, NotTaken or NoAnswer; which of them says whether it may be made again."""

    def __init__(
        self, http: httpx.AsyncClient, access: Access, codes: Mapping[int, Known], pauses: Sequence[float] = PAUSES
    ) -> None:
        self.http = http
        self.access = access
        self.codes = codes
        self._pauses = pauses

    async def send(
        self,
        inbox: Inbox,
        path: str,
        body: Mapping[str, Any],
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> Answer:
        """A call that does something each time it is made: made once. `around`: the call itself, without its token."""

        async def call(token: str) -> Answer:
            with around():
                return await exchange(self.http, _outgoing("POST", inbox, path, token, body=body), self.codes)

        return await self._with_token(inbox, call)

    async def ask(self, inbox: Inbox, path: str, body: Mapping[str, Any]) -> Answer:
        """A call that only answers: made up to three times."""
        return await self._patiently(lambda: self.send(inbox, path, body))

    async def upload(self, inbox: Inbox, path: str, kind: str, file: Upload) -> Answer:
        return await self._patiently(
            lambda: self._with_token(
                inbox,
                lambda token: exchange(
                    self.http, _outgoing("POST", inbox, path, token, {"type": kind}, file=file), self.codes
                ),
            )
        )

    async def file(self, inbox: Inbox, path: str, params: Mapping[str, str]) -> Fetched | Answer:
        """Raises MediaGone too."""
        return await self._patiently(
            lambda: self._with_token(
                inbox, lambda token: download(self.http, _outgoing("GET", inbox, path, token, params), self.codes)
            )
        )

    async def file_at(self, url: str) -> Fetched | Answer:
        """A file that lies outside the API, where a token must not be shown; raises MediaGone too."""
        return await self._patiently(lambda: download(self.http, Outgoing("GET", url), self.codes))

    async def _with_token(self, inbox: Inbox, call: Callable[[str], Awaitable[_T]]) -> _T:
        token = await self.access.token(inbox)
        try:
            return await call(token)
        except Refused as error:
            if error.action is not Action.REFRESH_TOKEN:
                raise
        # Once: a new token that is refused as well is the operator's to look at, not ours to ask for again and again.
        return await call(await self.access.renewed(inbox, token))

    async def _patiently(self, call: Callable[[], Awaitable[_T]]) -> _T:
        for pause in self._pauses:
            try:
                return await call()
            except (NotTaken, NoAnswer):
                await asyncio.sleep(pause)
        return await call()


def address(inbox: Inbox, path: str) -> str:
    assert inbox.account is not None, "the web has no platform"  # noqa: S101
    return inbox.account.api_base.rstrip("/") + path


def _outgoing(
    method: str,
    inbox: Inbox,
    path: str,
    token: str,
    params: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    file: Upload | None = None,
) -> Outgoing:
    return Outgoing(method, address(inbox, path), {"access_token": token, **(params or {})}, body, file)
