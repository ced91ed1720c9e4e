"""Every line of domain.yml: compliant, said by someone, and filled in completely."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from register import check

ROOT = Path(__file__).resolve().parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
LINES = [(name, line["text"]) for name, lines in DOMAIN["responses"].items() for line in lines]
BUTTONS = [
    (name, button["title"])
    for name, lines in DOMAIN["responses"].items()
    for line in lines
    for button in line.get("buttons", [])
]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
# Said by Rasa itself when a form asks for a slot.
ASKED_BY_FORMS = {f"utter_ask_{slot}" for form in DOMAIN["forms"].values() for slot in form["required_slots"]}
# Said by a name that is put together: `utter_order_` and the state.
PUT_TOGETHER = (
    "utter_order_",
    "utter_refund_",
    "utter_refuse_",
    "utter_ask_for_stock_notice",
    # By who pays, by what is wanted, or by the state of a service order.
    "utter_restate_return_",
    "utter_restate_exchange_",
    "utter_restate_refund_request_",
    "utter_restate_pickup_",
    "utter_restate_repair_",
    "utter_restate_installation",
    "utter_restate_item_",
    "utter_return_reviewing",
    "utter_exchange_done",
    "utter_service_",
    "utter_ask_for_return_way_",
    "utter_ask_for_repair_slot_",
    "utter_ask_for_installation_slot",
    "utter_repair_sent_in_",
    "utter_installation_done",
    "utter_item_",
)


@pytest.mark.parametrize(("name", "text"), LINES + BUTTONS)
def test_the_line_passes_the_register(name: str, text: str) -> None:
    checked = check(text, sender="bot")

    assert checked.verdict == "pass", checked.findings


@pytest.mark.parametrize("name", DOMAIN["responses"])
def test_the_response_is_said_by_someone(name: str) -> None:
    assert f'"{name}"' in SOURCE or name in ASKED_BY_FORMS or name.startswith(PUT_TOGETHER)


def test_what_is_said_exists() -> None:
    said = set(re.findall(r'"(utter_[a-z_]+[a-z])"', SOURCE)) - {"utter_action"}

    assert said <= set(DOMAIN["responses"]) | {"utter_closing", "utter_restate", "utter_soothe", "utter_fallback"}


def test_every_action_of_the_domain_exists_and_every_action_is_in_the_domain() -> None:
    written = set(re.findall(r'return "((?:action|validate)_[a-z_]+)"', SOURCE))

    assert written == set(DOMAIN["actions"])


def test_the_bot_never_says_what_is_for_the_service_to_say() -> None:
    # Queue lines and the offer of a person belong to the handoff service (R10).
    assert not [text for _, text in LINES if re.search(r"转接|排队|需要.{0,6}人工客服吗|为您转", text)]
