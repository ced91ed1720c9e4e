"""When a person must come in: a pure rule over the customer's turns so far (E)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import weights
from handoff.domain.escalation.balance import Features, features_of, weigh
from handoff.domain.escalation.cues import Lexicon, heard, strongest, together
from handoff.domain.escalation.feelings import heat, risen
from handoff.domain.escalation.frames import LAUGHED, elsewhere, no_threat
from handoff.domain.escalation.repeats import repeated
from handoff.domain.escalation.setbacks import in_vain, misread
from handoff.domain.escalation.spelling import folded
from handoff.domain.escalation.turns import Escalation, Turn, bursts, whole_line
from handoff.domain.escalation.wording import alike, gist
from handoff.domain.escalation.words_authority import AUTHORITY
from handoff.domain.escalation.words_discontent import ACCUSED, CHURN, GRIEVANCES
from handoff.domain.escalation.words_harmless import no_harm
from handoff.domain.escalation.words_needs import NOT_HEARD, SPECIAL
from handoff.domain.escalation.words_person import (
    CALL,
    FETCHES,
    HERE_AND_NOW,
    NO_PERSON,
    NOT_OF_OURS,
    PERSON,
    REFUSED,
    SUPERIOR,
    THEIR_CALL,
)
from handoff.domain.escalation.words_threat import ABUSE, THREATS

_Rule = Callable[[Sequence[Turn]], Escalation | None]
# The newest evidence handled for each reason: only what was said after it counts.
Handled = Mapping[HandoffReason, int]
# Features by the number of turns read and by what was handled then.
Kept = dict[tuple[int, frozenset[tuple[HandoffReason, int]]], Features]

# Signs of these add up over the turns; each of the others stands for itself.
_ADDED_UP: dict[HandoffReason, Lexicon] = {
    HandoffReason.OUT_OF_AUTHORITY: AUTHORITY,
    HandoffReason.CHURN: CHURN,
    HandoffReason.COMPLAINT: GRIEVANCES,
    HandoffReason.SPECIAL_NEEDS: SPECIAL,
    HandoffReason.ABUSE: ABUSE,
    HandoffReason.THREAT: THREATS,
}
# Said in small talk, not of a matter: not being sure of them is no failure to understand.
_EXPECTED_WHEN_LOST = frozenset({"inform", "affirm", "deny", "greet", "thanks", "goodbye", "urge", "praise"})
# Told in the first line, these may still be met by an answer; going on about it after that answer says they are not.
_ANSWERED_FIRST = frozenset({HandoffReason.OUT_OF_AUTHORITY, HandoffReason.COMPLAINT})
# Meant in earnest, and meant against us.
_MEANT_AGAINST_US = frozenset({HandoffReason.THREAT, HandoffReason.CHURN})
_ABOUT_US = frozenset({HandoffReason.ABUSE, HandoffReason.COMPLAINT})
_SHOPPING = frozenset({"product_info", "product_price", "promotion", "stock", "authenticity", "payment_method"})
_CONTENT = frozenset({"thanks", "praise", "goodbye", "affirm", "greet"})
# Signs that carry something: from here on a line is more than small talk.
_A_SENTENCE = 6


def judge(turns: Sequence[Turn], handled: Handled | None = None) -> Escalation | None:
    """The strongest trigger the last turn completes, given all before it; None while the bot can go on."""
    found = judge_all(turns, handled)
    return found[0] if found else None


def judge_all(
    turns: Sequence[Turn], handled: Handled | None = None, kept: Kept | None = None
) -> tuple[Escalation, ...]:
    """Every trigger the last turn completes, the strongest first; what was handled needs new evidence.

    With the model's signals everything is weighed together; without them the words decide by themselves. `kept`: what
    earlier calls for this dialogue found of its turns, so that a long talk is not read anew at every turn.
    """
    if not turns:
        return ()
    worded = by_words(turns, handled)
    if turns[-1].signals is None:
        return worded
    known = [reason for reason, seq in (handled or {}).items() if not _since(turns, seq)]
    if call_wanted(turns[-1]):
        known.append(HandoffReason.ASKED)
    fresh = _since(turns, max((handled or {}).values(), default=None)) or turns[-1:]
    kept = {} if kept is None else kept
    told = []
    for count in range(1, len(fresh) + 1):
        place = len(turns) - len(fresh) + count
        key = place, frozenset((handled or {}).items())
        if key not in kept:
            found = worded if place == len(turns) else by_words(turns[:place], handled)
            kept[key] = features_of(fresh[:count], found, place)
        told.append(kept[key])
    return weigh(turns[-1], worded, told, known)


def by_words(turns: Sequence[Turn], handled: Handled | None = None) -> tuple[Escalation, ...]:
    """What words, repeats and feelings alone say."""
    found = []
    for reason, rule in _RULES.items():
        left = _since(turns, (handled or {}).get(reason))
        evidence = rule(left) if left and not _beside(reason, left[-1]) else None
        if reason in _ANSWERED_FIRST and len(left) == len(turns):
            evidence = _heard_out(turns, reason, evidence, rule)
        if evidence and evidence.strength >= weights.RAISE:
            found.append(evidence)
    return tuple(sorted(found, key=lambda evidence: -evidence.strength))


def _beside(reason: HandoffReason, turn: Turn) -> bool:
    """Strong words in a calm question about goods, in fun, or about others: no matter between this customer and us."""
    if reason in _MEANT_AGAINST_US and no_threat(turn.text):
        return True
    if reason in _ABOUT_US and elsewhere(turn.text):
        return True
    if turn.emotion == "calm" and LAUGHED.search(folded(turn.text).text):
        return True
    sure = turn.understood and turn.confidence >= weights.SHOPPING_SURE
    calm = turn.emotion == "calm" and not turn.complaint
    return (
        (reason is HandoffReason.ASKED or reason in _ABOUT_US | _MEANT_AGAINST_US)
        and turn.intent in _SHOPPING
        and sure
        and calm
    )


def _heard_out(
    turns: Sequence[Turn], reason: HandoffReason, evidence: Escalation | None, rule: _Rule
) -> Escalation | None:
    """Weaker while it only opens the dialogue; still there after the answer, unless the customer is content."""
    number, last = bursts(turns), turns[-1]
    if number[-1] == 0:
        return _opening(evidence, last) if evidence else None
    told_more = last.intent != "inform" or len(gist(last.text)) >= _A_SENTENCE
    if evidence or not told_more or number[-1] > 1 or number[-2] == 1 or (last.intent in _CONTENT and last.understood):
        return evidence
    told = [rule(turns[: count + 1]) for count in range(len(turns) - 1) if not _beside(reason, turns[count])]
    opened = strongest(each for each in told if each)
    if opened is None:
        return None
    return whole_line(opened.reason, last, opened.strength, f"{opened.explanation}，答复后仍未了结")


def _opening(evidence: Escalation, first: Turn) -> Escalation:
    """A case may be met by the answer, and so may conduct told of in a calm voice; a complaint is taken at its word."""
    if evidence.reason is HandoffReason.COMPLAINT and (first.complaint or evidence.strength > weights.TOLD_CALMLY):
        return evidence
    return replace(evidence, strength=evidence.strength * weights.OPENING)


def history(turns: Sequence[Turn], handled: Handled | None = None) -> tuple[Escalation, ...]:
    """Every trigger of the dialogue at the turn that completed it; each reason again only on new evidence."""
    known = dict(handled or {})
    found: list[Escalation] = []
    kept: Kept = {}
    for count in range(1, len(turns) + 1):
        for evidence in judge_all(turns[:count], known, kept):
            known[evidence.reason] = evidence.seq
            found.append(evidence)
    return tuple(found)


def first_escalation(turns: Sequence[Turn]) -> Escalation | None:
    """Judge turn by turn, never looking ahead; the first trigger decides. A call-back ticket brings a person in too."""
    kept: Kept = {}
    for count, turn in enumerate(turns, 1):
        found = judge_all(turns[:count], kept=kept)
        if escalation := found[0] if found else call_wanted(turn):
            return escalation
    return None


def call_wanted(turn: Turn) -> Escalation | None:
    """A wish to be called that the bot understood: its ticket meets it, unless a person is wanted here and now."""
    line = folded(turn.text).text
    if turn.intent != "callback_request" or turn.fallback or HERE_AND_NOW.search(line):
        return None
    said = strongest(heard(CALL, turn))
    if said or turn.confidence < weights.SURE or THEIR_CALL.search(line):
        return said
    return whole_line(HandoffReason.ASKED, turn, 0.7, "客户要求回电")


def _since(turns: Sequence[Turn], handled: int | None) -> Sequence[Turn]:
    """What was said after the handled evidence; the rest of its burst is the same evidence."""
    if handled is None:
        return turns
    numbers = bursts(turns)
    old = max((number for number, turn in zip(numbers, turns, strict=True) if turn.seq <= handled), default=-1)
    return [turn for number, turn in zip(numbers, turns, strict=True) if number > old]


def _asked(turns: Sequence[Turn]) -> Escalation | None:
    last = turns[-1]
    if call_wanted(last):
        return None
    line = folded(last.text).text
    found = strongest([*heard(PERSON, last), *heard(SUPERIOR, last), *heard(CALL, last)])
    if found or NO_PERSON.search(line) or REFUSED.search(line):
        return found
    if last.intent == "human_request" and last.understood and last.confidence >= _needed(last, line):
        return whole_line(HandoffReason.ASKED, last, 0.7, "客户要求人工客服")
    return None


def _needed(turn: Turn, line: str) -> float:
    """How sure the model must be: a word of fetching bears it out; a long calm line is mostly told of other people."""
    if FETCHES.search(line):
        return weights.BORNE_OUT
    pressed = turn.emotion != "calm" and turn.emotion_score >= weights.FLOOR["angry"]
    brief = len(gist(turn.text)) <= weights.BRIEF and not NOT_OF_OURS.search(line)
    return weights.SURE if (brief or pressed) and not elsewhere(turn.text) else 1.0


def _complaint(turns: Sequence[Turn]) -> Escalation | None:
    """Words of grievance, the model's flag, or both: the two together are the surest."""
    last = turns[-1]
    words = strongest(heard(GRIEVANCES, last))
    if not (last.complaint or (last.intent == "complaint" and last.understood)):
        return _added_up(HandoffReason.COMPLAINT, turns)
    if words:
        return replace(words, strength=max(words.strength, weights.FLAGGED_AND_HEARD))
    line = folded(last.text).text
    if no_harm(last.text):
        return None
    if heat(last) >= (weights.FLAGGED_HEAT if last.intent == "complaint" else weights.FLAGGED_ONLY):
        return whole_line(HandoffReason.COMPLAINT, last, weights.FLAGGED_AND_HEARD, "客户明确表达不满")
    # In a calm voice and without a word for it the flag alone is wrong too often: the intent must say so as well,
    # and the line name somebody who is at fault.
    if last.complaint and last.intent == "complaint" and last.confidence >= weights.SURE and ACCUSED.search(line):
        return whole_line(HandoffReason.COMPLAINT, last, weights.FLAGGED, "客户反映服务或承诺方面的问题")
    return _added_up(HandoffReason.COMPLAINT, turns)


