"""Whatever is brought is read, or refused in words: never a fault, and never a value that cannot be stored."""

import json
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.studio_formats.reading import Formats
from handoff.domain.errors import DomainError

_KINDS = st.sampled_from([None, "rasa", "jsonl", "csv", "label-studio"])
_KEYS = st.sampled_from(
    [
        "text", "intent", "also", "spans", "start", "end", "entity", "value", "emotion", "complaint", "said_at", "data",
        "suggestion", "ranking", "confidence", "annotations", "predictions", "result", "type", "choices", "labels",
        "from_name", "meta", "score", "model_version", "channel", "id", "was_cancelled",
    ]
)  # fmt: skip
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 10**400)
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(
        ["退款到哪了", "choices", "labels", "intent", "complaint", "entity", "calm", "9999-12-31T23:59:59-23:59"]
    )
)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=25,
)
_SUGGESTION = st.fixed_dictionaries(
    {
        "intent": _LEAVES,
        "confidence": _LEAVES,
        "ranking": st.lists(st.tuples(_LEAVES, _LEAVES) | _VALUES, max_size=2) | _VALUES,
    },
    optional={"spans": _VALUES, "emotion": _VALUES},
)
_LINE = st.dictionaries(_KEYS, _VALUES, max_size=3).map(lambda more: {"text": "退款到哪了", **more}) | _SUGGESTION.map(
    lambda said: {"text": "退款到哪了", "suggestion": said}
)
_VALUE = _VALUES | st.fixed_dictionaries(
    {}, optional={"choices": _VALUES, "labels": _VALUES, "start": _LEAVES, "end": _LEAVES, "text": _LEAVES}
)
_RESULT = st.fixed_dictionaries(
    {"type": st.sampled_from(["choices", "labels"]), "value": _VALUE}, optional={"from_name": _VALUES, "meta": _VALUES}
)
_TASK = st.fixed_dictionaries(
    {"data": _LINE},
    optional={
        "annotations": st.lists(st.fixed_dictionaries({"result": st.lists(_RESULT, max_size=2)}), max_size=2),
        "predictions": st.lists(
            st.fixed_dictionaries({"result": st.lists(_RESULT, max_size=2)}, optional={"score": _VALUES}), max_size=1
        ),
    },
)


def _read(content: bytes, kind: str | None) -> None:
    try:
        found = Formats().read(content, "", kind)
    except DomainError:
        return
    assert all(problem.reason for problem in found.problems)
    for each in found.brought:
        said = each.line.suggestion
        # What the database keeps: text that encodes, numbers that JSON has.
        json.dumps(each.line.answer.intent).encode()
        each.line.text.encode()
        assert said is None or (0 <= said.confidence <= 1 and all(math.isfinite(share) for _, share in said.ranking))


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")), _KINDS)
def test_any_bytes(content: bytes, kind: str | None) -> None:
    _read(content, kind)


@given(st.lists(_LINE | _VALUES, max_size=3))
def test_any_objects(rows: list[Any]) -> None:
    _read("\n".join(json.dumps(row) for row in rows).encode(), "jsonl")


@given(st.lists(_TASK | _VALUES, max_size=3))
def test_any_tasks(tasks: list[Any]) -> None:
    _read(json.dumps(tasks).encode(), "label-studio")


@given(st.lists(st.lists(st.text(max_size=4) | st.sampled_from(["是", "[1]", "焦急", '"']), max_size=5), max_size=4))
def test_any_tables(rows: list[list[str]]) -> None:
    body = "\n".join(",".join(cells) for cells in rows)
    _read(f"语料,意图,片段,情绪,投诉\n{body}".encode("utf-8", "replace"), "csv")


@given(_VALUES, st.sampled_from(["nlu", "stories", "rules", "intents", "version"]))
def test_any_yaml(value: Any, key: str) -> None:
    _read(json.dumps({key: value, "nlu": [{"intent": "a", "examples": value}]}).encode(), "rasa")
