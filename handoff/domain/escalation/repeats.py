"""The same thing asked again: by matter, wording and order; lines of one burst are one ask."""

from collections.abc import Sequence
from dataclasses import replace

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import weights
from handoff.domain.escalation.cues import heard, strongest
from handoff.domain.escalation.matters import AWAITED, NAMES, PROGRESS, same_matter
from handoff.domain.escalation.spelling import folded
from handoff.domain.escalation.turns import Escalation, Turn, bursts, whole_line
from handoff.domain.escalation.wording import alike, gist, named, says_something
from handoff.domain.escalation.words_needs import IN_VAIN
from handoff.domain.escalation.words_repeat import (
    CALLS,
    ELLIPTIC,
    KINDS,
    LACKING,
    ONLY_ASKS,
    QUESTION,
    REQUEST,
    STILL_OPEN,
    TOLD,
    URGES,
)
from handoff.domain.topics import TOLD_IN_PIECES

_ENOUGH_SIGNS = 3
_CONTENT = frozenset({"thanks", "praise"})


def repeated(turns: Sequence[Turn]) -> Escalation | None:
    """The third ask, or the second that says it is still open; or the customer's own word for it."""
    told, counted = heard(IN_VAIN, turns[-1]), _asked_again(turns)
    return strongest([*told, *([counted] if counted else [])])


def _asked_again(turns: Sequence[Turn]) -> Escalation | None:
    last, asks = turns[-1], _asks_of(turns)
    if not asks or asks[-1][1].seq != last.seq:
        return None
    now, meant = asks[-1]
    settled = max((turn.seq for turn in turns[:-1] if turn.intent in _CONTENT and turn.understood), default=-1)
    reach = max(settled, turns[max(0, len(turns) - 1 - weights.REACH)].seq - 1)
    before = [(number, turn) for number, turn in asks if number < now and turn.seq > reach]
    still_open = _still_open(last) and not any(_pasted(turn, last) for _, turn in before)
    earlier = [(number, turn) for number, turn in before if _same(turn, meant, still_open)]
    if last.invited and earlier:
        return None
    times = 1 + len({number for number, turn in earlier if not (turn.invited and number > earlier[0][0])})
    about = meant.matter or "同一问题"
    if times > weights.ASKS_ENOUGH - 1:
        further = weights.FURTHER_ASK * (times - weights.ASKS_ENOUGH)
        strength = min(weights.STRONGEST_REPEAT, weights.THIRD_ASK + further)
        return whole_line(HandoffReason.REPEAT_UNRESOLVED, last, strength, f"客户第{times}次询问{about}")
    if times > 1 and still_open:
        said = f"客户再次询问{about}，并表示仍未解决"
        return whole_line(HandoffReason.REPEAT_UNRESOLVED, last, weights.SECOND_STILL_OPEN, said)
    return None


def _asks_of(turns: Sequence[Turn]) -> list[tuple[int, Turn]]:
    """Every ask with the number of its burst."""
    asks: list[tuple[int, Turn]] = []
    for number, turn in zip(bursts(turns), turns, strict=True):
        if asks and _names_no_matter(turn):
            # “什么时候” alone asks once more for whatever was asked before.
            asks.append((number, replace(asks[-1][1], seq=turn.seq, invited=turn.invited)))
        elif _asks(turn):
            asks.append((number, turn))
    return asks


def _names_no_matter(turn: Turn) -> bool:
    plain = folded(turn.text).text
    if ELLIPTIC.search(plain):
        return True
    return turn.intent == "urge" and turn.understood and bool(URGES.search(plain)) and not CALLS.search(plain)


def _asks(turn: Turn) -> bool:
    """A question or request about a matter; what is only told, bare numbers and small talk ask nothing."""
    plain = folded(turn.text).text
    if not says_something(turn.text) or (turn.understood and turn.intent not in NAMES):
        return False
    if QUESTION.search(plain) or STILL_OPEN.search(plain):
        return True
    return bool(REQUEST.search(plain)) and not TOLD.search(plain)


def _still_open(turn: Turn) -> bool:
    """An explicit sign; the very same line pasted once more says nothing new."""
    plain = folded(turn.text).text
    return bool(STILL_OPEN.search(plain)) and not ONLY_ASKS.search(plain)


def _pasted(turn: Turn, last: Turn) -> bool:
    return alike(turn.text, last.text) >= weights.VERBATIM


def _same(turn: Turn, last: Turn, still_open: bool) -> bool:
    ours, theirs = set(turn.order_numbers) | named(turn.text), set(last.order_numbers) | named(last.text)
    if ours and theirs and not ours & theirs:
        return False
    likeness = alike(turn.text, last.text)
    other = turn.understood and last.understood and not same_matter(turn.intent, last.intent)
    if (
        likeness >= (weights.VERBATIM if other else weights.ALIKE_ANYHOW)
        and min(len(gist(turn.text)), len(gist(last.text))) >= _ENOUGH_SIGNS
    ):
        return True
    if not same_matter(turn.intent, last.intent) or last.intent in TOLD_IN_PIECES:
        return False
    understood = turn.understood and last.understood
    if understood and LACKING.search(folded(last.text).text):
        # An answer that went before is contradicted: the wording need not be alike.
        return True
    if understood and still_open and turn.intent == last.intent and last.intent in AWAITED:
        return True
    same_kind = still_open or _kind(turn) == _kind(last) or {turn.intent, last.intent} <= PROGRESS
    return same_kind and likeness >= _needed(turn, last, understood, still_open)


def _needed(turn: Turn, last: Turn, understood: bool, still_open: bool) -> float:
    needed = weights.ALIKE if turn.intent == last.intent else weights.ALIKE_KIN
    return needed + (0 if understood else weights.UNSURE_NEEDS) - (weights.OPEN_HELPS if still_open else 0)


def _kind(turn: Turn) -> str:
    """When and why are other questions of one matter than whether and how, which ask for it to be done."""
    plain = folded(turn.text).text
    return next((kind for kind, pattern in KINDS if pattern.search(plain)), "done")
