"""What was not understood: restated once with choices, then a person (R11, E)."""

from actions.directives import handoff
from actions.empathy import soothe
from actions.line import Button, button
from actions.other_orders import points_elsewhere
from actions.phrases import means_other_order, threatens
from actions.products import give, known_entry, likely_question
from actions.sdk import BotAction, Event, Speech, follow_up, leave_form, set_slot
from actions.titles import KNOWLEDGE_INTENTS, TITLES
from actions.turn import Turn

# Below this the first reading is a guess not worth asking about.
_WORTH_RESTATING = 0.2
_SHOWN_READINGS = 2
# By what Rasa's side notes of a line without words (bot/oddities.py).
_SAID_TO_ODD_LINES = {
    "blank": "utter_fallback_blank",
    "faces": "utter_fallback_faces",
    "link": "utter_fallback_link",
    "code": "utter_fallback_code",
}
_OF_GOODS = frozenset({"stock", "product_price", "promotion", "product_info", "product_usage", "authenticity"})


class NotUnderstood(BotAction):
    def name(self) -> str:
        return "action_not_understood"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        if turn.form is None and (met := _without_a_wish(turn, speech) or _leaning_on_before(turn, speech)):
            return met
        if threatens(turn.text):
            # Whatever else the line may mean, this alone calls for a person.
            speech.say("utter_soothe_complaint")
            speech.direct(handoff(turn, "threat"))
            return leave_form()
        if turn.answers_complaint_question:
            # Told in the contact's own words: no intent, and no misunderstanding either.
            speech.say("utter_soothe_noted")
            return []
        soothe(turn, speech)
        known = await known_entry(turn) if turn.form is None else None
        if known:
            return give(turn, speech, known.answer, entry=known)
        if turn.misses_before:
            return give_up(turn, speech)
        return await _ask_back(turn, speech)


def _without_a_wish(turn: Turn, speech: Speech) -> list[Event]:
    """Faces, a link, code, “重新说”, “换一个”: the fitting question; empty for a line that says something."""
    odd = turn.note("odd")
    if odd == "which_goods" or (turn.note("another") and turn.slot("last_topic") in _OF_GOODS):
        speech.say("utter_ask_product_question")
    elif turn.note("again") or turn.note("another"):
        speech.say("utter_ask_again")
    elif odd is None:
        return []
    elif turn.misses_before:
        return give_up(turn, speech)
    else:
        speech.say(_SAID_TO_ODD_LINES[odd])
    return [set_slot("offered_intent", None), set_slot("offered_answer", None)]


def _leaning_on_before(turn: Turn, speech: Speech) -> list[Event]:
    """Another order for the same matter, or a follow-up on the last answer; empty where the line stands alone."""
    if turn.slot("task") and (means_other_order(turn.text) or points_elsewhere(turn.text)):
        return other_order(turn, speech)
    return [set_slot("task", turn.follow_up), follow_up("task_form")] if turn.follow_up else []


class DefaultFallback(NotUnderstood):
    """Rasa's last resort: speaks and, unlike Rasa's own, reverts nothing."""

    def name(self) -> str:
        return "action_default_fallback"


class OutOfScope(BotAction):
    def name(self) -> str:
        return "action_out_of_scope"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        soothe(turn, speech)
        # How to use a product and what to do about a fault is read as out of scope as often as not.
        known = await known_entry(turn)
        if known:
            return give(turn, speech, known.answer, entry=known)
        speech.say("utter_fallback_scope")
        if not turn.misses_before:
            return []
        speech.direct(handoff(turn, "out_of_authority", tried=("客户的问题超出智能客服可以办理的范围",)))
        return leave_form()


async def _ask_back(turn: Turn, speech: Speech) -> list[Event]:
    """The first time: the likeliest reading restated with choices, or a plain question."""
    if turn.form is not None:
        speech.say("utter_fallback_form")
        return []
    readings = [name for name, share in turn.ranking if name in TITLES and share >= _WORTH_RESTATING]
    if not readings:
        speech.say("utter_fallback")
        return []
    if readings[0] in KNOWLEDGE_INTENTS and (offered := await likely_question(turn, speech, readings[0])):
        return offered
    speech.say("utter_restate_intent", reading=TITLES[readings[0]].reading, buttons=_choices(turn))
    return [set_slot("offered_intent", readings[0]), set_slot("offered_answer", None)]


def give_up(turn: Turn, speech: Speech) -> list[Event]:
    """The second time in a row: say so, and let the service offer a person."""
    speech.say("utter_fallback_again")
    speech.direct(handoff(turn, "not_understood", tried=("智能客服连续两次未能理解客户的问题",)))
    return leave_form()


def other_order(turn: Turn, speech: Speech) -> list[Event]:
    """“不对，是另一单” after an answer: the same matter for another order."""
    soothe(turn, speech)
    return [set_slot("order_number", turn.entity("order_number")), follow_up("task_form")]


def _choices(turn: Turn) -> list[Button]:
    names = [name for name, _ in turn.ranking if name in TITLES][:_SHOWN_READINGS]
    shown = [button(TITLES[name].reading, TITLES[name].button) for name in names]
    return [*shown, button("都不是")]
