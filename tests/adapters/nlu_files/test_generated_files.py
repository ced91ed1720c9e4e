"""Files as others write them: layouts, line ends, quotes and comments that ours have not."""

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.nlu_files.blocks import BlockKind, Layout
from handoff.adapters.nlu_files.document import NewRow, NluFile
from handoff.adapters.nlu_files.entries import KNOWLEDGE, RULES, EntryFile
from handoff.adapters.nlu_files.responses import ResponseFile
from handoff.adapters.nlu_files.source import Uneditable
from handoff.domain.errors import BadInput, NotFound

RASA_PROJECT = """\
version: "3.1"  # of the format

nlu:
# how one says hello
- intent: greet   # first
  examples: |
      - 你好
      - "您好"  \x20

      -   [张三](person)你好
- synonym: 净水器
  examples: |
    - 净水机
- lookup: product
  examples: |
    - 冰箱
- regex: order_number
  examples: |
    - \\d{12}
- intent: complain
  examples:
  # the angry ones
  - text: |
      太差了
    metadata:
      sentiment: -1
      emotion: angry
  - text: '不像话''啊'   # quoted
  - text: plain words
    metadata: {emotion: calm}


# the end
"""


def _lines(text: str | bytes) -> list[str]:
    return (text if isinstance(text, str) else text.decode()).split("\n")


def _difference(before: NluFile, after: NluFile) -> tuple[list[str], list[str]]:
    """Lines only in the one and only in the other, where all others are the same in the same order."""
    old, new = _lines(before.content), _lines(after.content)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return old[head : len(old) - tail], new[head : len(new) - tail]


@pytest.fixture(params=["\n", "\r\n"], ids=["lf", "crlf"])
def file(request: pytest.FixtureRequest) -> NluFile:
    return NluFile.of(RASA_PROJECT.replace("\n", request.param).encode())


def test_all_of_rasas_blocks_are_read(file: NluFile) -> None:
    read = [(block.kind, block.name, block.layout, [row.line for row in block.rows]) for block in file.blocks]

    assert read == [
        (BlockKind.INTENT, "greet", Layout.TEXT, ["你好", '"您好"', "[张三](person)你好"]),
        (BlockKind.SYNONYM, "净水器", Layout.TEXT, ["净水机"]),
        (BlockKind.LOOKUP, "product", Layout.TEXT, ["冰箱"]),
        (BlockKind.REGEX, "order_number", Layout.TEXT, ["\\d{12}"]),
        (BlockKind.INTENT, "complain", Layout.LIST, ["太差了", "不像话'啊", "plain words"]),
    ]
    assert file.blocks[4].rows[0].labels == {"sentiment": -1, "emotion": "angry"}


@pytest.mark.parametrize(
    ("edit", "gone", "come"),
    [
        (lambda f: f.add(0, NewRow("在吗")), [], ["      - 在吗"]),
        (lambda f: f.add(4, NewRow("气死", {"emotion": "angry"})), [],
         ['  - {text: "气死", metadata: {emotion: angry}}']),
        (lambda f: f.change(0, 1, "早上好"), ['      - "您好"   '], ["      - 早上好   "]),
        (lambda f: f.change(0, 2, "李四好"), ["      -   [张三](person)你好"], ["      -   李四好"]),
        (lambda f: f.change(4, 0, "很差"), ["      太差了"], ["      很差"]),
        (lambda f: f.change(4, 1, "it's"), ["  - text: '不像话''啊'   # quoted"], ["  - text: 'it''s'   # quoted"]),
        (lambda f: f.change(4, 2, "a: b"), ["  - text: plain words"], ['  - text: "a: b"']),
        (lambda f: f.change(4, 0, labels={"emotion": "anxious"}), ["      emotion: angry"], ["      emotion: anxious"]),
        (lambda f: f.change(4, 0, labels={"complaint": True}), [], ["      complaint: true"]),
        (lambda f: f.change(4, 1, labels={"emotion": "calm"}), [], ["    metadata: {emotion: calm}"]),
        (lambda f: f.change(4, 2, labels={"complaint": False}), ["    metadata: {emotion: calm}"],
         ["    metadata: {emotion: calm, complaint: false}"]),
        (lambda f: f.remove(0, 0), ["      - 你好"], []),
        (lambda f: f.remove(4, 1), ["  - text: '不像话''啊'   # quoted"], []),
        (lambda f: f.remove(1, 0), ["- synonym: 净水器", "  examples: |", "    - 净水机"], []),
        (lambda f: f.add_block("thanks", [NewRow("谢谢")]), [], ["- intent: thanks", "  examples: |", "    - 谢谢"]),
    ],
)  # fmt: skip
def test_an_edit_changes_its_own_lines_only(
    file: NluFile, edit: Callable[[NluFile], NluFile], gone: list[str], come: list[str]
) -> None:
    end = "\r" if "\r" in file.source.body else ""

    assert _difference(file, edit(file)) == ([row + end for row in gone], [row + end for row in come])


