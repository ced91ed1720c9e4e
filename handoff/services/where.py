"""Where a customer will be told: in the thread, or elsewhere once the platform takes no more lines by then."""

from dataclasses import dataclass
from datetime import datetime

from handoff.domain.conversation import Conversation
from handoff.domain.inbox import ChannelKind, Inbox
from handoff.domain.lines import Lines
from handoff.services.inbox_port import Inboxes, SecretsUnreadable
from handoff.services.ports import UnitOfWork
from handoff.services.quota_view import is_passive


@dataclass(frozen=True)
class Ways:
    """What is said of a promise that falls due before `until`, and of one that does later; None: all are alike."""

    first: str
    then: str
    until: datetime | None = None

    def at(self, due_at: datetime) -> str:
        return self.first if self.until is None or due_at < self.until else self.then


@dataclass(frozen=True)
class Where:
    inboxes: Inboxes
    lines: Lines

    async def said(self, work: UnitOfWork, conversation: Conversation, due_at: datetime) -> str:
        """For a promise that falls due then: 在此处, or the way that the inbox's set-up names."""
        return (await self.ways(work, conversation)).at(due_at)

    async def ways(self, work: UnitOfWork, conversation: Conversation) -> Ways:
        """For whatever may be promised before the customer writes again."""
        here = self.lines.say("where_here")
        if conversation.channel == ChannelKind.WEB.value:
            return Ways(here, here)
        inbox = await self._inbox(conversation)
        elsewhere = self._elsewhere(inbox) if inbox else self.lines.say("where_phone")
        grant = (await work.quotas.of(conversation.id)).message
        # Without the customer-service API nothing goes out unless the customer writes first.
        if grant is None or (inbox and is_passive(inbox)):
            return Ways(elsewhere, elsewhere)
        return Ways(here, elsewhere, grant.until)

    async def _inbox(self, conversation: Conversation) -> Inbox | None:
        try:
            return await self.inboxes.by_id(conversation.inbox_id)
        except SecretsUnreadable:
            # The operator sees that at the inbox; what the customer asks for is no less worked for it.
            return None

    def _elsewhere(self, inbox: Inbox) -> str:
        if inbox.account is None:
            return self.lines.say("where_here")
        reach = inbox.account.reach
        return self.lines.say(f"where_{reach.way.value}", detail=reach.detail)
