"""What is said and moved once Rasa has been consulted: answers, soothing, handoffs, offers, faults."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoff.domain.clocks import Waiting
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus, HandoffReason
from handoff.domain.escalation import Escalation, Turn, judge
from handoff.domain.message import Draft, LineKind, Message, Parse, Sender
from handoff.services.bot_port import BotTurn
from handoff.services.episodes import Episodes
from handoff.services.handoffs import Handoffs, Raised
from handoff.services.ports import Clock, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.tickets import TicketBook

_NEEDS_SOOTHING = frozenset({HandoffReason.COMPLAINT, HandoffReason.THREAT, HandoffReason.ABUSE})
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
        if episode.status is EpisodeStatus.ASSIGNED:
            await self._tell_the_agent(work, episode, consulted)
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
        if consulted.turn is None:
            return await self._on_fault(work, conversation, episode, message)
        return await self._on_turn(work, conversation, episode, message, consulted, consulted.turn)

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
        drafts = tuple(Draft(reply.kind, reply.text, Sender.BOT, reply.buttons, reply.card) for reply in turn.replies)
        # In this transaction: a ticket and the line that tells its number are there together, or not at all.
        told = [await self.tickets.wished(work, conversation, episode, wish) for wish in turn.tickets]
        drafts = _before_the_question(drafts, told)
        if episode.status is EpisodeStatus.QUEUED:
            return Raised(episode, await self._while_queued(work, episode, drafts))
        wanted = _wanted(episode, turn, judge(consulted.turns))
        if wanted is None:
            return Raised(episode, drafts)
        reason, details = wanted
        raised = await self.handoffs.raise_or_offer(work, conversation, episode, reason, message.seq, details)
        if reason.at_once:
            # A person is coming: whether we understood, and whether there is more, is theirs to ask.
            drafts = tuple(draft for draft in drafts if draft.kind not in _NOT_BEFORE_A_PERSON)
        return replace(raised, drafts=(*self._soothed(reason, drafts), *raised.drafts))

    async def _while_queued(self, work: UnitOfWork, episode: Episode, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
        useful = tuple(draft for draft in drafts if draft.kind not in _NOT_WHILE_QUEUED)
        return useful or (await self.handoffs.queue_line(work, episode, "queue_noted"),)

    def _soothed(self, reason: HandoffReason, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
        """Apology first to an upset customer (R16, P1), unless the bot has already said it."""
        if reason not in _NEEDS_SOOTHING or any(draft.kind is LineKind.SOOTHE for draft in drafts):
            return drafts
        return (Draft(LineKind.SOOTHE, self.speaker.lines.say("soothe")), *drafts)

    async def _opening(self, work: UnitOfWork, episode: Episode) -> tuple[Draft, ...]:
        """Who serves, once per episode (R07)."""
        spoken = await work.messages.of_episode(episode.id)
        if any(line.sender is not Sender.CONTACT for line in spoken):
            return ()
        text = self.speaker.lines.say("opening", service_name=self.speaker.enterprise.service_name)
        return (Draft(LineKind.OPENING, text),)

    async def _tell_the_agent(self, work: UnitOfWork, episode: Episode, consulted: Consulted) -> None:
        if consulted.parse and consulted.parse.complaint and episode.complaint_step is None:
            episode = replace(episode, complaint_step="soothe")
        await self.speaker.settle(work, episode)


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
