"""Details that customers type about themselves: phone, e-mail, photos, a few words of their own."""

import re
from collections.abc import Callable

from actions.details.choices import free_text
from actions.line import Line, button
from actions.phrases import refuses, says_no, says_yes
from actions.tasks.task import Case, Detail

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_WITH_AT = re.compile(r"\S*@\S*")
_LETTERS = re.compile(r"[A-Za-z0-9._-]*[A-Za-z][A-Za-z0-9._-]*\.(?:com|cn|net)|[A-Za-z0-9_-]{5,}(?:qq|QQ|163|126)?$")
_NO_PHOTO = re.compile(r"没(?:有|拍|法拍|照)|拍不了|无法(?:提供|拍)|不方便拍|扔了|没图|没照片|暂时没有")
_NOTHING = re.compile(r"^(?:没有?了?|无|不用|不需要|没什么|没啥)[。.!！]?$")
_ANOTHER = re.compile(r"[换另][外]?一?个?(?:别的)?(?:号|手机|电话)")
_NOT_WANTED = re.compile(r"^(?:不(?:用|需要|必|要)|算了|没必要|先不)|不(?:用|需要)(?:通知|了)")
_OWN_NUMBER = re.compile(r"就?(?:这个|这|那个|上面|订单|下单|收货)(?:的)?(?:手机|号|电话)|^需要")
NONE = "none"


def mobile(slot: str, response: str, *, needed: Callable[[Case], bool] = lambda _case: True) -> Detail:
    """An 11-digit mobile number."""
    return Detail(slot, lambda case: Line(response, case.facts), lambda case: case.turn.mobile, needed)


def own_or_typed_mobile(
    slot: str,
    ask: Callable[[Case], Line],
    *,
    is_optional: bool = True,
    needed: Callable[[Case], bool] = lambda _case: True,
) -> Detail:
    """A number that is typed, or the verified order's own after a yes to it; NONE after a no.

    Where it is not optional, whoever refuses it gives up the matter, and only another number is a NONE.
    """

    def read(case: Case) -> str | None:
        if case.turn.mobile is not None:
            return case.turn.mobile
        if case.asked != slot:
            return None
        text = case.turn.text
        if _ANOTHER.search(text) or (not is_optional and says_no(text) and not refuses(text)):
            return NONE if case.order else None
        if is_optional and (_NOT_WANTED.search(text) or case.turn.intent == "deny"):
            return NONE
        is_yes = case.turn.intent == "affirm" or says_yes(text) or _OWN_NUMBER.search(text)
        return case.order.address.phone if is_yes and case.order else None

    return Detail(slot, ask, read, needed)


def email(response: str, *, slot: str = "email", needed: Callable[[Case], bool] = lambda _case: True) -> Detail:
    """An address; one that cannot be right is said to be so instead of being passed over."""

    def read(case: Case) -> str | None:
        found = _EMAIL.findall(case.turn.text)
        # “不是…，是…”: the last one is meant.
        return found[-1] if found else _attempt(case, slot)

    def problem(_case: Case, value: str) -> Line | None:
        return None if _EMAIL.fullmatch(value) else Line("utter_email_invalid")

    return Detail(slot, lambda case: Line(response, case.facts), read, needed, problem)


def _attempt(case: Case, slot: str) -> str | None:
    """Something meant as an address: with an @, or letters in answer to the question for one."""
    found = _WITH_AT.search(case.turn.text) or (case.asked == slot and _LETTERS.search(case.turn.text))
    return found.group() if found else None


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
