"""Traditional characters to simplified ones, by OpenCC's tables."""

from functools import cache
from typing import Any

import opencc


def simplify(text: str) -> str:
    return str(_tables().convert(text))


@cache
def _tables() -> Any:
    return opencc.OpenCC("t2s")
