"""When a person must come in (E): triggers, evidence and strength over the customer's turns so far."""

from handoff.domain.escalation.gravity import COMPLAINTS, calls_lead, graver
from handoff.domain.escalation.rule import (
    Handled,
    call_wanted,
    first_escalation,
    history,
    judge,
    judge_all,
)
from handoff.domain.escalation.turns import Escalation, Turn

__all__ = [
    "COMPLAINTS",
    "Escalation",
    "Handled",
    "Turn",
    "call_wanted",
    "calls_lead",
    "first_escalation",
    "graver",
    "history",
    "judge",
    "judge_all",
]
