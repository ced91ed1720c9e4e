"""R02: 呢 belongs into a question that asks something; closing a statement or a request it is chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.line import Line, asks
from register.model import Breach

_NE = re.compile(r"(?<![毛花绒料羊面粗细])呢(?![绒子喃料大])|(?<=[的了吗])呢(?=大)")
_CLAUSE_START = re.compile(r"[。!?;\n\s~#\]]")
_QUESTION_MARK = re.compile(r"^[\s~#e\-s\d亲哦哈嗯]*\?")
_REACH = 60


def find(line: Line) -> Iterator[Breach]:
    view = line.plain
    if "呢" not in view.text:
        return
    for match in _NE.finditer(view.text):
        start, end = match.span()
        head = view.text[max(0, start - _REACH) : start]
        cut = max((m.end() for m in _CLAUSE_START.finditer(head)), default=0)
        marked = _QUESTION_MARK.match(view.text[end : end + 12]) is not None
        if not asks(head[cut:] + "呢", marked=marked):
            yield line.breach("R02", view, start, end, suggestion="请删去“呢”。", replacement="")
