"""What each kind of arrival does: a line of the customer's, an event of the platform, a colleague's line."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handoff.domain.arrival import Arrival, ChannelEvent, ColleagueMessage, CustomerMessage, EventName
from handoff.domain.conversation import Conversation
from handoff.domain.image import BY_CONTACT
from handoff.domain.inbox import Inbox
from handoff.domain.message import InboundMessage, Message
from handoff.domain.parcelling import parcels_of
from handoff.domain.quota import QuotaRules
from handoff.services.arrival_port import PlatformSession
from handoff.services.colleagues import Colleagues
from handoff.services.intake import Intake
from handoff.services.kf_sessions import KfSessions
from handoff.services.line_ends import LineEnds, mark_lines, show_line
from handoff.services.media import Files, Media
from handoff.services.parked import release
from handoff.services.ports import Clock, UnitOfWork
from handoff.services.quota_view import is_passive, rules_for, tell_quota
from handoff.services.rating_replies import RatingReplies
from handoff.services.welcome import Welcome


@dataclass(frozen=True)
class Prepared:
    """What the platform gave for an arrival; `session`: where the arrival begins one."""

    files: Files = field(default_factory=Files)
    session: PlatformSession | None = None


@dataclass(frozen=True)
class ArrivalHandling:
    intake: Intake
    media: Media
    ratings: RatingReplies
    colleagues: Colleagues
    welcome: Welcome
    sessions: KfSessions
    ends: LineEnds
    now: Clock

    async def prepare(self, inbox: Inbox, arrival: Arrival, received_at: datetime, attempt: int) -> Prepared:
        """All that asks the platform, before the transaction; raises ChannelUnavailable while it may soon answer."""
        patient = attempt <= _PATIENT_TRIES
        if isinstance(arrival, CustomerMessage):
            at = self._when(arrival, received_at)
            session = await self.sessions.begun(inbox, arrival.sender_ref, at) if patient else None
            files = await self.media.fetched(inbox, arrival.sender_ref, arrival.media, BY_CONTACT, patient=patient)
            return Prepared(files, session)
        if isinstance(arrival, ColleagueMessage):
            by = await self.colleagues.user_id(inbox, arrival.servicer_id)
            return Prepared(await self.media.fetched(inbox, arrival.sender_ref, arrival.media, by, patient=patient))
        await self.use_code(inbox, arrival, attempt)
        if isinstance(arrival, ChannelEvent) and attempt == 1 and self.welcome.greets(inbox, arrival):
            await self.welcome.by_event(inbox, arrival.sender_ref, self._when(arrival, received_at))
        return Prepared()

    async def use_code(self, inbox: Inbox, arrival: Arrival, attempt: int) -> None:
        """An event's code lives for 20 seconds and is good for one line; whoever works the event first tries it."""
        if not isinstance(arrival, ChannelEvent) or attempt > 1:
            return
        if code := arrival.detail.get("welcome_code"):
            await self.welcome.by_code(inbox, code)
        elif arrival.name is EventName.SESSION_CHANGED:
            await self.colleagues.thank(inbox, arrival)

    async def handle(
        self, work: UnitOfWork, inbox: Inbox, arrival: Arrival, prepared: Prepared, received_at: datetime
    ) -> None:
        if not arrival.sender_ref:
            # About the account, not about a customer.
            if isinstance(arrival, ChannelEvent):
                await self._note(work, inbox, arrival)
            return
        known = await work.contacts.identify(inbox.id, arrival.sender_ref, received_at)
        conversation = await work.conversations.lock(known.id)
        if isinstance(arrival, CustomerMessage):
            await self._customer(work, inbox, conversation, arrival, prepared, received_at)
        elif isinstance(arrival, ColleagueMessage):
            await self.colleagues.wrote(work, inbox, conversation, arrival, prepared.files, received_at)
        elif isinstance(arrival, ChannelEvent):
            await self._event(work, inbox, conversation, arrival, received_at)

    async def _customer(
        self,
        work: UnitOfWork,
        inbox: Inbox,
        conversation: Conversation,
        arrival: CustomerMessage,
        prepared: Prepared,
        received_at: datetime,
    ) -> None:
        if await work.messages.by_ref(inbox.id, arrival.ref):
            return
        session = await self._session(work, conversation, prepared.session)
        await self._opens_window(work, inbox, conversation, arrival, received_at)
        if await self.ratings.taken(work, conversation, arrival, received_at):
            return
        files = prepared.files
        text = arrival.text.strip() or ("" if files.ids else files.in_words)
        message = await self._taken_in(
            work, inbox, conversation, arrival.sender_ref, arrival.ref, text, files, received_at
        )
        await self.media.fetch_later(work, inbox, message, files.late)
        if session.is_with_person:
            await self.colleagues.serve(work, inbox, conversation, session.servicer)

    async def _session(
        self, work: UnitOfWork, conversation: Conversation, begun: PlatformSession | None
    ) -> PlatformSession:
        """As it stands now that the customer has written, which nobody does who takes no lines."""
        known = await work.sessions.of(conversation.id)
        session = replace(begun or known, rejects=False)
        if session != known:
            await work.sessions.keep(conversation.id, session, self.now())
        if known.is_with_person and session.state in _OURS:
            # It has ended by itself, of which no event tells.
            await self.colleagues.over(work, conversation)
        return session

    async def _taken_in(
        self,
        work: UnitOfWork,
        inbox: Inbox,
        conversation: Conversation,
        sender_ref: str,
        ref: str,
        text: str,
        files: Files,
        received_at: datetime,
    ) -> Message:
        inbound = InboundMessage(
            inbox_id=inbox.id,
            sender_ref=sender_ref,
            message_ref=ref,
            text=text,
            attachments=files.ids,
            received_at=received_at,
        )
        return await self.intake.receive_in(work, conversation, inbound)

    async def _opens_window(
        self,
        work: UnitOfWork,
        inbox: Inbox,
        conversation: Conversation,
        arrival: CustomerMessage,
        received_at: datetime,
    ) -> None:
        """The customer wrote: fresh units, and what waited for that goes out."""
        if is_passive(inbox):
            # It went out in the last callback's answer; the customer going on is the sign that it arrived.
            told = await work.sendings.in_state(conversation.id, "unknown")
            await mark_lines(work, told, "sent")
        if rules := rules_for(inbox):
            by_tap = bool(arrival.menu_id)
            ledger = (await work.quotas.of(conversation.id)).received(
                self._when(arrival, received_at), rules, by_tap=by_tap
            )
            await work.quotas.keep(conversation.id, ledger)
            await release(work, conversation, self.now())
            await tell_quota(work, inbox, conversation, ledger, self.now())

    async def _event(
        self, work: UnitOfWork, inbox: Inbox, conversation: Conversation, event: ChannelEvent, received_at: datetime
    ) -> None:
        rules = rules_for(inbox)
        if rules and event.name in _OPEN_A_MINUTE:
            await self._happened(work, inbox, conversation, self._when(event, received_at), rules)
        if event.name is EventName.MENU and event.detail.get("text"):
            # A tap on the account's own menu that stands for words; it opens no 48 hours.
            if not await work.messages.by_ref(inbox.id, event.ref):
                await self._taken_in(
                    work, inbox, conversation, event.sender_ref, event.ref, event.detail["text"], Files(), received_at
                )
            return
        await self._note(work, inbox, event)
        if event.name in {EventName.UNSUBSCRIBED, EventName.REJECT_SWITCHED}:
            await self._rejects(work, conversation, event.detail.get("rejects", "yes") == "yes")
        elif event.name is EventName.SEND_FAILED:
            await self._not_delivered(work, conversation, event)
        elif event.name is EventName.RECALLED:
            await self._recalled(work, inbox, conversation, event.detail.get("message", ""))
        elif event.name is EventName.SESSION_CHANGED:
            await self.colleagues.session_changed(work, inbox, conversation, event)

    def _when(self, arrival: Arrival, received_at: datetime) -> datetime:
        """By the platform's clock, from which its limits count; one that runs ahead would make later messages old."""
        return min(arrival.at or received_at, self.now())

    async def _note(self, work: UnitOfWork, inbox: Inbox, event: ChannelEvent) -> None:
        told = _known(event.detail)
        name = f"channel.{event.name.value}"
        await work.activities.append("platform", name, self.now(), None, inbox=inbox.id, ref=event.ref, detail=told)

    async def _happened(
        self, work: UnitOfWork, inbox: Inbox, conversation: Conversation, at: datetime, rules: QuotaRules
    ) -> None:
        known = await work.quotas.of(conversation.id)
        if known.event and known.event.at == at:
            # The welcome has been charged to it already.
            return
        ledger = known.happened(at, rules)
        await work.quotas.keep(conversation.id, ledger)
        await tell_quota(work, inbox, conversation, ledger, self.now())

    async def _rejects(self, work: UnitOfWork, conversation: Conversation, rejects: bool) -> None:
        session: PlatformSession = await work.sessions.of(conversation.id)
        await work.sessions.keep(conversation.id, replace(session, rejects=rejects), self.now())

    async def _not_delivered(self, work: UnitOfWork, conversation: Conversation, event: ChannelEvent) -> None:
        """The platform took it and could not hand it over after all; the desk sees why on the line.

        Of a line in several parcels nothing more is sent: who reads the end without the beginning is worse off than
        who reads neither, and the agent sends it again, or says it anew.
        """
        lines = await work.sendings.of_parcel(conversation.id, event.detail.get("message", ""))
        reason = event.detail.get("reason") or "消息未送达客户。"
        for line in lines:
            is_in_parts = len(parcels_of([line], menus=True)) > 1
            await self.ends.end(work, [line], "failed", reason + _IN_PARTS if is_in_parts else reason)

    async def _recalled(self, work: UnitOfWork, inbox: Inbox, conversation: Conversation, platform_ref: str) -> None:
        message = await work.messages.by_ref(inbox.id, platform_ref) if platform_ref else None
        if message and message.conversation_id == conversation.id and not message.recalled:
            await work.messages.recall(message.id)
            await show_line(work, replace(message, recalled=True))


_PATIENT_TRIES = 3
# 微信客服: new, or with our bot.
_OURS = frozenset({0, 1})
_IN_PARTS = "该消息分几次发送，客户只收到其中一部分或没有收到，尚未发出的部分不再发送，需要时请重新发送全文。"
_OPEN_A_MINUTE = frozenset({EventName.SUBSCRIBED, EventName.SCANNED, EventName.MENU, EventName.ENTERED})


def _known(detail: Mapping[str, str]) -> dict[str, str]:
    """A code is as good as a key while it lives; the diary does without."""
    return {name: value for name, value in detail.items() if not name.endswith("code")}
