"""The ticket (NORMS T): follow-up work that outlives the conversation, with everything already said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TicketStatus(StrEnum):
    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


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
    title: str | None = None
    convenient_time: str | None = None
    order_number: str | None = None
    product: str | None = None
    promise: str | None = None
    handling: str | None = None
    result: str | None = None
    satisfaction: str | None = None


def priority_of(reason: str, vip: bool) -> Priority:
    """Threats first, then complaints and priority customers (C01)."""
    if reason in {"threat", "abuse"}:
        return Priority.URGENT
    if vip or reason in {"complaint", "repeat_unresolved", "emotion", "churn"}:
        return Priority.HIGH
    return Priority.NORMAL


def category_of(reason: str, topic: str | None) -> str:
    """咨询 / 查询 / 售后 / 投诉 / 建议 / 其他, from why the person came in and what was talked about."""
    if reason in {"complaint", "threat", "abuse", "repeat_unresolved"}:
        return "投诉"
    by_topic = {
        "order_status": "查询",
        "logistics_track": "查询",
        "refund_status": "售后",
        "order_change_address": "售后",
        "product_info": "咨询",
    }
    return by_topic.get(topic or "", "其他")
