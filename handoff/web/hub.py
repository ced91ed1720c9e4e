"""Wakes the open WebSockets when the feed has moved for them; one look at the database for all of them."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog

from handoff.wiring import System

_POLL_SECONDS = 1.0

_log = structlog.get_logger()


@dataclass(eq=False)
class Subscriber:
    """An open socket. `conversation_id` None: a desk, which is woken by everything."""

    conversation_id: str | None
    user_id: str | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    typing: list[tuple[str, str]] = field(default_factory=list)


class Hub:
    def __init__(self, system: System) -> None:
        self._system = system
        self._subscribers: set[Subscriber] = set()
        self._rung = asyncio.Event()
        self._queue_moved = False

    @contextlib.contextmanager
    def subscribed(self, subscriber: Subscriber) -> Iterator[Subscriber]:
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)

    def connected_users(self) -> set[str]:
        return {subscriber.user_id for subscriber in self._subscribers if subscriber.user_id}

    def wake_user(self, user_id: str) -> None:
        """Have this person's sockets look again now, as after signing out."""
        for subscriber in self._subscribers:
            if subscriber.user_id == user_id:
                subscriber.woken.set()

    async def run(self) -> None:
        """Until cancelled: on a doorbell, and every second without one, wake whom the feed concerns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hear())
            group.create_task(self._watch())

    async def _hear(self) -> None:
        async for rung in self._system.doorbells():
            if rung.typing:
                self._tell_typing(rung.typing.conversation_id, rung.typing.who)
            else:
                self._queue_moved |= "queue" in rung.topics or not rung.topics
                self._rung.set()

    async def _watch(self) -> None:
        feed = self._system.feed
        position = await feed.position()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), _POLL_SECONDS)
            self._rung.clear()
            try:
                position, conversations = await feed.changed_since(position)
            except Exception:  # noqa: BLE001 (whatever the database says, the sockets must go on being served)
                _log.exception("hub.look_failed")
                continue
            if conversations or self._queue_moved:
                self._wake(conversations, everyone=self._queue_moved)
                self._queue_moved = False

    def _wake(self, conversations: set[str], *, everyone: bool) -> None:
        for subscriber in self._subscribers:
            desk = subscriber.conversation_id is None
            if desk or everyone or subscriber.conversation_id in conversations:
                subscriber.woken.set()

    def _tell_typing(self, conversation_id: str, who: str) -> None:
        for subscriber in self._subscribers:
            desk = subscriber.conversation_id is None
            if (desk and who == "contact") or (subscriber.conversation_id == conversation_id and who != "contact"):
                subscriber.typing.append((conversation_id, who))
                subscriber.woken.set()
