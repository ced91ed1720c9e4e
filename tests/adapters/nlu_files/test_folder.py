"""Lines that are found, added and moved across the files of a project, each change only where it belongs."""

from pathlib import Path

import pytest

from handoff.adapters.nlu_files.document import NewRow
from handoff.adapters.nlu_files.folder import NluFolder
from handoff.adapters.nlu_files.source import Uneditable
from handoff.domain.errors import NotFound
from tests.support.training_project import HELD_BACK, ORDERS, make_project

PARCELS = "nlu:\n- intent: logistics_track\n  examples: |\n    - 包裹到哪了\n"
_ORDERS, _PARCELS = "data/nlu/orders.yml", "data/nlu/parcels.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> NluFolder:
    project = make_project(tmp_path)
    (project / _PARCELS).write_text(PARCELS, encoding="utf-8")
    return NluFolder.read(project)


def after(folder: NluFolder) -> dict[str, str]:
    return {change.path: change.after.decode() for change in folder.changes()}


def test_all_lines_are_found_by_their_words(folder: NluFolder) -> None:
    [line] = folder.find("我的订单呢？？")

    assert (line.file, line.intent, line.text) == (_ORDERS, "order_status", "我的订单呢")
    assert len(list(folder.lines())) == 5
    assert folder.find("没有这句") == []
    assert folder.changes() == ()


def test_a_line_moves_to_another_file(folder: NluFolder) -> None:
    [line] = folder.find("我的订单呢")

    assert after(folder.move(line, _PARCELS, "logistics_track")) == {
        _ORDERS: ORDERS.replace("    - 我的订单呢\n", ""),
        _PARCELS: PARCELS + "    - 我的订单呢\n",
    }


def test_labels_move_with_their_line_into_a_block_that_has_them(folder: NluFolder) -> None:
    [line] = folder.find("退款怎么还没到账")

    moved = after(folder.move(line, _PARCELS, "logistics_track"))

    assert moved[_PARCELS] == PARCELS + (
        "- intent: logistics_track\n  examples:\n"
        '  - {text: "退款怎么还没到账", metadata: {emotion: anxious, complaint: false}}\n'
    )
    # It was the last of its block.
    assert moved[_ORDERS] == ORDERS[: ORDERS.index("- intent: refund_status")]


def test_a_line_moves_to_another_intent_of_its_file(folder: NluFolder) -> None:
    [line] = folder.find("订单走到哪一步了")

    assert after(folder.move(line, _ORDERS, "refund_status")) == {
        _ORDERS: ORDERS.replace("    - 订单走到哪一步了\n", "") + '  - {text: "订单走到哪一步了"}\n'
    }


def test_words_change_and_lines_go(folder: NluFolder) -> None:
    [line] = folder.find("查下单子到哪儿了")
    changed = folder.change(line, "查一下单子")

    assert after(changed) == {line.file: HELD_BACK.replace("查下单子到哪儿了", "查一下单子")}
    [order] = folder.find("我的订单呢")
    assert after(folder.remove(order)) == {_ORDERS: ORDERS.replace("    - 我的订单呢\n", "")}
    # Another line has come to stand there, and stays.
    with pytest.raises(NotFound):
        folder.remove(order).remove(order)
    with pytest.raises(NotFound):
        folder.remove(order).move(order, _PARCELS, "logistics_track")
    with pytest.raises(NotFound):
        changed.change(line, "再改")


def test_a_new_file_says_what_it_is_for(folder: NluFolder) -> None:
    made = after(folder.add("data/nlu/new.yml", "greet", [NewRow("您好")], "Greetings."))

    assert made == {
        "data/nlu/new.yml": '# Greetings.\nversion: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - 您好\n'
    }


def test_a_file_that_cannot_be_edited_is_named(folder: NluFolder) -> None:
    with pytest.raises(Uneditable, match=r"data/nlu/parcels\.yaml：这是该文件的最后一条"):
        folder.remove(folder.find("包裹到哪了")[0])
