"""Reading sets: the documented formats, and one clear line for whatever is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.examples import Span
from evaluation.sets import BadSet, Texts, read_dialogues, read_lines, read_questions

INTENTS = frozenset({"urge", "order_status", "out_of_scope"})
LINE = {"id": "1", "text": "快点", "intent": "urge", "emotion": "anxious", "complaint": False}
DIALOGUE = {"id": "1", "turns": [{"user": "在吗", "agent": ""}], "escalate": True, "window": [0, 0], "reasons": []}
QUESTION = {"id": "1", "question": "保修多久", "entries": ["kb-1"]}
TEXTS = Texts({"d": (("第一句", ""), ("第二句", "")), "e": (("转人工", "好的"),)}, is_given=True)


def _jsonl(folder: Path, *rows: Any) -> Path:
    path = folder / "set.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _lines(path: Path, texts: Texts = TEXTS) -> Any:
    return read_lines(path, texts, needed=["intent", "emotion", "complaint"], intents=INTENTS)


def test_a_tsv_by_reference_finds_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "set.tsv"
    path.write_text(
        "id\tstratum\tintent\talternatives\temotion\tcomplaint\n"
        "d:1\trandom\turge\tout_of_scope, order_status\tcalm\t1\n"
    )

    (line,) = _lines(path)

    assert (line.text, line.stratum, line.complaint, line.is_shown) == ("第二句", "random", True, False)
    assert line.accepted == INTENTS


def test_a_tsv_may_carry_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "set.tsv"
    path.write_text('id\ttext\tintent\temotion\tcomplaint\r\n1\t他说"快点"\turge\tangry\tfalse\r\n')

    (line,) = _lines(path, Texts())

    assert (line.text, line.complaint, line.is_shown) == ('他说"快点"', False, True)


def test_surfaces_are_found_in_their_order(tmp_path: Path) -> None:
    surfaces = [
        ("date", "28号"),
        ("product", "洗衣机"),
        ("date", "28号"),
        ("phone", "13812345678"),
        ("phone_tail", "5678"),
    ]
    entities = [{"entity": kind, "text": surface} for kind, surface in surfaces]
    text = "28号的洗衣机改28号送，13812345678"

    (line,) = _lines(_jsonl(tmp_path, {**LINE, "text": text, "entities": entities}))

    assert line.entities == {
        Span("date", 0, 3),
        Span("product", 4, 7),
        Span("date", 8, 11),
        Span("phone", 13, 24),
        Span("phone_tail", 20, 24),
    }


def test_a_dialogue_by_reference_finds_its_turns(tmp_path: Path) -> None:
    row = {"id": "e", "escalate": True, "window": [0, 0], "reasons": ["asked"]}

    (dialogue,) = read_dialogues(_jsonl(tmp_path, row), TEXTS)

    assert dialogue.turns == (("转人工", "好的"),)
    assert not dialogue.is_shown


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"intent": "ungre"}, "`ungre` is no intent of the bot"),
        ({"alternatives": ["nonsense"]}, "`nonsense` is no intent of the bot"),
        ({"intent": None}, "`intent` is missing"),
        ({"emotion": "furious"}, "the emotion `furious` is none of calm, anxious, angry"),
        ({"emotion": ""}, "`emotion` is missing"),
        ({"complaint": "maybe"}, "`complaint` must be true or false"),
        ({"alternatives": 3}, "`alternatives` must be a list of texts"),
        ({"text": 3}, "`text` must be a text"),
        ({"text": None}, "`1` has no text and is no reference `dialogue:turn`"),
        ({"text": None, "id": "d:2"}, "the dialogue `d` has no turn 2"),
        ({"text": None, "id": "x:0"}, "there is no dialogue `x` among the texts"),
        ({"text": "\ud800"}, "half a character"),
        ({"entities": [{"entity": "date", "text": "明天"}]}, "the entity `明天` does not stand in the text"),
        ({"entities": [{"entity": "date"}]}, "an entity needs `entity` and `text`"),
        ({"entities": "明天"}, "`entities` must be a list of objects"),
        ({"id": "0"}, "the id `0` occurs twice"),
        ({"id": 7}, "`id` must be a text"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    path = tmp_path / "set.jsonl"
    rows = [{**LINE, "id": "0"}, {**LINE, **change}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    with pytest.raises(BadSet) as refused:
        _lines(path)

    assert str(refused.value).startswith("set.jsonl, line 2: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"window": None}, "`window` must be [first, last]"),
        ({"window": [0, 1]}, "turns of the 1 of the dialogue"),
        ({"window": [True, True]}, "`window` must be [first, last]"),
        ({"escalate": False}, "a dialogue that needs nobody has no `window`"),
        ({"escalate": "perhaps"}, "`escalate` must be true or false"),
        ({"reasons": ["bored"]}, "`bored` is no reason"),
        ({"turns": []}, "`turns` is empty"),
        ({"turns": ["在吗"]}, "`turns` must be a list of objects"),
    ],
)
def test_a_bad_dialogue_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadSet) as refused:
        read_dialogues(_jsonl(tmp_path, {**DIALOGUE, **change}), Texts())

    assert str(refused.value).startswith("set.jsonl, line 1: ")
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"question": " "}, "`question` must be a text that is not empty"),
        ({"entries": None}, "`entries` must be a list"),
        ({"entries": ["kb-9"]}, "there is no entry `kb-9` in the knowledge base"),
    ],
)
def test_a_bad_question_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadSet) as refused:
        read_questions(_jsonl(tmp_path, {**QUESTION, **change}), frozenset({"kb-1"}))

    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "nothing to measure"),
        (b"{", "line 1: not JSON"),
        (b"[]", "line 1: not a JSON object"),
        (b"\n\xff\n", "line 2: not UTF-8 (byte 1)"),
    ],
)
def test_a_file_that_is_no_jsonl_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)

    with pytest.raises(BadSet, match=says.replace("(", r"\(").replace(")", r"\)")):
        _lines(path)


def test_a_row_with_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "set.tsv"
    path.write_text("id\tintent\temotion\tcomplaint\nd:0\turge\tcalm\n")

    with pytest.raises(BadSet, match="line 2: 3 columns where the first line names 4"):
        _lines(path)


@pytest.mark.parametrize("read", [_lines, read_dialogues])
def test_a_set_by_reference_asks_for_the_texts(tmp_path: Path, read: Callable[[Path, Texts], Any]) -> None:
    row = {"id": "d:0", "intent": "urge", "emotion": "calm", "complaint": 0, "escalate": 0}

    with pytest.raises(BadSet, match="name the file of dialogues with --texts"):
        read(_jsonl(tmp_path, row), Texts())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSet, match="No such file"):
        Texts.read(tmp_path / "nowhere.jsonl")
