"""CSV as Excel reads and writes it: headings in Chinese, UTF-8 with its mark, and no cell that could be a formula."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from handoff.adapters.studio_formats.records import line_of, record_of
from handoff.domain.errors import BadInput
from handoff.domain.studio.exchange import Brought, ExchangedLine, Place, Problem
from handoff.domain.studio.titles import INTENTS

HEADINGS = {
    "id": "编号",
    "text": "语料",
    "intent": "意图",
    "also": "其他可接受的意图",
    "spans": "片段",
    "emotion": "情绪",
    "complaint": "投诉",
    "needs_person": "应转人工",
    "before": "上一句",
    "before_sender": "上一句发送方",
    "channel": "渠道",
    "said_at": "时间",
    "status": "标注状态",
    "annotator": "标注人",
    "comment": "备注",
}
_ALSO_CALLED = {"文本": "text", "内容": "text", "客户原话": "text", "是否投诉": "complaint", "label": "intent"}
_NAMES = {title: name for name, title in HEADINGS.items()} | _ALSO_CALLED | {name: name for name in HEADINGS}
_EMOTIONS = {"平静": "calm", "焦急": "anxious", "愤怒": "angry"}
_YES, _NO = {"是", "true", "1", "yes"}, {"否", "false", "0", "no"}
_INTENTS = {title: name for name, title in INTENTS.items()}
_BETWEEN = "；"
# What spreadsheets take for a formula, or strip and then take for one; full-width signs count too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_SHOWN = 80


def write_csv(lines: Iterable[ExchangedLine]) -> Iterator[str]:
    yield "\ufeff" + _row(HEADINGS.values())
    for line in lines:
        record = record_of(line)
        yield _row(_guarded(_cell(record[name])) for name in HEADINGS)


def read_csv(text: str) -> Iterator[Brought | Problem]:
    """Columns parted by comma, semicolon or tab, named in the first row. Raises BadInput where there is no such row."""
    head, _, _ = text.lstrip("\ufeff").partition("\n")
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(head), strict=True)
    names: list[str | None] | None = None
    end = 0
    while True:
        place = Place(end + 1)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Problem(place, f"不是有效的 CSV：{_why(error)}。")
            return
        end = reader.line_num
        if cells is None:
            break
        if names is None:
            names = _columns(cells)
        elif any(cell.strip() for cell in cells):
            yield _read(names, cells, place)
    if names is None:
        raise BadInput("文件是空的，请检查后重新上传。")


def _read(names: Sequence[str | None], cells: Sequence[str], place: Place) -> Brought | Problem:
    by_name = {name: _bare(cell) for name, cell in zip(names, cells, strict=False) if name}
    text = by_name.get("text", "")
    if len(cells) > len(names):
        return Problem(place, "列数多于表头。", text[:_SHOWN])
    try:
        record = {name: _value(name, cell) for name, cell in by_name.items() if cell}
        return Brought(line_of({**record, "text": text}), place)
    except BadInput as error:
        return Problem(place, str(error), text[:_SHOWN])


def _value(name: str, cell: str) -> Any:
    match name:
        case "intent":
            return _INTENTS.get(cell.strip(), cell.strip())
        case "also":
            return [_INTENTS.get(each.strip(), each.strip()) for each in re.split("[；;]", cell) if each.strip()]
        case "spans":
            return _spans(cell)
        case "emotion":
            return _EMOTIONS.get(cell.strip(), cell.strip())
        case "complaint" | "needs_person":
            return _truth(name, cell.strip().lower())
    return cell


def _truth(name: str, cell: str) -> bool | None:
    if cell and cell not in _YES | _NO:
        raise BadInput(f"“{HEADINGS[name]}”须为“是”或“否”。")
    return cell in _YES if cell else None


def _spans(cell: str) -> Any:
    try:
        return json.loads(cell)
    except ValueError as error:
        raise BadInput("“片段”须为 JSON。") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        if any(isinstance(each, dict) for each in value):
            return json.dumps(value, ensure_ascii=False)
        return _BETWEEN.join(value)
    return str(value)


def _guarded(cell: str) -> str:
    """A quote before it makes it a text; one that stands there already gets another, so that it can be told."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(list(cells))
    return out.getvalue()


def _columns(cells: list[str]) -> list[str | None]:
    names = [_NAMES.get(cell.strip().lower()) or _NAMES.get(cell.strip()) for cell in cells]
    if "text" not in names:
        raise BadInput("第一行须为表头，并含有“语料”（或“text”）一列。")
    known = [name for name in names if name]
    if len(known) != len(set(known)):
        raise BadInput("表头中有重复的列。")
    return names


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _why(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return "单元格过长"
    return "引号不配对" if "quote" in said or "end of data" in said or "expected after" in said else "格式不正确"
