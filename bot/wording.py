"""Lists of words as one pattern, written down as plain words with spaces between them."""


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def any_of(text: str) -> str:
    """A pattern for any of these patterns, tried in this order."""
    return "(?:" + "|".join(text.split()) + ")"
