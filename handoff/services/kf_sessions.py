"""Whose a session of 微信客服 is: read when one begins or may have ended untold, and kept ours where nobody has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.domain.errors import ChannelUnavailable
from handoff.domain.inbox import Inbox, KfAccount
from handoff.domain.text import clean
from handoff.services.arrival_port import PlatformSession
from handoff.services.channel_port import KfPlatform, PlatformRefused
from handoff.services.ports import Clock, OpenWork

_NEW, _BOT, _POOL, _ENDED = 0, 1, 2, 4
# A session ends by itself when the customer has written nothing for so long, and nobody is told.
_LASTS = timedelta(hours=48)


@dataclass(frozen=True)
class KfSessions:
    open_work: OpenWork
    kf: KfPlatform
    now: Clock

    async def begun(self, inbox: Inbox, customer: str, at: datetime) -> PlatformSession | None:
        """The session that the customer's message of `at` begins; None where it goes on with the one we know.

        Left as new, the platform's own rules may give it to somebody in the WeCom client. How a wait in the pool ends
        it tells nobody, so while there is one each message asks. Whatever goes wrong here must not cost the message:
        the next one asks again.
        """
        if not isinstance(inbox.account, KfAccount):
            return None
        known, is_first = await self._known(inbox, customer, at)
        if is_first:
            await self._introduce(inbox, customer)
        elif known.state != _POOL:
            return None
        try:
            return await self._ours_if_free(inbox, customer)
        except (PlatformRefused, ChannelUnavailable):
            return PlatformSession(_NEW) if is_first else None

    async def _ours_if_free(self, inbox: Inbox, customer: str) -> PlatformSession:
        session = await self.kf.session(inbox, customer)
        if session.state == _NEW:
            await self.kf.move_session(inbox, customer, _BOT)
            return PlatformSession(_BOT)
        return session

    async def _introduce(self, inbox: Inbox, customer: str) -> None:
        """What the customer calls themselves, for the desk."""
        try:
            name = (await self.kf.nicknames(inbox, [customer])).get(customer, "")
        except (PlatformRefused, ChannelUnavailable):
            return
        if clean(name):
            async with self.open_work() as work:
                await work.contacts.nickname(inbox.id, customer, clean(name))

    async def _known(self, inbox: Inbox, customer: str, at: datetime) -> tuple[PlatformSession, bool]:
        """As we have it, and whether the message of `at` is the first of another."""
        async with self.open_work() as work:
            known = await work.contacts.identify(inbox.id, customer, self.now())
            session, granted = await work.sessions.of(known.id), (await work.quotas.of(known.id)).message
        return session, session.state in {_NEW, _ENDED} or granted is None or at - granted.at >= _LASTS
