"""Text from outside, made storable: what no database or platform takes is replaced, nothing else is touched."""

import re

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def whole(text: str) -> str:
    """Lone surrogates, as of an emoji cut in two, become U+FFFD; every other place stays what and where it is."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clean(text: str) -> str:
    """Whole, without control characters but tab and line break, and without space at the ends."""
    return _UNSTORABLE.sub("", whole(text)).strip()
