"""The training lines in data/nlu: enough of them, each in one intent, none a template of another, labels valid."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "data" / "nlu").glob("*.yml"))
EMOTIONS = {"calm", "anxious", "angry"}
AT_LEAST = 30  # lines per intent
# What customers ask most must be known in most wordings: these fifteen make up the bulk of a shop's real traffic.
ASKED_MOST = [
    "return_policy", "order_status", "delivery_time", "invoice_change", "order_modify", "human_request",
    "refund_status", "price_protection", "order_cancel", "after_sales_status", "after_sales_shipping",
    "invoice_availability", "product_info", "logistics_track", "repair_center",
]  # fmt: skip
AT_LEAST_ASKED_MOST = 70
AT_LEAST_IN_ALL = 2_500
ALIKE = 0.7  # normalised edit similarity above which two lines count as one template
SHARE_ALIKE = 0.05


@dataclass(frozen=True)
class Line:
    """One training line with its labels and the file it stands in."""

    text: str
    intent: str
    emotion: str
    complaint: bool
    file: str


def _blocks(path: Path) -> list[dict[str, Any]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    blocks: list[dict[str, Any]] = content["nlu"]
    return blocks


def _lines(path: Path) -> Iterator[Line]:
    for block in _blocks(path):
        examples = block["examples"]
        if isinstance(examples, str):
            for row in examples.splitlines():
                yield Line(row.removeprefix("- ").strip(), block["intent"], "calm", False, path.name)
        else:
            for example in examples:
                labels = example["metadata"]
                yield Line(example["text"].strip(), block["intent"], labels["emotion"], labels["complaint"], path.name)


LINES = [line for path in FILES for line in _lines(path)]
BY_INTENT: dict[str, list[Line]] = defaultdict(list)
for _line in LINES:
    BY_INTENT[_line.intent].append(_line)


def _bare(text: str) -> str:
    """The text without what the eye skips: case, spaces, punctuation (a line of nothing else stays as it is)."""
    return re.sub(r"[\W_]+", "", text.lower()) or text


@cache
def _declared_intents() -> set[str]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return {name for entry in domain["intents"] for name in ([entry] if isinstance(entry, str) else entry)}


def test_every_intent_of_the_domain_has_its_lines_and_no_other_has() -> None:
    assert set(BY_INTENT) == _declared_intents() - {"nlu_fallback"}


@pytest.mark.parametrize("intent", sorted(BY_INTENT))
def test_an_intent_has_enough_lines(intent: str) -> None:
    assert len(BY_INTENT[intent]) >= AT_LEAST


@pytest.mark.parametrize("intent", ASKED_MOST)
def test_what_is_asked_most_has_the_most_lines(intent: str) -> None:
    assert len(BY_INTENT[intent]) >= AT_LEAST_ASKED_MOST


def test_there_are_enough_lines_in_all() -> None:
    assert len(LINES) >= AT_LEAST_IN_ALL


def test_no_line_stands_twice() -> None:
    twice = [text for text, count in Counter(line.text.casefold() for line in LINES).items() if count > 1]
    assert twice == []


def test_no_line_stands_in_two_intents() -> None:
    intents: dict[str, set[str]] = defaultdict(set)
    for line in LINES:
        intents[_bare(line.text)].add(line.intent)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


@pytest.mark.parametrize("intent", sorted(BY_INTENT))
def test_hardly_two_lines_of_an_intent_are_alike(intent: str) -> None:
    texts = [line.text for line in BY_INTENT[intent]]
    similarity = process.cdist(texts, texts, scorer=Levenshtein.normalized_similarity)
    np.fill_diagonal(similarity, 0)
    alike = [text for text, row in zip(texts, similarity, strict=True) if row.max() > ALIKE]
    assert len(alike) <= SHARE_ALIKE * len(texts), alike


def test_every_row_of_a_plain_block_is_one_list_item() -> None:
    rows = [
        (path.name, row)
        for path in FILES
        for block in _blocks(path)
        if isinstance(block["examples"], str)
        for row in block["examples"].splitlines()
    ]
    assert [found for found in rows if not re.match(r"- \S", found[1])] == []


def test_every_labelled_line_carries_a_known_emotion_and_a_yes_or_no() -> None:
    wrong = [
        (path.name, example)
        for path in FILES
        for block in _blocks(path)
        if not isinstance(block["examples"], str)
        for example in block["examples"]
        if set(example) != {"text", "metadata"}
        or set(example["metadata"]) - {"also", "signals"} != {"emotion", "complaint"}
        or example["metadata"]["emotion"] not in EMOTIONS
        or not isinstance(example["metadata"]["complaint"], bool)
    ]
    assert wrong == []


def test_other_readings_of_a_line_are_other_intents() -> None:
    wrong = [
        (path.name, example)
        for path in FILES
        for block in _blocks(path)
        if not isinstance(block["examples"], str)
        for example in block["examples"]
        for other in example["metadata"].get("also", [])
        if other not in _declared_intents() - {block["intent"]}
    ]
    assert wrong == []


def test_enough_lines_are_held_back_to_tell_how_sure_to_be() -> None:
    held_back = [
        example
        for path in FILES
        for block in _blocks(path)
        if not isinstance(block["examples"], str)
        for example in block["examples"]
        if "also" in example["metadata"]
    ]
    assert len(held_back) >= 400


def test_a_line_is_one_row_without_marks_of_the_training_format() -> None:
    wrong = [line for line in LINES if not line.text or "\n" in line.text or re.search(r"\]\(|\]\{|^/", line.text)]
    assert wrong == []


def test_a_line_whose_point_is_a_complaint_is_labelled_as_one() -> None:
    assert [line.text for line in BY_INTENT["complaint"] if not line.complaint] == []


def test_emotion_and_complaint_have_enough_lines_to_learn_from() -> None:
    emotions = Counter(line.emotion for line in LINES)
    assert emotions["anxious"] >= 220
    assert emotions["angry"] >= 220
    assert sum(line.complaint for line in LINES) >= 120


def test_anger_alone_is_not_the_mark_of_a_complaint() -> None:
    """Without enough angry lines that complain of nothing, the complaint head would learn the tone."""
    assert sum(line.emotion == "angry" and not line.complaint for line in LINES) >= 100
    assert sum(line.emotion != "angry" and line.complaint for line in LINES) >= 30


@pytest.mark.parametrize("intent", sorted(BY_INTENT))
def test_every_intent_is_also_said_in_worry_and_in_anger(intent: str) -> None:
    """An intent without them would be unlearnt by the intent head as soon as the customer is upset."""
    found = Counter(line.emotion for line in BY_INTENT[intent])
    assert found["anxious"] >= 2
    assert found["angry"] >= 3


def test_order_numbers_have_twelve_digits_and_phones_eleven() -> None:
    runs = [(line.text, run) for line in LINES for run in re.findall(r"(?<!\d)\d{10,}(?!\d)", line.text)]
    assert [found for found in runs if not re.fullmatch(r"88\d{10}|1[3-9]\d{9}", found[1])] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_what_it_holds_and_stays_short(path: Path) -> None:
    rows = path.read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("# ")
    assert len(rows) < 300
