"""Greetings, thanks, farewell, yes, no, bare information and urging: what they mean depends on what was said before."""

import asyncio
from dataclasses import replace

from actions.closing import ask_for_more
from actions.directives import CLOSE
from actions.empathy import soothe
from actions.fallback import other_order
from actions.perform import do
from actions.phrases import means_other_order, only_says_no, task_named_in
from actions.products import AnswerKnowledge, give
from actions.sdk import BotAction, Event, Speech, follow_up, leave_form, set_slot
from actions.tasks.registry import TASKS
from actions.turn import Turn


class Greet(BotAction):
    def name(self) -> str:
        return "action_greet"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        soothe(turn, speech)
        if turn.title:
            speech.say("utter_greet_by_title", title=turn.title)
        else:
            speech.say("utter_greet")
        return []


class Thank(BotAction):
    def name(self) -> str:
        return "action_thank"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        speech.say("utter_thanks")
        ask_for_more(turn, speech)
        return []


class Praise(BotAction):
    """Modest thanks (R14), and the praise reaches those it is meant for."""

    def name(self) -> str:
        return "action_praise"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        speech.say("utter_praise")
        speech.direct({"ticket": {"kind": "praise", "category": "其他", "department": "客服部", "demand": turn.demand}})
        return []


class BotChallenge(BotAction):
    """An honest answer to “are you a machine?”, with the way to a person."""

    def name(self) -> str:
        return "action_bot_challenge"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        soothe(turn, speech)
        speech.say("utter_bot_challenge")
        return []


class Close(BotAction):
    """The contact says goodbye; the service ends the episode."""

    def name(self) -> str:
        return "action_close"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        return close(turn, speech)


class Affirm(BotAction):
    """Takes up the offered reading or answer; a yes to “anything else?” asks what it is."""

    def name(self) -> str:
        return "action_affirm"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        taken = [set_slot("offered_intent", None), set_slot("offered_answer", None)]
        answer, intent = turn.slot("offered_answer"), turn.slot("offered_intent")
        was_offered = turn.said_lately("utter_restate", 1)
        if answer and was_offered:
            return give(turn, speech, answer)
        if intent and was_offered:
            if intent in TASKS:
                return [*taken, set_slot("task", intent), follow_up("task_form")]
            if intent in {"human_request", "complaint"}:
                return [*taken, follow_up("action_hand_off" if intent == "human_request" else "action_complaint")]
            speech.say("utter_ask_product_question")
            return taken
        if turn.form is None:
            speech.say("utter_closing_ready" if "有" not in turn.text else "utter_ask_need")
        return taken


class Deny(BotAction):
    """Turns down a reading, means another order, or has no further wish."""

    def name(self) -> str:
        return "action_deny"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        taken = [set_slot("offered_intent", None), set_slot("offered_answer", None)]
        if turn.slot("task") and means_other_order(turn.text):
            return [*taken, *other_order(turn, speech)]
        if turn.answers_complaint_question:
            # Nothing to add to a complaint is no farewell: a person is on the way.
            speech.say("utter_soothe_noted")
            return taken
        if turn.said_lately("utter_restate", 1) or only_says_no(turn.text):
            soothe(turn, speech)
            speech.say("utter_fallback_rephrase")
            return taken
        return [*taken, *close(turn, speech)]


class Inform(BotAction):
    """A number or a product without a question: goes on with the matter at hand, or asks what it is about."""

    def name(self) -> str:
        return "action_inform"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        if turn.answers_complaint_question:
            speech.say("utter_soothe_noted")
            return []
        if turn.form is None and turn.follow_up is not None:
            return [set_slot("task", turn.follow_up), follow_up("task_form")]
        soothe(turn, speech)
        gives_identity = turn.entity("order_number") or turn.entity("phone_tail")
        task = task_named_in(turn.text) or turn.slot("task")
        if task and gives_identity:
            return [set_slot("task", task), follow_up("task_form")]
        if turn.entity("order_number"):
            speech.say("utter_ask_order_matter", order_number=turn.order_number or "")
        elif turn.entity("product"):
            return await AnswerKnowledge().act(turn, speech)
        elif turn.form is not None:
            speech.say("utter_fallback_form")
        else:
            speech.say("utter_ask_need")
        return []


class Urge(BotAction):
    """Says what is being done: the form's question again, or the facts of the last matter as they stand now."""

    def name(self) -> str:
        return "action_urge"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        soothe(turn, speech)
        topic = turn.slot("last_topic") or ""
        if turn.form is not None:
            speech.say("utter_urge_form")
            return []
        if topic in TASKS and TASKS[topic].is_query and turn.is_verified:
            return await asyncio.to_thread(do, replace(turn, slots={**turn.slots, "task": topic}), speech)
        speech.say("utter_urge")
        speech.say("utter_ask_need")
        return []


def close(turn: Turn, speech: Speech) -> list[Event]:
    """Thank, invite again, remind of the order number (R08); the directive ends the episode."""
    if turn.is_verified:
        speech.say("utter_closing_goodbye_order", order_number=turn.order_number or "")
    else:
        speech.say("utter_closing_goodbye")
    speech.direct(CLOSE)
    return leave_form()
