"""Takes a customer's message in: deduplicated, ordered, its clock running, all in one transaction."""

from dataclasses import dataclass, replace

from handoff.domain.clocks import Waiting
from handoff.domain.conversation import Conversation
from handoff.domain.image import BY_CONTACT
from handoff.domain.message import InboundMessage, LineKind, Message, Sender
from handoff.services.episodes import Episodes
from handoff.services.ports import Clock, NewId, OpenWork, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.views import for_contact, for_desk


@dataclass(frozen=True)
class Intake:
    open_work: OpenWork
    episodes: Episodes
    speaker: Speaker
    now: Clock
    new_id: NewId

    async def receive(self, inbound: InboundMessage) -> Message:
        """Store the message; once this returns, nothing can lose it. A repeated `message_ref` returns the first.

        Raises BadInput when it names an image that is not the sender's own or has gone out with another line.
        """
        async with self.open_work() as work:
            known = await work.contacts.identify(inbound.inbox_id, inbound.sender_ref, self.now())
            # Locked before the look for a repeat: two copies that arrive together wait for each other here.
            conversation = await work.conversations.lock(known.id)
            repeated = await work.messages.by_ref(inbound.inbox_id, inbound.message_ref)
            return repeated or await self.receive_in(work, conversation, inbound)

    async def receive_in(self, work: UnitOfWork, conversation: Conversation, inbound: InboundMessage) -> Message:
        """The same inside the caller's transaction, which holds the conversation's lock and has looked for a repeat."""
        at = inbound.received_at or self.now()
        seq = await work.conversations.take_seq(conversation.id)
        episode = await work.episodes.open_of(conversation.id)
        if episode is None:
            episode = await self.episodes.open(work, conversation, seq, at)
        message = Message(
            id=self.new_id(),
            conversation_id=conversation.id,
            episode_id=episode.id,
            seq=seq,
            sender=Sender.CONTACT,
            kind=LineKind.TEXT,
            text=inbound.text,
            created_at=at,
            client_id=inbound.client_id,
        )
        pictures = await work.images.claim(inbound.attachments, conversation.id, BY_CONTACT, message.id)
        message = replace(message, attachments=tuple(pictures))
        await work.messages.add(message, inbound.inbox_id, inbound.message_ref)
        if episode.clock.unanswered is None:
            await work.clocks.append(episode.id, "started", at, seq=seq)
        await self.speaker.settle(work, replace(episode, clock=episode.clock.received(Waiting(seq, at))))
        await work.mailboxes.ring(conversation.id)
        about = {"conversation_id": conversation.id, "episode_id": episode.id}
        work.feed.append("message.created", "desk", {"episode_id": episode.id, "message": for_desk(message)}, **about)
        work.feed.append("message.created", "contact", {"message": for_contact(message)}, **about)
        work.ring("mailbox")
        return message
