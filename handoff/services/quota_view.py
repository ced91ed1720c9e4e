"""What is left to send, as the desk is told of it before anybody writes."""

from datetime import datetime
from typing import Any

from handoff.domain.conversation import Conversation
from handoff.domain.inbox import ChannelKind, Flavour, Inbox, OfficialAccount, ReplyMode
from handoff.domain.parcel import Purpose
from handoff.domain.quota import Ledger, QuotaRules, rules_of
from handoff.services.inbox_port import Inboxes
from handoff.services.ports import UnitOfWork


def rules_for(inbox: Inbox) -> QuotaRules | None:
    """None: no limit."""
    flavour: Flavour | None = inbox.account.flavour if isinstance(inbox.account, OfficialAccount) else None
    return rules_of(inbox.channel, flavour)


def is_passive(inbox: Inbox) -> bool:
    return isinstance(inbox.account, OfficialAccount) and inbox.account.replies is ReplyMode.PASSIVE


def quota_view(inbox: Inbox, ledger: Ledger, now: datetime) -> dict[str, Any] | None:
    rules = rules_for(inbox)
    if rules is None or inbox.account is None:
        return None
    until = ledger.until(now)
    return {
        "left": ledger.left(now),
        "free": ledger.free_for(Purpose.ANSWER, now),
        "until": until.isoformat() if until else None,
        "per_message": rules.per_message,
        "passive": is_passive(inbox),
        "reach": {"way": inbox.account.reach.way.value, "detail": inbox.account.reach.detail},
    }


async def can_hold(work: UnitOfWork, inboxes: Inboxes, conversation: Conversation, now: datetime) -> bool:
    """Whether a holding line would go out (C02); what waits in front of it to be sent is not counted yet."""
    if conversation.channel == ChannelKind.WEB.value:
        return True
    session = await work.sessions.of(conversation.id)
    if session.rejects or session.is_with_platform:
        return session.is_with_person and bool(session.code)
    inbox = await inboxes.by_id(conversation.inbox_id)
    if inbox is None or is_passive(inbox):
        return False
    return (await work.quotas.of(conversation.id)).admits(Purpose.HOLDING, now)


async def tell_quota(work: UnitOfWork, inbox: Inbox, conversation: Conversation, ledger: Ledger, now: datetime) -> None:
    """Show the desk what is left of it now."""
    episode = await work.episodes.open_of(conversation.id)
    if episode is None:
        return
    work.feed.append(
        "quota.changed",
        "desk",
        {"episode_id": episode.id, "quota": quota_view(inbox, ledger, now)},
        conversation_id=conversation.id,
        episode_id=episode.id,
    )