def test_a_line_moves_with_its_labels(file: NluFile) -> None:
    file = file.add_block("angry", [NewRow("气人", {"emotion": "angry"})])

    moved = file.move(4, 2, 5)

    assert [row.line for row in moved.blocks[4].rows] == ["太差了", "不像话'啊"]
    assert [(row.line, row.labels) for row in moved.blocks[5].rows][-1] == ("plain words", {"emotion": "calm"})
    with pytest.raises(Uneditable, match="会丢失"):
        file.move(4, 2, 0)


def test_a_last_line_without_its_end_gets_one() -> None:
    file = NluFile.of("nlu:\n- intent: a\n  examples: |\n    - 一".encode())

    assert file.add(0, NewRow("二")).content.decode().endswith("    - 一\n    - 二")


def test_a_byte_order_mark_stays() -> None:
    file = NluFile.of(b"\xef\xbb\xbf" + RASA_PROJECT.encode())

    assert file.add(0, NewRow("在吗")).content.startswith(b"\xef\xbb\xbfversion")


@pytest.mark.parametrize(
    "written",
    [
        "nlu:\n- intent: a\n  examples: [{text: 一}, {text: 二}]\n",
        "nlu: [{intent: a, examples: [{text: 一}]}]\n",
        'nlu:\n- intent: a\n  examples: "- 一\\n- 二"\n',
        "nlu:\n- intent: a\n  examples: >\n    - 一\n\n    - 二\n",
        "nlu:\n- intent: &x a\n  examples: |\n    - 一\n    - 二\n- intent: *x\n  examples: |\n    - 三\n",
    ],
    ids=["in brackets", "all in brackets", "quoted", "folded", "aliases"],
)
def test_what_cannot_be_edited_in_place_is_read_and_left_alone(written: str) -> None:
    file = NluFile.of(written.encode())

    assert file.blocks[0].rows[0].line == "一"
    with pytest.raises(Uneditable):
        file.add(0, NewRow("新"))
    with pytest.raises(Uneditable):
        file.change(0, 0, "新")
    with pytest.raises(Uneditable):
        file.remove(0, 0)


@pytest.mark.parametrize(
    ("content", "named"),
    [(b"nlu: [", "YAML"), (b"\xff\xfe", "UTF-8"), (b"nlu:\n- a: \x07\n", "YAML"), (b"a: 1\n---\nb: 2\n", "YAML")],
)
def test_what_is_no_yaml_is_refused_with_a_reason(content: bytes, named: str) -> None:
    with pytest.raises(Uneditable, match=named):
        _ = NluFile.of(content).blocks


@pytest.mark.parametrize("line", ["", " 前面有空格", "两\n行", "两\u2028行", "铃\x07"])
def test_a_line_that_would_be_read_as_another_is_refused(line: str, file: NluFile) -> None:
    with pytest.raises(BadInput):
        file.add(0, NewRow(line))


def test_labels_never_go_where_they_cannot_stand(file: NluFile) -> None:
    with pytest.raises(Uneditable, match="不带标注"):
        file.add(0, NewRow("在吗", {"emotion": "calm"}))
    with pytest.raises(Uneditable, match="不带标注"):
        file.change(0, 0, labels={"emotion": "calm"})
    with pytest.raises(NotFound):
        file.remove(0, 9)


_WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\ufffe\uffff\u2028\u2029"),
    min_size=1,
    max_size=12,
).map(str.strip).filter(bool)  # fmt: skip
_LABELS = st.fixed_dictionaries(
    {"emotion": st.sampled_from(["calm", "angry", "yes", "null", "1"]), "complaint": st.booleans()},
    optional={"also": st.lists(_WORDS, max_size=2), "note": _WORDS},
)


