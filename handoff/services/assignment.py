"""The moves people make: accept, release, hand back, resolve, take over."""

from dataclasses import dataclass, replace

from handoff.domain.agent import User, can_act, can_see
from handoff.domain.complaint import ComplaintStep, advance
from handoff.domain.conversation import Episode, EpisodeStatus, Stretch
from handoff.domain.errors import BadInput, Forbidden, NotFound
from handoff.domain.inbox import ChannelKind
from handoff.domain.message import Draft, LineKind
from handoff.domain.summary import Summary
from handoff.services.episodes import Episodes
from handoff.services.handoffs import Handoffs
from handoff.services.ports import Clock, NewId, OpenWork, UnitOfWork
from handoff.services.rating_question import rating_question
from handoff.services.speaking import Speaker

_RESULT_LENGTH = 500


@dataclass(frozen=True)
class Assignment:
    open_work: OpenWork
    speaker: Speaker
    episodes: Episodes
    handoffs: Handoffs
    now: Clock
    new_id: NewId

    async def accept(self, episode_id: str, agent: User) -> Summary:
        """One winner (promise 5); the loser's AlreadyAssigned names them."""
        async with self.open_work() as work:
            seen = await self._locked(work, episode_id, agent)
            episode = await work.episodes.assign_if_free(episode_id, agent.id, seen.version, self.now())
            return await self.serve(work, episode, agent, "accepted")

    async def take_over(self, episode_id: str, lead: User) -> Summary:
        """A lead steps in, whoever serves now; capacity does not hold a lead back (M)."""
        if not lead.sees_all:
            raise Forbidden("只有主管可以接管会话。")
        async with self.open_work() as work:
            seen = await self._locked(work, episode_id, lead)
            episode = seen.assign(lead.id, self.now())
            await work.episodes.save(episode)
            tell_load(work, seen.assignee_id)
            return await self.serve(work, episode, lead, "taken_over")

    async def release(self, episode_id: str, agent: User) -> Summary:
        async with self.open_work() as work:
            episode = await self._own(work, episode_id, agent)
            return await self.release_in(work, episode, agent.name)

    async def release_in(self, work: UnitOfWork, episode: Episode, actor: str) -> Summary:
        """Back to the queue, told to the customer, in the place they had; also when an agent drops off line."""
        conversation = await work.conversations.lock(episode.conversation_id)
        queued = episode.release()
        queued = replace(queued, queued_at=queued.queued_at or self.now())
        if waits := queued.clock.unanswered:
            # It was put to a person; what the bot says while the customer queues again does not answer it.
            queued = replace(queued, clock=queued.clock.needs_person(waits.seq))
        await work.episodes.save(queued)
        await work.stretches.end(episode.id, self.now())
        # Until accept the bot's stretch runs; the last one ended when the agent came in.
        await self.episodes.start_bot_stretch(work, queued, self.now())
        line = await self.handoffs.queue_line(work, queued, "queue_again")
        await self.speaker.say(work, conversation, queued, [line])
        tell_load(work, episode.assignee_id)
        await self.record(work, queued, actor, "released")
        return await work.summary(episode.id)

    async def hand_back(self, episode_id: str, agent: User) -> Summary:
        async with self.open_work() as work:
            episode = await self._own(work, episode_id, agent)
            conversation = await work.conversations.lock(episode.conversation_id)
            handed = episode.to_bot()
            # What the customer still waits for goes on waiting: handing back answers nothing.
            handed = replace(handed, clock=handed.clock.back_to_bot())
            await work.stretches.end(episode.id, self.now())
            await self.episodes.start_bot_stretch(work, handed, self.now())
            await self._say(work, conversation.id, handed, "handed_back", LineKind.NOTICE)
            tell_load(work, agent.id)
            await self.record(work, handed, agent.name, "handed_back")
            return await work.summary(episode.id)

    async def resolve(self, episode_id: str, agent: User, result: str) -> Summary:
        if not result.strip() or len(result) > _RESULT_LENGTH:
            raise BadInput(f"请填写处理结果（1至{_RESULT_LENGTH}字），便于后续查阅。")
        async with self.open_work() as work:
            episode = await self._own(work, episode_id, agent)
            if episode.complaint_step:
                # A complaint nobody has spoken to yet cannot be over: no step is skipped (P).
                followed = advance(ComplaintStep(episode.complaint_step), ComplaintStep.SOLVE)
                episode = replace(episode, complaint_step=followed.value)
            said = await self._close(work, episode)
            await self.episodes.end(work, said, self.now(), result.strip())
            tell_load(work, agent.id)
            await self.record(work, said, agent.name, "resolved")
            return await work.summary(episode.id)

    async def _close(self, work: UnitOfWork, episode: Episode) -> Episode:
        """Thanks, and the question for a grade where no window of ours asks it."""
        conversation = await work.conversations.lock(episode.conversation_id)
        drafts = [Draft(LineKind.CLOSING, self.speaker.lines.say("closing"))]
        if conversation.channel != ChannelKind.WEB.value:
            drafts.append(rating_question(self.speaker, episode))
        return await self.speaker.say(work, conversation, episode, drafts)

    async def _say(
        self, work: UnitOfWork, conversation_id: str, episode: Episode, name: str, kind: LineKind
    ) -> Episode:
        conversation = await work.conversations.lock(conversation_id)
        return await self.speaker.say(work, conversation, episode, [Draft(kind, self.speaker.lines.say(name))])

    async def serve(self, work: UnitOfWork, episode: Episode, agent: User, name: str, by: str | None = None) -> Summary:
        """Their stretch begins; whoever served before, bot or person, has ended theirs."""
        await work.stretches.end(episode.id, self.now())
        await work.stretches.start(
            Stretch(self.new_id(), episode.id, episode.conversation_id, "agent", agent.id, self.now())
        )
        await self.speaker.settle(work, episode)
        tell_load(work, agent.id)
        await self.record(work, episode, by or agent.name, name)
        return await work.summary(episode.id)

    async def record(self, work: UnitOfWork, episode: Episode, actor: str, name: str) -> None:
        await work.activities.append(actor, f"episode.{name}", self.now(), episode.id, status=episode.status.value)
        work.ring("queue")

    async def _locked(self, work: UnitOfWork, episode_id: str, user: User) -> Episode:
        """The episode as it stands, its conversation locked; what the user may not see is not there (promise 6)."""
        await work.conversations.lock_of(episode_id)
        episode = await work.episodes.get(episode_id)
        # Somebody who lost the race for a queued episode is told so, not that it does not exist.
        if not (can_see(user, episode) or (user.works_at_desk and episode.status is EpisodeStatus.ASSIGNED)):
            raise NotFound("未找到该会话，请刷新列表。")
        return episode

    async def _own(self, work: UnitOfWork, episode_id: str, user: User) -> Episode:
        await work.conversations.lock_of(episode_id)
        episode = await work.episodes.get(episode_id)
        if not can_see(user, episode):
            raise NotFound("未找到该会话，请刷新列表。")
        if not can_act(user, episode):
            raise Forbidden("该会话不由您接待，无法进行此操作。")
        return episode


def tell_load(work: UnitOfWork, agent_id: str | None) -> None:
    """How many episodes this agent serves has changed."""
    if agent_id:
        work.feed.append("agent.changed", "desk", {"agent_id": agent_id}, user_id=agent_id)
