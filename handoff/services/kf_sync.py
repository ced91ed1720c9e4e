"""Reads 微信客服 accounts whose bell rang: page by page, messages and cursor kept in one transaction."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handoff.domain.errors import ChannelUnavailable, LeaseLost
from handoff.domain.inbox import Inbox, Trouble
from handoff.services.arrival_port import CursorLease, NewArrival
from handoff.services.arrivals import WorkArrivals
from handoff.services.channel_port import KfItems, KfPlatform, PlatformRefused
from handoff.services.inbox_port import Inboxes, SecretsUnreadable
from handoff.services.ports import Clock, OpenWork
from handoff.services.retries import pause_after

_LEASE = timedelta(seconds=60)
_FIRST_RETRY = timedelta(seconds=2)
_LONGEST_RETRY = timedelta(minutes=5)
# The first reading of an account gives the last three days; what lies longer back than this before the inbox was set
# up for it has been answered by whoever served there until then.
_LOOK_BACK = timedelta(minutes=10)
# So that a reading that works again takes back its own trouble, and nobody else's.
_TROUBLE = "sync."


@dataclass(frozen=True)
class SyncKf:
    open_work: OpenWork
    kf: KfPlatform
    inboxes: Inboxes
    arrivals: WorkArrivals
    items: KfItems
    now: Clock
    holder: str

    async def sync_next(self) -> bool:
        """Read one account until it is drained; False when no bell rang."""
        async with self.open_work() as work:
            lease = await work.cursors.claim(self.holder, self.now(), self.now() + _LEASE)
        if lease is None:
            return False
        with suppress(LeaseLost):
            await self._read(lease)
        return True

    async def _read(self, lease: CursorLease) -> None:
        try:
            # A cursor of today and an account of seconds ago would not belong together.
            inbox = await self.inboxes.fresh(lease.inbox_id)
        except SecretsUnreadable:
            # The inbox itself shows it; read as soon as they are filled in anew.
            await self._put_down(lease, drained=False)
            return
        if inbox is None or not inbox.enabled:
            await self._put_down(lease, drained=inbox is None)
            return
        try:
            await self._drain(inbox, lease)
        except ChannelUnavailable:
            await self._put_down(lease, drained=False)
        except PlatformRefused as error:
            # Also one that is in no table: nothing comes in until somebody has looked at it.
            await self._put_down(lease, drained=False)
            told = Trouble(f"{_TROUBLE}{error.platform_code}", str(error), self.now())
            await self.inboxes.tell_trouble(inbox.id, told)
        else:
            await self._put_down(lease, drained=True)
            if inbox.trouble and inbox.trouble.code.startswith(_TROUBLE):
                await self.inboxes.tell_trouble(inbox.id, None)

    async def _drain(self, inbox: Inbox, lease: CursorLease) -> None:
        cursor, has_more = lease.cursor, True
        while has_more:
            page = await self.kf.sync(inbox, cursor, lease.bell_token)
            new = self._new(inbox, page.items)
            async with self.open_work() as work:
                await work.arrivals.add(inbox.id, new, self.now(), self.now())
                await work.cursors.advance(lease, page.cursor or cursor, self.now() + _LEASE)
                work.ring("arrivals")
            # has_more decides, an empty page does not; a cursor that stands still would be read for ever.
            has_more = page.has_more and page.cursor not in {"", cursor}
            cursor = page.cursor or cursor
            for item in page.items:
                if self.items.is_urgent(item):
                    await self.arrivals.use_code(self.items.refs_of(item)[0])

    def _new(self, inbox: Inbox, items: Sequence[Mapping[str, Any]]) -> list[NewArrival]:
        # Not by whether a cursor is there: a first reading that broke off has one, with old pages still behind it.
        since = inbox.account_since - _LOOK_BACK if inbox.account_since else None
        kept = []
        for item in items:
            sent = self.items.sent_at(item)
            if since and sent and sent < since:
                continue
            kept.append(NewArrival(*self.items.refs_of(item), self.items.storable(item)))
        return kept

    async def _put_down(self, lease: CursorLease, *, drained: bool) -> None:
        pause = timedelta() if drained else pause_after(lease.attempts, _FIRST_RETRY, _LONGEST_RETRY)
        async with self.open_work() as work:
            await work.cursors.put_down(lease, drained=drained, at=self.now() + pause)
