"""The enterprise as the rules see it: name, hours, lengths of the clocks, what the register permits."""

from dataclasses import dataclass, field
from datetime import timedelta

from handoff.domain.business_hours import BusinessHours
from handoff.domain.clocks import SlaPolicy


@dataclass(frozen=True)
class Enterprise:
    name: str
    service_name: str
    hours: BusinessHours
    policy: SlaPolicy
    contact_within: timedelta = timedelta(hours=2)
    case_feedback: timedelta = timedelta(hours=24)
    agent_silent_after: timedelta = timedelta(seconds=60)
    emoji_allowed: bool = False
    permitted: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = field(default=())
