"""What comes in, what goes out, and what is kept of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handoff.domain.card import Card
from handoff.domain.image import Picture

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
    IDLE = "idle"
    FAULT = "fault"
    SAFE = "safe"


# What stands in the place of such a file while it is not to be had.
_UNREADABLE = frozenset({"[语音]", "[视频]", "[文件]"})
ANSWERING = frozenset({LineKind.ANSWER, LineKind.ASK, LineKind.CLOSING})


@dataclass(frozen=True)
class InboundMessage:
    """A platform's message, parsed by its channel adapter; `message_ref` drops the platform's repeats.

    `received_at`: when we took it in, where that was before now; the clocks count from there.
    """

    inbox_id: str
    sender_ref: str
    message_ref: str
    text: str
    client_id: str | None = None
    # Ids of images uploaded before, in the order shown.
    attachments: tuple[str, ...] = ()
    received_at: datetime | None = None


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
    `ranking`: the likeliest intents, best first.
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
    ranking: tuple[tuple[str, float], ...] = ()


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
    # For the desk, in Chinese: why it has not arrived, or may not have.
    delivery_reason: str | None = None
    attachments: tuple[Picture, ...] = ()
    card: Card | None = None
    source: Source | None = None
    # The customer took it back on the platform.
    recalled: bool = False

    @property
    def in_words(self) -> str:
        """What to show of it where there is room for words only."""
        files = dict.fromkeys(each.in_words for each in self.attachments)
        # A file that came late has left its own words as the text.
        return " ".join(part for part in dict.fromkeys((*files, self.text)) if part)

    @property
    def is_unreadable(self) -> bool:
        """Sound or film without a word beside it: the bot can do nothing with it."""
        if self.text.strip() in _UNREADABLE:
            return True
        return not self.text.strip() and bool(self.attachments) and not any(one.is_image for one in self.attachments)
