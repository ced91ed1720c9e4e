"""The replies to several requests of one message as one answer: nothing twice, and the question last."""

from collections.abc import Sequence
from typing import Any

Reply = dict[str, Any]

_QUESTIONS = ("ask", "restate")
_CLOSING = "closing"


def together(parts: Sequence[Sequence[Reply]], *, ends: bool = False) -> list[Reply]:
    """`ends`: a person or the end of the talk follows, so nobody is asked for more."""
    if len(parts) < 2:
        return [reply for part in parts for reply in part]
    said: list[Reply] = []
    closing: Reply | None = None
    for place, part in enumerate(parts):
        later = {reply["text"] for other in parts[place + 1 :] for reply in other}
        for reply in part:
            if reply["kind"] == _CLOSING:
                closing = closing or reply
            elif reply["kind"] in _QUESTIONS and reply["text"] in later:
                # The form asks again once the other request is answered.
                continue
            elif all(reply["text"] != one["text"] for one in said):
                said.append(_without_known_card(reply, said))
    # What the customer is to answer stands last; more is asked for only where nothing else is.
    is_open = any(reply["kind"] in _QUESTIONS for reply in said)
    return said if closing is None or is_open or ends else [*said, closing]


def ends_in_a_question(replies: Sequence[Reply]) -> bool:
    """Whether the customer is to answer something, and not only asked for more."""
    return bool(replies) and replies[-1]["kind"] in _QUESTIONS


def _without_known_card(reply: Reply, said: Sequence[Reply]) -> Reply:
    is_known = reply["card"] is not None and any(one["card"] == reply["card"] for one in said)
    return {**reply, "card": None} if is_known else reply
