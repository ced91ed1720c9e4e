"""Details that customers type about themselves: phone, e-mail, photos, a few words of their own."""

import re
from collections.abc import Callable

from actions.details.choices import free_text
from actions.line import Line, button
from actions.tasks.task import Case, Detail

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NO_PHOTO = re.compile(r"没(?:有|拍|法拍|照)|拍不了|无法(?:提供|拍)|不方便拍|扔了|没图|没照片|暂时没有")
_NOTHING = re.compile(r"^(?:没有?了?|无|不用|不需要|没什么|没啥)[。.!！]?$")
NONE = "none"


def mobile(slot: str, response: str, *, needed: Callable[[Case], bool] = lambda _case: True) -> Detail:
    """An 11-digit mobile number."""
    return Detail(slot, lambda case: Line(response, case.facts), lambda case: case.turn.mobile, needed)


def email(response: str, *, slot: str = "email", needed: Callable[[Case], bool] = lambda _case: True) -> Detail:
    def read(case: Case) -> str | None:
        found = _EMAIL.search(case.turn.text)
        return found.group() if found else None

    return Detail(slot, lambda case: Line(response, case.facts), read, needed)


def photos(response: str = "utter_ask_for_photo", *, needed: Callable[[Case], bool] = lambda _case: True) -> Detail:
    """Ids of images joined by +; a customer who has none goes on without."""

    def read(case: Case) -> str | None:
        if case.turn.photos:
            sent = [one for one in (case.value("photos") or "").split("+") if one and one != NONE]
            return "+".join([*sent, *case.turn.photos])
        return NONE if case.asked == "photos" and _NO_PHOTO.search(case.turn.text) else None

    def ask(case: Case) -> Line:
        return Line(response, case.facts, buttons=[button("没有照片")])

    return Detail("photos", ask, read, needed)


def photo_ids(case: Case) -> tuple[str, ...]:
    return tuple(one for one in (case.value("photos") or "").split("+") if one and one != NONE)


def words(
    slot: str, response: str, *, needed: Callable[[Case], bool] = lambda _case: True, longest: int = 200
) -> Detail:
    """A few words of the customer's own, when asked for them; 没有 leaves them out."""

    def read(case: Case) -> str | None:
        if case.asked == slot and _NOTHING.search(case.turn.text):
            return NONE
        found = free_text(case, slot)
        return found[:longest] if found else None

    return Detail(slot, lambda case: Line(response, case.facts), read, needed)
