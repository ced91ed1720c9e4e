"""One row of the desk's list: whose turn it is, how long, and how the customer feels."""

from dataclasses import dataclass
from datetime import datetime

from handoff.domain.conversation import EpisodeStatus


@dataclass(frozen=True)
class Summary:
    """What the desk shows of an episode without opening it. `contact_count` less `read_count` is what is unread."""

    id: str
    conversation_id: str
    contact: dict[str, object]
    channel: str
    inbox: dict[str, str]
    status: EpisodeStatus
    assignee: dict[str, str] | None
    reason: str | None
    reason_text: str | None
    last_line: dict[str, str] | None
    emotion: str
    emotion_score: float
    complaint_step: str | None
    contact_count: int
    line_due: datetime | None
    answer_due: datetime | None
    waiting_since: datetime | None
    promise_due: datetime | None
    opened_at: datetime
    queued_at: datetime | None
    accepted_at: datetime | None
    resolved_at: datetime | None
    place: int | None
    version: int
    lead_called: bool
    read_count: int = 0

    def as_json(self) -> dict[str, object]:
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in vars(self).items()}
