"""The handoff packet: everything the person needs, so that the customer never says it twice (R10)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from handoff.domain.conversation import HandoffReason
from handoff.domain.errors import BadInput
from handoff.domain.message import Message, Sender

_LAST_LINES = 20


@dataclass(frozen=True)
class HandoffPacket:
    """Required fields may not be empty; whatever is unknown is said to be unknown."""

    contact_name: str
    channel: str
    demand: str
    category: str
    reason: HandoffReason
    raised_at: datetime
    identity_verified: bool
    last_lines: tuple[dict[str, str], ...]
    emotions: tuple[dict[str, object], ...]
    title: str | None = None
    order_number: str | None = None
    product: str | None = None
    tried: tuple[str, ...] = ()
    promised: tuple[dict[str, str], ...] = ()
    complaint_step: str | None = None

    def __post_init__(self) -> None:
        for name in ("contact_name", "channel", "demand", "category"):
            if not getattr(self, name).strip():
                raise BadInput(f"接手摘要缺少必填内容：{name}")

    def as_json(self) -> dict[str, object]:
        return {
            **asdict(self),
            "reason": self.reason.value,
            "reason_text": self.reason.in_chinese,
            "raised_at": self.raised_at.isoformat(),
        }


def last_lines(messages: Sequence[Message]) -> tuple[dict[str, str], ...]:
    return tuple(
        {"sender": message.sender.value, "text": message.in_words, "at": message.created_at.isoformat()}
        for message in messages[-_LAST_LINES:]
    )


def emotions(messages: Sequence[Message]) -> tuple[dict[str, object], ...]:
    """The feeling of each of the customer's lines that was read, in order."""
    return tuple(
        {"seq": message.seq, "label": message.parse.emotion, "score": message.parse.emotion_score}
        for message in messages
        if message.sender is Sender.CONTACT and message.parse
    )