def _lost(turns: Sequence[Turn]) -> Escalation | None:
    """The customer says so; or the same thing was said in other words and still not understood."""
    last = turns[-1]
    said = strongest(heard(NOT_HEARD, last))
    if said:
        return said
    if corrected := misread(turns):
        return corrected
    if len(turns) < 2 or not last.answered or not (_is_lost(turns[-2]) and _is_lost(last)):
        return None
    if last.invited or alike(turns[-2].text, last.text) >= weights.REPHRASED:
        return whole_line(HandoffReason.NOT_UNDERSTOOD, last, weights.NOT_UNDERSTOOD, "连续两次未能理解客户的问题")
    return None


def _is_lost(turn: Turn) -> bool:
    small_talk = turn.intent in _EXPECTED_WHEN_LOST and len(gist(turn.text)) < _A_SENTENCE
    return turn.fallback and not small_talk


def _added_up(reason: HandoffReason, turns: Sequence[Turn]) -> Escalation | None:
    """The strongest words of the last turn, with what was said before it added."""
    own = strongest(heard(_ADDED_UP[reason], turns[-1]))
    if own is None:
        return None
    said = {evidence.words: evidence.strength for turn in turns for evidence in heard(_ADDED_UP[reason], turn)}
    return replace(own, strength=together(said.values()))


_RULES: dict[HandoffReason, _Rule] = {
    HandoffReason.THREAT: lambda turns: _added_up(HandoffReason.THREAT, turns),
    HandoffReason.ABUSE: lambda turns: _added_up(HandoffReason.ABUSE, turns),
    HandoffReason.ASKED: _asked,
    HandoffReason.COMPLAINT: _complaint,
    HandoffReason.CHURN: lambda turns: _added_up(HandoffReason.CHURN, turns),
    HandoffReason.EMOTION: risen,
    HandoffReason.SPECIAL_NEEDS: lambda turns: _added_up(HandoffReason.SPECIAL_NEEDS, turns),
    HandoffReason.OUT_OF_AUTHORITY: lambda turns: _added_up(HandoffReason.OUT_OF_AUTHORITY, turns),
    HandoffReason.REPEAT_UNRESOLVED: lambda turns: repeated(turns) or in_vain(turns),
    HandoffReason.NOT_UNDERSTOOD: _lost,
}
