"""The customer's turns as the rule reads them, out of the stored lines; and the evidence found in them."""

from collections.abc import Iterable, Sequence
from typing import Any

from handoff.domain.conversation import Episode, HandoffReason, Stretch
from handoff.domain.escalation import Escalation, Handled, Turn, calls_lead, history
from handoff.domain.message import LineKind, Message, Parse, Sender

_SPEAK = frozenset({Sender.BOT, Sender.AGENT})
# Whoever is asked once more says it once more.
_ASKS_AGAIN = frozenset({LineKind.ASK, LineKind.RESTATE, LineKind.FALLBACK})


def turns_of(spoken: Iterable[Message], last: Message | None = None, parse: Parse | None = None) -> tuple[Turn, ...]:
    """What the customer said, each line with whether anybody spoke before it; up to `last`, which is read as `parse`.

    Notices of place, waiting and opening answer nobody: they end no burst.
    """
    turns: list[Turn] = []
    before: Message | None = None
    for line in spoken:
        if last and line.seq >= last.seq:
            break
        if line.sender in _SPEAK:
            before = line
        elif line.sender is Sender.CONTACT and line.parse:
            turns.append(_turn(line, line.parse, before))
            before = None
    if last and parse:
        turns.append(_turn(last, parse, before))
    return tuple(turns)


def handled_in(episode: Episode) -> Handled:
    """What the customer said no to, or went back to the bot from, and when."""
    named = [entry.rpartition(":") for entry in episode.declined]
    return {HandoffReason(reason): int(seq) for reason, _, seq in named if reason}


def in_stretch(spoken: Sequence[Message], stretch: Stretch) -> list[Message]:
    """A person who takes over starts anew: what was said before has brought them in."""
    return [
        line
        for line in spoken
        if line.created_at >= stretch.started_at and (stretch.ended_at is None or line.created_at < stretch.ended_at)
    ]


def new_in(turns: Sequence[Turn]) -> tuple[Escalation, ...]:
    """The evidence that the last turn adds to what was known before it."""
    return tuple(evidence for evidence in history(turns) if evidence.seq == turns[-1].seq) if turns else ()


def evidence_view(evidence: Escalation, turn: Turn, *, with_person: bool) -> dict[str, Any]:
    """As the desk shows it."""
    return {
        **evidence.as_json(),
        "at": turn.at.isoformat() if turn.at else None,
        "calls_lead": with_person and calls_lead(evidence, turn),
    }


def evidence_in(spoken: Sequence[Message], stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    """All evidence of an episode in the order it came up."""
    shown: list[dict[str, Any]] = []
    for stretch in stretches:
        turns = {turn.seq: turn for turn in turns_of(in_stretch(spoken, stretch))}
        found = history(tuple(turns.values()))
        with_person = stretch.served_by == "agent"
        shown += [evidence_view(each, turns[each.seq], with_person=with_person) for each in found]
    return shown


def _turn(line: Message, parse: Parse, before: Message | None) -> Turn:
    numbers = [str(entity["value"]) for entity in parse.entities if entity["entity"] == "order_number"]
    return Turn(
        seq=line.seq,
        text=line.text,
        intent=parse.intent,
        confidence=parse.confidence,
        fallback=parse.fallback,
        complaint=parse.complaint,
        emotion=parse.emotion,
        emotion_score=parse.emotion_score,
        signals=parse.signals,
        order_numbers=tuple(numbers),
        at=line.created_at,
        answered=before is not None,
        invited=before is not None and before.kind in _ASKS_AGAIN,
    )
