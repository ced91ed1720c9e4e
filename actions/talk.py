"""Greetings, thanks, farewell, yes, no, bare information and urging: what they mean depends on what was said before."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from actions import wiring
from actions.closing import ask_for_more
from actions.dates import spoken
from actions.directives import CLOSE
from actions.empathy import soothe
from actions.fallback import other_order
from actions.line import Line
from actions.other_orders import points_elsewhere
from actions.perform import do
from actions.phrases import means_other_order, only_says_no, task_named_in
from actions.products import AnswerKnowledge, give
from actions.sdk import BotAction, Event, Speech, follow_up, leave_form, set_slot
from actions.task_talk import REFUSED
from actions.tasks.registry import TASKS
from actions.titles import title_of
from actions.turn import Turn

_WORTH_PASSING_ON, _LONGEST_PRAISE = 12, 200
_OF_SOMEBODY = re.compile(
    r"师傅|客服|小哥|快递员|工程师|姑娘|小伙|同事|店员|[小老][一-龥](?=.{0,6}(?:好|棒|赞|耐心|细心|专业))"
)
# After a piece of work, the query that tells how it stands.
_TOLD_BY: Mapping[str, str] = {
    **dict.fromkeys(("order_modify", "order_change_address", "order_missing"), "order_status"),
    **dict.fromkeys(("order_cancel", "refund_request"), "refund_status"),
    **dict.fromkeys(("delivery_schedule", "delivery_contact"), "delivery_time"),
    **dict.fromkeys(
        (
            *("return_request", "exchange_request", "repair_request", "installation", "after_sales_shipping"),
            *("item_missing", "item_wrong", "item_damaged", "delivery_problem", "refuse_delivery"),
        ),
        "after_sales_status",
    ),
    "invoice_change": "invoice_view",
}
# Answers about goods are no work in progress.
_OF_GOODS = frozenset({"promotion", "stock", "product_price"})


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
        if len(turn.text) >= _WORTH_PASSING_ON or _OF_SOMEBODY.search(turn.text):
            # A bare 好用 is met with thanks; whatever somebody would like to hear is passed on to them.
            demand = f"客户表扬：{turn.text[:_LONGEST_PRAISE]}"
            known = {"order_number": turn.order_number if turn.is_verified else None, "product": turn.entity("product")}
            ticket = {"kind": "praise", "category": "其他", "department": "客服部", "demand": demand, **known}
            speech.direct({"ticket": {key: value for key, value in ticket.items() if value is not None}})
        else:
            ask_for_more(turn, speech)
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
        if turn.note("denied"):
            speech.say("utter_ask_mistaken")
            return taken
        if means_other_order(turn.text) or points_elsewhere(turn.text):
            if turn.slot("task"):
                return [*taken, *other_order(turn, speech)]
            speech.say("utter_ask_need")
            return taken
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
        told_by = _TOLD_BY.get(topic, topic)
        if told_by in TASKS and TASKS[told_by].is_query and turn.is_verified and told_by not in _OF_GOODS:
            # Told or refused, as it stands by now.
            asked = replace(turn, slots={**turn.slots, "task": told_by})
            return await asyncio.to_thread(do, asked, speech, REFUSED)
        if owed := _owed(turn, topic):
            speech.tell(owed)
            return []
        speech.say("utter_urge")
        speech.say("utter_ask_need")
        return []


def _owed(turn: Turn, topic: str) -> Line | None:
    """What people have taken over, and by when they are back; None once that time has passed."""
    promised, title = turn.slot("promised_at"), title_of(topic)
    if promised is None or title is None or topic == "suggestion":
        return None
    due = datetime.fromisoformat(promised)
    now = wiring.now()
    facts = {"title": title, "due_at": spoken(due, now), "where": turn.where(due)}
    return Line("utter_urge_promised", facts) if due > now else None


def close(turn: Turn, speech: Speech) -> list[Event]:
    """Thank, invite again, remind of the order number (R08); the directive ends the episode."""
    if turn.is_verified:
        speech.say("utter_closing_goodbye_order", order_number=turn.order_number or "")
    else:
        speech.say("utter_closing_goodbye")
    speech.direct(CLOSE)
    return leave_form()
