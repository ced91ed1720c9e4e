"""What the dialogue is told about a line the classifier is not sure of."""

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.asked import Asked
from bot.expectation import intent_for_dialogue

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [inform, deny, nlu_fallback]
entities: [order_number]
slots:
  order_number: {type: text, mappings: [{type: from_entity, entity: order_number}]}
  note: {type: text, mappings: [{type: from_text}]}
  agreed: {type: bool, mappings: [{type: from_intent, intent: deny, value: false}]}
forms:
  a_form: {required_slots: [order_number, note, agreed]}
""")


def parse(*, fallback: bool, text: str = "呃", entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": "deny", "confidence": 0.3},
        "fallback": fallback,
        "entities": entities or [],
    }


def asking_for(slot: str | None) -> DialogueStateTracker:
    events = [ActiveLoop("a_form"), SlotSet("requested_slot", slot)] if slot else []
    return DialogueStateTracker.from_events("someone", events, slots=DOMAIN.slots)


def test_a_sure_line_keeps_its_intent() -> None:
    assert intent_for_dialogue(parse(fallback=False), asking_for("note"), DOMAIN)["name"] == "deny"


def test_an_unsure_line_outside_a_form_is_not_understood() -> None:
    assert intent_for_dialogue(parse(fallback=True), asking_for(None), DOMAIN)["name"] == "nlu_fallback"


@pytest.mark.parametrize(
    ("slot", "entities", "told"),
    [
        ("note", [], "inform"),
        ("order_number", [{"entity": "order_number"}], "inform"),
        ("order_number", [], "nlu_fallback"),
        ("agreed", [], "nlu_fallback"),
    ],
)
def test_an_unsure_line_informs_a_form_that_can_use_it(slot: str, entities: list[dict[str, Any]], told: str) -> None:
    assert intent_for_dialogue(parse(fallback=True, entities=entities), asking_for(slot), DOMAIN)["name"] == told


def test_a_blank_line_informs_nobody() -> None:
    assert intent_for_dialogue(parse(fallback=True, text=" "), asking_for("note"), DOMAIN)["name"] == "nlu_fallback"


def test_who_leaves_a_form_is_heard_though_the_line_is_unsure() -> None:
    assert intent_for_dialogue(parse(fallback=True, text="不办了"), asking_for("note"), DOMAIN)["name"] == "deny"


def test_a_short_yes_answers_a_question_of_ours() -> None:
    asked = Asked(responses=("utter_restate_intent",))
    unsure = parse(fallback=True, text="不是")

    assert intent_for_dialogue(unsure, asking_for(None), DOMAIN, asked)["name"] == "deny"
    assert intent_for_dialogue(unsure, asking_for(None), DOMAIN, Asked())["name"] == "nlu_fallback"
