"""Whose a session of 微信客服 is: read when one begins, and kept with our desk where no person has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.domain.errors import ChannelUnavailable
from handoff.domain.inbox import Inbox, KfAccount
from handoff.domain.text import clean
from handoff.services.arrival_port import PlatformSession
from handoff.services.channel_port import KfPlatform, PlatformRefused
from handoff.services.ports import Clock, OpenWork

_NEW, _BOT, _ENDED = 0, 1, 4
# A session ends by itself when the customer has written nothing for so long, and nobody is told.
_LASTS = timedelta(hours=48)


@dataclass(frozen=True)
class KfSessions:
    open_work: OpenWork
    kf: KfPlatform
    now: Clock

    async def begun(self, inbox: Inbox, customer: str, at: datetime) -> PlatformSession | None:
        """The session that the customer's message of `at` begins; None where it goes on with the one we know.

        Left as new, the platform's own rules may give it to somebody in the WeCom client. Whatever goes wrong here
        must not cost the message: the next one asks again.
        """
        if not isinstance(inbox.account, KfAccount) or not await self._is_first(inbox, customer, at):
            return None
        await self._introduce(inbox, customer)
        try:
            session = await self.kf.session(inbox, customer)
            if session.state == _NEW:
                await self.kf.move_session(inbox, customer, _BOT)
                session = PlatformSession(_BOT)
        except (PlatformRefused, ChannelUnavailable):
            return PlatformSession(_NEW)
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

    async def _is_first(self, inbox: Inbox, customer: str, at: datetime) -> bool:
        async with self.open_work() as work:
            known = await work.contacts.identify(inbox.id, customer, self.now())
            session, granted = await work.sessions.of(known.id), (await work.quotas.of(known.id)).message
        return session.state in {_NEW, _ENDED} or granted is None or at - granted.at >= _LASTS
