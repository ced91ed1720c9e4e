"""What platforms hand over: kept before it is acknowledged, then worked in each sender's order."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from handoff.domain.errors import ChannelUnavailable, LeaseLost
from handoff.domain.inbox import ChannelKind, Inbox
from handoff.services.arrival_handling import ArrivalHandling
from handoff.services.arrival_port import NewArrival, StoredArrival
from handoff.services.channel_port import Platform
from handoff.services.group_commit import GroupCommit, Write
from handoff.services.inbox_port import Inboxes
from handoff.services.media import Media
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.retries import pause_after

# Longer than fetching the largest file takes; a dead worker's arrival is free again after it.
_LEASE = timedelta(seconds=60)
_FIRST_RETRY = timedelta(seconds=1)
_LONGEST_RETRY = timedelta(minutes=5)
_TRIES = 20
# 微信客服 gives what is three days old once more where a cursor is lost.
_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Reception:
    """Stands at the door: kept in a transaction that may be shared, and the platform can be told that all is well."""

    open_work: OpenWork
    now: Clock
    _group: GroupCommit = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_group", GroupCommit(self.open_work))

    async def take(self, inbox_id: str, new: NewArrival) -> None:
        """Keep it if it is new; once this returns nothing can lose it (promise 1). A repeat changes nothing."""

        async def keep(work: UnitOfWork) -> None:
            if await work.arrivals.add(inbox_id, [new], self.now(), self.now()):
                work.ring("arrivals")

        await self._group.committed(Write(("arrival", inbox_id, new.ref), keep))

    async def bell(self, inbox_id: str, token: str) -> None:
        """微信客服 has something to be fetched."""

        async def ring(work: UnitOfWork) -> None:
            await work.cursors.ring(inbox_id, token, self.now())
            work.ring("cursors")

        await self._group.committed(Write(("bell", inbox_id), ring))


@dataclass(frozen=True)
class WorkArrivals:
    open_work: OpenWork
    platforms: Mapping[ChannelKind, Platform]
    inboxes: Inboxes
    handling: ArrivalHandling
    media: Media
    now: Clock
    holder: str

    async def forget_old(self) -> None:
        """The thread has what they said; they only drop the platform's repeats, which end within days."""
        async with self.open_work() as work:
            await work.arrivals.forget(self.now() - _KEPT)

    async def work_next(self) -> bool:
        """Work one arrival; False when none waits."""
        async with self.open_work() as work:
            arrival = await work.arrivals.claim(self.holder, self.now(), self.now() + _LEASE)
        if arrival is None:
            return False
        await self._watched(arrival, self._work)
        return True

    async def use_code(self, ref: str) -> None:
        """Of this arrival only what cannot wait; for all else it keeps its place behind what the sender did before."""
        async with self.open_work() as work:
            arrival = await work.arrivals.claim(self.holder, self.now(), self.now() + _LEASE, ref)
        if arrival is not None:
            await self._watched(arrival, self._use_code)

    async def _watched(self, arrival: StoredArrival, do: Callable[[StoredArrival], Awaitable[None]]) -> None:
        try:
            await do(arrival)
        except LeaseLost:
            # Slower than the lease: another worker does the same from what is committed.
            return
        except Exception as error:
            await self._put_off(arrival, error)
            raise

    async def _use_code(self, arrival: StoredArrival) -> None:
        inbox = await self.inboxes.by_id(arrival.inbox_id)
        if inbox is not None:
            for each in self.platforms[inbox.channel].read(inbox, arrival.payload):
                await self.handling.use_code(inbox, each, arrival.attempts)
        async with self.open_work() as work:
            await work.arrivals.again(arrival.id, self.holder, self.now(), "")

    async def _work(self, arrival: StoredArrival) -> None:
        inbox = await self.inboxes.by_id(arrival.inbox_id)
        if inbox is None:
            await self._fail(arrival, "its inbox is gone")
            return
        platform = self.platforms[inbox.channel]
        if self.media.is_late(arrival.payload):
            await self._fetch_late(inbox, arrival)
            return
        try:
            read = [
                (each, await self.handling.prepare(inbox, each, arrival.received_at, arrival.attempts))
                for each in platform.read(inbox, arrival.payload)
            ]
        except ChannelUnavailable as error:
            await self._put_off(arrival, error)
            return
        async with self.open_work() as work:
            for each, prepared in read:
                await self.handling.handle(work, inbox, each, prepared, arrival.received_at)
            await work.arrivals.done(arrival.id, self.holder)

    async def _fetch_late(self, inbox: Inbox, arrival: StoredArrival) -> None:
        try:
            await self.media.fetch_late(inbox, arrival.payload)
        except ChannelUnavailable as error:
            await self._put_off(arrival, error)
            return
        async with self.open_work() as work:
            await work.arrivals.done(arrival.id, self.holder)

    async def _put_off(self, arrival: StoredArrival, error: Exception) -> None:
        if arrival.attempts >= _TRIES and not self.media.is_late(arrival.payload):
            await self._fail(arrival, str(error))
            return
        pause = pause_after(arrival.attempts, _FIRST_RETRY, _LONGEST_RETRY)
        async with self.open_work() as work:
            if self.media.is_given_up(arrival.payload, arrival.received_at):
                await work.arrivals.failed(arrival.id, self.holder, str(error))
            else:
                await work.arrivals.again(arrival.id, self.holder, self.now() + pause, str(error))

    async def _fail(self, arrival: StoredArrival, error: str) -> None:
        async with self.open_work() as work:
            await work.arrivals.failed(arrival.id, self.holder, error)
