"""The customers' lines of all test sets: whatever is put into words in `data/evaluation`."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handoff.adapters.nlu_files.source import Uneditable

_WORDED = ("text", "question")


def read_tested(folder: Path) -> list[str]:
    """Raises Uneditable where a set cannot be read: what is not known cannot be kept out of the training."""
    found: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(_text(path).split("\n"), start=1):
            if row.strip():
                found += _said(_object(row, path, number))
    for path in sorted(folder.glob("*.tsv")):
        rows = csv.DictReader(_text(path).split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
        found += [text for row in rows for text in _said(row)]
    return found


def _said(row: dict[str, Any]) -> Iterator[str]:
    yield from (str(row[key]) for key in _WORDED if row.get(key))
    for turn in row.get("turns") or ():
        if isinstance(turn, dict) and turn.get("user"):
            yield str(turn["user"])


def _object(row: str, path: Path, number: int) -> dict[str, Any]:
    try:
        found = json.loads(row)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Uneditable(f"评测集 {path.name} 第{number}行不是 JSON 对象，无法核对训练语料，请修正后再试。")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Uneditable(f"评测集 {path.name} 不是 UTF-8 编码，无法核对训练语料，请修正后再试。") from error
