"""What is exported comes back by an import as it was; and no spreadsheet runs it."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.studio_formats.reading import Formats
from handoff.domain.studio.annotation import Answer, Span
from handoff.domain.studio.example import Suggestion
from handoff.domain.studio.exchange import ExchangedLine, Import
from tests.adapters.studio_formats.lines import lines

FORMATS = Formats()


def written(kind: str, *given_lines: ExchangedLine) -> bytes:
    return "".join(FORMATS.write(kind, given_lines)).encode()


def brought(kind: str, content: bytes) -> list[ExchangedLine]:
    found = FORMATS.read(content, kind=kind)
    assert found.problems == ()
    return [each.line for each in found.brought]


@given(st.lists(lines(), max_size=4))
def test_json_lines_come_back_whole(given_lines: list[ExchangedLine]) -> None:
    assert brought("jsonl", written("jsonl", *given_lines)) == given_lines


@given(st.lists(lines(), max_size=4))
def test_csv_comes_back_but_for_the_suggestion(given_lines: list[ExchangedLine]) -> None:
    assert brought("csv", written("csv", *given_lines)) == [replace(each, suggestion=None) for each in given_lines]


@given(st.lists(lines(), max_size=4))
def test_label_studio_comes_back_whole(given_lines: list[ExchangedLine]) -> None:
    assert brought("label-studio", written("label-studio", *given_lines)) == given_lines


@given(st.lists(lines(), min_size=1, max_size=4))
def test_no_cell_of_a_csv_is_a_formula(given_lines: list[ExchangedLine]) -> None:
    rows = list(csv.reader(io.StringIO(written("csv", *given_lines).decode("utf-8-sig"), newline="")))

    assert [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r\n＝＋－＠") and cell] == []


def test_a_csv_is_one_that_excel_opens_in_chinese() -> None:
    content = written("csv", ExchangedLine("=1+1", Answer("greet", ("thanks",), (), "calm", False)))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "编号,语料,意图,其他可接受的意图,片段,情绪,投诉,应转人工,上一句,上一句发送方,渠道,时间,标注状态,标注人,备注",
        ",'=1+1,greet,thanks,,calm,否,,,,,,,,",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("kind", ["csv", "jsonl", "label-studio"])
def test_files_of_chinese_programs_are_read(kind: str, encoding: str) -> None:
    line = ExchangedLine("退款到哪了，急！", Answer("refund_status", emotion="anxious"))

    found = FORMATS.read(written(kind, line).decode("utf-8-sig").encode(encoding), kind=kind)

    assert [each.line for each in found.brought] == [line]
    assert found.encoding == encoding


@pytest.mark.parametrize("kind", ["csv", "jsonl", "label-studio"])
def test_bytes_of_no_encoding_are_refused_as_a_whole(kind: str) -> None:
    with pytest.raises(Exception, match="编码"):
        FORMATS.read(b"text\n\xff\xff\xff\xff\n", kind=kind)


@pytest.mark.parametrize(
    ("head", "rows", "found"),
    [
        ("语料,意图,情绪,是否投诉", "退款到哪了,退款进度,焦急,否", Answer("refund_status", (), (), "anxious", False)),
        ("内容;意图", "退款到哪了;退款进度", Answer("refund_status")),
        ("text\tintent\tnote", "退款到哪了\trefund_status\t随便", Answer("refund_status")),
        ("TEXT,complaint", "退款到哪了,TRUE", Answer(complaint=True)),
    ],
)
def test_tables_made_by_hand_are_read(head: str, rows: str, found: Answer) -> None:
    assert brought("csv", f"{head}\r\n{rows}\r\n\r\n".encode()) == [ExchangedLine("退款到哪了", found)]


def problems(found: Import) -> list[tuple[int, str]]:
    return [(each.place.number, each.reason) for each in found.problems]


def test_each_bad_row_of_a_table_is_named_with_its_line() -> None:
    content = (
        'text,emotion,spans\n好,calm,\n"两\n行",happy,\n坏,,[{}]\n,calm,\n多,calm,,,\n越界,,"[{""start"":0,""end"":9,'
        '""entity"":""x""}]"\n'
    )

    found = FORMATS.read(content.encode(), "a.csv")

    assert [each.line.text for each in found.brought] == ["好"]
    assert problems(found) == [
        (3, "emotion 须为 calm、anxious 或 angry。"),
        (5, "片段须有 start、end（整数）和 entity。"),
        (6, "没有文字。"),
        (7, "列数多于表头。"),
        (8, "片段超出了语料的范围，请重新选取片段。"),
    ]


def test_a_table_with_an_open_quote_is_a_problem_from_there_on() -> None:
    found = FORMATS.read('text\n好\n"没有结尾\n再来\n'.encode(), "a.csv")

    assert [each.line.text for each in found.brought] == ["好"]
    assert problems(found) == [(3, "不是有效的 CSV：引号不配对。")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "不是有效的 JSON。"),
        ("[" * 100_000, "不是有效的 JSON。"),
        ("[1]", "不是 JSON 对象。"),
        ("{}", "缺少 text，或其内容不是文字。"),
        ('{"text": " \\n"}', "没有文字。"),
        ('{"text": "好", "complaint": "yes"}', "complaint 须为 true 或 false。"),
        ('{"text": "好", "also": "a"}', "also 须为列表。"),
        ('{"text": "好", "also": [1]}', "also 须为文字的列表。"),
        ('{"text": "好", "intent": "a", "also": ["a"]}', "其他可接受的意图有重复，请去掉重复的意图后再保存。"),
        ('{"text": "好", "said_at": "昨天"}', "said_at 须为时间，如 2026-11-20T10:00:00+08:00。"),
        ('{"text": "好", "before_sender": "me"}', "before_sender 须为 bot 或 agent。"),
        ('{"text": "好", "channel": "' + "c" * 17 + '"}', "channel 不能超过16个字符。"),
        (
            '{"text": "好", "spans": [{"start": true, "end": 1, "entity": "x"}]}',
            "片段须有 start、end（整数）和 entity。",
        ),
        ('{"text": "好", "suggestion": {"intent": "x"}}', "suggestion 的格式不正确。"),
        (json.dumps({"text": "长" * 2001}), "超过2000字。"),
    ],
)
def test_a_bad_object_is_named_with_its_line(row: str, reason: str) -> None:
    found = FORMATS.read(f'{{"text": "好"}}\n\n{row}\n'.encode(), kind="jsonl")

    assert len(found.brought) == 1
    assert problems(found) == [(3, reason)]


def test_half_an_emoji_and_controls_are_made_storable() -> None:
    assert brought("jsonl", b'{"text": "\\ud83d\\u0007 hi", "intent": "a\\u0000b"}\n') == [
        ExchangedLine("\ufffd hi", Answer("ab"))
    ]


def test_a_task_has_the_parts_that_label_studio_reads() -> None:
    suggestion = Suggestion("greet", 0.4, (("greet", 0.4),), (), "calm", None, "heyan-7")
    span = Span(1, 3, "product", "净水器")
    line = ExchangedLine("我😀机", Answer("greet", (), (span,), None, True), id="e1", suggestion=suggestion)

    [task] = json.loads(written("label-studio", line))

    assert task["data"]["text"] == "我😀机"
    assert task["annotations"][0]["result"] == [
        {"id": name, "from_name": name, "to_name": "text", "type": "choices", "value": {"choices": [chosen]}}
        for name, chosen in (("intent", "greet"), ("complaint", "yes"))
    ] + [
        {
            "id": "span-0", "from_name": "entity", "to_name": "text", "type": "labels",
            "value": {"start": 1, "end": 3, "text": "😀机", "labels": ["product"]}, "meta": {"text": ["净水器"]},
        },
    ]  # fmt: skip
    assert task["predictions"][0]["model_version"] == "heyan-7"
    assert task["predictions"][0]["score"] == 0.4


def test_two_answers_to_one_example_are_two_annotations_of_one_task() -> None:
    first = ExchangedLine("退款到哪了", Answer("refund_status"), id="e1")
    second = ExchangedLine("退款到哪了", Answer("greet"), id="e1")

    assert [len(task["annotations"]) for task in json.loads(written("label-studio", first, second))] == [2]
    assert brought("label-studio", written("label-studio", first, second)) == [first, second]


def test_a_project_set_up_otherwise_is_read_as_far_as_it_goes() -> None:
    choice = {"from_name": "topic", "to_name": "t", "type": "choices", "value": {"choices": ["refund_status"]}}
    # Counted in UTF-16 units, as older ones do: the emoji is two of them.
    label = {
        "type": "labels",
        "from_name": "ner",
        "value": {"start": 2, "end": 4, "text": "净水", "labels": ["product"]},
    }
    skipped = {"was_cancelled": True, "result": []}
    tasks = [{"id": 1, "data": {"text": "😀净水器"}, "annotations": [skipped, {"result": [choice, label]}]}]

    assert brought("label-studio", json.dumps(tasks).encode()) == [
        ExchangedLine("😀净水器", Answer("refund_status", (), (Span(1, 3, "product"),)))
    ]


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (5, "任务的 data 中缺少 text。"),
        ({"data": {"text": 5}}, "任务的 data 中缺少 text。"),
        (
            {"data": {"text": "好"}, "annotations": [{"result": [{"type": "labels", "value": {"start": 0}}]}]},
            "片段须有 start、end（整数）和 labels。",
        ),
        (
            {
                "data": {"text": "好"},
                "annotations": [
                    {"result": [{"type": "labels", "value": {"start": 0, "end": 1, "text": "坏", "labels": ["x"]}}]}
                ],
            },
            "片段“坏”与文字的位置不符。",
        ),
    ],
)
def test_a_bad_task_is_named_with_its_number(task: object, reason: str) -> None:
    found = FORMATS.read(json.dumps([{"data": {"text": "好"}}, task]).encode(), kind="label-studio")

    assert [each.line.text for each in found.brought] == ["好"]
    assert problems(found) == [(2, reason)]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.JSONL", b'{"text": "a"}', "jsonl"),
        ("", b'  {"text": "a"}', "jsonl"),
        ("a.json", b'[{"data": {"text": "a"}}]', "label-studio"),
        ("", b"[]", "label-studio"),
        ("nlu.yml", b"nlu: []", "rasa"),
        ("", b"# mine\nnlu: []", "rasa"),
        ("a.csv", b"text\na", "csv"),
        ("", "语料\n好".encode(), "csv"),
    ],
)
def test_the_format_is_told_by_name_or_looks(name: str, content: bytes, kind: str) -> None:
    assert FORMATS.read(content, name).format == kind
