"""Traditional characters as simplified ones, in which the training lines are written; one for one, offsets stay."""

from functools import lru_cache
from typing import Any

import opencc


def simplify(text: str) -> str:
    """Characters by OpenCC's table; phrases are left as they are, so that the length never changes."""
    return text if text.isascii() else "".join(map(_one, text))


@lru_cache(maxsize=8192)
def _one(sign: str) -> str:
    simple = str(_table().convert(sign))
    return simple if len(simple) == 1 else sign


@lru_cache(maxsize=1)
def _table() -> Any:
    return opencc.OpenCC("t2s")
