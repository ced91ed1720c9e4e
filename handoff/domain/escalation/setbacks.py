"""Answers that did not help: tried and in vain twice, or the customer's meaning put right and said again."""

from collections.abc import Sequence

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import weights
from handoff.domain.escalation.spelling import folded
from handoff.domain.escalation.turns import Escalation, Turn, whole_line
from handoff.domain.escalation.wording import alike, says_something
from handoff.domain.escalation.words_repeat import (
    ABOUT_THE_TALK,
    ASKS_HOW,
    CORRECTS,
    DID_NOT_HELP,
    EMPHATIC,
    HELPED,
    ONLY_ASKS,
    OWN_SLIP,
    STILL_OPEN,
    TRIED,
)

GREETINGS = frozenset({"greet", "thanks", "goodbye", "inform", "affirm", "human_request", "urge"})


def in_vain(turns: Sequence[Turn]) -> Escalation | None:
    """What was advised did not help, and what was advised next did not either."""
    if not _did_not_help(turns, len(turns) - 1):
        return None
    before = _before(turns, weights.REMEMBERED)
    times = 1 + sum(_did_not_help(turns, place) or _tried(turns, place) for place in before)
    if times < weights.IN_VAIN_ENOUGH:
        return None
    said = f"客户第{times}次表示按答复处理仍未解决"
    return whole_line(HandoffReason.REPEAT_UNRESOLVED, turns[-1], weights.IN_VAIN, said)


def misread(turns: Sequence[Turn]) -> Escalation | None:
    """Put right once, and once more; said again before or after; or reproached for not listening."""
    last = len(turns) - 1
    if not _missed(turns, last):
        return None
    lately = [place for place in (*_before(turns, weights.LATELY), last) if _missed(turns, place)]
    twice = len(lately) >= weights.MISSED_ENOUGH and (
        _urgent(turns[last]) or any(_corrects(turns, place) for place in lately)
    )
    reproached = _of_the_talk(turns[last]) and (_pressed(turns[last]) or (last > 1 and _echo(turns, last)))
    if not twice and not reproached:
        return None
    return whole_line(HandoffReason.NOT_UNDERSTOOD, turns[-1], weights.NOT_UNDERSTOOD, "客户纠正后仍未被理解，再次说明")


def _missed(turns: Sequence[Turn], place: int) -> bool:
    """The answer before this line missed: its meaning is put right, or said once more in much the same words."""
    turn = turns[place]
    if not place or not turn.answered or OWN_SLIP.search(folded(turn.text).text):
        return False
    return _corrects(turns, place) or _of_the_talk(turn) or _echo(turns, place)


def _echo(turns: Sequence[Turn], place: int) -> bool:
    turn = turns[place]
    likeness = max((alike(earlier.text, turn.text) for earlier in turns[max(0, place - 2) : place]), default=0.0)
    if _corrects(turns, place - 1):
        # Put right just now: whatever takes a word of it up again is not answered yet.
        return likeness >= weights.TAKEN_UP
    return likeness >= (weights.REPHRASED_PRESSED if _pressed(turn) or _of_the_talk(turn) else weights.REPHRASED)


def _pressed(turn: Turn) -> bool:
    """By mood, or by saying a word twice or aloud."""
    heated = turn.emotion != "calm" and turn.emotion_score >= weights.PRESSED
    return heated or bool(EMPHATIC.search(folded(turn.text).text))


def _urgent(turn: Turn) -> bool:
    return turn.intent != "inform" and turn.emotion != "calm" and turn.emotion_score >= weights.PRESSED


def _of_the_talk(turn: Turn) -> bool:
    return bool(ABOUT_THE_TALK.search(folded(turn.text).text))


def _before(turns: Sequence[Turn], reach: int) -> range:
    """The places of the turns lately before the last one; what helped closes the matter."""
    first = max(0, len(turns) - 1 - reach)
    for place in range(len(turns) - 2, first - 1, -1):
        if HELPED.search(folded(turns[place].text).text) or turns[place].intent == "thanks":
            return range(place + 1, len(turns) - 1)
    return range(first, len(turns) - 1)


def _did_not_help(turns: Sequence[Turn], place: int) -> bool:
    """The first line tells the fault itself; only what follows an answer says that the answer was in vain."""
    turn = turns[place]
    if not turn.answered or not any(_tells(earlier) for earlier in turns[:place]):
        return False
    plain = folded(turn.text).text
    if HELPED.search(plain) or ONLY_ASKS.search(plain) or (ASKS_HOW.search(plain) and not STILL_OPEN.search(plain)):
        return False
    return bool(DID_NOT_HELP.search(plain))


def _tried(turns: Sequence[Turn], place: int) -> bool:
    """Done as advised, without a word of success: what does not help after that was not the first advice."""
    turn = turns[place]
    return place > 0 and turn.answered and bool(TRIED.search(folded(turn.text).text)) and _tells(turns[place - 1])


def _tells(turn: Turn) -> bool:
    return turn.intent not in GREETINGS and says_something(turn.text)


def _corrects(turns: Sequence[Turn], place: int) -> bool:
    turn = turns[place]
    plain = folded(turn.text).text
    return (
        place > 0
        and turn.answered
        and not OWN_SLIP.search(plain)
        and bool(CORRECTS.search(plain) or ABOUT_THE_TALK.search(plain))
    )
