"""What one message does to the task's form: identity, then only what is missing, then a yes; and what comes between."""

from collections.abc import Sequence
from dataclasses import replace

from actions.form_state import CONFIRMED, READY, FormState
from actions.further import hold, waits_for
from actions.identity import IDENTITY_SLOTS, LEFT, identify, open_order
from actions.other_orders import points_elsewhere
from actions.phrases import asks_where_number_is, means_other_order, refuses, says_no, says_yes
from actions.tasks.registry import TASKS
from actions.tasks.task import Task
from actions.titles import TITLES

FORM = "task_form"
REFUSED, GIVEN_UP, KNOWLEDGE = "refused", "given_up", "knowledge"
# What is wrong, and pictures of it: nobody is asked for them twice because the matter got another name.
_TOLD_ONCE = ("note", "photos")


class TaskTalk(FormState):
    """Reads one message and moves the form on."""

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
        elif self.turn.is_further:
            self._further()
            return
        elif self._begins_again():
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

    def _further(self) -> None:
        """Another request of the same message: told on the spot, or kept for later; it answers no question of ours."""
        wish = self.turn.task
        if wish is None:
            return  # the knowledge's; it answers, and the form asks again
        other = TASKS[wish]
        if wish == self.task.name:
            self.ask()
        elif self._asks_knowledge(other) and not (other.is_query and other.needs_order(self.case)):
            self.asked_in_between = True
        elif waits_for(wish, self.task.name) or not self._tell_aside(other):
            hold(self.progress, wish)
            self.ask()

    def _begins_again(self) -> bool:
        """“重新说” forgets what was given, “换一个” only what was asked for; “我没说要取消” ends it."""
        if self.turn.note("denied"):
            self.progress.say("utter_ask_mistaken")
            self.progress.end(LEFT)
        elif self.turn.note("again"):
            self._clear()
            self.asked = None
            self.progress.say("utter_task_again", title=TITLES[self.task.name].reading)
            self.ask()
        elif self.turn.note("another") and self.asked == CONFIRMED:
            self._correct()
        elif self.turn.note("another"):
            self.ask()
        else:
            return False
        return True

    def answer(self, known: str | None) -> None:
        """What the knowledge says to a question in between; then the form's own question again."""
        if known is None and self.turn.is_further and self.turn.task is not None:
            # Not sure enough to be said in between: restated and answered once the form is done.
            hold(self.progress, self.turn.task)
        elif known is None:
            self.progress.say("utter_fallback_product")
        else:
            self.progress.say("utter_product_answer", answer=known)
        self.ask()

    def _asks_knowledge(self, task: Task) -> bool:
        # A line without a matter of its own, such as a yes to a reading of ours, asks nothing.
        return self.turn.takes_up_offer or (self.turn.task == task.name and task.asks_knowledge(self.case))

    # --- identity -----------------------------------------------------------------------------------------------

    def _names_another_order(self) -> bool:
        if not self._needs_identity():
            return False
        if self.is_start:
            # Broader words mean goods as often as the order when they open a matter: “发错订单了”.
            return self.turn.entity("order_number") is None and points_elsewhere(self.turn.text)
        named = self.turn.entity("order_number")
        is_other = means_other_order(self.turn.text) or points_elsewhere(self.turn.text)
        return is_other or (named is not None and named != self.progress.value("verified_order"))

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
            if TASKS[wish].needs_order(self.case) is False and self._tell_aside(TASKS[wish]):
                return
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
        elif self.progress.has_asked:
            self.requested = IDENTITY_SLOTS[0]
        elif self.progress.is_touched or wish == self.task.name:
            self._ask_identity()

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
            self._correct()
        elif self.turn.intent == "affirm" or says_yes(self.turn.text):
            self.progress.set(CONFIRMED, True)
            self.progress.end(READY)
        else:
            return False
        return True

    def _correct(self) -> None:
        first = next((one for one in self.task.details if one.needed(self.case)), None)
        if first is None:
            self._leave()
        else:
            self.progress.say("utter_task_kept")
            # Asked again although it is filled: a part that is not corrected stays as it was restated.
            self._request(first, self.case)

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
        if self._tell_aside(other):
            return
        self.progress.say("utter_task_switched", former=TITLES[self.task.name].reading)
        self._take_up(other.name)

    def _tell_aside(self, other: Task) -> bool:
        case = self.case
        case = replace(case, values={**case.values, **other.take(case)})
        told = other.aside(case)
        if told is None:
            return False
        for line in told.lines:
            self.progress.add(line)
        self.ask()
        return True

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
