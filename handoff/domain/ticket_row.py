"""A ticket as the desk lists it: with whose matter it is, who sees to it, and whether it is late."""

from dataclasses import dataclass
from datetime import datetime

from handoff.domain.ticket import Ticket


@dataclass(frozen=True)
class TicketRow:
    """`contact` {id, name, vip}; `assignee` {id, display_name, number}, None while nobody has taken it."""

    ticket: Ticket
    contact: dict[str, object]
    assignee: dict[str, str] | None

    def as_json(self, now: datetime) -> dict[str, object]:
        ticket = self.ticket
        plain: dict[str, object] = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in vars(ticket).items()
            if name not in {"remind_at", "photos"}
        }
        return {
            **plain,
            "status": ticket.status.value,
            "priority": ticket.priority.value,
            "kind": ticket.kind.value,
            "kind_text": ticket.kind.in_chinese,
            "photos": list(ticket.photos),
            "contact": self.contact,
            "assignee": self.assignee,
            "overdue": ticket.status.is_open and ticket.due_at <= now,
        }
