"""The ticket (NORMS T): follow-up work that outlives the conversation, with everything already said."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handoff.domain.errors import IllegalMove, Incomplete
from handoff.domain.topics import CATEGORY_BY_TOPIC

_LONGEST_NOTICE = timedelta(hours=1)


class TicketStatus(StrEnum):
    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"

    @property
    def in_chinese(self) -> str:
        return {"open": "待处理", "pending": "处理中", "solved": "已解决", "closed": "已关闭"}[self.value]

    @property
    def is_open(self) -> bool:
        return self in {TicketStatus.OPEN, TicketStatus.PENDING}


_MOVES: dict[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.OPEN: frozenset({TicketStatus.PENDING, TicketStatus.SOLVED, TicketStatus.CLOSED}),
    TicketStatus.PENDING: frozenset({TicketStatus.OPEN, TicketStatus.SOLVED, TicketStatus.CLOSED}),
    TicketStatus.SOLVED: frozenset({TicketStatus.CLOSED, TicketStatus.OPEN}),
    TicketStatus.CLOSED: frozenset(),
}


class TicketKind(StrEnum):
    """What the ticket came of; each kind has one open ticket for the same order of a conversation."""

    HANDOFF = "handoff"
    CALLBACK = "callback"
    CASE = "case"
    PAYMENT = "payment"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    RATING = "rating"
    OTHER = "other"

    @property
    def in_chinese(self) -> str:
        return _KINDS[self][0]

    @property
    def category(self) -> str:
        return _KINDS[self][1]

    @property
    def department(self) -> str:
        """Who sees to it where nobody else is named."""
        return _KINDS[self][2]


_KINDS = {
    TicketKind.HANDOFF: ("转人工", "其他", "客服部"),
    TicketKind.CALLBACK: ("回电", "其他", "客服部"),
    TicketKind.CASE: ("售后处理", "售后", "售后部"),
    TicketKind.PAYMENT: ("支付核实", "售后", "财务部"),
    TicketKind.SUGGESTION: ("客户建议", "建议", "产品部"),
    TicketKind.PRAISE: ("客户表扬", "其他", "客服部"),
    TicketKind.RATING: ("低分回访", "投诉", "客服部"),
    TicketKind.OTHER: ("其他", "其他", "客服部"),
}


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def in_chinese(self) -> str:
        return {"low": "低", "normal": "普通", "high": "高", "urgent": "紧急"}[self.value]


@dataclass(frozen=True)
class Ticket:
    """The record of one matter. `contact_ref` is where the customer can be reached, `due_at` when feedback is owed."""

    id: str
    number: str
    episode_id: str
    conversation_id: str
    opened_at: datetime
    status: TicketStatus
    category: str
    demand: str
    scene: str
    contact_name: str
    contact_ref: str
    priority: Priority
    department: str
    due_at: datetime
    kind: TicketKind = TicketKind.HANDOFF
    title: str | None = None
    contact_phone: str | None = None
    convenient_time: str | None = None
    order_number: str | None = None
    service_number: str | None = None
    product: str | None = None
    # Ids of the customer's images.
    photos: tuple[str, ...] = ()
    promise: str | None = None
    handling: str | None = None
    result: str | None = None
    satisfaction: str | None = None
    assignee_id: str | None = None
    version: int = 0
    updated_at: datetime | None = None
    solved_at: datetime | None = None
    remind_at: datetime | None = None

    def moved(self, to: TicketStatus, at: datetime) -> "Ticket":
        """Raises IllegalMove, or Incomplete where it would be over without a result."""
        if to is self.status:
            return self
        if to not in _MOVES[self.status]:
            raise IllegalMove(f"工单当前为“{self.status.in_chinese}”，无法变更为“{to.in_chinese}”，请刷新后再试。")
        if not to.is_open and not (self.result or "").strip():
            raise Incomplete("请先填写处理结果，再将工单变更为已解决或已关闭。")
        if to.is_open:
            due = replace(self, status=to, solved_at=None)
            return due.reminded_before(at) if not self.status.is_open else due
        solved_at = at if to is TicketStatus.SOLVED else self.solved_at
        return replace(self, status=to, solved_at=solved_at, remind_at=None)

    def reminded_before(self, now: datetime) -> "Ticket":
        """When the desk is reminded (C03): an hour before it falls due, or for the last quarter of a shorter time."""
        ahead = min(_LONGEST_NOTICE, max(self.due_at - now, timedelta(0)) / 4)
        return replace(self, remind_at=self.due_at - ahead)


def priority_of(reason: str, vip: bool) -> Priority:
    """Threats first, then complaints and priority customers (C01)."""
    if reason in {"threat", "abuse"}:
        return Priority.URGENT
    if vip or reason in {"complaint", "repeat_unresolved", "emotion", "churn", "rating"}:
        return Priority.HIGH
    return Priority.NORMAL


def category_of(reason: str, topic: str | None) -> str:
    """咨询 / 查询 / 售后 / 投诉 / 建议 / 其他, from why the person came in and what was talked about."""
    if reason in {"complaint", "threat", "abuse", "repeat_unresolved"}:
        return "投诉"
    return CATEGORY_BY_TOPIC.get(topic or "", "其他")


@dataclass(frozen=True)
class TicketEntry:
    """One thing done to a ticket; `actor` is a user's id, or bot, system, contact."""

    ticket_id: str
    at: datetime
    actor: str
    name: str
    detail: dict[str, object]
