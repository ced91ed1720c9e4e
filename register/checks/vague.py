"""R03: 预计 and its kind need a day, a time or a number in the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.line import Line, is_concrete
from register.model import Breach

_EXPECTED = re.compile(r"预[计估]")
# The name of a field or page the customer can look at is no statement about time.
_FIELD = re.compile(r"^(?:的)?(?:送达|到货|发货|到账|配送|完成|派送|上门|出库|入库)?(?:时间|日期|时效)")
_SHOWN = re.compile(r"查看|查询|显示|以|关注|查到|看到|告知|通知|更新|同步|提供|核实|确认|留意|标注|页面")


def find(line: Line) -> Iterator[Breach]:
    view = line.plain
    for match in _EXPECTED.finditer(view.text):
        start, end = match.span()
        if is_concrete(view.sentence(start, end)):
            continue
        if _FIELD.match(view.after(end)) and _SHOWN.search(view.sentence(start, end)):
            continue
        yield line.breach(
            "R03", view, start, end, suggestion="请在同一句中写明日期、时间或数字，例如“预计11月23日18:00前送达”。"
        )
