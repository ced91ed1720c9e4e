"""Access tokens: one per inbox for all processes, asked for by one of them at a time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from handoff.adapters.wechat.errors import Known, NoAnswer, NotTaken, beside_the_send
from handoff.adapters.wechat.exchange import Outgoing, exchange
from handoff.domain.inbox import Inbox
from handoff.services.channel_port import StoredToken, Tokens
from handoff.services.ports import Clock

# Within its last five minutes a token is replaced by the platform, and both are good: then is the time to ask.
_MARGIN_S = 240
_LASTS_S = 7200
_FETCHED_WITHIN_S = 20.0
_LOOKS_EVERY_S = 0.1
# The row of a fetch that has brought nothing yet has no token.
_NO_TOKEN = ""


@dataclass(frozen=True)
class Access:
    """`request` makes the platform's own request for a token; `codes` is how errors read there."""

    http: httpx.AsyncClient
    tokens: Tokens
    now: Clock
    request: Callable[[Inbox], Outgoing]
    codes: Mapping[int, Known]

    async def token(self, inbox: Inbox) -> str:
        """Raises Refused or NotTaken."""
        for _ in range(round(_FETCHED_WITHIN_S / _LOOKS_EVERY_S) + 1):
            now = self.now()
            if row := await self.tokens.current(inbox.id, now):
                return row.token
            if await self.tokens.may_fetch(inbox.id, now, now + timedelta(seconds=_FETCHED_WITHIN_S)):
                return await self._fetch_for_all(inbox, now)
            await asyncio.sleep(_LOOKS_EVERY_S)
        raise NotTaken("another process has not brought a token in time")

    async def renewed(self, inbox: Inbox, refused: str) -> str:
        """Instead of a token that the platform refused; another process may have replaced it meanwhile."""
        await self.tokens.drop(inbox.id, refused)
        return await self.token(inbox)

    async def fetch(self, inbox: Inbox) -> str:
        """Ask the platform now and keep what it gives. A token that is still good comes again, so nobody is harmed.

        Raises Refused or NotTaken.
        """
        asked_at = self.now()
        with beside_the_send():
            try:
                async with asyncio.timeout(_FETCHED_WITHIN_S):
                    answer = await exchange(self.http, self.request(inbox), self.codes)
            except TimeoutError as error:
                raise NoAnswer("no token in time") from error
            token, lasts = answer.get("access_token"), answer.get("expires_in")
            if not isinstance(token, str) or not token:
                raise NoAnswer("an answer without a token")
        seconds = lasts if isinstance(lasts, int) and lasts > 0 else _LASTS_S
        good_for = timedelta(seconds=max(seconds - _MARGIN_S, seconds / 2))
        await self.tokens.keep(inbox.id, StoredToken(token, asked_at + good_for))
        return token

    async def _fetch_for_all(self, inbox: Inbox, now: datetime) -> str:
        brought = False
        try:
            if row := await self.tokens.current(inbox.id, now):
                # Brought by another between our look and our turn.
                return row.token
            token = await self.fetch(inbox)
            brought = True
        finally:
            # Cancelled too: the others would wait for a fetch that nobody is at.
            if not brought:
                await self.tokens.drop(inbox.id, _NO_TOKEN)
        return token
