"""What the shipped entries promise: enough of them, in the register, and the catalogue's own facts."""

import re
from pathlib import Path
from typing import Any

import pytest
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

    assert len(about_products) >= 30
    assert len(base.entries) >= 36
    assert {product.id for product in base.products} == set().union(*(entry.products for entry in about_products))
    assert all(3 <= len(entry.variants) <= 6 for entry in base.entries)


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
