"""Bringing a person in: queue at once or offer, packet and ticket, nobody on duty, and the way back to the bot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handoff.domain.agent import Availability, User
from handoff.domain.complaint import ComplaintStep
from handoff.domain.contact import Contact
from handoff.domain.conversation import Conversation, Episode, HandoffReason, Offer
from handoff.domain.escalation import COMPLAINTS, Escalation
from handoff.domain.inbox import ChannelKind, KfAccount, ServiceMode
from handoff.domain.lines import said_time
from handoff.domain.message import Button, Draft, LineKind, Message, Sender
from handoff.domain.packet import HandoffPacket, emotions, last_lines
from handoff.domain.routing import DEFAULT_SERVICE_TIME, expected_wait
from handoff.domain.ticket import Ticket, TicketStatus, category_of, priority_of
from handoff.domain.topics import SAYS_NOTHING
from handoff.services.episodes import Episodes
from handoff.services.ports import NewId, Promise, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.tickets import TicketBook

_DEMAND_LENGTH = 80
_TRIED_LENGTH = 60


@dataclass(frozen=True)
class Raised:
    """The episode after it, the lines that tell the customer, and whether the last of them ends the episode."""

    episode: Episode
    drafts: tuple[Draft, ...]
    ends: bool = False


@dataclass(frozen=True)
class Handoffs:
    speaker: Speaker
    episodes: Episodes
    tickets: TicketBook
    new_id: NewId

    async def raise_or_offer(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        reason: HandoffReason,
        seq: int,
        details: dict[str, object],
    ) -> Raised:
        """Queue for the reasons that queue at once; for the others offer a person and wait for the yes."""
        if reason.at_once:
            return await self.raise_now(work, conversation, episode, reason, seq, details)
        on_duty = await self._on_duty(work, episode)
        lines, buttons = self.speaker.lines, self._offer_buttons()
        text = (
            lines.say("offer", reason=reason.in_chinese, minutes=await self._minutes(work, 1))
            if on_duty
            else lines.say("offer_off_duty", reason=reason.in_chinese, promised=self._said(self._contact_by()))
        )
        offered = replace(episode, offer=Offer(reason, seq, details))
        return Raised(offered, (Draft(LineKind.OFFER, text, buttons=buttons),))

    async def raise_now(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        reason: HandoffReason,
        seq: int,
        details: dict[str, object],
    ) -> Raised:
        """Packet, ticket, and the queue, or a stated promise when nobody is on duty."""
        now = self.speaker.now()
        contact = await work.contacts.get(conversation.contact_id)
        messages = await work.messages.of_episode(episode.id)
        step = ComplaintStep.UNDERSTAND.value if reason in COMPLAINTS else episode.complaint_step
        packet = await self._packet(work, conversation, contact, messages, reason, step, details)
        on_duty = await self._on_duty(work, episode)
        due = now + self.speaker.enterprise.case_feedback if on_duty else self._contact_by()
        ticket = await self._ticket(work, conversation, episode, contact, packet, due)
        pinned = replace(
            episode, packet=packet.as_json(), complaint_step=step, clock=episode.clock.needs_person(seq), offer=None
        )
        await work.activities.append("system", "handoff.raised", now, episode.id, reason=reason.value, seq=seq)
        if on_duty:
            queued = pinned.hand_off(reason, now)
            await work.episodes.save(queued)
            work.ring("queue")
            return Raised(queued, (await self.queue_line(work, queued, "queue"),))
        return await self._leave_promise(work, conversation, replace(pinned, reason=reason), ticket, due)

    async def weigh_again(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, evidence: Escalation
    ) -> Episode:
        """Graver evidence came up in the queue: the packet and the ticket tell of it; the place stays."""
        contact = await work.contacts.get(conversation.contact_id)
        messages = await work.messages.of_episode(episode.id)
        step = episode.complaint_step or (ComplaintStep.UNDERSTAND.value if evidence.reason in COMPLAINTS else None)
        packet = await self._packet(work, conversation, contact, messages, evidence.reason, step, {})
        known = await work.tickets.open_of(conversation.id)
        due = known.due_at if known else self.speaker.now() + self.speaker.enterprise.case_feedback
        await self._ticket(work, conversation, episode, contact, packet, due)
        facts = {"reason": evidence.reason.value, "seq": evidence.seq}
        await work.activities.append("system", "handoff.weighed", self.speaker.now(), episode.id, **facts)
        work.ring("queue")
        since = (episode.packet or {}).get("raised_at")
        told = {**packet.as_json(), **({"raised_at": since} if since else {})}
        return replace(episode, reason=evidence.reason, packet=told, complaint_step=step)

    async def queue_line(self, work: UnitOfWork, episode: Episode, name: str) -> Draft:
        """Why, which place, how long, and the way back (R09, R10)."""
        if await self._is_served_there(work, episode):
            reason = (episode.reason or HandoffReason.ASKED).in_chinese
            return Draft(LineKind.QUEUE, self.speaker.lines.say("queue_there", reason=reason))
        place = await work.episodes.place(episode)
        reason = (episode.reason or HandoffReason.ASKED).in_chinese
        text = self.speaker.lines.say(name, reason=reason, place=place, minutes=await self._minutes(work, place))
        return Draft(LineKind.QUEUE, text, buttons=(Button("返回机器人", "返回机器人"),))

    async def go_back(self, work: UnitOfWork, episode: Episode, seq: int) -> Raised:
        """The customer leaves the queue; what they complained of stays open as a ticket."""
        ticket = await work.tickets.open_of(episode.conversation_id)
        if ticket and ticket.episode_id == episode.id and episode.reason not in COMPLAINTS:
            result = "客户返回智能客服继续办理。"
            await self.tickets.solve_handoff(work, episode.conversation_id, TicketStatus.CLOSED, result)
        work.ring("queue")
        back = episode.to_bot()
        reason = (episode.reason or HandoffReason.ASKED).value
        # The promise of a person is off; the bot's own answers count again, and the reason needs new evidence.
        return Raised(
            replace(
                back,
                clock=replace(back.clock.back_to_bot(), promised_until=None),
                declined=(*back.declined, f"{reason}:{seq}"),
            ),
            (Draft(LineKind.ANSWER, self.speaker.lines.say("back_to_bot"), Sender.BOT),),
        )

    async def decline(self, episode: Episode, seq: int) -> Raised:
        """A no is respected until there is new evidence."""
        reason = episode.offer.reason.value if episode.offer else ""
        kept = replace(episode, offer=None, declined=(*episode.declined, f"{reason}:{seq}"))
        return Raised(kept, (Draft(LineKind.ANSWER, self.speaker.lines.say("offer_declined"), Sender.BOT),))

    async def _leave_promise(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, ticket: Ticket, due: datetime
    ) -> Raised:
        now = self.speaker.now()
        promised = self._said(due)
        text = self.speaker.lines.say(
            "off_duty",
            reason=episode.reason.in_chinese if episode.reason else "",
            ticket=ticket.number,
            promised=promised,
            where=await self.tickets.where.said(work, conversation, due),
        )
        await work.promises.add(
            Promise(self.new_id(), episode.id, f"{promised}前答复客户（{ticket.number}）", now, due, "made", "contact")
        )
        await work.clocks.append(episode.id, "promise.made", now, until=due.isoformat(), ticket=ticket.number)
        return Raised(episode, (Draft(LineKind.NOTICE, text),), ends=True)

    async def _packet(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        contact: Contact,
        messages: Sequence[Message],
        reason: HandoffReason,
        step: str | None,
        details: dict[str, object],
    ) -> HandoffPacket:
        slots = await work.stretches.last_slots(conversation.id)
        topic = str(slots.get("last_topic") or "")
        promises = await work.promises.open_of(conversation.id)
        return HandoffPacket(
            contact_name=contact.display_name,
            title=contact.title,
            channel=conversation.channel,
            demand=_demand(messages, details) or self.speaker.lines.say("demand_unknown"),
            category=str(details.get("category") or category_of(reason.value, topic)),
            reason=reason,
            raised_at=self.speaker.now(),
            order_number=_text(details.get("order_number") or slots.get("order_number")),
            product=_text(details.get("product") or slots.get("order_product")),
            tried=_tried(messages, details),
            identity_verified=bool(details.get("identity_verified") or slots.get("verified_order")),
            promised=tuple({"text": promise.text, "due_at": promise.due_at.isoformat()} for promise in promises),
            emotions=emotions(messages),
            complaint_step=step,
            last_lines=last_lines(messages),
        )

    async def _ticket(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        contact: Contact,
        packet: HandoffPacket,
        due: datetime,
    ) -> Ticket:
        """What the person who comes in has to see to, recorded beside the queue."""
        facts: dict[str, Any] = {
            "category": packet.category,
            "demand": packet.demand,
            "order_number": packet.order_number,
            "product": packet.product,
            "priority": priority_of(packet.reason.value, contact.vip),
            "due_at": due,
        }
        return await self.tickets.for_handoff(work, conversation, episode, packet.reason.for_colleagues, facts)

    async def _on_duty(self, work: UnitOfWork, episode: Episode) -> bool:
        """Business hours and someone online; a busy agent is at the desk but takes nobody new. Who is online in the
        platform's own client it does not tell: in business hours somebody is."""
        if not self.speaker.enterprise.hours.is_open(self.speaker.now()):
            return False
        at_desk = any(_takes_work(user) for user in await work.users.all())
        return at_desk or await self._is_served_there(work, episode)

    async def _is_served_there(self, work: UnitOfWork, episode: Episode) -> bool:
        """微信客服 whose people serve in the WeCom client."""
        conversation = await work.conversations.lock(episode.conversation_id)
        if conversation.channel != ChannelKind.WECHAT_KF.value:
            return False
        inbox = await self.tickets.where.inboxes.by_id(conversation.inbox_id)
        account = inbox.account if inbox else None
        return isinstance(account, KfAccount) and account.service is ServiceMode.NATIVE

    async def _minutes(self, work: UnitOfWork, place: int) -> int:
        agents = [user for user in await work.users.all() if _takes_work(user)]
        taken = [len(await work.episodes.assigned_to(agent.id)) for agent in agents]
        slots = sum(max(agent.capacity - held, 0) for agent, held in zip(agents, taken, strict=True))
        service_time = await work.episodes.service_time() or DEFAULT_SERVICE_TIME
        return int(expected_wait(place, len(agents), slots, service_time) / timedelta(minutes=1))

    def _contact_by(self) -> datetime:
        enterprise = self.speaker.enterprise
        return enterprise.hours.add(self.speaker.now(), enterprise.contact_within)

    def _said(self, instant: datetime) -> str:
        return said_time(instant, self.speaker.now(), self.speaker.enterprise.hours.zone)

    def _offer_buttons(self) -> tuple[Button, ...]:
        lines = self.speaker.lines
        person, stay = lines.say("button_person"), lines.say("button_stay")
        return (Button(person, person), Button(stay, stay))


