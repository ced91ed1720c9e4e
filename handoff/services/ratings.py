"""The customer grades an episode once it is over: once, skippable, and a low grade is followed up (P4)."""

from dataclasses import dataclass, replace

from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.errors import AlreadyRated, BadInput, IllegalMove, NotFound
from handoff.domain.rating import RATABLE_FOR, Rating, grade_in_chinese
from handoff.domain.ticket import TicketKind
from handoff.services.bot_port import TicketWish
from handoff.services.ports import Clock, NewId, OpenWork, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.tickets import TicketBook

_REASON_LENGTH = 200
_SATISFIED = 4


@dataclass(frozen=True)
class Ratings:
    open_work: OpenWork
    speaker: Speaker
    tickets: TicketBook
    now: Clock
    new_id: NewId

    async def rate(self, conversation_id: str, episode_id: str, grade: int | None, reason: str) -> str:
        """Store it with the stretch that answered last; returns our thanks, which open no new episode."""
        if len(reason) > _REASON_LENGTH:
            raise BadInput(f"评价内容请控制在{_REASON_LENGTH}字以内。")
        async with self.open_work() as work:
            conversation = await work.conversations.lock(conversation_id)
            return await self.rate_in(work, conversation, episode_id, grade, reason)

    async def rate_in(
        self, work: UnitOfWork, conversation: Conversation, episode_id: str, grade: int | None, reason: str
    ) -> str:
        """The same inside the caller's transaction, which holds the conversation's lock."""
        episode = await self._of(work, conversation, episode_id)
        if await work.ratings.of(episode_id):
            raise AlreadyRated("您已评价过本次服务，感谢您的反馈。")
        stretch = await work.ratings.answered_last(episode_id)
        ended = episode.resolved_at
        if episode.status is not EpisodeStatus.RESOLVED or stretch is None or ended is None:
            raise IllegalMove("本次服务尚未结束，暂时无法评价。")
        if self.now() - ended > RATABLE_FOR:
            raise IllegalMove("本次服务已结束超过24小时，无法再评价。")
        rating = Rating(
            id=self.new_id(),
            episode_id=episode_id,
            stretch_id=stretch.id,
            served_by=stretch.served_by,
            agent_id=stretch.agent_id,
            grade=grade,
            reason=reason.strip() if grade else "",
            at=self.now(),
        )
        await work.ratings.add(rating)
        await work.activities.append("contact", "episode.rated", self.now(), episode_id, grade=grade)
        # The window takes its question back, the desk shows the grade.
        work.touch(episode_id)
        return await self._answered(work, conversation, episode, rating)

    async def _answered(self, work: UnitOfWork, conversation: Conversation, episode: Episode, rating: Rating) -> str:
        lines = self.speaker.lines
        if rating.grade is None:
            return lines.say("rating_skipped")
        word = grade_in_chinese(rating.grade)
        for ticket in await work.tickets.of_episode(episode.id):
            satisfied = replace(ticket, satisfaction=word)
            await self.tickets.save(work, ticket, satisfied, "contact", "rated", grade=word, reason=rating.reason)
        if not rating.is_low:
            return lines.say("rating_thanks" if rating.grade >= _SATISFIED else "rating_thanks_fair")
        said = f"，原因：{rating.reason}" if rating.reason else ""
        wish = TicketWish(TicketKind.RATING.value, demand=f"客户对本次服务评价为“{word}”{said}")
        ticket = await self.tickets.open(work, conversation, episode, wish, "contact")
        where = await self.tickets.where.said(work, conversation, ticket.due_at)
        promised = self.tickets.said(ticket.due_at)
        return lines.say("rating_thanks_low", number=ticket.number, promised=promised, where=where)

    async def _of(self, work: UnitOfWork, conversation: Conversation, episode_id: str) -> Episode:
        missing = NotFound("未找到该次服务，请刷新页面。")
        try:
            episode = await work.episodes.get(episode_id)
        except NotFound as error:
            raise missing from error
        if episode.conversation_id != conversation.id:
            raise missing
        return episode
