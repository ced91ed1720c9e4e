"""The worker's loops: mailboxes, outbox, clocks, presence. Doorbells wake them early; the clock wakes them anyway."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from handoff.services.ports import Typing
from handoff.wiring import System

# One conversation waits for Rasa at a time in each of these; Rasa answers about this many side by side.
_MAILBOX_WORKERS = 4
# Fetching a file makes one of these wait; the others go on with other customers.
_ARRIVAL_WORKERS = 4
_POLL_SECONDS = 1.0
_CLOCK_SECONDS = 0.5
_PRESENCE_SECONDS = 5.0
_SWEEP_SECONDS = 3600.0
_WARM_SECONDS = 20.0

_log = structlog.get_logger()


@dataclass
class Alarm:
    """Wakes whoever waits, at once when rung, and after the polling interval in any case."""

    _events: list[asyncio.Event] = field(default_factory=list)

    def ring(self) -> None:
        for event in self._events:
            event.set()

    def listener(self) -> asyncio.Event:
        event = asyncio.Event()
        self._events.append(event)
        return event


async def run_worker(system: System, warm: asyncio.Event) -> None:
    """Run every loop until cancelled; one that fails is logged and goes on, for what it had not committed is undone.

    Clocks and outbox start at once. The mailboxes wait for `warm`, since a question asked before could not be answered,
    but not for long, since most lines are no such question.
    """
    services = system.services
    alarm = Alarm()

    async def empty_mailboxes() -> None:
        while await services.dispatch.work_next():
            alarm.ring()

    async def empty_outbox() -> None:
        while await services.delivery.deliver_due():
            pass

    async def empty_platforms() -> None:
        while await services.platform_delivery.deliver_due():
            pass

    async def work_arrivals() -> None:
        while await services.arrivals.work_next():
            alarm.ring()

    async def sync_kf() -> None:
        while await services.kf_sync.sync_next():
            alarm.ring()

    async def fire_clocks() -> None:
        while await services.clock_watch.fire_due():
            alarm.ring()

    async def sweep() -> None:
        await services.uploads.sweep()
        await services.arrivals.forget_old()

    async with asyncio.TaskGroup() as group:
        group.create_task(_loop("outbox", empty_outbox, _POLL_SECONDS, alarm.listener()))
        group.create_task(_loop("platforms", empty_platforms, _POLL_SECONDS, alarm.listener()))
        group.create_task(_loop("kf-sync", sync_kf, _POLL_SECONDS, alarm.listener()))
        for number in range(_ARRIVAL_WORKERS):
            group.create_task(_loop(f"arrivals-{number}", work_arrivals, _POLL_SECONDS, alarm.listener()))
        group.create_task(_loop("clocks", fire_clocks, _CLOCK_SECONDS, None))
        group.create_task(_loop("presence", services.presence.retire_silent, _PRESENCE_SECONDS, None))
        group.create_task(_loop("sweep", sweep, _SWEEP_SECONDS, None))
        group.create_task(_hear_doorbells(system, alarm))
        await _within(_WARM_SECONDS, warm)
        for number in range(_MAILBOX_WORKERS):
            group.create_task(_loop(f"mailbox-{number}", empty_mailboxes, _POLL_SECONDS, alarm.listener()))


async def _hear_doorbells(system: System, alarm: Alarm) -> None:
    showing: set[asyncio.Task[None]] = set()
    async for rung in system.doorbells():
        if rung.typing is None:
            alarm.ring()
            continue
        # Beside the bells: a platform that is slow to show it must not make customers wait.
        showing.add(shown := asyncio.create_task(_show_typing(system, rung.typing)))
        shown.add_done_callback(showing.discard)


async def _show_typing(system: System, typing: Typing) -> None:
    try:
        await system.services.typing.tell(typing)
    except Exception:  # noqa: BLE001 (a sign that somebody writes is worth no loop)
        _log.exception("worker.typing_failed")


async def _loop(name: str, step: Callable[[], Awaitable[None]], seconds: float, bell: asyncio.Event | None) -> None:
    while True:
        if bell:
            bell.clear()
        try:
            await step()
        except Exception:  # noqa: BLE001 (see below)
            # A loop must outlive any single fault: the transaction was rolled back, the row is still there.
            _log.exception("worker.loop_failed", loop=name)
            await asyncio.sleep(seconds)
        await _rest(seconds, bell)


async def _rest(seconds: float, bell: asyncio.Event | None) -> None:
    if bell is None:
        await asyncio.sleep(seconds)
    else:
        await _within(seconds, bell)


async def _within(seconds: float, event: asyncio.Event) -> None:
    """Until the event, or until the time is up."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), timeout=seconds)
