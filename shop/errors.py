"""What can go wrong in the shop, each with a stable code."""

from shop.models import OrderState


class ShopError(Exception):
    """Base of all refusals and failures of the shop."""

    code = "shop_error"


class OrderNotFound(ShopError):
    """No order has this number."""

    code = "order_not_found"

    def __init__(self, number: str) -> None:
        super().__init__(f"no order {number}")
        self.number = number


class AddressClosed(ShopError):
    """The address can no longer be changed: the order has been dispatched, cancelled or refunded."""

    code = "address_closed"

    def __init__(self, number: str, state: OrderState) -> None:
        super().__init__(f"the address of order {number} is closed: {state.value}")
        self.number = number
        self.state = state


class ShopUnavailable(ShopError):
    """The shop's database does not answer."""

    code = "shop_unavailable"
