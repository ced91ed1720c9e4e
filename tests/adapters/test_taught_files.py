"""Everything that is linted is read with the file and line where it stands; what cannot be read is told as well."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from handoff.adapters.taught_files import TaughtFiles
from handoff.domain.studio.lint import Declared, Material, Place

Written = Callable[[str, str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a file of a small project that has all that it needs."""

    def write(name: str, content: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content), encoding="utf-8")
        return path

    write("domain.yml", "intents: [greet]\n")
    write("handoff/lines.yml", "opening: 您好，很高兴为您服务。\n")
    return write


def read(written: Written) -> Material:
    return TaughtFiles(written("README", "").parent).read()


def test_lines_of_both_forms_have_their_places(written: Written) -> None:
    written(
        "data/nlu/talk.yml",
        """\
        # Talk.
        version: "3.1"
        nlu:
        - intent: greet
          examples: |
            - 您好
            - 在吗

            - 早上好
        - intent: thanks
          examples:
          - {text: "谢谢您", metadata: {emotion: calm, complaint: false}}
          - text: |
              多谢
        """,
    )

    lines = read(written).lines

    assert [(line.text, line.intent) for line in lines] == [
        ("您好", "greet"), ("在吗", "greet"), ("早上好", "greet"), ("谢谢您", "thanks"), ("多谢", "thanks"),
    ]  # fmt: skip
    assert [line.place for line in lines[:4]] == [Place("data/nlu/talk.yml", line) for line in (6, 7, 9, 12)]


@pytest.mark.parametrize(
    "marked", ["[冰箱](product)坏了", "[冰箱](product:p01)坏了", '[冰箱]{"entity": "product", "value": "p01"}坏了']
)
def test_marks_of_entities_are_taken_out_of_the_line_and_kept_apart(written: Written, marked: str) -> None:
    written("data/nlu/a.yml", f"nlu:\n- intent: item_damaged\n  examples: |\n    - {marked}\n")

    material = read(written)

    assert [line.text for line in material.lines] == ["冰箱坏了"]
    assert material.entities_marked == [Declared("product", Place("data/nlu/a.yml", 4))]


def test_names_of_the_domain_and_what_it_says_have_their_places(written: Written) -> None:
    written(
        "domain.yml",
        """\
        intents:
          - greet: {use_entities: []}
          - thanks
          - nlu_fallback
        entities: [phone,
          colour: {roles: [old]}]
        slots:
          phone:
            mappings:
              - {type: from_entity, entity: phone}
        responses:
          utter_greet:
            - text: 您好。
              buttons:
                - {title: 查询订单, payload: /order_status}
        """,
    )

    material = read(written)

    assert [(one.name, one.place.line) for one in material.intents] == [("greet", 2), ("thanks", 3)]
    assert [(one.name, one.place.line) for one in material.entities] == [("phone", 5), ("colour", 6)]
    assert "phone" in material.entities_used
    assert "colour" not in material.entities_used
    assert [(one.text, one.place) for one in material.said if one.place.file == "domain.yml"] == [
        ("您好。", Place("domain.yml", 13)),
        ("查询订单", Place("domain.yml", 15)),
    ]


def test_entities_that_rules_wait_for_or_code_names_are_used(written: Written) -> None:
    written("data/rules/a.yml", "rules:\n- rule: x\n  steps:\n  - intent: greet\n    entities: [phone, date: 明天]\n")
    written("actions/tasks/a.py", 'colour = turn.entity("colour")\n')
    written("bot/photos.py", "ENTITY = 'photo'\n")

    assert {"phone", "date", "colour", "photo"} <= read(written).entities_used


def test_knowledge_is_taught_by_its_questions_and_says_its_answers(written: Written) -> None:
    written(
        "data/knowledge/payment.yml",
        """\
        - id: kb-1
          question: 支持货到付款吗？
          variants: [能不能收到货再给钱,
            先验货后付款行不]
          answer: 暂不支持货到付款。
        """,
    )
    written("data/knowledge/elsewhere.txt", "# Other matters.\n今天天气怎么样\n\n讲个笑话\n")

    material = read(written)

    assert [(one.text, one.place.line) for one in material.questions] == [
        ("支持货到付款吗？", 2),
        ("能不能收到货再给钱", 3),
        ("先验货后付款行不", 4),
        ("今天天气怎么样", 2),
        ("讲个笑话", 4),
    ]
    assert [(one.text, one.place.line) for one in material.said if "knowledge" in one.place.file] == [
        ("暂不支持货到付款。", 5)
    ]


def test_the_services_own_lines_are_said(written: Written) -> None:
    written("handoff/lines.yml", "# Lines.\nopening: 您好。\ncode: x\n")

    assert [(one.text, one.place) for one in read(written).said] == [("您好。", Place("handoff/lines.yml", 2))]


def test_lines_of_the_test_sets_are_read(written: Written) -> None:
    written("data/evaluation/nlu_own.jsonl", '{"id": "own-1", "text": "查一下订单", "intent": "order_status"}\n')
    written("data/evaluation/knowledge_own.jsonl", '{"id": "q-1", "question": "能货到付款吗", "entries": []}\n')

    material = read(written)

    assert [(one.id, one.text, one.file) for one in material.tested_lines] == [("own-1", "查一下订单", "nlu_own.jsonl")]
    assert [(one.id, one.text) for one in material.tested_questions] == [("q-1", "能货到付款吗")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/nlu/a.yml", ""),
        ("data/nlu/a.yml", "# Nothing yet.\n"),
        ("data/nlu/a.yml", 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n'),
        ("data/rules/a.yml", 'version: "3.1"\n'),
        ("data/stories/a.yml", "stories: []\n"),
        ("data/knowledge/a.yml", "# Nothing yet.\n"),
        ("data/knowledge/elsewhere.txt", "# Nothing yet.\n"),
        ("data/evaluation/nlu_a.jsonl", "\n"),
        ("handoff/lines.yml", ""),
    ],
)
def test_a_file_that_holds_nothing_is_told(written: Written, name: str, content: str) -> None:
    written(name, content)

    material = read(written)

    assert material.empty_files == [name]
    assert material.unreadable == []


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("data/nlu/a.yml", "nlu:\n- intent: greet\n  examples: [您好\n", 4),
        ("data/evaluation/nlu_a.jsonl", "{", 1),
        ("data/evaluation/nlu_a.jsonl", '{"id": "1"}\n', 1),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(
    written: Written, name: str, content: str, line: int
) -> None:
    written(name, content)
    written("data/nlu/b.yml", "nlu:\n- intent: greet\n  examples: |\n    - 您好\n")

    material = read(written)

    assert [place for place, _ in material.unreadable] == [Place(name, line)]
    assert [line.text for line in material.lines] == ["您好"]


def test_a_file_that_is_not_utf8_is_told(written: Written) -> None:
    written("data/nlu/a.yml", "").write_bytes("nlu: 您好".encode("gb18030"))

    [(place, why)] = read(written).unreadable

    assert place == Place("data/nlu/a.yml", 1)
    assert "UTF-8" in why


def test_a_domain_that_is_missing_is_told(tmp_path: Path) -> None:
    assert [place.file for place, _ in TaughtFiles(tmp_path).read().unreadable] == ["domain.yml", "handoff/lines.yml"]
