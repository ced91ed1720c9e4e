"""What can go wrong in the shop, each with a stable code."""

from shop.refusal import Refusal


class ShopError(Exception):
    """Base of all refusals and failures of the shop."""

    code = "shop_error"


class OrderNotFound(ShopError):
    """No order has this number."""

    code = "order_not_found"

    def __init__(self, number: str) -> None:
        super().__init__(f"no order {number}")
        self.number = number


class ServiceOrderNotFound(ShopError):
    """No service order has this number."""

    code = "service_order_not_found"

    def __init__(self, number: str) -> None:
        super().__init__(f"no service order {number}")
        self.number = number


class ProductNotFound(ShopError):
    """The catalogue has no such product."""

    code = "product_not_found"

    def __init__(self, product_id: str) -> None:
        super().__init__(f"no product {product_id}")
        self.product_id = product_id


class AccountNotFound(ShopError):
    """No customer has this account."""

    code = "account_not_found"

    def __init__(self, account_id: str) -> None:
        super().__init__(f"no account {account_id}")
        self.account_id = account_id


class NotAllowed(ShopError):
    """The shop's rules forbid it; `refusal` says which and with what facts."""

    code = "not_allowed"

    def __init__(self, number: str, refusal: Refusal) -> None:
        super().__init__(f"{refusal.task} is refused for {number}: {refusal.code}")
        self.number = number
        self.refusal = refusal


class SlotTaken(ShopError):
    """Somebody else has booked the last place of this slot, or it is none of the shop's."""

    code = "slot_taken"


class ShopUnavailable(ShopError):
    """The shop does not answer."""

    code = "shop_unavailable"
