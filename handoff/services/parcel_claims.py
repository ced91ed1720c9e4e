"""What goes out next of a conversation: grouped, checked against the platform's limit, charged, and ours to send."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile

from handoff.domain.conversation import Conversation
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount, ServiceMode
from handoff.domain.message import LineKind, Message, Sender
from handoff.domain.parcel import UNANSWERED, Parcel, ParcelKind, Purpose
from handoff.domain.parcelling import parcels_of
from handoff.domain.quota import Ledger
from handoff.services.arrival_port import PlatformSession, WaitingLine
from handoff.services.channel_port import SEND_WITHIN
from handoff.services.inbox_port import Inboxes
from handoff.services.line_ends import PART_IN_DOUBT, LineEnds, keep_waiting
from handoff.services.overtaken import still_to_say
from handoff.services.passive_replies import NO_IMAGES, texts_in_callback
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.quota_view import is_passive, rules_for, tell_quota

# A send is over by then and written down; what nobody came back from is looked at again.
_LEASE = SEND_WITHIN + timedelta(seconds=20)
_AGAIN_AFTER = timedelta(minutes=1)
_TRIES_FOR_POOL = 2
# The platform tries a callback three times, five seconds each.
_CALLBACKS_LAST = timedelta(seconds=15)
COLLEAGUE_SERVES = "该客户正由同事在企业微信中接待，消息将在接待结束、客户再次来信时送达。"
_NO_API = "该公众号以被动回复方式发送，消息将在客户下次来信时送达。"
_NO_QUOTA = "可发送条数已用完或已超过48小时，将在客户下次来信时送达。"
_REJECTS = "客户已取消关注或关闭了消息接收，将在客户下次来信时送达。"
_NOTHING = "该消息没有可发送到此渠道的内容。"
_LOST_SIGHT = "发送过程中断，无法确认客户是否已收到。"
_SWITCHED_OFF = "该渠道已停用，启用后将继续发送。"


@dataclass(frozen=True)
class Payment:
    """What a send costs, and whom."""

    # The ledger as it was before this send was charged, and when that was; None where nothing was.
    charged_from: Ledger | None = None
    charged_at: datetime | None = None
    to_pool: bool = False
    # An event's code to send it with.
    code: str = ""


@dataclass(frozen=True)
class Claim:
    """One parcel of one conversation, charged and ours to send."""

    conversation: Conversation
    inbox: Inbox
    customer: str
    parcel: Parcel
    lines: tuple[Message, ...]
    # When the send has to be over, for whoever finds the claim past its end may decide anew.
    until: datetime
    # Of a line that goes out in several parcels: how many have gone before this one, and whether it is the last.
    parts_before: int = 0
    is_last_part: bool = True
    attempts: int = 0
    paid: Payment = field(default_factory=Payment)


@dataclass(frozen=True)
class ParcelClaims:
    open_work: OpenWork
    inboxes: Inboxes
    ends: LineEnds
    now: Clock
    holder: str
    # Where our own pages are, for the links of cards.
    site: str
    send_within: timedelta = SEND_WITHIN
    # When each inbox in trouble was tried last, by this process; its trouble is told anew only after that try.
    _tried: dict[str, datetime] = field(default_factory=dict, init=False, repr=False, compare=False)

    async def next_of(self, conversation_id: str, inbox_id: str) -> Claim | None:
        """The next parcel of this conversation; None when nothing may go out now."""
        # As it is now: with a secret or a trouble of seconds ago, what the operator has just mended would fail again.
        # Before the transaction, since whoever holds one connection must not wait for another.
        inbox = await self.inboxes.fresh(inbox_id)
        async with self.open_work() as work:
            conversation = await work.conversations.lock(conversation_id)
            waiting = await work.sendings.waiting(conversation_id)
            if inbox is None or not waiting:
                return None
            if any(line.state == "sending" and _is_held(line, self.now()) for line in waiting):
                return None
            if lost := [line for line in waiting if line.state == "sending"]:
                return await self._found_again(work, conversation, inbox, lost)
            return await self._next(work, conversation, inbox, waiting)

    async def _next(
        self, work: UnitOfWork, conversation: Conversation, inbox: Inbox, waiting: Sequence[WaitingLine]
    ) -> Claim | None:
        """Charge the first parcel that the limit admits; those it does not are parked."""
        if is_passive(inbox) and inbox.enabled:
            await self._leave_to_callbacks(work, conversation, waiting)
            return None
        due = [line for line in waiting if line.next_attempt_at <= self.now()]
        if waiting[0].next_attempt_at > self.now():
            # Behind one that has to be tried again the later ones wait, or they would overtake it.
            await self._put_off(work, due, waiting[0].next_attempt_at)
            return None
        if reason := self._why_not_now(inbox):
            # Kept until the inbox is switched on, or set right, again.
            await self._put_off(work, due, self.now() + _AGAIN_AFTER, reason)
            return None
        left = await still_to_say(work, self.ends, waiting, self.now())
        ledger = await work.quotas.of(conversation.id)
        session = await work.sessions.of(conversation.id)
        ending = {
            last
            for episode_id in {line.message.episode_id for line in left}
            if (last := (await work.episodes.get(episode_id)).ends_with_message_id)
        }
        while left and left[0].next_attempt_at <= self.now():
            if not parcels_of([left[0].message], menus=True):
                await self.ends.end(work, [left[0].message], "failed", _NOTHING)
                left = left[1:]
                continue
            group, parcel, parts = self._first(inbox, left, ending)
            paid = await self._paid(work, conversation, inbox, group, parcel, session, ledger)
            if paid is not None:
                return replace(await self._taken(work, conversation, inbox, parcel, group, parts), paid=paid)
            left = left[len(group) :]
        return None

    async def _paid(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        inbox: Inbox,
        group: Sequence[WaitingLine],
        parcel: Parcel,
        session: PlatformSession,
        ledger: Ledger,
    ) -> Payment | None:
        """The move to the pool, an event's code, or a unit; parked where nothing pays."""
        if self._goes_to_pool(inbox, group, session):
            return Payment(to_pool=True)
        if session.code and parcel.purpose is Purpose.HOLDING and parcel.kind is ParcelKind.TEXT:
            # A person in the WeCom client is late: the code of their taking over pays for the line.
            await work.sessions.keep(conversation.id, replace(session, code=""), self.now())
            return Payment(code=session.code)
        if session.rejects or session.is_with_platform:
            await self._park(work, group, _REJECTS if session.rejects else COLLEAGUE_SERVES)
            return None
        if rules_for(inbox) is None:
            return Payment()
        if not ledger.admits(parcel.purpose, self.now()):
            await self._park(work, group, _NO_QUOTA)
            await tell_quota(work, inbox, conversation, ledger, self.now())
            return None
        charged = ledger.spend(parcel.purpose, self.now())
        await work.quotas.keep(conversation.id, charged)
        await tell_quota(work, inbox, conversation, charged, self.now())
        return Payment(charged_from=ledger, charged_at=self.now())

    def _why_not_now(self, inbox: Inbox) -> str | None:
        """One try a minute tells whether the set-up works again; more would be a storm (40164, 60020)."""
        if not inbox.enabled:
            return _SWITCHED_OFF
        if inbox.trouble is None:
            return None
        last = max(inbox.trouble.at, self._tried.get(inbox.id, inbox.trouble.at))
        if self.now() - last < _AGAIN_AFTER:
            return inbox.trouble.text
        # Before anything is awaited: other conversations of this inbox ask at the same time.
        self._tried[inbox.id] = self.now()
        return None

    async def _leave_to_callbacks(
        self, work: UnitOfWork, conversation: Conversation, waiting: Sequence[WaitingLine]
    ) -> None:
        """The customer's callback fetches them; once none is open they wait for the next, and the desk sees it."""
        wordless = [line for line in waiting if not texts_in_callback([line.message], self.site)]
        await self.ends.end(work, [line.message for line in wordless], "failed", NO_IMAGES)
        waiting = [line for line in waiting if line not in wordless]
        episode = await work.episodes.last_of(conversation.id)
        spoken = await work.messages.of_episode(episode.id) if episode else ()
        heard = max((line.created_at for line in spoken if line.sender is Sender.CONTACT), default=None)
        if heard and self.now() - heard < _CALLBACKS_LAST:
            await self._put_off(work, waiting, heard + _CALLBACKS_LAST)
        else:
            await self._park(work, waiting, _NO_API)

    def _goes_to_pool(self, inbox: Inbox, group: Sequence[WaitingLine], session: PlatformSession) -> bool:
        """The line that says a person is coming takes the customer to the people in the WeCom client; where that
        failed, our desk serves."""
        is_native = isinstance(inbox.account, KfAccount) and inbox.account.service is ServiceMode.NATIVE
        says_so = any(line.message.kind is LineKind.QUEUE for line in group)
        return is_native and says_so and not session.is_with_platform and group[0].attempts < _TRIES_FOR_POOL

    def _first(
        self, inbox: Inbox, waiting: Sequence[WaitingLine], ending: Collection[str]
    ) -> tuple[list[WaitingLine], Parcel, int]:
        """The longest run of lines that goes out as one, or one part of a line that does not fit into one."""
        first = waiting[0]
        if inbox.channel is ChannelKind.WECHAT_KF and first.attempts and first.parcel_id:
            # Tried before: the platform may have it under this id, so nothing may be added to it.
            waiting = list(takewhile(lambda line: line.parcel_id == first.parcel_id, waiting))
        alone = parcels_of([first.message], menus=True, ending=ending, site=self.site)
        if len(alone) > 1:
            return [first], alone[min(first.parts_sent, len(alone) - 1)], len(alone)
        count, parcel = 1, alone[0]
        while count < len(waiting):
            run = [line.message for line in waiting[: count + 1]]
            together = parcels_of(run, menus=True, ending=ending, site=self.site)
            if len(together) > 1:
                break
            count, parcel = count + 1, together[0]
        return list(waiting[:count]), parcel, 1

    async def _taken(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        inbox: Inbox,
        parcel: Parcel,
        group: Sequence[WaitingLine],
        parts: int,
    ) -> Claim:
        lines = tuple(line.message for line in group)
        await work.sendings.take([line.id for line in lines], self.holder, self.now() + _LEASE, parcel.id)
        return Claim(
            conversation=conversation,
            inbox=inbox,
            customer=await work.contacts.external_ref(conversation),
            parcel=parcel,
            lines=lines,
            until=self.now() + self.send_within,
            parts_before=group[0].parts_sent,
            is_last_part=group[0].parts_sent + 1 >= parts,
            attempts=group[0].attempts,
        )

    async def _found_again(
        self, work: UnitOfWork, conversation: Conversation, inbox: Inbox, lost: Sequence[WaitingLine]
    ) -> Claim | None:
        """Whoever was sending these died. With an id of ours the same send may be repeated; without one it may not."""
        group, parcel, parts = self._first(inbox, lost, ())
        if inbox.channel is ChannelKind.WECHAT_KF and inbox.enabled:
            return await self._taken(work, conversation, inbox, parcel, group, parts)
        if inbox.channel is ChannelKind.WECHAT_KF:
            await self._put_off(work, lost, self.now() + _AGAIN_AFTER, _SWITCHED_OFF, UNANSWERED)
        elif lost[0].parts_sent + 1 < parts:
            sent = lost[0].parts_sent + 1
            await keep_waiting(work, [lost[0].message], reason=PART_IN_DOUBT, parts_sent=sent)
        else:
            await self.ends.end(work, [line.message for line in lost], "unknown", _LOST_SIGHT)
        return None

    async def _park(self, work: UnitOfWork, group: Sequence[WaitingLine], reason: str) -> None:
        await self.ends.end(work, [line.message for line in group], "parked", reason)

    async def _put_off(
        self,
        work: UnitOfWork,
        waiting: Sequence[WaitingLine],
        until: datetime,
        reason: str | None = None,
        error: str | None = None,
    ) -> None:
        await keep_waiting(work, [line.message for line in waiting], until=until, reason=reason, error=error)


def _is_held(line: WaitingLine, now: datetime) -> bool:
    return line.held_until is not None and line.held_until > now
