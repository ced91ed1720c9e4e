"""The worker's loops: mailboxes, outbox, clocks, presence. Doorbells wake them early; the clock wakes them anyway."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog

from handoff.services.ports import Typing
from handoff.wiring import System

# One conversation waits for Rasa at a time in each of these; Rasa answers about this many side by side.
_MAILBOX_WORKERS = 4
# Fetching a file makes one of these wait; the others go on with other customers.
_ARRIVAL_WORKERS = 4
# A platform that does not answer holds one of these up.
_PLATFORM_WORKERS = 3
_POLL_SECONDS = 1.0
_CLOCK_SECONDS = 0.5
_PRESENCE_SECONDS = 5.0
_GATHER_SECONDS = 2.0
_SWEEP_SECONDS = 3600.0
_WARM_SECONDS = 20.0

_log = structlog.get_logger()


class Doorbell:
    """One ring wakes one of those who wait; whoever is busy meanwhile looks once more before resting."""

    def __init__(self, listeners: int) -> None:
        self._listeners = listeners
        # More rings than listeners say nothing new: each of them looks after the last ring anyway.
        self._rings: asyncio.Queue[None] = asyncio.Queue(listeners)

    def ring(self, *, everyone: bool = False) -> None:
        with suppress(asyncio.QueueFull):
            for _ in range(self._listeners if everyone else 1):
                self._rings.put_nowait(None)

    async def heard(self, seconds: float) -> None:
        """Returns at a ring, or when the time is up: a ring may have been lost on the way."""
        await _within(seconds, self._rings.get())


async def run_worker(system: System, warm: asyncio.Event) -> None:
    """Run every loop until cancelled; one that fails is logged and goes on, for what it had not committed is undone.

    Clocks and outbox start at once. The mailboxes wait for `warm`, since a question asked before could not be answered,
    but not for long, since most lines are no such question.
    """
    services = system.services
    bells: dict[str, list[Doorbell]] = {}

    async def sweep() -> None:
        await services.uploads.sweep()
        await services.arrivals.forget_old()

    async with asyncio.TaskGroup() as group:

        def start(name: str, step: Callable[[], Awaitable[object]], topic: str, workers: int = 1) -> None:
            bell = Doorbell(workers)
            bells.setdefault(topic, []).append(bell)
            for number in range(workers):
                group.create_task(_loop(f"{name}-{number}", step, lambda: bell.heard(_POLL_SECONDS)))

        def every(seconds: float, name: str, step: Callable[[], Awaitable[object]]) -> None:
            group.create_task(_loop(name, step, lambda: asyncio.sleep(seconds)))

        start("outbox", services.delivery.deliver_due, "outbox")
        start("platforms", services.platform_delivery.deliver_due, "outbox", _PLATFORM_WORKERS)
        start("kf-sync", services.kf_sync.sync_next, "cursors")
        start("arrivals", services.arrivals.work_next, "arrivals", _ARRIVAL_WORKERS)
        every(_CLOCK_SECONDS, "clocks", services.clock_watch.fire_due)
        every(_PRESENCE_SECONDS, "presence", services.presence.retire_silent)
        every(_GATHER_SECONDS, "studio", services.gathering.gather_next)
        every(_SWEEP_SECONDS, "sweep", sweep)
        group.create_task(_hear_doorbells(system, bells))
        await _within(_WARM_SECONDS, warm.wait())
        start("mailbox", services.dispatch.work_next, "mailbox", _MAILBOX_WORKERS)


async def _hear_doorbells(system: System, bells: Mapping[str, list[Doorbell]]) -> None:
    showing: set[asyncio.Task[None]] = set()
    async for rung in system.doorbells():
        if rung.typing is None:
            for topic in rung.topics or bells:
                for bell in bells.get(topic, ()):
                    bell.ring(everyone=not rung.topics)
            continue
        # Beside the bells: a platform that is slow to show it must not make customers wait.
        showing.add(shown := asyncio.create_task(_show_typing(system, rung.typing)))
        shown.add_done_callback(showing.discard)


async def _show_typing(system: System, typing: Typing) -> None:
    try:
        await system.services.typing.tell(typing)
    except Exception:  # noqa: BLE001 (a sign that somebody writes is worth no loop)
        _log.exception("worker.typing_failed")


async def _loop(name: str, step: Callable[[], Awaitable[object]], rest: Callable[[], Awaitable[None]]) -> None:
    """Step while there is something to do, then rest."""
    while True:
        try:
            while await step():
                pass
        except Exception:  # noqa: BLE001 (see below)
            # A loop must outlive any single fault: the transaction was rolled back, the row is still there.
            _log.exception("worker.loop_failed", loop=name)
            await asyncio.sleep(_POLL_SECONDS)
        await rest()


async def _within(seconds: float, awaited: Awaitable[object]) -> None:
    """Until it has come, or until the time is up."""
    with suppress(TimeoutError):
        await asyncio.wait_for(awaited, timeout=seconds)
