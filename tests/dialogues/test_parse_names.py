"""`heyan nlu parse` knows every intent by its exact name."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.dialogues.bot import the_model

ROOT = Path(__file__).resolve().parents[2]
# fmt: off
NAMES = [
    "order_status", "order_modify", "order_change_address", "order_cancel", "order_missing", "logistics_track",
    "delivery_time", "dispatch_time", "delivery_schedule", "delivery_method", "delivery_contact",
    "delivery_problem", "refuse_delivery", "return_policy", "return_request", "exchange_request",
    "refund_request", "refund_status", "after_sales_status", "after_sales_shipping", "repair_request",
    "repair_center", "item_missing", "item_wrong", "item_damaged", "installation", "invoice_availability",
    "invoice_change", "invoice_view", "price_protection", "payment_method", "payment_problem", "promotion",
    "product_info", "stock", "product_price", "product_usage", "authenticity", "account", "review",
    "human_request", "complaint", "suggestion", "praise", "callback_request", "greet", "thanks", "goodbye",
    "affirm", "deny", "inform", "urge", "bot_challenge", "out_of_scope",
]
# fmt: on


@pytest.fixture(scope="module")
def ranking() -> list[str]:
    command = [str(ROOT / ".venv" / "bin" / "heyan"), "nlu", "parse", "--json"]
    environment = {**os.environ, "RASA_MODEL": str(the_model())}
    done = subprocess.run(
        command, input="你好\n", capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    return [one["name"] for one in json.loads(done.stdout)["intent_ranking"]]


def test_every_intent_is_ranked_under_its_own_name_and_no_other(ranking: list[str]) -> None:
    assert sorted(ranking) == sorted(NAMES)
