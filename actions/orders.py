"""Answers about an order whose identity check is done: state, parcel, refund."""

import asyncio

from actions import wiring
from actions.closing import ask_for_more
from actions.directives import handoff
from actions.empathy import soothe
from actions.identity import LOCKED, VERIFIED
from actions.order_facts import LINES
from actions.sdk import BotAction, Event, Speech, set_slot
from actions.turn import Turn


class AnswerOrder(BotAction):
    """Runs when the order form has ended, however it ended."""

    def name(self) -> str:
        return "action_answer_order"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        outcome = turn.slot("form_outcome")
        if outcome == LOCKED:
            return refuse_locked(turn, speech)
        if outcome != VERIFIED or not turn.is_verified:
            # Left, or ended by a fault: the form has said so itself.
            return [set_slot("form_outcome", None)]
        soothe(turn, speech)
        task = turn.slot("task") or ""
        topic = task if task in LINES else "order_status"
        return await tell(turn, speech, topic)


async def tell(turn: Turn, speech: Speech, topic: str) -> list[Event]:
    """Say the facts of the verified order; late ones go to a person."""
    order = await asyncio.to_thread(wiring.shop().order, turn.order_number or "")
    line = LINES[topic](order, wiring.now())
    speech.say(line.response, line.facts)
    if line.needs_person:
        speech.direct(handoff(turn, "out_of_authority", tried=("已核对身份", "已查询并确认超过承诺时间")))
    else:
        ask_for_more(turn, speech)
    return [set_slot("last_topic", topic), set_slot("form_outcome", None)]


def refuse_locked(turn: Turn, speech: Speech) -> list[Event]:
    """Too many wrong tries: a person must check (out of the bot's authority)."""
    soothe(turn, speech)
    speech.say("utter_locked")
    speech.direct(handoff(turn, "out_of_authority", tried=("身份核对未通过，次数已达上限",)))
    return [set_slot("form_outcome", None)]
