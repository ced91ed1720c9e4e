"""Files of others: shown before they are taken, taken whole or not at all, and nothing twice."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from handoff.adapters.nlu_files.training_data import TrainingData
from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.studio_exchange import SqlExchange
from handoff.adapters.studio_catalogue import DomainFile
from handoff.adapters.studio_formats.reading import Formats
from handoff.domain.errors import BadInput, Forbidden, Incomplete
from handoff.domain.studio.annotation import Answer, Span
from handoff.domain.studio.exchange import MOST_LINES
from handoff.domain.studio.masking import Masking
from handoff.services.studio.exchanging import KINDS, Exchange, Upload
from tests.support.service_desk import ServiceDesk
from tests.support.studio_desk import Labeller, StudioDesk, example, new_id
from tests.support.training_project import make_project


@dataclass
class Desk:
    studio: StudioDesk
    exchange: Exchange
    trainer: Labeller
    reviewer: Labeller

    async def preview(self, *rows: dict[str, Any]) -> dict[str, Any]:
        return await self.exchange.preview(upload(*rows))

    async def take(self, *rows: dict[str, Any], without_refused: bool = False) -> dict[str, Any]:
        return await self.exchange.take(upload(*rows), without_refused=without_refused)

    async def stored(self) -> list[dict[str, Any]]:
        content = await self.exchange.written(self.reviewer.user, "jsonl", everything=True)
        return [json.loads(row) for row in content.decode().splitlines()]


def upload(*rows: dict[str, Any]) -> Upload:
    return Upload("".join(json.dumps(row) + "\n" for row in rows).encode(), "lines.jsonl")


@pytest_asyncio.fixture
async def there(desk: ServiceDesk, tmp_path: Path) -> Desk:
    studio = StudioDesk(desk)
    project = make_project(tmp_path / "bot")
    masking = Masking(SecretBox("only-for-tests-" + "k" * 32).digest)
    catalogue = DomainFile(project / "domain.yml")
    store, data = SqlExchange(desk.engine), TrainingData(project)
    exchange = Exchange(store, Formats(), data, catalogue, masking, desk.now, new_id)
    return Desk(studio, exchange, await studio.trainer(), await studio.reviewer())


async def test_a_preview_tells_new_from_known_and_changes_nothing(there: Desk) -> None:
    await there.studio.add(example("退款到哪了"))
    rows = [
        {"text": "包裹卡在中转站", "intent": "logistics_track"},
        {"text": "包裹，卡在中转站！"},
        {"text": "退款到哪了？"},
        {"text": "我的订单呢"},
        {"text": "查下单子到哪儿了"},
        {"text": "多少钱", "intent": "faq/price"},
        {"intent": "order_status"},
    ]

    found = await there.preview(*rows)

    assert found["counts"] == {"new": 2, "doubled": 4, "refused": 1, "answered": 2}
    assert [(each["line"], each["text"]) for each in found["new"]] == [(1, "包裹卡在中转站"), (6, "多少钱")]
    assert [each["reason"] for each in found["doubled"]] == [
        "与第1条重复", "已在语料中", "已在 data/nlu/orders.yml 中", "已在 data/nlu/held_back_a.yml 中",
    ]  # fmt: skip
    assert found["refused"] == [
        {"line": 7, "file": None, "text": '{"intent": "order_status"}', "reason": "缺少 text，或其内容不是文字。"}
    ]
    assert found["unknown_intents"] == [{"name": "faq/price", "count": 1}]
    assert (found["format"], found["encoding"], found["project"]) == ("jsonl", "utf-8", None)
    assert len(await there.stored()) == 1


async def test_what_is_taken_waits_to_be_answered_with_what_others_said_of_it(there: Desk) -> None:
    row = {
        "text": "净水器的快递到哪了", "intent": "logistics_track", "also": ["order_status"], "emotion": "anxious",
        "complaint": False, "spans": [{"start": 0, "end": 3, "entity": "product"}], "channel": "phone",
        "said_at": "2026-11-01T08:00:00+08:00", "before": "请问有什么可以帮您？", "before_sender": "bot",
    }  # fmt: skip

    taken = await there.take(row, {"text": "多少钱", "intent": "faq/price"})
    item = await there.trainer.item("all")

    assert taken["added"] == 2
    assert item is not None
    shown = item["example"]
    assert (shown["text"], shown["channel"], shown["before"]) == (row["text"], "phone", row["before"])
    assert shown["said_at"] == "2026-11-01T00:00:00+00:00"
    assert shown["suggestion"]["intent"] == "logistics_track"
    assert shown["suggestion"]["model"] == "import"
    assert (shown["suggestion"]["emotion"], shown["suggestion"]["spans"][0]["entity"]) == ("anxious", "product")
    # An intent that the bot does not know suggests nothing.
    assert {each["text"]: each["suggestion"] is None for each in await there.stored()} == {
        row["text"]: False, "多少钱": True,
    }  # fmt: skip


async def test_the_same_file_again_adds_nothing(there: Desk) -> None:
    rows = [{"text": "包裹卡在中转站"}, {"text": "退的钱在哪看"}]

    assert (await there.take(*rows))["added"] == 2
    assert (await there.take(*rows))["added"] == 0
    assert len(await there.stored()) == 2


async def test_with_a_bad_line_nothing_is_taken_unless_it_is_said_so(there: Desk) -> None:
    rows: list[dict[str, Any]] = [{"text": "包裹卡在中转站"}, {"text": 5}]

    with pytest.raises(Incomplete, match="有1条无法导入"):
        await there.take(*rows)

    assert await there.stored() == []
    assert (await there.take(*rows, without_refused=True))["added"] == 1


async def test_personal_data_never_comes_in(there: Desk) -> None:
    phone, name = "13912345678", "欧阳晓娟"
    row = {
        "text": f"我是{name}，电话{phone}，帮我查物流", "intent": "logistics_track",
        "spans": [{"start": 2, "end": 6, "entity": "person"}, {"start": 9, "end": 20, "entity": "phone"}],
        "before": f"请问是{phone}吗？",
    }  # fmt: skip

    preview = await there.preview(row)
    await there.take(row)

    shown = json.dumps([preview, await there.stored()], ensure_ascii=False)
    assert phone not in shown
    assert "晓娟" not in shown
    [stored] = await there.stored()
    for span in stored["suggestion"]["spans"]:
        assert stored["text"][span["start"] : span["end"]].strip("，")
    assert (await there.take(row))["added"] == 0


async def test_a_file_of_too_many_lines_is_refused_whole(there: Desk) -> None:
    content = "".join(f'{{"text": "第{number}句"}}\n' for number in range(MOST_LINES + 1)).encode()

    with pytest.raises(BadInput, match="一次最多导入20000条"):
        await there.exchange.take(Upload(content, kind="jsonl"), without_refused=True)

    assert await there.stored() == []


async def test_many_lines_are_taken_at_once(there: Desk) -> None:
    content = "语料\n" + "".join(f"第{number}位客户在催\n" for number in range(3000))

    taken = await there.exchange.take(Upload(content.encode("gb18030"), "a.csv"), without_refused=False)

    assert (taken["added"], taken["encoding"]) == (3000, "gb18030")
    assert len(await there.stored()) == 3000


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (Upload(b"\xff\xff", "a.csv"), "编码"),
        (Upload(b"a,b\n1,2\n", "a.csv"), "表头"),
        (Upload(b"{}", "a.json"), "任务列表"),
        (Upload(b"x", "a.txt", "docx"), "文件格式须为"),
        (Upload(b"PK\x03\x04", "a.zip"), "无法打开压缩包"),
    ],
    ids=["bytes", "no heading", "no list", "format", "zip"],
)
async def test_a_file_that_is_none_of_ours_changes_nothing(there: Desk, given: Upload, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        await there.exchange.preview(given)
    with pytest.raises(BadInput, match=named):
        await there.exchange.take(given, without_refused=True)

    assert await there.stored() == []


async def _answered(there: Desk) -> None:
    [first, second, _] = await there.studio.add(
        example("净水器的快递到哪了"), example("=退款呢"), example("还没人看过")
    )
    answer = Answer("logistics_track", ("order_status",), (Span(0, 3, "product", "净水机"),), "anxious", False, True)
    await there.reviewer.approve(await there.trainer.submit(first, answer))
    await there.trainer.submit(second, Answer("refund_status"))


@pytest.mark.parametrize("kind", KINDS)
async def test_approved_answers_come_back_by_an_import(there: Desk, kind: str) -> None:
    await _answered(there)

    content = await there.exchange.written(there.trainer.user, kind, everything=False)

    [line] = [each.line for each in Formats().read(content, kind=kind).brought]
    assert line.text == "净水器的快递到哪了"
    assert line.answer == Answer(
        "logistics_track", ("order_status",), (Span(0, 3, "product", "净水机"),), "anxious", False, True
    )
    assert (line.status, line.annotator) == ("approved", "训练师0")


@pytest.mark.parametrize("kind", KINDS)
async def test_everything_is_for_reviewers(there: Desk, kind: str) -> None:
    await _answered(there)

    content = await there.exchange.written(there.reviewer.user, kind, everything=True)
    with pytest.raises(Forbidden):
        await there.exchange.written(there.trainer.user, kind, everything=True)

    found = {each.line.text: each.line.answer.intent for each in Formats().read(content, kind=kind).brought}
    assert found == {"净水器的快递到哪了": "logistics_track", "=退款呢": "refund_status", "还没人看过": None}


async def test_a_rasa_project_says_what_else_it_holds(there: Desk) -> None:
    written = (
        "nlu:\n- intent: order_status\n  examples: |\n    - 单子卡住了\nstories:\n- story: a\nrules: []\nintents: [x]\n"
    )

    found = await there.exchange.preview(Upload(written.encode(), "all.yml"))

    assert found["project"] == {"stories": 1, "rules": 0, "intents": ["x"]}
    assert found["new"] == [{"line": 4, "file": "all.yml", "text": "单子卡住了", "intent": "order_status"}]
