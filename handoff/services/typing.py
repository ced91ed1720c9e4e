"""Shows customers on a platform that somebody is writing, where the platform can show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handoff.domain.inbox import ChannelKind
from handoff.services.channel_port import Platform
from handoff.services.inbox_port import Inboxes
from handoff.services.ports import Clock, Typing
from handoff.services.snapshot import OpenSnapshot

# The platform shows it for fifteen seconds.
_AGAIN_AFTER = timedelta(seconds=12)
_MOST_KNOWN = 1000


@dataclass(frozen=True)
class TypingThere:
    look: OpenSnapshot
    platforms: Mapping[ChannelKind, Platform]
    inboxes: Inboxes
    now: Clock
    _shown: dict[str, datetime] = field(default_factory=dict, init=False, repr=False)

    async def tell(self, typing: Typing) -> None:
        if typing.who == "contact" or not self._is_due(typing.conversation_id):
            return
        async with self.look() as snapshot:
            conversation = await snapshot.conversation(typing.conversation_id)
            if conversation is None or conversation.channel == ChannelKind.WEB.value:
                return
            customer = await snapshot.external_ref(conversation)
        inbox = await self.inboxes.by_id(conversation.inbox_id)
        if inbox and inbox.enabled:
            await self.platforms[inbox.channel].typing(inbox, customer)

    def _is_due(self, conversation_id: str) -> bool:
        now = self.now()
        last = self._shown.get(conversation_id)
        if last and now - last < _AGAIN_AFTER:
            return False
        if len(self._shown) >= _MOST_KNOWN:
            self._shown.clear()
        self._shown[conversation_id] = now
        return True
