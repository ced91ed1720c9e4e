"""What the bot needs from a shop; the SQL adapter is one, an enterprise's own HTTP API may be another."""

from datetime import datetime
from typing import Protocol

from shop.models import Address, EffectKey, Order, Product
from shop.verification import IdentityClaim, Verification


class Shop(Protocol):
    """All methods raise ShopUnavailable when the shop cannot be reached."""

    def order(self, number: str) -> Order:
        """The order with its parcel and refund; raises OrderNotFound."""
        ...

    def products(self) -> tuple[Product, ...]: ...

    def change_address(self, number: str, new: Address, key: EffectKey, at: datetime) -> Order:
        """Give the order another address; the same key again changes nothing. Raises OrderNotFound, AddressClosed."""
        ...

    def verify(self, claim: IdentityClaim, at: datetime) -> Verification:
        """Compare the digits with the order's phone and count the try; the same message is counted once."""
        ...

    def is_locked(self, number: str | None, contact_id: str, at: datetime) -> bool:
        """Whether this order or this contact has used up its tries."""
        ...
