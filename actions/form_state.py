"""Where a task's form stands: what it is about, what it still has to ask, how it begins and is left."""

from actions import wiring
from actions.further import forget_held
from actions.identity import IDENTITY_SLOTS, LEFT, Progress, case_of
from actions.sdk import REQUESTED_SLOT
from actions.tasks.registry import DETAIL_SLOTS, TASKS
from actions.tasks.task import Case, Detail, Task

CONFIRMED = "confirmed"
READY = "ready"
_IDENTITY_QUESTIONS = {"order_number": "utter_ask_for_order_number", "phone_tail": "utter_ask_for_phone_tail"}


class FormState:
    """One message at the form. `requested` is what Rasa waits for after it."""

    def __init__(self, progress: Progress, *, is_start: bool) -> None:
        self.progress = progress
        self.turn = progress.turn
        self.is_start = is_start
        self.asked = None if is_start else self.turn.slot(REQUESTED_SLOT)
        self.requested = self.asked
        # A question about rules and ways: the knowledge answers it, then the form goes on.
        self.asked_in_between = False

    @property
    def task(self) -> Task:
        return TASKS[self.progress.value("task") or "order_status"]

    @property
    def case(self) -> Case:
        return case_of(self.turn, self.progress.values, asked=self.asked)

    def ask(self) -> None:
        """Ask for what is missing, in the task's own words; the end of the questions ends the form."""
        if self._needs_identity() and not self.progress.is_verified:
            self._ask_identity()
            return
        case = self.case
        detail = self.task.missing(case)
        if detail is not None:
            self._request(detail, case)
            return
        restated = self.task.restated(case)
        if restated is None or case.value(CONFIRMED) == "True":
            self.progress.end(READY)
            return
        self.progress.add(restated)
        self.requested = CONFIRMED

    def _needs_identity(self) -> bool:
        return self.task.needs_order(self.case)

    def _ask_identity(self) -> None:
        self.requested = IDENTITY_SLOTS[0 if self.progress.value("order_number") is None else 1]
        self.progress.say(_IDENTITY_QUESTIONS[self.requested], order_number=self.progress.value("order_number") or "")

    def _request(self, detail: Detail, case: Case) -> None:
        self.requested = detail.slot
        self.progress.add(detail.ask(case))

    def _leave(self) -> None:
        self.progress.say("utter_form_left")
        self.progress.end(LEFT)

    def _begin(self, task: str) -> None:
        """Parts of an earlier, abandoned task must not slip into this one."""
        self.progress.set("task", task)
        forget_held(self.progress, task)
        self._clear()

    def _clear(self) -> None:
        for slot in DETAIL_SLOTS:
            if self.progress.value(slot) is not None:
                self.progress.set(slot, None)

    def _has_expired(self) -> bool:
        return self.turn.idle is not None and self.turn.idle > wiring.policy().form_expires_after
