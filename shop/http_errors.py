"""What an answer that is no success means: the shop's own errors where it says so, else ShopUnavailable."""

from collections.abc import Mapping

from shop.errors import (
    AccountNotFound,
    NotAllowed,
    OrderNotFound,
    ProductNotFound,
    ServiceOrderNotFound,
    ShopError,
    ShopUnavailable,
    SlotTaken,
)
from shop.http_refusals import refusal_from_wire
from shop.http_wire import from_wire

_NOT_FOUND: Mapping[str, type[OrderNotFound | ServiceOrderNotFound | ProductNotFound | AccountNotFound]] = {
    kind.code: kind for kind in (OrderNotFound, ServiceOrderNotFound, ProductNotFound, AccountNotFound)
}

ERRORS_WITH_BODY = frozenset({404, 409, 422, 423})


class TokenRefused(ShopUnavailable):
    """The shop is there but does not let us in: a matter for whoever set the token."""


class TriesUsedUp(ShopError):
    """The order or the contact is locked; `verify` and `find_orders` answer with it instead of raising."""

    code = "locked"


def error_of(status: int, body: object) -> ShopError:
    """The error that this answer stands for; raises Unfit where it claims one without saying it wholly."""
    if status in {401, 403}:
        return TokenRefused(f"the shop refuses the token ({status})")
    told = body if isinstance(body, dict) else {}
    match status, told.get("code"):
        case 404, str(code) if code in _NOT_FOUND:
            return _NOT_FOUND[code](_number_in(told))
        case 409, SlotTaken.code:
            return SlotTaken("somebody else has taken this slot")
        case 422, NotAllowed.code:
            return NotAllowed(_number_in(told), refusal_from_wire(told.get("refusal"), "$.refusal"))
        case 423, TriesUsedUp.code:
            return TriesUsedUp("no tries left")
    # A 404 without our code is a wrong address, not an unknown order.
    return ShopUnavailable(f"the shop answers {status}")


def _number_in(body: Mapping[str, object]) -> str:
    return str(from_wire(str, body.get("number"), "$.number"))
