"""Why the shop's rules forbid something: a code, and the facts that the customer is told with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Fact = str | int | datetime


@dataclass(frozen=True)
class Refusal:
    """`task` is what was asked for (an intent's name), `code` why not; together they name the line of the domain
    `utter_refuse_<task>_<code>`. Instants stay instants: whoever speaks says them as people do."""

    task: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
