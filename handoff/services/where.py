"""Where a customer will be told: in the thread, or elsewhere once the platform takes no more lines by then."""

from dataclasses import dataclass
from datetime import datetime

from handoff.domain.conversation import Conversation
from handoff.domain.inbox import ChannelKind, Inbox
from handoff.domain.lines import Lines
from handoff.services.inbox_port import Inboxes
from handoff.services.ports import UnitOfWork
from handoff.services.quota_view import is_passive


@dataclass(frozen=True)
class Where:
    inboxes: Inboxes
    lines: Lines

    async def said(self, work: UnitOfWork, conversation: Conversation, due_at: datetime) -> str:
        """For a promise that falls due then: 在此处, or the way that the inbox's set-up names."""
        if conversation.channel == ChannelKind.WEB.value:
            return self.lines.say("where_here")
        inbox = await self.inboxes.by_id(conversation.inbox_id)
        grant = (await work.quotas.of(conversation.id)).message
        # Without the customer-service API nothing goes out unless the customer writes first.
        if grant and due_at < grant.until and not (inbox and is_passive(inbox)):
            return self.lines.say("where_here")
        return self._elsewhere(inbox) if inbox else self.lines.say("where_phone")

    def _elsewhere(self, inbox: Inbox) -> str:
        if inbox.account is None:
            return self.lines.say("where_here")
        reach = inbox.account.reach
        return self.lines.say(f"where_{reach.way.value}", detail=reach.detail)
