"""A platform's callback: checked, kept, answered at once; with a reply inside it only where that is the setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handoff.domain.errors import NotFound
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount
from handoff.services.arrival_port import NewArrival
from handoff.services.arrivals import Reception
from handoff.services.channel_port import CallbackFormat, CallbackRefused
from handoff.services.inbox_port import Inboxes
from handoff.services.passive_replies import PassiveReplies
from handoff.services.ports import Clock
from handoff.services.quota_view import is_passive

# “Taken”; the platform repeats its callback on anything it does not know.
_TAKEN = b"success"


@dataclass(frozen=True)
class Callbacks:
    inboxes: Inboxes
    formats: Mapping[ChannelKind, CallbackFormat]
    reception: Reception
    passive: PassiveReplies
    now: Clock

    async def verify(self, inbox_id: str, args: Mapping[str, str]) -> str:
        """Raises NotFound or CallbackRefused."""
        inbox = await self._inbox(inbox_id)
        return self.formats[inbox.channel].verify_url(inbox, args)

    async def receive(self, inbox_id: str, args: Mapping[str, str], body: bytes) -> bytes:
        """What to answer; from then on nothing can lose the message. Raises NotFound or CallbackRefused."""
        inbox = await self._inbox(inbox_id)
        form = self.formats[inbox.channel]
        payload = form.open(inbox, args, body)
        if isinstance(inbox.account, KfAccount):
            await self._bell(inbox, inbox.account, form.bell_of(payload))
            return _TAKEN
        ref, sender_ref = form.refs_of(payload)
        await self.reception.take(inbox.id, [NewArrival(ref, sender_ref, payload)])
        return await self._passively(inbox, form, payload, ref, sender_ref, body) if is_passive(inbox) else _TAKEN

    async def _bell(self, inbox: Inbox, account: KfAccount, bell: tuple[str, str] | None) -> None:
        if bell is None:
            return
        token, open_kfid = bell
        if open_kfid and open_kfid != account.open_kfid:
            # One address for several accounts of a company: the bell names whose it is.
            raise CallbackRefused("The bell is for another account.")
        await self.reception.bell(inbox.id, token)

    async def _passively(
        self, inbox: Inbox, form: CallbackFormat, payload: Mapping[str, Any], ref: str, sender_ref: str, body: bytes
    ) -> bytes:
        text = await self.passive.reply_to(inbox, ref, sender_ref)
        return form.reply(inbox, payload, body, text, self.now()) if text else _TAKEN

    async def _inbox(self, inbox_id: str) -> Inbox:
        inbox = await self.inboxes.by_id(inbox_id)
        if inbox is None or not inbox.enabled or inbox.channel not in self.formats:
            raise NotFound("未找到该接入点。")
        return inbox
