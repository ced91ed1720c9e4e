"""An agent's line: checked by the register, written once, answering what the customer had asked by then."""

from dataclasses import dataclass, replace

from handoff.domain.agent import User, can_act, can_see
from handoff.domain.complaint import ComplaintStep, advance
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.errors import BadInput, Conflict, Forbidden, NotFound, RegisterBlocked
from handoff.domain.message import LineKind, Message, Sender
from handoff.domain.substance import has_substance
from handoff.services.ports import Checked, Clock, NewId, OpenWork, Register, UnitOfWork
from handoff.services.speaking import Speaker

_TEXT_LENGTH = 2000
# Overriding these needs a lead: taboo phrases, promises beyond the policy, privacy.
_LEAD_ONLY = frozenset({"R04", "R13", "R15"})


@dataclass(frozen=True)
class AgentLine:
    """`answers_seq`: the last line of the customer the agent had seen; None means all so far."""

    client_id: str
    text: str
    answers_seq: int | None = None
    override_reason: str | None = None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replies:
    open_work: OpenWork
    speaker: Speaker
    register: Register
    now: Clock
    new_id: NewId

    def check(self, text: str) -> Checked:
        return self.register.check(text[:_TEXT_LENGTH])

    async def send(self, episode_id: str, agent: User, line: AgentLine) -> Message:
        """Raises RegisterBlocked with the findings, Forbidden when somebody else owns the episode."""
        async with self.open_work() as work:
            conversation = await work.conversations.lock_of(episode_id)
            episode = await work.episodes.get(episode_id)
            if not can_see(agent, episode):
                raise NotFound("未找到该会话，请刷新列表。")
            repeated = await self.sent_before(work, conversation, agent, line)
            if repeated:
                return _same(repeated, episode_id)
            return await self.send_in(work, conversation, episode, agent, line)

    async def sent_before(
        self, work: UnitOfWork, conversation: Conversation, agent: User, line: AgentLine
    ) -> Message | None:
        return await work.messages.by_ref(conversation.inbox_id, _message_ref(agent, line))

    async def send_in(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, agent: User, line: AgentLine
    ) -> Message:
        """The same inside the caller's transaction, which holds the conversation's lock."""
        if not (line.text.strip() or line.attachments) or len(line.text) > _TEXT_LENGTH:
            raise BadInput(f"请输入1至{_TEXT_LENGTH}字的内容。")
        if not can_act(agent, episode) or episode.status is not EpisodeStatus.ASSIGNED:
            raise Forbidden("该会话当前不由您接待，消息未发送。")
        checked = self.register.check(line.text)
        verdict = _verdict(checked, agent, line.override_reason)
        message = Message(
            id=self.new_id(),
            conversation_id=conversation.id,
            episode_id=episode.id,
            seq=await work.conversations.take_seq(conversation.id),
            sender=Sender.AGENT,
            kind=LineKind.TEXT,
            text=line.text,
            created_at=self.now(),
            client_id=line.client_id,
            agent_id=agent.id,
            answers_seq=conversation.last_seq
            if line.answers_seq is None
            else min(line.answers_seq, conversation.last_seq),
            verdict=verdict,
            findings=checked.findings,
            override_reason=line.override_reason if verdict == "override" else None,
        )
        pictures = await work.images.claim(line.attachments, conversation.id, agent.id, message.id)
        message = replace(message, attachments=tuple(pictures))
        pending = await self.speaker.write(work, conversation, episode, message, _message_ref(agent, line), agent)
        await self.speaker.settle(work, await covered(self.speaker, work, episode, message))
        return pending


async def covered(speaker: Speaker, work: UnitOfWork, episode: Episode, message: Message) -> Episode:
    """The episode after a person's line; a greeting or a request to wait is a line, but no answer."""
    seq = message.answers_seq or 0
    following = await work.messages.first_waiting(episode.id, seq)
    if not (message.attachments or has_substance(message.text)):
        return replace(episode, clock=episode.clock.line_sent(following))
    clock = episode.clock.answered(seq, following, by_person=True)
    await work.clocks.append(episode.id, "answered", speaker.now(), seq=seq, by="agent")
    # Somebody is in touch again; an answer is owed on, though, when this one was to something older.
    is_covered = clock.unanswered != episode.clock.unanswered
    await speaker.keep_promises(work, episode, "contact", *(["answer"] if is_covered else []))
    step = episode.complaint_step
    if step in {ComplaintStep.SOOTHE.value, ComplaintStep.UNDERSTAND.value}:
        # What the prefilled first line restated is understood once the agent goes on to speak to it (P).
        step = advance(ComplaintStep(step), ComplaintStep(step)).value
    return replace(
        episode, clock=clock, complaint_step=step, lead_called=episode.lead_called and clock.unanswered is not None
    )


def _message_ref(agent: User, line: AgentLine) -> str:
    return f"agent:{agent.id}:{line.client_id}"


def _same(repeated: Message, episode_id: str) -> Message:
    """The line sent before; an id used up in another episode must not pass for a line that was sent in this one."""
    if repeated.episode_id != episode_id:
        raise Conflict("该消息编号已用于其他会话，消息未发送，请重新发送。")
    return repeated


def _verdict(checked: Checked, agent: User, override_reason: str | None) -> str:
    if checked.verdict != "block":
        return checked.verdict
    if not (override_reason and override_reason.strip()):
        raise RegisterBlocked("该内容不符合用语规范，请按提示修改后再发送。", list(checked.findings), checked.rewritten)
    rules = {str(finding["rule"]) for finding in checked.findings}
    if rules & _LEAD_ONLY and not agent.sees_all:
        raise RegisterBlocked(
            f"涉及{'、'.join(sorted(rules & _LEAD_ONLY))}的内容须由主管确认后发送。",
            list(checked.findings),
            checked.rewritten,
        )
    return "override"
