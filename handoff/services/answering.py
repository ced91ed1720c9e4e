"""What is said and moved once Rasa has been consulted: answers, soothing, handoffs, offers, faults."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoff.domain.clocks import Waiting
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus, HandoffReason
from handoff.domain.escalation import COMPLAINTS, Escalation, Turn, calls_lead, graver, judge
from handoff.domain.message import Draft, LineKind, Message, Parse, Sender
from handoff.services.bot_port import BotTurn
from handoff.services.episodes import Episodes
from handoff.services.handoffs import Handoffs, Raised, shortened
from handoff.services.heard import evidence_view, handled_in, new_in
from handoff.services.lead import call_lead
from handoff.services.ports import Clock, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.tickets import TicketBook

# Reasons that come of counting turns.
_COUNTED = frozenset({HandoffReason.NOT_UNDERSTOOD, HandoffReason.REPEAT_UNRESOLVED})
# Somebody will see to it, and the customer has been told who and by when.
_MET_BY_A_TICKET = frozenset({HandoffReason.ASKED, *_COUNTED})
# What the customer is to answer stands last.
_QUESTIONS = frozenset({LineKind.ASK, LineKind.RESTATE, LineKind.CLOSING})
# While the customer waits for a person these say nothing new; the place in the queue does.
_NOT_WHILE_QUEUED = frozenset({LineKind.FALLBACK, LineKind.RESTATE, LineKind.CLOSING})
_NOT_BEFORE_A_PERSON = frozenset({LineKind.RESTATE, LineKind.CLOSING})


@dataclass(frozen=True)
class Consulted:
    """What came of asking Rasa, or of not needing to."""

    parse: Parse | None
    turn: BotTurn | None = None
    turns: tuple[Turn, ...] = ()
    goes_back: bool = False
    accepts_offer: bool = False
    declines_offer: bool = False
    fault: bool = False
    unreadable: bool = False
    muted: bool = False


@dataclass(frozen=True)
class Answering:
    speaker: Speaker
    episodes: Episodes
    handoffs: Handoffs
    tickets: TicketBook
    now: Clock

    async def answer(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, message: Message, consulted: Consulted
    ) -> None:
        """Say what there is to say to `message` and move the episode, inside the caller's transaction."""
        new = new_in(consulted.turns)
        self._show_evidence(work, episode, consulted, new)
        if episode.status is EpisodeStatus.ASSIGNED or consulted.muted:
            await self._tell_the_agent(work, episode, consulted, new)
            return
        raised = await self._decide(work, conversation, episode, message, consulted)
        opening = await self._opening(work, raised.episode)
        drafts = (*opening, *raised.drafts)
        said = raised.episode
        if drafts:
            said = await self.speaker.say(work, conversation, said, drafts, answers_seq=message.seq, ends=raised.ends)
        else:
            await self.speaker.settle(work, said)
        if consulted.turn and consulted.turn.close and said.status is EpisodeStatus.BOT:
            await self.episodes.end(work, said, self.now(), "客户确认没有其他需要。")

    async def take_over_waiting(self, work: UnitOfWork, episode: Episode, message: Message) -> Episode:
        """The message was counted in an episode that ended; its clock runs here from when it was received."""
        waiting = replace(episode, clock=episode.clock.received(Waiting(message.seq, message.created_at)))
        await self.speaker.settle(work, waiting)
        return waiting

    async def _decide(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, message: Message, consulted: Consulted
    ) -> Raised:
        if consulted.goes_back:
            return await self.handoffs.go_back(work, episode, message.seq)
        if consulted.accepts_offer and episode.offer:
            offer = episode.offer
            return await self.handoffs.raise_now(work, conversation, episode, offer.reason, message.seq, offer.details)
        if consulted.declines_offer:
            return await self.handoffs.decline(episode, message.seq)
        if consulted.unreadable:
            return await self._on_unreadable(work, episode)
        if consulted.turn is None:
            return await self._on_fault(work, conversation, episode, message)
        return await self._on_turn(work, conversation, episode, message, consulted, consulted.turn)

    async def _on_unreadable(self, work: UnitOfWork, episode: Episode) -> Raised:
        if episode.status is EpisodeStatus.QUEUED:
            return Raised(episode, (await self.handoffs.queue_line(work, episode, "queue_noted"),))
        return Raised(episode, (Draft(LineKind.ASK, self.speaker.lines.say("unreadable"), Sender.BOT),))

    async def _on_fault(
        self, work: UnitOfWork, conversation: Conversation, episode: Episode, message: Message
    ) -> Raised:
        """C05: said at once, with the alternative; whoever already waits for a person only learns their place."""
        if episode.status is EpisodeStatus.QUEUED:
            return Raised(episode, (await self.handoffs.queue_line(work, episode, "queue_noted"),))
        raised = await self.handoffs.raise_now(work, conversation, episode, HandoffReason.FAULT, message.seq, {})
        return replace(raised, drafts=(Draft(LineKind.FAULT, self.speaker.lines.say("fault")), *raised.drafts))

    async def _on_turn(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        message: Message,
        consulted: Consulted,
        turn: BotTurn,
    ) -> Raised:
        # A new matter instead of yes or no: the offer is no longer on the table.
        episode = replace(episode, offer=None)
        drafts = tuple(
            Draft(reply.kind, reply.text, Sender.BOT, reply.buttons, reply.card, reply.source) for reply in turn.replies
        )
        # In this transaction: a ticket and the line that tells its number are there together, or not at all.
        told = [await self.tickets.wished(work, conversation, episode, wish) for wish in turn.tickets]
        drafts = _before_the_question(drafts, told)
        if episode.status is EpisodeStatus.QUEUED:
            return await self._while_queued(work, conversation, episode, drafts, new_in(consulted.turns))
        wanted = _wanted(episode, turn, judge(consulted.turns, handled_in(episode)))
        if wanted is None:
            return Raised(episode, drafts)
        reason, details = wanted
        raised = await self.handoffs.raise_or_offer(work, conversation, episode, reason, message.seq, details)
        if reason.at_once:
            # A person is coming: whether we understood, and whether there is more, is theirs to ask.
            drafts = tuple(draft for draft in drafts if draft.kind not in _NOT_BEFORE_A_PERSON)
        return replace(raised, drafts=(*self._soothed(reason, drafts), *raised.drafts))

    async def _while_queued(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        drafts: Sequence[Draft],
        new: Sequence[Escalation],
    ) -> Raised:
        """What the bot can still do; graver evidence changes why the customer waits, and how urgently."""
        useful = tuple(draft for draft in drafts if draft.kind not in _NOT_WHILE_QUEUED)
        graver_now = [evidence for evidence in new if graver(evidence.reason, episode.reason)]
        if graver_now:
            episode = await self.handoffs.weigh_again(work, conversation, episode, graver_now[0])
            useful = self._soothed(graver_now[0].reason, useful)
        said = useful or (await self.handoffs.queue_line(work, episode, "queue_noted"),)
        return Raised(episode, said)

    def _soothed(self, reason: HandoffReason, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
        """Apology first to an upset customer (R16, P1), unless the bot has already said it."""
        if reason not in COMPLAINTS or any(draft.kind is LineKind.SOOTHE for draft in drafts):
            return drafts
        return (Draft(LineKind.SOOTHE, self.speaker.lines.say("soothe")), *drafts)

    async def _opening(self, work: UnitOfWork, episode: Episode) -> tuple[Draft, ...]:
        """Who serves, once per episode (R07)."""
        spoken = await work.messages.of_episode(episode.id)
        if any(line.sender is not Sender.CONTACT for line in spoken):
            return ()
        text = self.speaker.lines.say("opening", service_name=self.speaker.enterprise.service_name)
        return (Draft(LineKind.OPENING, text),)

    async def _tell_the_agent(
        self, work: UnitOfWork, episode: Episode, consulted: Consulted, new: Sequence[Escalation]
    ) -> None:
        flagged = consulted.parse is not None and consulted.parse.complaint
        if (flagged or any(evidence.reason in COMPLAINTS for evidence in new)) and episode.complaint_step is None:
            episode = replace(episode, complaint_step="soothe")
        grave = [evidence for evidence in new if calls_lead(evidence, consulted.turns[-1])]
        if grave:
            text = f"{grave[0].explanation}（“{shortened(grave[0].words)}”），请主管协助处理。"
            episode = await call_lead(work, episode, text)
            reasons = [evidence.reason.value for evidence in grave]
            await work.activities.append("system", "lead.called", self.now(), episode.id, reasons=reasons)
        await self.speaker.settle(work, episode)

    def _show_evidence(
        self, work: UnitOfWork, episode: Episode, consulted: Consulted, new: Sequence[Escalation]
    ) -> None:
        """One event for each line, the strongest evidence first."""
        if not new:
            return
        with_person = episode.status is EpisodeStatus.ASSIGNED
        shown = [evidence_view(evidence, consulted.turns[-1], with_person=with_person) for evidence in new]
        work.feed.append(
            "episode.escalated",
            "desk",
            {"episode_id": episode.id, "evidence": shown},
            conversation_id=episode.conversation_id,
            episode_id=episode.id,
        )


def _wanted(
    episode: Episode, turn: BotTurn, escalation: Escalation | None
) -> tuple[HandoffReason, dict[str, object]] | None:
    """The dialogue's own wish, or the rule's; of the two the one that queues at once."""
    wish = turn.handoff
    if wish and wish.reason in _COUNTED and episode.has_declined(wish.reason):
        # The dialogue counts from its own beginning; after a no only what came since counts, and the rule knows that.
        wish = None
    if escalation and turn.tickets and escalation.reason in _MET_BY_A_TICKET:
        escalation = None
    details = wish.details if wish else {}
    if escalation and (wish is None or (escalation.reason.at_once and not wish.reason.at_once)):
        return escalation.reason, {**details, "evidence": escalation.words}
    return (wish.reason, details) if wish else None


def _before_the_question(drafts: tuple[Draft, ...], told: Sequence[Draft]) -> tuple[Draft, ...]:
    """The tickets' lines follow the bot's own, but not a question it ends with."""
    end = len(drafts)
    while end and drafts[end - 1].kind in _QUESTIONS:
        end -= 1
    return (*drafts[:end], *told, *drafts[end:])
