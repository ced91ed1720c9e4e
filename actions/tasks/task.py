"""What every task has: the details it needs, the rule that may refuse it, the restating, and the doing.

Tasks are plain and synchronous; the form (`actions/task_form.py`) runs them in a thread and carries the dialogue.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.directives import Reason
from actions.line import Line, refusal_line
from actions.order_facts import order_facts
from actions.turn import Turn
from shop.models import EffectKey, Order
from shop.policy import Policy
from shop.port import Shop
from shop.rules import RULES


@dataclass(frozen=True)
class Case:
    """One message within one task: what is known by now. `order` is there once its identity check is passed."""

    turn: Turn
    values: Mapping[str, Any]
    order: Order | None
    shop: Shop
    policy: Policy
    now: datetime
    # The detail we have just asked for; None when this message opens the task.
    asked: str | None

    def value(self, slot: str) -> str | None:
        found = self.values.get(slot)
        return None if found is None else str(found)

    @property
    def placed(self) -> Order:
        """The order of a task that needs one."""
        if self.order is None:
            raise LookupError("this task has no verified order")
        return self.order

    @property
    def facts(self) -> dict[str, str]:
        return order_facts(self.order, self.now) if self.order else {}

    def key(self, action: str) -> EffectKey:
        """Names the effect of this message: run again after a crash, it changes nothing a second time."""
        return EffectKey(self.turn.message_id, action)


@dataclass(frozen=True)
class Detail:
    """One thing a task must know.

    `read` takes it from a message, asked for or not; `ask` is the question; `problem` says why a value cannot be
    taken, which drops it; `needed` lets a task do without.
    """

    slot: str
    ask: Callable[[Case], Line]
    read: Callable[[Case], str | None]
    needed: Callable[[Case], bool] = lambda _case: True
    problem: Callable[[Case, str], Line | None] = lambda _case, _value: None


@dataclass(frozen=True)
class Result:
    """What came of a task: lines to say, tickets for people, a person where the bot's authority ends."""

    lines: Sequence[Line]
    tickets: Sequence[Mapping[str, Any]] = ()
    handoff: Reason | None = None
    tried: Sequence[str] = ()
    # For the person, in the customer's own words; None leaves it to the matter's title.
    demand: str | None = None
    # The matter that follow-ups and urges are about; None leaves it as it was.
    topic: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    # A detail that has to be asked for again, because the world changed meanwhile (a slot was taken); the others stay.
    ask_again: str | None = None


class Task(ABC):
    """One matter. `name` is its intent."""

    name: str
    details: Sequence[Detail] = ()
    # A query changes nothing: it is answered at once and inside another task without leaving that one.
    is_query: bool = False

    def needs_order(self, case: Case) -> bool:  # noqa: ARG002 - some tasks decide by the case
        return True

    def refusal(self, case: Case) -> Line | None:
        """Why the shop's rules forbid it, before anything is asked; with what is possible instead."""
        rule = RULES.get(self.name)
        if rule is None or case.order is None:
            return None
        found = rule(case.order, case.policy, case.now)
        return refusal_line(found, case.facts, case.now) if found else None

    def asks_knowledge(self, case: Case) -> bool:  # noqa: ARG002 - overridden where a matter has rules and how-tos
        """Whether the line asks about the matter in general, which the knowledge answers without any order."""
        return False

    def take(self, case: Case) -> dict[str, Any]:
        """The details this message gives, by slot."""
        found = {detail.slot: detail.read(case) for detail in self.details}
        return {slot: value for slot, value in found.items() if value is not None}

    def instead(self, case: Case) -> str | None:  # noqa: ARG002 - overridden where matters lie close together
        """The task that this matter turns out to be, once its details say so; the form goes on with that one."""
        return None

    def missing(self, case: Case) -> Detail | None:
        return next((one for one in self.details if case.value(one.slot) is None and one.needed(case)), None)

    def restated(self, case: Case) -> Line | None:  # noqa: ARG002 - overridden where something is to be confirmed
        """What is about to be done, for the yes (R11); None where nothing needs one."""
        return None

    def aside(self, case: Case) -> Result | None:
        """What is told in between, inside another task; None where that task has to be left for this one."""
        if not self.is_query or (case.order is None and self.needs_order(case)):
            return None
        if self.missing(case) is not None or self.restated(case) is not None:
            return None
        refused = self.refusal(case)
        return Result([refused]) if refused else self.perform(case)

    @abstractmethod
    def perform(self, case: Case) -> Result:
        """Do it, once per message. May raise NotAllowed (said as a refusal) and ShopUnavailable."""
