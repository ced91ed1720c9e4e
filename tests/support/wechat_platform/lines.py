"""What a customer sees: lines both ways, in the order in which they came."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from tests.support.wechat_platform.media import Media


class By(StrEnum):
    """`platform`: the platform's own notice, such as the one about a service that does not answer."""

    CUSTOMER = "customer"
    ACCOUNT = "account"
    SERVICER = "servicer"
    PLATFORM = "platform"


class Way(StrEnum):
    """How a line of ours came: by the API, in a callback's answer, or with the code of an event."""

    API = "api"
    PASSIVE = "passive"
    EVENT = "event"
    NONE = ""


@dataclass(frozen=True)
class MenuItem:
    """`url` where a tap opens a page instead of writing."""

    id: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """`text` of a menu is its head and tail; `raw` is the message as it was sent."""

    by: By
    kind: str
    at: datetime
    text: str = ""
    ref: str = ""
    way: Way = Way.NONE
    media: Media | None = None
    menu: tuple[MenuItem, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)


class Thread:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._news = asyncio.Event()

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self._news.set()

    @property
    def received(self) -> Sequence[Line]:
        return [line for line in self.lines if line.by is not By.CUSTOMER]

    async def until(self, done: Callable[[], bool], within: float, what: str) -> None:
        try:
            async with asyncio.timeout(within):
                while not done():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            seen = [(line.by.value, line.kind, line.text) for line in self.lines]
            raise AssertionError(f"{what}: did not happen within {within:g} s; seen: {seen}") from None


class Reader:
    """A customer as far as reading goes."""

    def __init__(self) -> None:
        self.thread = Thread()

    @property
    def received(self) -> Sequence[Line]:
        """Everything that arrived, in order."""
        return self.thread.received

    @property
    def texts(self) -> Sequence[str]:
        """The words of everything that arrived, in order; empty for an image."""
        return [line.text for line in self.received]

    async def receives(self, count: int, within: float = 5.0) -> Sequence[Line]:
        """All lines, once there are so many."""
        await self.thread.until(lambda: len(self.received) >= count, within, f"{count} lines")
        return self.received

    async def hears(self, words: str, within: float = 5.0) -> Line:
        """The first line with these words."""
        await self.thread.until(lambda: any(words in text for text in self.texts), within, f"“{words}”")
        return next(line for line in self.received if words in line.text)

    def item(self, choice: str) -> MenuItem:
        """The newest menu item with this id or title; nobody can tap what never arrived."""
        for line in reversed(self.received):
            for item in line.menu:
                if choice in {item.id, item.title}:
                    return item
        raise AssertionError(f"no menu item {choice} arrived: {self.texts}")
