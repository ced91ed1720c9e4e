"""The shop's rules are data: read whole, or refused by the name of what is missing."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from shop.after_sales import ServiceKind
from shop.policy import POLICY_FILE, read_policy
from shop.rules import TASK_OF_SERVICE
from shop.slots import SlotKind
from tests.shop.bench import Bench


def test_the_policy_says_periods_fees_and_slots() -> None:
    policy = read_policy()

    assert policy.return_within == timedelta(days=7)
    assert policy.return_freight == 1200
    assert set(policy.slots) == set(SlotKind)
    assert policy.slots[SlotKind.DELIVERY].hours[0] == (time(9), time(12))
    assert policy.reason_text("cancel", "late") == "发货太慢"
    assert policy.reason_text("cancel", "自己写的原因") == "自己写的原因"


@pytest.mark.parametrize("missing", ["return_days", "slots", "invoice_url", "order_quantity_limit"])
def test_a_policy_without_one_of_its_rules_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    lines = POLICY_FILE.read_text(encoding="utf-8").replace(f"{missing}:", f"not_{missing}:", 1)
    path = tmp_path / "policy.yml"
    path.write_text(lines, encoding="utf-8")

    with pytest.raises(KeyError, match=missing):
        read_policy(path)


def test_the_categories_of_the_policy_are_categories_of_the_catalogue(made: Bench) -> None:
    policy, known = read_policy(), {product.category for product in made.shop.products()}

    named = policy.no_return_categories | policy.bookable_delivery_categories | set(policy.installation_fees)
    named |= policy.visit_repair_categories

    assert named <= known


def test_every_kind_of_service_order_is_somebodys_task() -> None:
    assert set(TASK_OF_SERVICE) == set(ServiceKind)
