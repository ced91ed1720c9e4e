"""What gathering needs: what has happened since, the episodes it touched, what is known; and what agents report."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.message import Message
from handoff.domain.studio.example import Example
from handoff.domain.studio.gathered import EpisodeLines


@dataclass(frozen=True)
class BotMistake:
    """An agent says that the bot's line `message_id` was wrong."""

    message_id: str
    episode_id: str
    reported_by: str
    reported_at: datetime


@dataclass(frozen=True)
class FalseAlarm:
    """An agent says that what the rule found in the masked `text` is no fault.

    `start` and `end` are None where the words found are themselves masked. `message_id`: None while being written.
    """

    id: str
    episode_id: str
    message_id: str | None
    contact_message_id: str | None
    rule: str
    text: str
    start: int | None
    end: int | None
    reported_by: str
    reported_at: datetime


class Reports(Protocol):
    """Inside a transaction."""

    async def position(self) -> int:
        """Up to which position of the feed has been gathered."""
        ...

    async def reach(self, before: int, position: int) -> bool:
        """Move from `before` to `position`; False when somebody else has moved it meanwhile."""
        ...

    async def call_wrong(self, mistake: BotMistake) -> bool:
        """False when it was called wrong before."""
        ...

    async def call_right(self, message_id: str) -> bool:
        """False when nobody had called it wrong."""
        ...

    async def add_alarm(self, alarm: FalseAlarm) -> bool:
        """False when the same was reported before."""
        ...


@dataclass(frozen=True)
class Touched:
    """Episodes that something happened to, up to `position`; `is_all`: there is nothing beyond it yet."""

    episode_ids: Sequence[str]
    position: int
    is_all: bool


class GatheringSnapshot(Protocol):
    """Everything read inside it is of one moment."""

    async def position(self) -> int: ...
    async def touched(self, after: int, limit: int) -> Touched: ...
    async def episodes(self, episode_ids: Collection[str]) -> Sequence[EpisodeLines]: ...
    async def known(self, message_ids: Collection[str]) -> Mapping[str, Example]:
        """The examples there are, by their message."""
        ...

    async def names(self) -> Collection[str]:
        """Our people's, as customers read them."""
        ...


class OpenGathering(Protocol):
    def __call__(self) -> AbstractAsyncContextManager[GatheringSnapshot]: ...


class ReportLook(Protocol):
    """The part of a snapshot that looks at reports."""

    async def message(self, message_id: str) -> Message | None: ...
    async def called_wrong(self, message_ids: Collection[str]) -> frozenset[str]:
        """Those of these lines that somebody called wrong."""
        ...

    async def alarms(self, contact_message_ids: Collection[str]) -> Sequence[FalseAlarm]:
        """What was reported while one of these lines was being answered, oldest first."""
        ...