@st.composite
def _files(draw: st.DrawFn) -> NluFile:
    """Written as people do: comments, blank lines, both layouts, either line end."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    rows = ["# " + draw(_WORDS), 'version: "3.1"', "nlu:"]
    before = draw(st.sampled_from(["", "  "]))
    for number in range(draw(st.integers(1, 3))):
        rows += draw(st.lists(st.sampled_from(["", "# between"]), max_size=2))
        if draw(st.booleans()):
            rows += [f"{before}- intent: i{number}", f"{before}  examples: |"]
            rows += [f"{before}    - {words}" for words in draw(st.lists(_WORDS, min_size=1, max_size=3))]
        else:
            rows += [f"{before}- intent: i{number}", f"{before}  examples:"]
            for words in draw(st.lists(_WORDS, min_size=1, max_size=3)):
                quoted = yaml.dump(words, allow_unicode=True, default_style='"', width=10**6).strip()
                comment = draw(st.sampled_from(["", "  # why"]))
                rows.append(f"{before}    - {{text: {quoted}, metadata: {{emotion: calm}}}}{comment}")
    return NluFile.of(end.join([*rows, *draw(st.sampled_from([[], [""], ["", "", "# end", ""]]))]).encode())


@given(_files(), _WORDS, _LABELS, st.data())
def test_any_edit_of_any_file_is_what_was_asked_and_nothing_else(
    file: NluFile, words: str, labels: dict[str, object], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(file.blocks) - 1))
    block = file.blocks[place]
    row = data.draw(st.integers(0, len(block.rows) - 1))
    is_list = block.layout is Layout.LIST

    added = file.add(place, NewRow(words, labels if is_list else None))  # type: ignore[arg-type]
    changed = file.change(place, row, words)

    assert (added.blocks[place].rows[-1].line, added.blocks[place].rows[-1].labels) == (
        words,
        labels if is_list else None,
    )
    if file.content.endswith(b"\n"):
        assert [len(lines) for lines in _difference(file, added)] == [0, 1]
        assert added.remove(place, len(block.rows)).content == file.content
    assert max(len(lines) for lines in _difference(file, changed)) <= 1
    assert changed.blocks[place].rows[row].line == words


def test_an_entry_with_everything_is_written_and_read_again() -> None:
    file = EntryFile.of("# 库\n- id: a\n  question: 问？\n\n- id: b\n  question: 答？\n".encode(), KNOWLEDGE)
    entry = {
        "id": "kb-1",
        "question": "是: 还是 # 不是？",
        "variants": ["逗号, 在里面", "yes", "100", "[括号]", "普通的问法"],
        "answer": "第一行\n第二行：有冒号",
        "products": [],
        "valid_from": "2026-01-01",
        "weight": 2,
        "is_on": True,
    }

    made = file.add(entry)  # type: ignore[arg-type]

    assert made.get("kb-1") == entry
    assert made.content.startswith(file.content + b"\n- id: kb-1\n")
    assert yaml.safe_load(made.content)[2]["variants"] == entry["variants"]
    assert made.append("kb-1", "variants", "又一种").get("kb-1")["variants"][-1] == "又一种"
    assert made.remove("kb-1").content == file.content
    assert made.change("kb-1", {"answer": "改成\n三\n行"}).get("kb-1")["answer"] == "改成\n三\n行"


def test_a_rule_keeps_the_comment_above_another() -> None:
    written = "rules:\n  - rule: one\n    steps:\n      - intent: a\n\n  # why two\n  - rule: two\n    steps: []\n"
    file = EntryFile.of(written.encode(), RULES)

    assert b"# why two" in file.change("one", {"rule": "eins"}).content
    assert file.add({"rule": "three", "steps": [{"intent": "c"}]}).content.decode() == (
        written + "  - rule: three\n    steps:\n      - intent: c\n"
    )


def test_a_response_keeps_buttons_and_neighbours() -> None:
    written = (
        "responses:\n  utter_a:\n    - text: 旧的\n      buttons:\n        - {title: 是}\n  utter_b: [{text: 乙}]\n"
    )
    file = ResponseFile.of(written.encode())

    assert file.change("utter_a", "新的").content.decode() == written.replace("旧的", "新的")
    assert file.change("utter_b", "新: 乙").content.decode() == written.replace("乙", '"新: 乙"')
    with pytest.raises(BadInput):
        file.add("greet", "好")
    with pytest.raises(NotFound):
        file.change("utter_c", "丙")
