"""Opens tickets and keeps them true: one for each matter, what was promised for it, and a record of every change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handoff.domain.conversation import Conversation, Episode
from handoff.domain.inbox import ChannelKind
from handoff.domain.lines import said_time, sayable
from handoff.domain.message import Draft, LineKind, Message, Sender
from handoff.domain.ticket import Ticket, TicketEntry, TicketKind, TicketStatus, priority_of
from handoff.domain.topics import CATEGORIES
from handoff.services.bot_port import TicketWish
from handoff.services.ports import NewId, Promise, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.where import Where

# What a repeated wish may change of the ticket there is.
_BROUGHT_UP_TO_DATE = (
    *("category", "department", "demand", "priority"),
    *("product", "service_number", "contact_phone", "convenient_time"),
)
_DEMAND_LENGTH = 200
# What a row takes: a customer's long answer must not keep the ticket, and the line beside it, from being stored.
_LENGTHS = {
    "department": 32,
    "order_number": 32,
    "contact_phone": 32,
    "service_number": 40,
    "convenient_time": 64,
    "product": 128,
    "demand": 1000,
}
# Nothing is owed for praise; who waits for a person has the clocks of the episode.
_OWED = frozenset(TicketKind) - {TicketKind.PRAISE, TicketKind.HANDOFF}


@dataclass(frozen=True)
class TicketBook:
    speaker: Speaker
    where: Where
    new_id: NewId

    async def wished(self, work: UnitOfWork, conversation: Conversation, episode: Episode, wish: TicketWish) -> Draft:
        """Open the ticket the dialogue wants, or bring the one there is up to date; and the line that says so."""
        wish = _fitting(wish)
        fresh = await self._fresh(work, conversation, episode, wish)
        known = await work.tickets.open_like(fresh)
        if known is None:
            opened = await self._enter(work, fresh, "bot", episode)
            return await self._told(work, conversation, opened, again=False, late=False)
        late = known.due_at <= self._now
        due = fresh.due_at if late or wish.due_at else known.due_at
        given = {name: getattr(wish, name) for name in _BROUGHT_UP_TO_DATE if getattr(wish, name)}
        photos = tuple(dict.fromkeys((*known.photos, *fresh.photos)))
        changed = replace(known, **given, photos=photos, due_at=due, episode_id=episode.id)
        updated = await self.save(work, known, changed, "bot", "updated", demand=changed.demand)
        return await self._told(work, conversation, updated, again=True, late=late)

    async def open(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, wish: TicketWish, actor: str
    ) -> Ticket:
        """A ticket of its own, whatever others there are."""
        fresh = await self._fresh(work, conversation, episode, wish)
        return await self._enter(work, fresh, actor, episode)

    async def for_handoff(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, scene: str, facts: dict[str, Any]
    ) -> Ticket:
        """One open ticket a conversation: a second handoff brings it up to date instead of opening another."""
        known = await work.tickets.open_of(conversation.id)
        if known:
            changed = replace(known, **facts, episode_id=episode.id)
            return await self.save(work, known, changed, "system", "updated", demand=changed.demand)
        wish = TicketWish(TicketKind.HANDOFF.value, **{name: facts[name] for name in facts if name != "due_at"})
        fresh = replace(await self._fresh(work, conversation, episode, wish, scene), due_at=facts["due_at"])
        return await self._enter(work, fresh.reminded_before(self._now), "system", episode)

    async def save(
        self, work: UnitOfWork, before: Ticket, after: Ticket, actor: str, name: str, **detail: object
    ) -> Ticket:
        """Store the change with its record; keep, or move, what was promised."""
        if after.due_at != before.due_at and after.status.is_open:
            after = after.reminded_before(self._now)
        after = replace(after, updated_at=self._now)
        await work.tickets.save(after)
        after = replace(after, version=after.version + 1)
        await self.record(work, after.id, actor, name, **detail)
        if before.status.is_open and not after.status.is_open:
            await self._keep_promises(work, after)
        elif after.status.is_open and (not before.status.is_open or after.due_at != before.due_at):
            await self._promise_anew(work, after)
        return after

    async def record(self, work: UnitOfWork, ticket_id: str, actor: str, name: str, **detail: object) -> None:
        await work.tickets.note_down(TicketEntry(ticket_id, self._now, actor, name, detail))
        work.touch_ticket(ticket_id)

    async def solve_handoff(
        self, work: UnitOfWork, conversation_id: str, status: TicketStatus, result: str, actor: str = "system"
    ) -> None:
        """The matter a person came in for is over; what else was recorded stays to be done."""
        ticket = await work.tickets.open_of(conversation_id)
        if ticket:
            over = replace(ticket, result=result).moved(status, self._now)
            await self.save(work, ticket, over, actor, "changed", changes={"status": [ticket.status, over.status]})

    def said(self, instant: datetime) -> str:
        return said_time(instant, self._now, self.speaker.enterprise.hours.zone)

    async def _fresh(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        wish: TicketWish,
        scene: str | None = None,
    ) -> Ticket:
        contact = await work.contacts.get(conversation.contact_id)
        messages = await work.messages.of_episode(episode.id)
        kind = TicketKind(wish.kind)
        channel = ChannelKind(conversation.channel).in_chinese
        at = f"{self._now.astimezone(self.speaker.enterprise.hours.zone):%Y-%m-%d %H:%M}"
        return Ticket(
            id=self.new_id(),
            number="",
            episode_id=episode.id,
            conversation_id=conversation.id,
            opened_at=self._now,
            status=TicketStatus.OPEN,
            kind=kind,
            category=wish.category or kind.category,
            demand=wish.demand or _last_words(messages) or kind.in_chinese,
            scene=f"{at} {channel}在线咨询，{scene or kind.in_chinese}",
            contact_name=contact.display_name,
            contact_ref=f"{channel}会话 {conversation.id[:8]}",
            title=contact.title,
            priority=wish.priority or priority_of(kind.value, contact.vip),
            department=wish.department or kind.department,
            due_at=self._due(kind, wish),
            contact_phone=wish.contact_phone,
            convenient_time=wish.convenient_time,
            order_number=wish.order_number,
            service_number=wish.service_number,
            product=wish.product,
            photos=_photos(messages),
        ).reminded_before(self._now)

    def _due(self, kind: TicketKind, wish: TicketWish) -> datetime:
        enterprise = self.speaker.enterprise
        due = wish.due_at
        if due is None or due <= self._now:
            due = (
                enterprise.hours.add(self._now, enterprise.contact_within)
                if kind is TicketKind.CALLBACK
                else self._now + enterprise.case_feedback
            )
        return sayable(due, self._now)

    async def _enter(self, work: UnitOfWork, ticket: Ticket, actor: str, episode: Episode) -> Ticket:
        numbered = replace(ticket, number=await work.tickets.next_number(self._now))
        await work.tickets.add(numbered)
        await self.record(work, numbered.id, actor, "opened", demand=numbered.demand)
        await work.activities.append(actor, "ticket.opened", self._now, episode.id, ticket=numbered.number)
        await self._promise(work, numbered)
        return numbered

    async def _promise(self, work: UnitOfWork, ticket: Ticket) -> None:
        if ticket.kind not in _OWED:
            return
        text = f"{self.said(ticket.due_at)}前反馈工单{ticket.number}"
        promise = Promise(self.new_id(), ticket.episode_id, text, self._now, ticket.due_at, "made", "ticket", ticket.id)
        await work.promises.add(promise)
        await work.clocks.append(
            ticket.episode_id, "promise.made", self._now, until=ticket.due_at.isoformat(), ticket=ticket.number
        )

    async def _promise_anew(self, work: UnitOfWork, ticket: Ticket) -> None:
        for promise in await self._open_promises(work, ticket):
            await work.promises.close(promise.id, "renewed", self._now)
        await self._promise(work, ticket)

    async def _keep_promises(self, work: UnitOfWork, ticket: Ticket) -> None:
        for promise in await self._open_promises(work, ticket):
            status = "kept" if promise.due_at >= self._now else "broken"
            await work.promises.close(promise.id, status, self._now)
            await work.clocks.append(promise.episode_id, f"promise.{status}", self._now, promise=promise.id)

    async def _open_promises(self, work: UnitOfWork, ticket: Ticket) -> list[Promise]:
        found = await work.promises.open_of(ticket.conversation_id)
        return [promise for promise in found if promise.ticket_id == ticket.id]

    async def _told(
        self, work: UnitOfWork, conversation: Conversation, ticket: Ticket, *, again: bool, late: bool
    ) -> Draft:
        """Number, who, and by when; of a phone number only the tail (R15)."""
        lines = self.speaker.lines
        again_or_late = "ticket_renewed" if late else "ticket_updated" if again else "ticket_opened"
        name = {
            TicketKind.CALLBACK: "ticket_callback_again" if again else "ticket_callback",
            TicketKind.SUGGESTION: again_or_late if again else "ticket_suggestion",
            TicketKind.PRAISE: "ticket_praise",
        }.get(ticket.kind, again_or_late)
        phone = ticket.contact_phone
        text = lines.say(
            name,
            number=ticket.number,
            department=ticket.department,
            promised=self.said(ticket.due_at),
            where=await self.where.said(work, conversation, ticket.due_at),
            call=lines.say("call_tail", tail=phone[-4:]) if phone else lines.say("call_known"),
        )
        return Draft(LineKind.ANSWER, text, Sender.BOT)

    @property
    def _now(self) -> datetime:
        return self.speaker.now()


def _fitting(wish: TicketWish) -> TicketWish:
    cut = {name: value[:length] for name, length in _LENGTHS.items() if (value := getattr(wish, name))}
    return replace(wish, **cut, category=wish.category if wish.category in CATEGORIES else None)


def _last_words(messages: Sequence[Message]) -> str:
    spoken = [line.text.strip() for line in messages if line.sender is Sender.CONTACT and line.text.strip()]
    return spoken[-1][:_DEMAND_LENGTH] if spoken else ""


def _photos(messages: Sequence[Message]) -> tuple[str, ...]:
    return tuple(
        picture.id
        for line in messages
        if line.sender is Sender.CONTACT
        for picture in line.attachments
        if picture.is_image
    )
