"""Rasa projects as they are brought: a folder, a zip file, one file; and what is no project."""

import io
import zipfile
from pathlib import Path

import pytest

from handoff.adapters.studio_formats.rasa_projects import read_folder, read_one, read_zip
from handoff.domain.errors import BadInput, TooLarge
from handoff.domain.studio.annotation import Answer, Span
from handoff.domain.studio.exchange import Brought, Problem
from handoff.settings import ROOT

FILES = {
    "bot/domain.yml": "intents:\n  - greet\n  - faq: {use_entities: []}\n",
    "bot/data/nlu.yml": (
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - 你好\n    - [张三](person)在吗\n'
        "- synonym: 净水器\n  examples: |\n    - 净水机\n"
        "- intent: faq/price\n  examples:\n  - text: |\n      多少钱\n"
        "    metadata: {emotion: angry, complaint: true, x: 1}\n"
    ),
    "bot/data/stories.yml": "stories:\n- story: a\n  steps: []\n- story: b\n  steps: []\n",
    "bot/data/rules.yml": "rules:\n- rule: a\n  steps: []\n",
    "bot/.rasa/cache.yml": "nlu: [",
    "__MACOSX/bot/data/._nlu.yml": "\x00",
    "bot/actions.py": "print()\n",
}


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, written in files.items():
            archive.writestr(name, written)
    return out.getvalue()


def brought(found: list[Brought | Problem]) -> list[Brought]:
    assert [each for each in found if isinstance(each, Problem)] == []
    return [each for each in found if isinstance(each, Brought)]


@pytest.fixture(params=["folder", "zip"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[list[Brought | Problem], object]:
    if request.param == "zip":
        return read_zip(zipped(FILES))
    for name, written in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(written, encoding="utf-8")
    return read_folder(tmp_path)


def test_a_project_is_its_lines_and_how_much_else_there_is(project: tuple[list[Brought | Problem], object]) -> None:
    found, beside = brought(project[0]), project[1]

    assert [(each.line.text, each.line.answer) for each in found] == [
        ("你好", Answer("greet")),
        ("张三在吗", Answer("greet", (), (Span(0, 2, "person"),))),
        ("多少钱", Answer("faq/price", (), (), "angry", True)),
    ]
    assert [(each.place.file, each.place.number) for each in found] == [
        ("bot/data/nlu.yml", 5),
        ("bot/data/nlu.yml", 6),
        ("bot/data/nlu.yml", 12),
    ]
    assert vars(beside) == {"stories": 2, "rules": 1, "intents": ("greet", "faq")}


def test_this_project_is_one_too() -> None:
    found, beside = read_folder(ROOT / "data" / "nlu")
    intents = read_one((ROOT / "domain.yml").read_bytes())[1].intents

    assert len(brought(found)) > 25_000
    assert {each.line.answer.intent for each in brought(found)} <= set(intents)
    assert beside.stories == 0
    assert read_folder(ROOT / "data" / "stories")[1].stories == 2


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("nlu: [\n", "文件不是有效的 YAML（第2行），请修正后再试。"),
        ("a: &a [1]\nb: [*a, *a]\n", "文件使用了 YAML 引用（&、*），请展开后再试。"),
        ("[" * 200_000, "文件的嵌套层数过多，请修正后再试。"),
        ("nlu: \x07", "文件中有 YAML 不允许的字符，请修正后再试。"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_no_end(written: str, reason: str) -> None:
    found, _ = read_zip(zipped({"good.yml": FILES["bot/data/nlu.yml"], "bad.yml": written}))

    assert len([each for each in found if isinstance(each, Brought)]) == 3
    [problem] = [each for each in found if isinstance(each, Problem)]
    assert (problem.place.file, problem.reason) == ("bad.yml", reason)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", zipped({"a.py": ""}), zipped({}), zipped(FILES)[:-60]],
    ids=["head", "py", "empty", "cut"],
)
def test_what_is_no_project_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_zip(content)


def test_a_zip_file_that_unpacks_to_far_more_is_refused_unread() -> None:
    content = zipped({"bomb.yml": "#" * (61 * 1024 * 1024)})
    assert len(content) < 1_000_000

    with pytest.raises(TooLarge):
        read_zip(content)
    with pytest.raises(TooLarge):
        read_zip(zipped({f"{number}.yml": "" for number in range(5001)}))


def test_an_encrypted_zip_file_is_refused() -> None:
    content = bytearray(zipped({"a.yml": "nlu: []\n"}))
    # The first bit of the flags, in the head of the file and in that of the list.
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1

    with pytest.raises(BadInput, match="未加密"):
        read_zip(bytes(content))