def _takes_work(user: User) -> bool:
    return user.works_at_desk and user.availability is Availability.ONLINE


def _demand(messages: Sequence[Message], details: dict[str, object]) -> str:
    """What the customer wants in one line: as the dialogue says it, else their own last words with a matter in them."""
    if details.get("demand"):
        return str(details["demand"])[:_DEMAND_LENGTH]
    spoken = [
        message.text.strip()
        for message in messages
        if message.sender is Sender.CONTACT
        and message.text.strip()
        and (message.parse is None or message.parse.intent not in SAYS_NOTHING)
    ]
    return spoken[-1][:_DEMAND_LENGTH] if spoken else ""


def _tried(messages: Sequence[Message], details: dict[str, object]) -> tuple[str, ...]:
    told = details.get("tried")
    if isinstance(told, list) and told:
        return tuple(str(item) for item in told)
    matters = {
        message.seq
        for message in messages
        if message.sender is Sender.CONTACT and message.parse and message.parse.intent not in SAYS_NOTHING
    }
    answers = [
        message.text
        for message in messages
        if message.sender is Sender.BOT and message.kind is LineKind.ANSWER and message.answers_seq in matters
    ]
    return tuple(f"智能客服已答复：{shortened(text)}" for text in answers[-3:])


def shortened(text: str) -> str:
    """Fit for a line among others."""
    return text if len(text) <= _TRIED_LENGTH else text[: _TRIED_LENGTH - 1] + "…"


def _text(value: object) -> str | None:
    return str(value) if value else None
