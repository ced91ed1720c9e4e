"""What the shipped entries promise: enough of them, in the register, and the catalogue's own facts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from handoff.domain.knowledge import Entry
from handoff.services.knowledge import KnowledgeBase
from register import check

NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def catalogue(products_file: Path) -> dict[str, dict[str, Any]]:
    return {product["id"]: product for product in YAML(typ="safe").load(products_file)}


def test_there_are_entries_enough_and_every_product_has_one(base: KnowledgeBase) -> None:
    about_products = [entry for entry in base.entries if entry.products]

    assert len(about_products) >= 100
    assert len(base.entries) >= 165
    assert {product.id for product in base.products} == set().union(*(entry.products for entry in about_products))
    assert all(12 <= len(entry.variants) <= 24 for entry in base.entries)


def test_every_product_has_two_entries_on_its_use_its_faults_or_its_cleaning(base: KnowledgeBase) -> None:
    entries = [entry for entry in base.entries if entry.category in {"使用", "故障", "清洁"}]

    for product in base.products:
        assert sum(product.id in entry.products for entry in entries) >= 2, product.name


def test_every_entry_says_what_it_is_about(base: KnowledgeBase) -> None:
    assert [entry.id for entry in base.entries if not entry.topics] == []


@pytest.mark.parametrize(
    "topic",
    [
        "delivery_method", "delivery_time", "dispatch_time", "delivery_schedule", "refuse_delivery", "return_policy",
        "after_sales_shipping", "after_sales_status", "refund_status", "repair_request", "installation",
        "invoice_availability", "invoice_change", "invoice_view", "price_protection", "payment_method",
        "payment_problem", "promotion", "product_info", "product_usage", "authenticity", "account", "review",
    ],
)  # fmt: skip
def test_what_customers_ask_about_the_rules_has_entries(base: KnowledgeBase, topic: str) -> None:
    assert any(topic in entry.topics for entry in base.entries)


def test_every_answer_and_its_restating_keep_the_register(base: KnowledgeBase) -> None:
    for entry in base.entries:
        for line in (entry.answer, f"您是说“{entry.question}”，对吗？"):
            assert check(line).findings == (), (entry.id, line)


def test_answers_are_short_or_in_numbered_steps(base: KnowledgeBase) -> None:
    for entry in base.entries:
        assert len(entry.answer) <= 120 or "\n2. " in entry.answer, entry.id


@pytest.mark.parametrize("category", ["噪声", "能效", "容量"])
def test_numbers_are_those_of_the_catalogue(
    base: KnowledgeBase, catalogue: dict[str, dict[str, Any]], category: str
) -> None:
    entries = [entry for entry in base.entries if entry.category == category]
    assert entries

    for entry in entries:
        assert set(NUMBER.findall(entry.answer)) <= known_numbers(entry, catalogue), entry.id


def known_numbers(entry: Entry, catalogue: dict[str, dict[str, Any]]) -> set[str]:
    return {number for product in entry.products for number in NUMBER.findall(str(catalogue[product]))}


def test_prices_are_those_of_the_catalogue(base: KnowledgeBase, catalogue: dict[str, dict[str, Any]]) -> None:
    for entry in base.entries:
        prices = {str(catalogue[product]["price"]) for product in entry.products}
        assert set(re.findall(r"价格(\d+)元", entry.answer)) <= prices, entry.id


def test_the_warranty_answer_agrees_with_every_product(
    base: KnowledgeBase, catalogue: dict[str, dict[str, Any]]
) -> None:
    answer = next(entry.answer for entry in base.entries if entry.id == "kb-warranty-01")
    stated = re.findall(r"\d\. (.+)：(\d+)个月", answer)

    for product in catalogue.values():
        months = next((months for kinds, months in stated if product["category"] in kinds.split("、")), stated[-1][1])
        assert int(months) == product["warranty_months"], product["name"]


def test_names_customers_use_point_to_one_product(base: KnowledgeBase) -> None:
    aliases = [alias for product in base.products for alias in (product.name, product.model, *product.aliases)]

    assert len(base.products) == 40
    assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize(
    ("entry", "facts"),
    [
        ("kb-return-01", lambda rules: [f"签收次日起{rules['return_days']}天内"]),
        ("kb-return-02", lambda rules: [f"{rules['return_freight']}元"]),
        ("kb-return-03", lambda rules: [f"签收后{rules['exchange_days']}天内"]),
        ("kb-return-06", lambda rules: [*rules["no_return_categories"], f"签收后{rules['return_days']}天"]),
        ("kb-return-08", lambda rules: [rules["return_address"].split("（")[0], rules["service_phone"]]),
        ("kb-return-09", lambda rules: slot_facts(rules["slots"]["pickup"])),
        ("kb-return-12", lambda rules: [f"签收后{rules['exchange_days']}天内", f"运费{rules['return_freight']}元"]),
        ("kb-return-13", lambda rules: [f"{rules['feedback_hours']}小时"]),
        ("kb-delivery-08", lambda rules: slot_facts(rules["slots"]["delivery"])),
        ("kb-delivery-11", lambda rules: [f"运费{rules['return_freight']}元"]),
        ("kb-install-01", lambda rules: [f"{rules['installation_fees']['电视']}元", *free_of_charge(rules)]),
        ("kb-install-02", lambda rules: [f"{rules['installation_fees']['电视']}元"]),
        ("kb-install-03", lambda rules: slot_facts(rules["slots"]["installation"])),
        ("kb-warranty-17", lambda rules: slot_facts(rules["slots"]["repair"])),
        ("kb-invoice-01", lambda rules: [f"完成后{rules['invoice_days']}天内"]),
        ("kb-invoice-05", lambda rules: [f"完成后{rules['invoice_days']}天内"]),
        ("kb-invoice-08", lambda rules: ["修改一次", f"完成后{rules['invoice_days']}天内"]),
        ("kb-price-01", lambda rules: [f"下单后{rules['price_protection_days']}天内"]),
        ("kb-review-01", lambda rules: [f"签收后{rules['review_days']}天内"]),
        ("kb-review-02", lambda rules: [f"{rules['review_change_days']}天内可以修改一次"]),
    ],
)
def test_figures_are_those_of_the_shops_rules(
    base: KnowledgeBase, products_file: Path, entry: str, facts: Callable[[dict[str, Any]], list[str]]
) -> None:
    rules = YAML(typ="safe").load(products_file.with_name("policy.yml"))
    answer = next(known.answer for known in base.entries if known.id == entry)

    assert [fact for fact in facts(rules) if fact not in answer] == []


def slot_facts(slot: dict[str, Any]) -> list[str]:
    assert slot["first_day"] == 1
    return [*slot["hours"], f"明天起{slot['last_day']}天内"]


def free_of_charge(rules: dict[str, Any]) -> list[str]:
    return [name for name, fee in rules["installation_fees"].items() if fee == 0]


def test_the_files_say_the_same_to_either_reader_of_yaml(knowledge_folder: Path) -> None:
    # They differ in what they take for a mark: a “?” before a comma ends PyYAML's list.
    for path in sorted(knowledge_folder.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        assert yaml.safe_load(text) == YAML(typ="safe").load(text), path.name
