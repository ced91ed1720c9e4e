"""What platforms hand over: kept before it is acknowledged, then worked in each sender's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.errors import ChannelUnavailable, LeaseLost
from handoff.domain.inbox import ChannelKind, Inbox
from handoff.services.arrival_handling import ArrivalHandling
from handoff.services.arrival_port import NewArrival, StoredArrival
from handoff.services.channel_port import Platform
from handoff.services.inbox_port import Inboxes
from handoff.services.media import Media
from handoff.services.ports import Clock, OpenWork

# Longer than fetching the largest file takes; a dead worker's arrival is free again after it.
_LEASE = timedelta(seconds=60)
_FIRST_RETRY = timedelta(seconds=1)
_LONGEST_RETRY = timedelta(minutes=5)
_TRIES = 20


@dataclass(frozen=True)
class Reception:
    """Stands at the door: one insert, and the platform can be told that all is well."""

    open_work: OpenWork
    now: Clock

    async def take(self, inbox_id: str, new: Sequence[NewArrival]) -> int:
        """Keep what is new of it; once this returns nothing can lose it (promise 1). A repeat changes nothing."""
        async with self.open_work() as work:
            kept = await work.arrivals.add(inbox_id, new, self.now(), self.now())
            if kept:
                work.ring("arrivals")
        return kept

    async def bell(self, inbox_id: str, token: str) -> None:
        """微信客服 has something to be fetched."""
        async with self.open_work() as work:
            await work.cursors.ring(inbox_id, token, self.now())
            work.ring("arrivals")


@dataclass(frozen=True)
class WorkArrivals:
    open_work: OpenWork
    platforms: Mapping[ChannelKind, Platform]
    inboxes: Inboxes
    handling: ArrivalHandling
    media: Media
    now: Clock
    holder: str

    async def work_next(self, ref: str | None = None) -> bool:
        """Work one arrival; False when none waits. `ref`: this one, before whatever else the sender wrote."""
        async with self.open_work() as work:
            arrival = await work.arrivals.claim(self.holder, self.now(), self.now() + _LEASE, ref)
        if arrival is None:
            return False
        try:
            await self._work(arrival)
        except LeaseLost:
            # Slower than the lease: another worker does the same from what is committed.
            return True
        except Exception as error:
            await self._put_off(arrival, error)
            raise
        return True

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
            for each, files in read:
                await self.handling.handle(work, inbox, each, files, arrival.received_at)
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
        pause = min(_FIRST_RETRY * 2 ** (arrival.attempts - 1), _LONGEST_RETRY)
        async with self.open_work() as work:
            if self.media.is_given_up(arrival.payload, arrival.received_at):
                await work.arrivals.failed(arrival.id, self.holder, str(error))
            else:
                await work.arrivals.again(arrival.id, self.holder, self.now() + pause, str(error))

    async def _fail(self, arrival: StoredArrival, error: str) -> None:
        async with self.open_work() as work:
            await work.arrivals.failed(arrival.id, self.holder, error)
