"""Questions about goods and rules: answered when the knowledge is sure, restated when not, honest without an answer."""

from actions import wiring
from actions.closing import ask_for_more
from actions.directives import handoff
from actions.empathy import soothe
from actions.further import hold_later
from actions.knowledge import Entry, KnowledgeUnavailable
from actions.line import button
from actions.sdk import BotAction, Event, Speech, leave_form, set_slot
from actions.turn import Turn


class AnswerKnowledge(BotAction):
    """The answer of the entry that fits the line and the intent it was read as."""

    def name(self) -> str:
        return "action_answer_knowledge"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        soothe(turn, speech)
        topic = None if turn.is_unsure else turn.intent
        found = await wiring.knowledge().search(turn.text, topic, turn.entity("product"))
        if found.best is None:
            return _admit(turn, speech)
        if found.decision == "confirm":
            return [*hold_later(turn, speech), *offer(speech, found.best, found.others)]
        return give(turn, speech, found.best.answer, entry=found.best)


async def likely_question(turn: Turn, speech: Speech, topic: str) -> list[Event]:
    """The question of the entry that an unsure line may mean, restated; empty where there is none."""
    try:
        found = await wiring.knowledge().search(turn.text, topic, turn.entity("product"))
    except KnowledgeUnavailable:
        return []
    return offer(speech, found.best, found.others) if found.best else []


def offer(speech: Speech, best: Entry, others: tuple[str, ...]) -> list[Event]:
    """Restate the likeliest question, the next ones beside it; a yes or a press gives the answer (R11)."""
    buttons = [button("是的"), *(button(question) for question in others), button("不是")]
    speech.say("utter_restate_product", question=best.question, buttons=buttons)
    if best.id:
        speech.direct({"knowledge": {"offered": best.id, "title": best.question}})
    offered = [set_slot("offered_answer", best.answer), set_slot("offered_questions", "\n".join(others) or None)]
    return [*offered, set_slot("offered_intent", None)]


async def known_entry(turn: Turn, within: str = "") -> Entry | None:
    """What the knowledge is sure of, whatever the line was taken for; None also while the knowledge is away.

    `within`: the matter in whose course it is asked, in words.
    """
    try:
        found = await wiring.knowledge().search(within + turn.text, turn.task, turn.entity("product"))
    except KnowledgeUnavailable:
        return None
    return found.best if found.decision == "answer" else None


def give(turn: Turn, speech: Speech, answer: str, *, entry: Entry | None = None) -> list[Event]:
    """The answer; with the entry it stands in as data beside it, where that is known."""
    speech.say("utter_product_answer", answer=answer)
    if entry:
        name_entry(speech, entry)
    ask_for_more(turn, speech)
    product = turn.entity("product")
    topic = turn.intent if turn.intent not in {"affirm", "inform", "nlu_fallback"} else "product_info"
    named = [set_slot("last_product", product)] if product else []
    return [set_slot("last_topic", topic), set_slot("offered_answer", None), set_slot("offered_intent", None), *named]


def name_entry(speech: Speech, entry: Entry) -> None:
    """Say to the service which entry the answer just said stands in."""
    if entry.id:
        speech.direct({"knowledge": {"entry": entry.id, "title": entry.question}})


def _admit(turn: Turn, speech: Speech) -> list[Event]:
    if turn.misses_before == 0:
        speech.say("utter_fallback_product")
        return [set_slot("last_topic", turn.intent)]
    speech.say("utter_fallback_product_again")
    speech.direct(handoff(turn, "not_understood", tried=("已查询知识库，未找到对应内容",)))
    return leave_form()
