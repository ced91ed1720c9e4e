"""Which evidence weighs more while a customer waits, and which calls the lead while a person serves."""

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation.cues import heard
from handoff.domain.escalation.turns import Escalation, Turn
from handoff.domain.escalation.words_needs import NOT_HEARD
from handoff.domain.escalation.words_person import CALL, SUPERIOR

COMPLAINTS = frozenset({HandoffReason.COMPLAINT, HandoffReason.THREAT, HandoffReason.ABUSE})
_GRAVEST_FIRST = (
    HandoffReason.THREAT,
    HandoffReason.ABUSE,
    HandoffReason.COMPLAINT,
    HandoffReason.CHURN,
    HandoffReason.EMOTION,
    HandoffReason.REPEAT_UNRESOLVED,
    HandoffReason.OUT_OF_AUTHORITY,
    HandoffReason.SPECIAL_NEEDS,
    HandoffReason.NOT_UNDERSTOOD,
    HandoffReason.ASKED,
    HandoffReason.FAULT,
    HandoffReason.OWNER,
)


def graver(reason: HandoffReason, than: HandoffReason | None) -> bool:
    return than is None or _GRAVEST_FIRST.index(reason) < _GRAVEST_FIRST.index(than)


def calls_lead(evidence: Escalation, turn: Turn) -> bool:
    """A person is there already: whatever only asked for one is met, and what the model misses they understand."""
    if evidence.reason is HandoffReason.SPECIAL_NEEDS:
        return False
    if evidence.reason is HandoffReason.NOT_UNDERSTOOD:
        return bool(heard(NOT_HEARD, turn))
    if evidence.reason is HandoffReason.ASKED:
        return bool(heard(SUPERIOR, turn)) or (turn.answered and not heard(CALL, turn))
    return True
