"""A customer idle with the bot: asked once whether more is wanted, then the stated notice, then the end (R08)."""

from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.clocks import Due, Idle
from handoff.domain.conversation import Conversation, Episode
from handoff.domain.message import Draft, LineKind, Message, Sender
from handoff.services.episodes import Episodes
from handoff.services.ports import Clock, UnitOfWork
from handoff.services.speaking import Speaker

# After these we wait for an answer: asking whether anything else is wanted would drop the question.
_QUESTIONS = frozenset({LineKind.ASK, LineKind.RESTATE, LineKind.OFFER})
# A longer question is pointed to, not said again.
_SAID_AGAIN = 160


@dataclass(frozen=True)
class Idleness:
    speaker: Speaker
    episodes: Episodes
    now: Clock

    async def ask(self, work: UnitOfWork, conversation: Conversation, episode: Episode, _due: Due) -> None:
        ours = [line for line in await work.messages.of_episode(episode.id) if line.sender is not Sender.CONTACT]
        draft = self._reminder(ours[-1]) if ours and ours[-1].kind in _QUESTIONS else self._notice("idle_ask")
        await self.speaker.say(work, conversation, episode, [draft], idle=Idle.ASKED)

    async def notice(self, work: UnitOfWork, conversation: Conversation, episode: Episode, _due: Due) -> None:
        minutes = max(1, round(self.speaker.enterprise.policy.idle_close_after / timedelta(minutes=1)))
        draft = self._notice("idle_notice", minutes=minutes)
        await self.speaker.say(work, conversation, episode, [draft], idle=Idle.NOTICED)

    async def close(self, work: UnitOfWork, _conversation: Conversation, episode: Episode, _due: Due) -> None:
        await self.episodes.end(work, episode, self.now(), "客户未再回复，按告知的时间结束。")

    def _reminder(self, question: Message) -> Draft:
        if len(question.text) > _SAID_AGAIN:
            text = self.speaker.lines.say("idle_remind_long")
        else:
            text = self.speaker.lines.say("idle_remind", question=question.text)
        return Draft(LineKind.IDLE, text, buttons=question.buttons)

    def _notice(self, name: str, **facts: object) -> Draft:
        return Draft(LineKind.IDLE, self.speaker.lines.say(name, **facts))
