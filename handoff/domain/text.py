"""Text from outside, made storable: what no database or platform takes is replaced, nothing else is touched."""

import re

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: str) -> str:
    """Lone surrogates become U+FFFD, control characters but tab and line break go, the ends are trimmed."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNSTORABLE.sub("", whole).strip()
