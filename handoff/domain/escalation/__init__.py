"""When a person must come in (E): triggers, evidence and strength over the customer's turns so far."""

from handoff.domain.escalation.rule import (
    Handled,
    call_wanted,
    first_escalation,
    history,
    judge,
    judge_all,
    superior_wanted,
)
from handoff.domain.escalation.turns import Escalation, Turn

__all__ = [
    "Escalation",
    "Handled",
    "Turn",
    "call_wanted",
    "first_escalation",
    "history",
    "judge",
    "judge_all",
    "superior_wanted",
]
