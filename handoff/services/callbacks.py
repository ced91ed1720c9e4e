"""A platform's callback: checked, kept, answered at once; with a reply inside it only where that is the setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handoff.domain.errors import NotFound
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount
from handoff.services.arrival_port import NewArrival
from handoff.services.arrivals import Reception
from handoff.services.channel_port import CallbackFormat, CallbackRefused, ReplyFormat
from handoff.services.inbox_port import InboxStore, SecretsUnreadable
from handoff.services.passive_replies import PassiveReplies
from handoff.services.ports import Clock
from handoff.services.quota_view import is_passive

# “Taken”; the platform repeats its callback on anything it does not know.
_TAKEN = b"success"


@dataclass(frozen=True)
class Callbacks:
    inboxes: InboxStore
    formats: Mapping[ChannelKind, CallbackFormat]
    replies: ReplyFormat
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
        await self.reception.take(inbox.id, NewArrival(ref, sender_ref, payload))
        if not (sender_ref and is_passive(inbox) and self.replies.hears(inbox, payload)):
            return _TAKEN
        return await self._passively(inbox, payload, ref, sender_ref, body)

    async def _bell(self, inbox: Inbox, account: KfAccount, bell: tuple[str, str] | None) -> None:
        if bell is None:
            return
        token, open_kfid = bell
        if open_kfid and open_kfid != account.open_kfid:
            inbox = await self._sibling(account, open_kfid)
        await self.reception.bell(inbox.id, token)

    async def _sibling(self, account: KfAccount, open_kfid: str) -> Inbox:
        """A company's app has one address for all its accounts: the bell names whose it is."""
        for inbox in await self.inboxes.all():
            other = inbox.account
            if not (inbox.enabled and isinstance(other, KfAccount)):
                continue
            if (other.corp_id, other.open_kfid) == (account.corp_id, open_kfid):
                return inbox
        raise CallbackRefused("The bell is for an account that has no inbox here.")

    async def _passively(
        self, inbox: Inbox, payload: Mapping[str, Any], ref: str, sender_ref: str, body: bytes
    ) -> bytes:
        text = await self.passive.reply_to(inbox, ref, sender_ref)
        return self.replies.reply(inbox, payload, body, text, self.now()) if text else _TAKEN

    async def _inbox(self, inbox_id: str) -> Inbox:
        try:
            inbox = await self.inboxes.by_id(inbox_id)
        except SecretsUnreadable as error:
            # What is wrong here is for the operator, who sees it at the inbox, and for nobody who calls.
            raise CallbackRefused("The inbox's secrets cannot be read.") from error
        if inbox is None or not inbox.enabled or inbox.channel not in self.formats:
            raise NotFound("未找到该接入渠道。")
        return inbox
