"""R12: text that is surely cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.line import Line
from register.model import Breach

_CUT_OFF = re.compile(
    r"(?:因为|由于|如果|但是|不过|并且|而且|以及|或者|为了|关于|对于|根据|还有就|以便|请您在|请您于|请在|请您?稍|(?:^|[\s，,。]|把|将|提供|确认|核对|查询)您的|预计将于|[，、,（(“])\s*$"
)
_WHOLE = re.compile(r"^\s*(?:关于|是|不是)?(?:我们的|您的)\s*$|是(?:您的|我们的)\s*$|好[，,]\s*$")


def find(line: Line) -> Iterator[Breach]:
    tail = line.text[-40:]
    match = _CUT_OFF.search(tail)
    if match is None or _WHOLE.search(tail):
        return
    offset = len(line.text) - len(tail)
    start, end = offset + match.start(), offset + match.end()
    yield Breach("R12", start, end, "句子没有写完。", "请把句子补充完整。", mild=True)
