"""R01: a customer is not called by the bare full name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from register.line import Line
from register.model import Breach
from register.resources import load_toml


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = load_toml("names.toml")
    surname = f"(?:{'|'.join(data['double'])}|[{data['single']}])"
    words = "|".join(data["no_names"])
    name = rf"(?P<name>(?!{words}){surname}[\u4e00-\u9fff]{{1,2}}?)"
    return (
        re.compile(
            rf"(?:^|[\s,，。！!:：])(?:尊敬的|亲爱的)?{name}[,，\s]{{0,2}}(?:您好|你好|早上好|上午好|下午好|晚上好)"
        ),
        re.compile(rf"(?:尊敬的|亲爱的){name}[,，:：]"),
        re.compile(rf"^(?:您好|你好)[,，\s]{{1,2}}{name}[,，:：]"),
        re.compile(rf"(?:请问)?(?:您|你)?是{name}(?:本人)?(?:吗|嘛|么)"),
    )


def find(line: Line) -> Iterator[Breach]:
    if not any(mark in line.text for mark in ("好", "尊敬", "亲爱", "是")):
        return
    for pattern in _patterns():
        for match in pattern.finditer(line.text):
            yield Breach(
                "R01",
                *match.span("name"),
                f"“{match['name']}”是直呼姓名。",
                "请以姓氏加“先生”“女士”相称。",
            )
