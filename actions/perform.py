"""Does the task once the form has ended: the shop's effect, the answer, the ticket or the person it needs."""

import asyncio
from collections.abc import Mapping
from typing import Any

from actions import wiring
from actions.closing import ask_for_more
from actions.directives import handoff
from actions.empathy import soothe
from actions.fallback import give_up
from actions.form_state import READY
from actions.identity import case_of
from actions.line import Line, refusal_line
from actions.products import AnswerKnowledge
from actions.sdk import BotAction, Event, Speech, follow_up, set_slot
from actions.task_talk import FORM, KNOWLEDGE, REFUSED
from actions.tasks.registry import DETAIL_SLOTS, TASKS
from actions.tasks.task import Case, Result, Task
from actions.turn import Turn
from shop.errors import NotAllowed, SlotTaken


class DoTask(BotAction):
    """Runs when the task form has ended, however it ended."""

    def name(self) -> str:
        return "action_do_task"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        if turn.slot("form_outcome") == KNOWLEDGE:
            return [*await AnswerKnowledge().act(turn, speech), *details_done()]
        return await asyncio.to_thread(_act, turn, speech)


def _act(turn: Turn, speech: Speech) -> list[Event]:
    match turn.slot("form_outcome"):
        case "locked":
            return [*refuse_locked(turn, speech), *details_done()]
        case "given_up":
            return [*give_up(turn, speech), *details_done()]
        case "ready" | "refused" as outcome:
            return do(turn, speech, outcome)
        case _:
            # Left, or ended by a fault: the form has said so itself.
            return details_done()


def do(turn: Turn, speech: Speech, outcome: str = READY) -> list[Event]:
    """Perform the task of the slots, or say why the shop's rules forbid it."""
    task = TASKS[turn.slot("task") or "order_status"]
    case = case_of(turn, dict(turn.slots))
    if task.needs_order(case) and case.order is None:
        return details_done()
    soothe(turn, speech)
    result = Result([refusal], topic=task.name) if (refusal := _refusal(task, case, outcome)) else _perform(task, case)
    return finish(turn, speech, task, result)


def finish(turn: Turn, speech: Speech, task: Task, result: Result) -> list[Event]:
    """Say it, hand over what people must do, and leave the slots as the next message should find them."""
    for line in result.lines:
        speech.tell(line)
    for ticket in result.tickets:
        speech.direct({"ticket": _known(turn, ticket)})
    if result.ask_again is not None:
        # The outcome stays `ready`: it tells the form that it is resumed and not begun.
        return [set_slot(result.ask_again, None), set_slot("confirmed", None), follow_up(FORM)]
    if result.handoff is not None or any(line.needs_person for line in result.lines):
        tried = result.tried or ("已核对身份", "已查询订单，现状需要人工核实")
        reason = result.handoff or "out_of_authority"
        speech.direct(handoff(turn, reason, tried=tuple(tried), demand=result.demand))
    else:
        ask_for_more(turn, speech)
    kept = [set_slot(name, value) for name, value in result.slots.items()]
    if result.tickets:
        kept.append(set_slot("promised_at", _promised(result.tickets[-1])))
    return [*details_done(), *kept, set_slot("last_topic", result.topic or task.name)]


def refuse_locked(turn: Turn, speech: Speech) -> list[Event]:
    """Too many wrong tries: a person must check (out of the bot's authority)."""
    soothe(turn, speech)
    speech.say("utter_locked")
    speech.direct(handoff(turn, "out_of_authority", tried=("身份核对未通过，次数已达上限",)))
    return [set_slot("form_outcome", None)]


def _refusal(task: Task, case: Case, outcome: str) -> Line | None:
    return task.refusal(case) if outcome == REFUSED else None


def _perform(task: Task, case: Case) -> Result:
    try:
        return task.perform(case)
    except SlotTaken:
        # Somebody else was quicker between the question and the yes.
        return Result([Line("utter_slot_taken")], ask_again="slot")
    except NotAllowed as error:
        # The shop changed between the restating and the yes.
        return Result([refusal_line(error.refusal, case.facts, case.now)], topic=task.name)


def _promised(ticket: Mapping[str, Any]) -> str:
    """By when the service promises to be back; an urge is answered with it."""
    return str(ticket.get("due_at") or (wiring.now() + wiring.policy().feedback_within).isoformat())


def _known(turn: Turn, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """A ticket wish with what every ticket of this turn has in common."""
    common = {"order_number": turn.order_number if turn.is_verified else None, "product": turn.slot("order_product")}
    return {key: value for key, value in {**common, **ticket}.items() if value is not None}


def details_done() -> list[Event]:
    """After the task nothing of it may stay for the next one."""
    return [set_slot(name, None) for name in (*DETAIL_SLOTS, "form_outcome")]
