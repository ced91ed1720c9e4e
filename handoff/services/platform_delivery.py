"""Empties the outbox towards platforms: each parcel claimed, sent once, and settled by its receipt."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import starmap

from handoff.domain.conversation import Conversation
from handoff.domain.errors import ChannelUnavailable
from handoff.domain.image import Picture
from handoff.domain.inbox import ChannelKind, Trouble
from handoff.domain.parcel import Outcome, ParcelKind, Receipt, Toll
from handoff.services.channel_port import KfPlatform, Platform, PlatformRefused
from handoff.services.image_port import ImageFiles
from handoff.services.inbox_port import Inboxes
from handoff.services.line_ends import PART_IN_DOUBT, LineEnds, keep_waiting
from handoff.services.parcel_claims import COLLEAGUE_SERVES, Claim, ParcelClaims
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.quota_view import tell_quota
from handoff.services.resuming import resume
from handoff.services.retries import pause_after
from handoff.services.snapshot import OpenSnapshot

_BATCH = 50
_AT_ONCE = 8
_FIRST_RETRY = timedelta(seconds=1)
_LONGEST_RETRY = timedelta(minutes=5)
_SLOW = "服务器或微信响应过慢，本次没有发出，系统稍后会再次发送。"
# 微信客服: nobody's yet, and waiting for whoever in the WeCom client is free.
_NEW, _POOL = 0, 2
# Of a line in several parcels the next one follows; sending this one again could double it.
_GONE = frozenset({Outcome.SENT, Outcome.UNKNOWN})


@dataclass(frozen=True)
class DeliverToPlatforms:
    open_work: OpenWork
    look: OpenSnapshot
    platforms: Mapping[ChannelKind, Platform]
    kf: KfPlatform
    inboxes: Inboxes
    files: ImageFiles
    claims: ParcelClaims
    ends: LineEnds
    now: Clock

    async def deliver_due(self) -> int:
        """Send what is due, several conversations at once and each in its order; returns how many had something."""
        async with self.open_work() as work:
            due = await work.sendings.conversations_due(self.now(), _BATCH)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(conversation_id: str, inbox_id: str) -> None:
            async with gate:
                while claim := await self.claims.next_of(conversation_id, inbox_id):
                    receipt = await self._of_these_settings(claim, await self._send(claim))
                    await self._settle(claim, receipt)
                    await self._learn_session(claim, receipt)

        failed = [each for each in await asyncio.gather(*starmap(one, due), return_exceptions=True) if each]
        if failed:
            raise failed[0]
        return len(due)

    async def _send(self, claim: Claim) -> Receipt:
        """Over by the end of the claim's time, whatever hangs."""
        if claim.paid.to_pool:
            return await self._hand_to_pool(claim)
        if claim.paid.code:
            return await self.kf.send_on_event(claim.inbox, claim.paid.code, claim.parcel, self._left(claim))
        image = None
        if claim.parcel.picture:
            try:
                async with asyncio.timeout(self._left(claim).total_seconds()):
                    image = await self._image(claim.parcel.picture)
            except TimeoutError:
                return Receipt(Outcome.LATER, Toll.NONE, _SLOW, "slow")
            if image is None:
                return Receipt(Outcome.FAILED, Toll.NONE, "图片文件已不存在，请重新上传后发送。", "file_gone")
        platform = self.platforms[claim.inbox.channel]
        return await platform.send(claim.inbox, claim.customer, claim.parcel, image, self._left(claim))

    async def _image(self, picture: Picture) -> bytes | None:
        async with self.look() as snapshot:
            stored = await snapshot.image(picture.id)
        return await asyncio.to_thread(self.files.read, stored.sha256) if stored else None

    def _left(self, claim: Claim) -> timedelta:
        return claim.until - self.now()

    async def _hand_to_pool(self, claim: Claim) -> Receipt:
        """The move's own code pays for the line."""
        try:
            async with asyncio.timeout(self._left(claim).total_seconds()):
                code = await self.kf.move_session(claim.inbox, claim.customer, _POOL)
        except TimeoutError:
            return Receipt(Outcome.LATER, Toll.NONE, _SLOW, "no_pool", _FIRST_RETRY)
        except (PlatformRefused, ChannelUnavailable) as error:
            return Receipt(Outcome.LATER, Toll.NONE, str(error), "no_pool", _FIRST_RETRY)
        async with self.open_work() as work:
            await work.conversations.lock(claim.conversation.id)
            known = await work.sessions.of(claim.conversation.id)
            await work.sessions.keep(claim.conversation.id, replace(known, state=_POOL, servicer=""), self.now())
        if not code:
            return Receipt(Outcome.PARKED, Toll.NONE, COLLEAGUE_SERVES, "no_code")
        # This code takes words only; where the queue is theirs, there is nothing to tap either.
        words = replace(claim.parcel, kind=ParcelKind.TEXT, items=())
        return await self.kf.send_on_event(claim.inbox, code, words, self._left(claim))

    async def _settle(self, claim: Claim, receipt: Receipt) -> None:
        ids = [line.id for line in claim.lines]
        reason = receipt.reason or None
        async with self.open_work() as work:
            conversation = await work.conversations.lock(claim.conversation.id)
            if not await work.sendings.is_mine(ids, self.claims.holder, claim.parcel.id):
                # Slower than the lease: it has been looked at without us.
                return
            await self._charge(work, claim, conversation, receipt)
            await self._doubt_session(work, claim, receipt)
            if receipt.outcome is Outcome.LATER:
                pause = receipt.after or pause_after(claim.attempts + 1, _FIRST_RETRY, _LONGEST_RETRY)
                until = self.now() + pause
                await keep_waiting(work, claim.lines, until=until, reason=reason, error=receipt.code)
            elif receipt.outcome in _GONE and not claim.is_last_part:
                told = PART_IN_DOUBT if receipt.outcome is Outcome.UNKNOWN else None
                await keep_waiting(work, claim.lines, reason=told, parts_sent=claim.parts_before + 1)
            else:
                await self.ends.end(work, claim.lines, receipt.outcome.value, reason, receipt.code)
        await self._tell_trouble(claim, receipt)

    async def _doubt_session(self, work: UnitOfWork, claim: Claim, receipt: Receipt) -> None:
        """微信客服 may have given the session to somebody untold: at the next message of the customer it is asked."""
        if receipt.outcome is not Outcome.PARKED or claim.inbox.channel is not ChannelKind.WECHAT_KF:
            return
        known = await work.sessions.of(claim.conversation.id)
        if not known.is_with_platform:
            await work.sessions.keep(claim.conversation.id, replace(known, state=_NEW, servicer=""), self.now())

    async def _learn_session(self, claim: Claim, receipt: Receipt) -> None:
        """Parked at no cost: somebody in the WeCom client has the customer, and has them until the platform tells of
        another state or is asked again."""
        is_theirs = receipt.outcome is Outcome.PARKED and receipt.toll is Toll.NONE
        if not is_theirs or claim.inbox.channel is not ChannelKind.WECHAT_KF:
            return
        try:
            found = await self.kf.session(claim.inbox, claim.customer)
        except (PlatformRefused, ChannelUnavailable):
            return
        async with self.open_work() as work:
            await work.conversations.lock(claim.conversation.id)
            known = await work.sessions.of(claim.conversation.id)
            # Still in doubt: an event that came in between knows better than what was asked before it.
            if found.is_with_platform and known.state == _NEW:
                session = replace(known, state=found.state, servicer=found.servicer)
                await work.sessions.keep(claim.conversation.id, session, self.now())

    async def _of_these_settings(self, claim: Claim, receipt: Receipt) -> Receipt:
        """Where the operator saved others during the send, its refusal is no trouble of theirs; they are tried soon."""
        if receipt.is_trouble:
            now = await self.inboxes.fresh(claim.inbox.id)
            if now and now.version != claim.inbox.version:
                return replace(receipt, after=_FIRST_RETRY, is_trouble=False)
        return receipt

    async def _tell_trouble(self, claim: Claim, receipt: Receipt) -> None:
        """Only a line that went out shows that the set-up works again; no connection shows nothing."""
        if receipt.is_trouble:
            await self.inboxes.tell_trouble(claim.inbox.id, Trouble(receipt.code, receipt.reason, self.now()))
        elif claim.inbox.trouble and receipt.outcome is Outcome.SENT:
            await self.inboxes.tell_trouble(claim.inbox.id, None)
            await resume(self.open_work, claim.inbox.id, self.now())

    async def _charge(self, work: UnitOfWork, claim: Claim, conversation: Conversation, receipt: Receipt) -> None:
        if receipt.toll is Toll.SPENT or claim.paid.charged_from is None or claim.paid.charged_at is None:
            return
        ledger = await work.quotas.of(conversation.id)
        if receipt.toll is Toll.EXHAUSTED:
            changed = ledger.exhausted()
        else:
            changed = ledger.refund(claim.parcel.purpose, claim.paid.charged_from, claim.paid.charged_at)
        await work.quotas.keep(conversation.id, changed)
        await tell_quota(work, claim.inbox, conversation, changed, self.now())
