"""The one form behind every task: identity, then only what is missing, then a yes; and back after a digression."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from actions import wiring
from actions.identity import IDENTITY_SLOTS, LEFT, Progress, case_of, identify, open_order
from actions.phrases import asks_where_number_is, means_other_order, refuses, says_no, says_yes
from actions.products import known_answer
from actions.sdk import REQUESTED_SLOT, BotAction, Event, Speech
from actions.tasks.registry import DETAIL_SLOTS, TASKS
from actions.tasks.task import Case, Detail, Task
from actions.titles import TITLES
from actions.turn import Turn

FORM = "task_form"
READY, REFUSED, GIVEN_UP, KNOWLEDGE = "ready", "refused", "given_up", "knowledge"
CONFIRMED = "confirmed"
# What is wrong, and pictures of it: nobody is asked for them twice because the matter got another name.
_TOLD_ONCE = ("note", "photos")
_IDENTITY_QUESTIONS = {"order_number": "utter_ask_for_order_number", "phone_tail": "utter_ask_for_phone_tail"}


class ValidateTaskForm(BotAction):
    """Says every question itself: what is asked depends on the task and on the order, which Rasa cannot know."""

    def name(self) -> str:
        return "validate_task_form"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        form = await asyncio.to_thread(_heard, turn)
        if form.asked_in_between:
            answer = await known_answer(turn)
            await asyncio.to_thread(form.answer, answer)
        return form.progress.events(speech, None if form.progress.outcome else form.requested)


def _heard(turn: Turn) -> "_Form":
    form = _Form(Progress(turn), is_start=turn.starts(FORM))
    if turn.resumes(FORM):
        form.ask()
        form.progress.is_touched = True
    else:
        form.hear()
    return form


class _Form:
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

    def hear(self) -> None:
        if self.is_start and self.progress.value("form_outcome") == READY:
            # Sent back by the task for one detail: nothing is read twice, and what was given stays.
            self.ask()
            return
        if self.is_start:
            self.progress.is_touched = True
            self._begin(self.turn.task or self.progress.value("task") or "order_status")
            if self._asks_knowledge(self.task):
                self.progress.end(KNOWLEDGE)
                return
        elif self._has_expired():
            self._clear()
            self.progress.say("utter_form_expired", title=TITLES[self.task.name].reading)
            self.asked = None
        if self._answers_with_a_number():
            self.progress.set("order_number", self.progress.value("verified_order"))
            self._work()
        elif self._needs_identity() and not self.progress.is_verified:
            if self.asked not in {None, *IDENTITY_SLOTS}:
                # Rasa has put another order's number into the slot: what was said of the first one holds no more.
                self._clear()
                self.asked = None
            self._identify()
        elif self._names_another_order():
            self._clear()
            # What names an order answers no question about the one before.
            self.asked = None
            self._identify()
        elif self.progress.outcome is None:
            self._work()

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

    def answer(self, known: str | None) -> None:
        """What the knowledge says to a question in between; then the form's own question again."""
        if known is None:
            self.progress.say("utter_fallback_product")
        else:
            self.progress.say("utter_product_answer", answer=known)
        self.ask()

    def _asks_knowledge(self, task: Task) -> bool:
        # A line without a matter of its own, such as a yes to a reading of ours, asks nothing.
        return self.turn.takes_up_offer or (self.turn.task == task.name and task.asks_knowledge(self.case))

    # --- identity -----------------------------------------------------------------------------------------------

    def _needs_identity(self) -> bool:
        return self.task.needs_order(self.case)

    def _names_another_order(self) -> bool:
        if not self._needs_identity() or self.is_start:
            return False
        named = self.turn.entity("order_number")
        return (named is not None and named != self.progress.value("verified_order")) or means_other_order(
            self.turn.text
        )

    def _answers_with_a_number(self) -> bool:
        """Twelve digits are a parcel's where that was asked for, unless the contact calls them an order's."""
        is_corrected = self.asked == CONFIRMED and self.progress.value("tracking_number") is not None
        asked_for = is_corrected or self.asked == "tracking_number"
        is_known = self.progress.value("verified_order") is not None
        return asked_for and is_known and self.turn.entity("order_number") is not None and "订单" not in self.turn.text

    def _identify(self) -> None:
        """Number and digits; until they are there, another wish replaces the present one, and details are kept."""
        # “订单号在哪里看” asks about our question and for nothing else, whatever it reads like.
        wish = None if self.is_start or asks_where_number_is(self.turn.text) else self.turn.task
        if wish is not None and self._asks_knowledge(TASKS[wish]):
            self.asked_in_between = True
            return
        if wish is not None and wish != self.task.name:
            self._begin(wish)
            if not self._needs_identity():
                self._work()
                return
        for slot, value in self.task.take(self.case).items():
            self.progress.set(slot, value)
        identify(self.progress, is_start=self.is_start)
        if self.progress.outcome is not None:
            return
        if self.progress.is_verified:
            self.asked = None
            self._work()
        elif self.progress.is_touched or wish == self.task.name:
            self._ask_identity()

    def _ask_identity(self) -> None:
        self.requested = IDENTITY_SLOTS[0 if self.progress.value("order_number") is None else 1]
        self.progress.say(_IDENTITY_QUESTIONS[self.requested], order_number=self.progress.value("order_number") or "")

    # --- details ------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        """The details of the message, the rule that may refuse, the next question or the end."""
        task = self.task
        is_new = self.asked is None or self.is_start
        taken = task.take(self.case)
        for slot, value in taken.items():
            self.progress.set(slot, value)
        if taken.get("verified_order"):
            open_order(self.progress, str(taken["verified_order"]))
        other = task.instead(self.case) if taken or is_new else None
        if other is not None:
            self._become(other)
        elif (taken or is_new) and task.refusal(self.case):
            # After the details, because some rules depend on them.
            self.progress.end(REFUSED)
        elif taken or is_new:
            self._drop_what_cannot_be()
            # Something was corrected or added: what was restated before holds no more.
            self.progress.slots[CONFIRMED] = None
            self.ask()
        elif self.asked != CONFIRMED or not self._decide():
            self._elsewhere(task)

    def _drop_what_cannot_be(self) -> None:
        for detail in self.task.details:
            case = self.case
            value = case.value(detail.slot)
            problem = detail.problem(case, value) if value is not None else None
            if problem is not None:
                self.progress.set(detail.slot, None)
                self.progress.add(problem)

    def _decide(self) -> bool:
        """Yes or no to what was restated; False when the message is neither."""
        if refuses(self.turn.text):
            self._leave()
        elif self.turn.intent == "deny" or says_no(self.turn.text):
            first = next((one for one in self.task.details if one.needed(self.case)), None)
            if first is None:
                self._leave()
            else:
                self.progress.say("utter_task_kept")
                # Asked again although it is filled: a part that is not corrected stays as it was restated.
                self._request(first, self.case)
        elif self.turn.intent == "affirm" or says_yes(self.turn.text):
            self.progress.set(CONFIRMED, True)
            self.progress.end(READY)
        else:
            return False
        return True

    def _elsewhere(self, task: Task) -> None:
        """No detail and no decision: the contact stops, asks something in between, or was not understood."""
        wish = self.turn.task
        if refuses(self.turn.text) or (self.turn.intent == "deny" and self.asked != CONFIRMED):
            self._leave()
        elif wish and self._asks_knowledge(TASKS[wish]):
            self.asked_in_between = True
        elif wish and wish != task.name:
            self._turn_to(TASKS[wish])
        elif wish == task.name:
            self.ask()
        elif self.turn.intent in {"inform", "affirm"} or self.turn.is_unsure:
            if self.turn.misses_before:
                self.progress.end(GIVEN_UP)
                return
            self.progress.say("utter_fallback_form")
            self.ask()

    def _turn_to(self, other: Task) -> None:
        """A question is answered on the spot; another piece of work takes the place of this one."""
        case = self.case
        case = replace(case, values={**case.values, **other.take(case)})
        told = other.aside(case)
        if told is not None:
            for line in told.lines:
                self.progress.add(line)
            self.ask()
            return
        self.progress.say("utter_task_switched", former=TITLES[self.task.name].reading)
        self._take_up(other.name)

    def _become(self, other: str) -> None:
        """Nothing was abandoned: what was said so far is read again as the matter that it turned out to be."""
        self.progress.say("utter_task_moved", title=TITLES[other].reading)
        self._take_up(other, _TOLD_ONCE)

    def _take_up(self, name: str, kept: Sequence[str] = ()) -> None:
        """`kept`: details of the former task that hold for this one, too."""
        told = {slot: self.progress.value(slot) for slot in kept}
        self._begin(name)
        for slot, value in told.items():
            if value is not None and any(detail.slot == slot for detail in TASKS[name].details):
                self.progress.set(slot, value)
        self.asked = None
        if self._needs_identity() and not self.progress.is_verified:
            self._ask_identity()
        else:
            self._work()

    def _request(self, detail: Detail, case: Case) -> None:
        self.requested = detail.slot
        self.progress.add(detail.ask(case))

    def _leave(self) -> None:
        self.progress.say("utter_form_left")
        self.progress.end(LEFT)

    # --- beginning and end --------------------------------------------------------------------------------------

    def _begin(self, task: str) -> None:
        """Parts of an earlier, abandoned task must not slip into this one."""
        self.progress.set("task", task)
        self._clear()

    def _clear(self) -> None:
        for slot in DETAIL_SLOTS:
            if self.progress.value(slot) is not None:
                self.progress.set(slot, None)

    def _has_expired(self) -> bool:
        return self.turn.idle is not None and self.turn.idle > wiring.policy().form_expires_after
