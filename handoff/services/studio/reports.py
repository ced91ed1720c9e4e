"""What agents report from the desk: the bot's answer was wrong, the register found what is no fault."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from handoff.domain.agent import User
from handoff.domain.conversation import Episode
from handoff.domain.errors import BadInput, NotFound
from handoff.domain.message import Message, Sender
from handoff.domain.studio.annotation import Span
from handoff.domain.studio.gathered import own_words
from handoff.domain.studio.masking import Masking
from handoff.services.ports import Clock, OpenWork, Register, UnitOfWork
from handoff.services.sight import seen, sees_line
from handoff.services.snapshot import OpenSnapshot, Snapshot
from handoff.services.studio.gathering_port import BotMistake, FalseAlarm

_NO_LINE = "未找到该消息，或该会话不由您接待。"
_FOUND = "found"
_LINES = 100


@dataclass(frozen=True)
class Alarm:
    """What an agent points at: `rule` found something from `start` to `end` of `text`, or of the line that was sent."""

    episode_id: str
    message_id: str | None
    text: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True)
class AgentReports:
    """`canned`: lines that our pages offer for a tap."""

    open_work: OpenWork
    look: OpenSnapshot
    register: Register
    masking: Masking
    canned: Collection[str]
    now: Clock

    async def bot_was_wrong(self, user: User, message_id: str) -> None:
        """Raises NotFound for a line that is not theirs to see, BadInput for one that the bot has not said."""
        line = await self._line(user, message_id)
        async with self.open_work() as work:
            await work.conversations.lock_of(line.episode_id)
            mistake = BotMistake(line.id, line.episode_id, user.id, self.now())
            if await work.reports.call_wrong(mistake):
                await self._tell(work, user, line, wrong=True)

    async def bot_was_right(self, user: User, message_id: str) -> None:
        """Takes the report back."""
        line = await self._line(user, message_id)
        async with self.open_work() as work:
            await work.conversations.lock_of(line.episode_id)
            if await work.reports.call_right(line.id):
                await self._tell(work, user, line, wrong=False)

    async def false_alarm(self, user: User, alarm: Alarm) -> None:
        """Raises BadInput where the register finds no such thing; the same report once more changes nothing."""
        async with self.look() as snapshot:
            episode, text, answers_seq = await _reported(snapshot, user, alarm)
            contact_line = await self._answered(snapshot, episode, answers_seq)
            names = [person.display_name for person in await snapshot.users()]
        if not self._is_found(text, alarm):
            raise BadInput("该处没有这条规范问题，请刷新页面后重试。")
        kept = self._masked(user, episode, alarm, text, contact_line, names)
        async with self.open_work() as work:
            await work.conversations.lock_of(episode.id)
            if await work.reports.add_alarm(kept):
                detail = {"rule": kept.rule, "text": kept.text, "message_id": kept.message_id}
                await work.activities.append(user.name, "finding.false_alarm", self.now(), episode.id, **detail)
                work.touch(episode.id)

    async def _answered(self, snapshot: Snapshot, episode: Episode, seq: int | None) -> Message | None:
        """The customer's last words up to this place, or up to now: their example shows what was reported."""
        before = None if seq is None else seq + 1
        page = await snapshot.messages(episode.conversation_id, before_seq=before, limit=_LINES)
        lines = [line for line in page if line.episode_id == episode.id]
        return max((line for line, _ in own_words(lines, self.canned)), key=lambda line: line.seq, default=None)

    def _is_found(self, text: str, alarm: Alarm) -> bool:
        place = (alarm.rule, alarm.start, alarm.end)
        return any(place == (one["rule"], one["start"], one["end"]) for one in self.register.check(text).findings)

    def _masked(
        self,
        user: User,
        episode: Episode,
        alarm: Alarm,
        text: str,
        contact_line: Message | None,
        names: Collection[str],
    ) -> FalseAlarm:
        found = (Span(alarm.start, alarm.end, _FOUND),)
        masked = self.masking.mask(text, episode.conversation_id, found, names)
        span = next(iter(masked.spans), None)
        parts = (episode.id, alarm.message_id or "", alarm.rule, str(alarm.start), str(alarm.end), masked.text)
        return FalseAlarm(
            id=sha256("\0".join(parts).encode()).hexdigest()[:32],
            episode_id=episode.id,
            message_id=alarm.message_id,
            contact_message_id=contact_line.id if contact_line else None,
            rule=alarm.rule,
            text=masked.text,
            start=span.start if span else None,
            end=span.end if span else None,
            reported_by=user.id,
            reported_at=self.now(),
        )

    async def _line(self, user: User, message_id: str) -> Message:
        async with self.look() as snapshot:
            line = await snapshot.message(message_id)
            if line is None or not await _sees(snapshot, user, line):
                raise NotFound(_NO_LINE)
        if line.sender is not Sender.BOT:
            raise BadInput("只能标记机器人的回答。")
        return line

    async def _tell(self, work: UnitOfWork, user: User, line: Message, *, wrong: bool) -> None:
        name = "bot_reply.called_wrong" if wrong else "bot_reply.called_right"
        await work.activities.append(user.name, name, self.now(), line.episode_id, message_id=line.id)
        work.feed.append(
            "message.reported",
            "desk",
            {"episode_id": line.episode_id, "message_id": line.id, "wrong": wrong},
            conversation_id=line.conversation_id,
            episode_id=line.episode_id,
        )
        # The studio looks at every episode that is shown anew.
        work.touch(line.episode_id)


async def _sees(snapshot: Snapshot, user: User, line: Message) -> bool:
    return sees_line(user, await snapshot.episodes_of(line.conversation_id), line.seq)


async def _reported(snapshot: Snapshot, user: User, alarm: Alarm) -> tuple[Episode, str, int | None]:
    """The words in question, whose they are, and the place of the customer's line they answer where that is known."""
    if alarm.message_id is None:
        return await seen(snapshot, user, alarm.episode_id), alarm.text, None
    line = await snapshot.message(alarm.message_id)
    # A thread shows what was said in earlier episodes too.
    episode = await snapshot.episode(line.episode_id) if line else None
    if line is None or episode is None or not await _sees(snapshot, user, line):
        raise NotFound(_NO_LINE)
    return episode, line.text, line.answers_seq
