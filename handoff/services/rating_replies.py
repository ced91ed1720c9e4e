"""A grade given in the thread itself, by a tap on the menu or by its word: for platforms without our window."""

from dataclasses import dataclass
from datetime import datetime

from handoff.domain.arrival import CustomerMessage
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.errors import DomainError, NotFound
from handoff.domain.message import LineKind, Message, Sender
from handoff.domain.parcelling import RATE
from handoff.domain.rating import GRADES, grade_in_chinese
from handoff.services.ports import NewId, UnitOfWork
from handoff.services.ratings import Ratings
from handoff.services.speaking import Speaker
from handoff.services.views import for_desk


@dataclass(frozen=True)
class RatingReplies:
    ratings: Ratings
    speaker: Speaker
    new_id: NewId

    async def taken(
        self, work: UnitOfWork, conversation: Conversation, arrival: CustomerMessage, received_at: datetime
    ) -> bool:
        """Whether it was a grade: then it is kept with the episode it is about, thanked for, and opens no new one."""
        found = await self._grade_in(work, conversation, arrival)
        if found is None:
            return False
        episode, grade = found
        try:
            thanks = await self.ratings.rate_in(work, conversation, episode.id, grade, "")
        except DomainError as error:
            if not arrival.menu_id.startswith(RATE):
                return False
            # Tapped again, or days later: said why, instead of a matter that nobody has.
            thanks = str(error)
        await self._keep(work, conversation, episode, arrival, grade, received_at)
        await self._thank(work, conversation, episode, thanks)
        return True

    async def _grade_in(
        self, work: UnitOfWork, conversation: Conversation, arrival: CustomerMessage
    ) -> tuple[Episode, int] | None:
        if arrival.menu_id.startswith(RATE):
            episode_id, _, grade = arrival.menu_id.removeprefix(RATE).rpartition(":")
            try:
                episode = await work.episodes.get(episode_id)
            except NotFound:
                return None
            is_ours = episode.conversation_id == conversation.id and grade in {str(each) for each in GRADES}
            return (episode, int(grade)) if is_ours else None
        last = await work.episodes.last_of(conversation.id)
        words = {grade_in_chinese(grade): grade for grade in GRADES}
        grade_said = words.get(arrival.text.strip(" 。！!."))
        if grade_said is None or last is None or last.status is not EpisodeStatus.RESOLVED:
            return None
        asked = any(
            button.text.startswith(RATE) for line in await work.messages.of_episode(last.id) for button in line.buttons
        )
        return (last, grade_said) if asked else None

    async def _keep(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        arrival: CustomerMessage,
        grade: int,
        received_at: datetime,
    ) -> None:
        message = Message(
            id=self.new_id(),
            conversation_id=conversation.id,
            episode_id=episode.id,
            seq=await work.conversations.take_seq(conversation.id),
            sender=Sender.CONTACT,
            kind=LineKind.TEXT,
            text=arrival.text.strip() or grade_in_chinese(grade),
            created_at=received_at,
        )
        await work.messages.add(message, conversation.inbox_id, arrival.ref)
        about = {"conversation_id": conversation.id, "episode_id": episode.id}
        work.feed.append("message.created", "desk", {"episode_id": episode.id, "message": for_desk(message)}, **about)

    async def _thank(self, work: UnitOfWork, conversation: Conversation, episode: Episode, thanks: str) -> None:
        checked = self.speaker.register.gate(thanks, Sender.SYSTEM.value)
        line = Message(
            id=self.new_id(),
            conversation_id=conversation.id,
            episode_id=episode.id,
            seq=await work.conversations.take_seq(conversation.id),
            sender=Sender.SYSTEM,
            kind=LineKind.CLOSING,
            text=checked.text,
            created_at=self.speaker.now(),
            verdict=checked.verdict,
            findings=checked.findings,
        )
        await self.speaker.write(work, conversation, episode, line, f"out:{line.id}")
