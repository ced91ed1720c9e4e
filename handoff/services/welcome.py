"""The first words to somebody who has just come: they belong to no matter yet, so no episode starts with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handoff.domain.arrival import ChannelEvent, EventName
from handoff.domain.inbox import ChannelKind, Flavour, Inbox, OfficialAccount
from handoff.domain.parcel import Parcel, ParcelKind, Purpose
from handoff.services.channel_port import KfPlatform, Platform
from handoff.services.ports import Clock, NewId, OpenWork
from handoff.services.quota_view import is_passive, rules_for
from handoff.services.speaking import Speaker


@dataclass(frozen=True)
class Welcome:
    open_work: OpenWork
    platforms: Mapping[ChannelKind, Platform]
    kf: KfPlatform
    speaker: Speaker
    now: Clock
    new_id: NewId

    async def by_code(self, inbox: Inbox, code: str) -> None:
        """微信客服: the welcome that the event itself pays for; a code that is used or over does no harm."""
        await self.kf.send_on_event(inbox, code, self._parcel(inbox))

    def greets(self, inbox: Inbox, event: ChannelEvent) -> bool:
        """Who subscribes; and who enters a mini-program's service, where the operator has words for that."""
        if event.name is EventName.SUBSCRIBED:
            return True
        account = inbox.account
        is_mini = isinstance(account, OfficialAccount) and account.flavour is Flavour.MINI
        return is_mini and event.name is EventName.ENTERED and bool(account and account.welcome.strip())

    async def by_event(self, inbox: Inbox, customer: str, at: datetime) -> None:
        """Within the event's minute; losing it in a crash costs a greeting, so it is not tried twice.

        Nothing to whoever is in the middle of a talk: a mini-program's service is entered again and again.
        """
        rules = rules_for(inbox)
        if rules is None or is_passive(inbox):
            return
        async with self.open_work() as work:
            known = await work.contacts.identify(inbox.id, customer, self.now())
            conversation = await work.conversations.lock(known.id)
            if await work.episodes.open_of(conversation.id):
                return
            ledger = (await work.quotas.of(conversation.id)).happened(at, rules)
            if not ledger.admits(Purpose.OTHER, self.now()):
                return
            await work.quotas.keep(conversation.id, ledger.spend(Purpose.OTHER, self.now()))
        await self.platforms[inbox.channel].send(inbox, customer, self._parcel(inbox), None)

    def _parcel(self, inbox: Inbox) -> Parcel:
        own = inbox.account.welcome.strip() if inbox.account else ""
        text = own or self.speaker.lines.say("opening", service_name=self.speaker.enterprise.service_name)
        # The operator's words pass the same gate as everybody's (promise 4).
        return Parcel(self.new_id(), ParcelKind.TEXT, (), text=self.speaker.register.gate(text, "system").text)
