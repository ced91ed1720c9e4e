"""Conversation, episode, stretch: whose matter it is, and the moves between owners (a table)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from handoff.domain.clocks import ReplyClock
from handoff.domain.errors import IllegalMove


class EpisodeStatus(StrEnum):
    """服务状态"""

    BOT = "bot"
    QUEUED = "queued"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"

    @property
    def in_chinese(self) -> str:
        return {"bot": "机器人接待", "queued": "排队中", "assigned": "人工接待", "resolved": "已解决"}[self.value]


_MOVES: dict[EpisodeStatus, frozenset[EpisodeStatus]] = {
    EpisodeStatus.BOT: frozenset({EpisodeStatus.QUEUED, EpisodeStatus.ASSIGNED, EpisodeStatus.RESOLVED}),
    EpisodeStatus.QUEUED: frozenset({EpisodeStatus.ASSIGNED, EpisodeStatus.BOT, EpisodeStatus.RESOLVED}),
    EpisodeStatus.ASSIGNED: frozenset(EpisodeStatus),
    EpisodeStatus.RESOLVED: frozenset(),
}


class HandoffReason(StrEnum):
    """转人工原因"""

    ASKED = "asked"
    COMPLAINT = "complaint"
    EMOTION = "emotion"
    THREAT = "threat"
    ABUSE = "abuse"
    CHURN = "churn"
    REPEAT_UNRESOLVED = "repeat_unresolved"
    NOT_UNDERSTOOD = "not_understood"
    SPECIAL_NEEDS = "special_needs"
    OUT_OF_AUTHORITY = "out_of_authority"
    FAULT = "fault"
    OWNER = "owner"

    @property
    def at_once(self) -> bool:
        """Whether the customer is queued without being asked first; the others are offered a person."""
        return self in _AT_ONCE

    @property
    def in_chinese(self) -> str:
        """As the customer is told."""
        return _REASON_TEXT[self]

    @property
    def for_colleagues(self) -> str:
        return _REASON_LABEL[self]


_AT_ONCE = frozenset(
    {HandoffReason.ASKED, HandoffReason.THREAT, HandoffReason.ABUSE, HandoffReason.COMPLAINT, HandoffReason.FAULT}
)
_REASON_TEXT = {
    HandoffReason.ASKED: "您需要人工客服",
    HandoffReason.COMPLAINT: "您反映的问题需要专人处理",
    HandoffReason.EMOTION: "您的问题需要专人跟进",
    HandoffReason.THREAT: "您反映的问题需要专人尽快处理",
    HandoffReason.ABUSE: "您反映的问题需要主管处理",
    HandoffReason.CHURN: "您的意见需要专人跟进",
    HandoffReason.REPEAT_UNRESOLVED: "您多次提到的问题尚未解决",
    HandoffReason.NOT_UNDERSTOOD: "智能客服未能准确理解您的问题",
    HandoffReason.SPECIAL_NEEDS: "您的情况需要专人协助",
    HandoffReason.OUT_OF_AUTHORITY: "您的问题需要专人核实办理",
    HandoffReason.FAULT: "智能客服系统暂时出现故障",
    HandoffReason.OWNER: "您的专属客服在线",
}
_REASON_LABEL = {
    HandoffReason.ASKED: "客户要求人工",
    HandoffReason.COMPLAINT: "客户投诉",
    HandoffReason.EMOTION: "客户情绪升级",
    HandoffReason.THREAT: "提及监管、法律或媒体",
    HandoffReason.ABUSE: "言语辱骂",
    HandoffReason.CHURN: "有流失风险",
    HandoffReason.REPEAT_UNRESOLVED: "同一问题多次未解决",
    HandoffReason.NOT_UNDERSTOOD: "机器人未能理解",
    HandoffReason.SPECIAL_NEEDS: "需要特别协助",
    HandoffReason.OUT_OF_AUTHORITY: "超出机器人权限",
    HandoffReason.FAULT: "系统故障",
    HandoffReason.OWNER: "专属客服在线",
}


@dataclass(frozen=True)
class Offer:
    """A person was offered and the customer has not said yes or no yet."""

    reason: HandoffReason
    seq: int
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Episode:
    """First message to resolved. `version` grows with every move; whoever acts on an old one is refused."""

    id: str
    conversation_id: str
    status: EpisodeStatus
    opened_at: datetime
    first_seq: int
    version: int = 0
    clock: ReplyClock = field(default_factory=ReplyClock)
    assignee_id: str | None = None
    reason: HandoffReason | None = None
    queued_at: datetime | None = None
    accepted_at: datetime | None = None
    resolved_at: datetime | None = None
    continues_id: str | None = None
    complaint_step: str | None = None
    packet: dict[str, object] | None = None
    offer: Offer | None = None
    declined: tuple[str, ...] = ()
    result: str | None = None
    lead_called: bool = False
    ends_with_message_id: str | None = None
    # The ticket from which an agent wrote to the customer.
    ticket_id: str | None = None

    def has_declined(self, reason: HandoffReason) -> bool:
        return any(entry.startswith(f"{reason.value}:") for entry in self.declined)

    def hand_off(self, reason: HandoffReason, at: datetime) -> "Episode":
        """Into the queue; a second time in one episode keeps the first place (first come, first served: C01)."""
        moved = self._move(EpisodeStatus.QUEUED)
        return replace(moved, reason=reason, queued_at=self.queued_at or at, assignee_id=None, offer=None)

    def release(self) -> "Episode":
        """Back to the queue, in the place the customer already had."""
        if self.status is not EpisodeStatus.ASSIGNED:
            raise IllegalMove(f"本次服务当前为“{self.status.in_chinese}”，无法退回排队。")
        return replace(self._move(EpisodeStatus.QUEUED), assignee_id=None)

    def assign(self, agent_id: str, at: datetime) -> "Episode":
        return replace(self._move(EpisodeStatus.ASSIGNED), assignee_id=agent_id, accepted_at=at, offer=None)

    def to_bot(self) -> "Episode":
        """Hand back, or the customer leaves the queue."""
        moved = self._move(EpisodeStatus.BOT)
        return replace(moved, assignee_id=None, queued_at=None, offer=None, lead_called=False)

    def resolve(self, at: datetime, result: str) -> "Episode":
        return replace(self._move(EpisodeStatus.RESOLVED), resolved_at=at, result=result, offer=None)

    def _move(self, to: EpisodeStatus) -> "Episode":
        if to not in _MOVES[self.status]:
            raise IllegalMove(f"本次服务当前为“{self.status.in_chinese}”，无法变更为“{to.in_chinese}”，请刷新后再试。")
        return replace(self, status=to, version=self.version + 1)


@dataclass(frozen=True)
class Conversation:
    """One contact's thread in one inbox, kept for ever."""

    id: str
    inbox_id: str
    contact_id: str
    channel: str
    last_seq: int


@dataclass(frozen=True)
class Stretch:
    """The part of an episode served by the bot or by one person; the bot's stretch id is Rasa's sender_id."""

    id: str
    episode_id: str
    conversation_id: str
    served_by: str
    agent_id: str | None
    started_at: datetime
    ended_at: datetime | None = None
    slots: dict[str, object] = field(default_factory=dict)
