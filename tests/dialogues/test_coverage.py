"""Every intent has its dialogue: one that proves a row, a ticket or a fact; and a refusal where the shop can refuse."""

from pathlib import Path

import pytest
import yaml

from shop.rules import CODES
from tests.dialogues.script import Dialogue, read_dialogues

ROOT = Path(__file__).parents[2]
DIALOGUES = read_dialogues(Path(__file__).parent)
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
INTENTS = sorted({name for entry in DOMAIN["intents"] for name in entry} - {"nlu_fallback"})
# Talk itself: what is proved is what is said and whether it closes; there is no row and no fact behind it.
TALK = frozenset({"greet", "thanks", "goodbye", "affirm", "deny", "bot_challenge", "out_of_scope", "human_request"})


def _of(intent: str) -> list[Dialogue]:
    return [one for one in DIALOGUES if one.intent == intent]


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_has_a_dialogue_that_proves_its_work(intent: str) -> None:
    assert _of(intent)
    assert intent in TALK or any(one.proves_something for one in _of(intent))


@pytest.mark.parametrize("intent", sorted(CODES))
def test_what_the_shop_can_refuse_is_seen_refused(intent: str) -> None:
    assert any(one.refuses for one in _of(intent))


def test_there_are_enough_dialogues_a_third_of_them_unhappy() -> None:
    assert len(DIALOGUES) >= 120
    assert sum(one.is_unhappy for one in DIALOGUES) >= len(DIALOGUES) / 3


def test_no_dialogue_names_an_intent_that_does_not_exist() -> None:
    assert {one.intent for one in DIALOGUES if one.intent} <= set(INTENTS)


@pytest.mark.parametrize(
    ("task", "code"), [pytest.param(task, code, id=f"{task}-{code}") for task in CODES for code in CODES[task]]
)
def test_every_refusal_has_its_line(task: str, code: str) -> None:
    assert f"utter_refuse_{task}_{code}" in DOMAIN["responses"]
