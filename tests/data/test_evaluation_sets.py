"""The sets in data/evaluation: big enough, well-formed, and nothing in them stands in what is trained on."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from evaluation.examples import Dialogue, Line, Question
from evaluation.sets import Texts, read_dialogues, read_lines, read_questions

ROOT = Path(__file__).parents[2]
SETS = ROOT / "data" / "evaluation"
TOO_ALIKE = 0.8  # normalised edit similarity above which a test line counts as seen in training
ENTITIES = {
    "order_number", "service_number", "tracking_number", "phone", "phone_tail", "person", "address", "product",
    "model", "date", "time", "amount", "invoice_title", "tax_number",
}  # fmt: skip


def _intents() -> frozenset[str]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    names = {name for entry in domain["intents"] for name in ([entry] if isinstance(entry, str) else entry)}
    return frozenset(names - {"nlu_fallback"})


def _knowledge() -> list[dict[str, object]]:
    files = sorted((ROOT / "data" / "knowledge").glob("*.yml"))
    return [entry for path in files for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def lines() -> Sequence[Line]:
    needed = ["intent", "emotion", "complaint", "entities"]
    return read_lines(SETS / "nlu_own.jsonl", Texts(), needed=needed, intents=_intents())


@pytest.fixture(scope="module")
def dialogues() -> Sequence[Dialogue]:
    return read_dialogues(SETS / "escalation_own.jsonl", Texts())


@pytest.fixture(scope="module")
def questions() -> Sequence[Question]:
    return read_questions(SETS / "knowledge_own.jsonl", frozenset(str(entry["id"]) for entry in _knowledge()))


def _trained_lines() -> Iterator[str]:
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            examples = block["examples"]
            if isinstance(examples, str):
                yield from (row.strip().removeprefix("-").strip() for row in examples.splitlines())
            else:
                yield from (example["text"].strip() for example in examples)


def _known_questions() -> Iterator[str]:
    for entry in _knowledge():
        variants = entry.get("variants")
        yield str(entry["question"])
        yield from (str(variant) for variant in variants) if isinstance(variants, list) else ()
    for path in sorted((ROOT / "data" / "knowledge").glob("elsewhere*.txt")):
        yield from path.read_text(encoding="utf-8").splitlines()


def _bare(text: str) -> str:
    """As the eye takes it: one width, one case, no punctuation (a line of nothing else stays as it is)."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", folded) or folded


def _too_alike(asked: Sequence[str], learnt: Iterator[str]) -> list[str]:
    """Each line of the test beside the training line that gives it away."""
    ours, theirs = [_bare(text) for text in asked], [_bare(text) for text in learnt]
    found = process.cdist(ours, theirs, scorer=Levenshtein.normalized_similarity, score_cutoff=TOO_ALIKE)
    pairs = zip(asked, found.argmax(axis=1), found.max(axis=1), strict=True)
    return [f"{text} ~ {theirs[place]} ({score:.2f})" for text, place, score in pairs if score > TOO_ALIKE]


def _doubles(texts: Sequence[str]) -> list[str]:
    return [text for text, count in Counter(map(_bare, texts)).items() if count > 1]


def test_likeness_looks_past_width_case_and_punctuation() -> None:
    assert _too_alike(["ＡＢ，我的订单呢？"], iter(["ab我的订单呢"])) == ["ＡＢ，我的订单呢？ ~ ab我的订单呢 (1.00)"]
    # Four of five characters are exactly .8, which is still allowed.
    assert _too_alike(["我的订单呢"], iter(["我的订单吗"])) == []
    assert _too_alike(["我的那个订单呢"], iter(["我的那个订单吗"])) != []


def test_no_line_of_the_test_is_too_like_a_training_line(lines: Sequence[Line]) -> None:
    found = _too_alike([line.text for line in lines], _trained_lines())
    assert not found, "\n".join(found)


def test_no_question_of_the_test_is_too_like_one_in_the_knowledge(questions: Sequence[Question]) -> None:
    found = _too_alike([question.text for question in questions], _known_questions())
    assert not found, "\n".join(found)


def test_there_are_enough_of_each(
    lines: Sequence[Line], dialogues: Sequence[Dialogue], questions: Sequence[Question]
) -> None:
    assert len(lines) >= 700
    assert len(dialogues) >= 80
    assert len(questions) >= 200


def test_a_third_of_the_questions_has_no_answer(questions: Sequence[Question]) -> None:
    assert sum(not question.is_answerable for question in questions) >= len(questions) / 3


def test_every_intent_emotion_and_judgement_occurs(lines: Sequence[Line], dialogues: Sequence[Dialogue]) -> None:
    assert {line.intent for line in lines} == _intents()
    assert {line.emotion for line in lines} == {"calm", "anxious", "angry"}
    assert {line.complaint for line in lines} == {True, False}
    assert {dialogue.escalate for dialogue in dialogues} == {True, False}


def test_entities_are_of_the_known_kinds(lines: Sequence[Line]) -> None:
    assert {span.kind for line in lines for span in line.entities or ()} == ENTITIES


def test_nothing_stands_twice(
    lines: Sequence[Line], dialogues: Sequence[Dialogue], questions: Sequence[Question]
) -> None:
    assert _doubles([line.text for line in lines]) == []
    assert _doubles([question.text for question in questions]) == []
    assert _doubles(["|".join(user for user, _ in dialogue.turns) for dialogue in dialogues]) == []


def test_who_needs_a_person_needs_one_for_a_reason(dialogues: Sequence[Dialogue]) -> None:
    assert [dialogue.id for dialogue in dialogues if dialogue.escalate != bool(dialogue.reasons)] == []


def test_real_lines_are_references_and_carry_no_text() -> None:
    path = SETS / "nlu_jddc.tsv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    references = [row.split("\t")[0] for row in rows]

    # The texts are not here; any that are long enough let the labels be read and checked.
    texts = Texts({name.rpartition(":")[0]: (("…", ""),) * 500 for name in references}, is_given=True)
    real = read_lines(path, texts, needed=["intent", "emotion", "complaint", "stratum"], intents=_intents())

    assert header.split("\t") == ["id", "stratum", "intent", "alternatives", "emotion", "complaint"]
    assert len(real) >= 300


def test_real_dialogues_are_references_and_carry_no_text() -> None:
    path = SETS / "escalation_jddc.jsonl"
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]

    texts = Texts({row["id"]: (("…", ""),) * 500 for row in rows}, is_given=True)
    real = read_dialogues(path, texts)

    assert {key for row in rows for key in row} == {"id", "escalate", "window", "reasons"}
    assert len(real) >= 60
