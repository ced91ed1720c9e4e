"""Advice, never a finding: what a single line cannot prove but its writer may want to know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.line import Line, is_concrete
from register.model import Breach

_WAIT = re.compile(r"稍等|稍候|等待一下|等一下|请等待")
_LONG_SENTENCE = re.compile(r"[^。！？!?；;\n]{90,}")


def find(line: Line) -> Iterator[Breach]:
    view = line.plain
    match = _WAIT.search(view.text)
    if match and not is_concrete(view.text) and "久等" not in view.text:
        yield line.breach("R09", view, *match.span(), advice=True)
    for sentence in _LONG_SENTENCE.finditer(line.text):
        yield Breach(
            "R12", *sentence.span(), "这句话较长，客户不易读懂。", "请分成短句，步骤较多时编号说明。", advice=True
        )
