"""What comes in, what goes out, and what is kept of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handoff.domain.card import Card
from handoff.domain.image import IN_WORDS, Picture

# The one inbox every installation has from its first migration on.
WEB_INBOX_ID = "web"


class Sender(StrEnum):
    CONTACT = "contact"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class LineKind(StrEnum):
    """What a line does for the clocks: only ANSWERING kinds cover a question, every outgoing one covers `line_due`."""

    TEXT = "text"
    ANSWER = "answer"
    ASK = "ask"
    RESTATE = "restate"
    FALLBACK = "fallback"
    SOOTHE = "soothe"
    OPENING = "opening"
    QUEUE = "queue"
    HOLDING = "holding"
    OFFER = "offer"
    CLOSING = "closing"
    NOTICE = "notice"
    FAULT = "fault"
    SAFE = "safe"


ANSWERING = frozenset({LineKind.ANSWER, LineKind.ASK, LineKind.CLOSING})


@dataclass(frozen=True)
class InboundMessage:
    """A platform's message, parsed by its channel adapter; `message_ref` drops the platform's repeats."""

    inbox_id: str
    sender_ref: str
    message_ref: str
    text: str
    client_id: str | None = None
    # Ids of images uploaded before, in the order shown.
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Button:
    title: str
    text: str


@dataclass(frozen=True)
class Source:
    """The entry of the knowledge that a line was answered from, with its question as it was then."""

    id: str
    title: str


@dataclass(frozen=True)
class Draft:
    """A line of ours before the register gate."""

    kind: LineKind
    text: str
    sender: Sender = Sender.SYSTEM
    buttons: tuple[Button, ...] = ()
    card: Card | None = None
    source: Source | None = None


@dataclass(frozen=True)
class Parse:
    """What the model makes of one line; `fallback` says that it is not sure.

    `signals`: how strongly (0–1) is heard what may need a person (docs/ESCALATION.md); None while degraded.
    """

    intent: str
    confidence: float
    fallback: bool
    emotion: str = "calm"
    emotion_score: float = 0.0
    complaint: bool = False
    degraded: bool = False
    entities: tuple[dict[str, object], ...] = ()
    signals: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Message:
    """One line of a conversation as stored; `seq` orders the conversation, verdict and findings stay with the line."""

    id: str
    conversation_id: str
    episode_id: str
    seq: int
    sender: Sender
    kind: LineKind
    text: str
    created_at: datetime
    client_id: str | None = None
    agent_id: str | None = None
    buttons: tuple[Button, ...] = ()
    answers_seq: int | None = None
    verdict: str | None = None
    findings: tuple[dict[str, object], ...] = ()
    override_reason: str | None = None
    parse: Parse | None = None
    delivery: str = field(default="sent")
    attachments: tuple[Picture, ...] = ()
    card: Card | None = None
    source: Source | None = None

    @property
    def in_words(self) -> str:
        """What to show of it where there is room for words only."""
        return " ".join(part for part in (IN_WORDS * bool(self.attachments), self.text) if part)
