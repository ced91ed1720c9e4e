"""The way to a person: asked for outright, or called for by a complaint (P: apologise, then collect the facts)."""

from actions.directives import handoff
from actions.empathy import soothe
from actions.phrases import threatens
from actions.sdk import BotAction, Event, Speech, leave_form
from actions.titles import title_of
from actions.turn import Turn


class HandOff(BotAction):
    """The service says the queue lines; an upset contact hears first that we understand."""

    def name(self) -> str:
        return "action_hand_off"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        soothe(turn, speech)
        topic = title_of(turn.slot("last_topic") or "")
        tried = (f"已由智能客服{topic}",) if topic else ()
        speech.direct(handoff(turn, "asked", tried))
        return leave_form()


class Complaint(BotAction):
    """安抚 and 了解 in this order; the rest of the protocol is for a person."""

    def name(self) -> str:
        return "action_complaint"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        soothe(turn, speech)
        if not turn.said_lately("utter_ask_complaint_facts", 1):
            if turn.is_verified:
                speech.say("utter_ask_complaint_facts_order", order_number=turn.order_number or "")
            else:
                speech.say("utter_ask_complaint_facts")
        speech.direct(handoff(turn, "threat" if threatens(turn.text) else "complaint"))
        return leave_form()
