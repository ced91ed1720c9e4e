"""The one dialogue with an effect: a parcel gets another address. What it takes to reach the yes, and what it did."""

from dataclasses import dataclass

from tests.faults.customer import Customer
from tests.faults.store import Store


@dataclass(frozen=True)
class AddressChange:
    """An order whose address can still be changed, and the change that a test makes."""

    store: Store
    number: str
    phone_tail: str
    detail: str = "文三路478号华星大厦1203室"
    yes: str = "对，确认修改"

    @classmethod
    def of_a_fresh_order(cls, store: Store) -> "AddressChange":
        """Of an order that no test has changed yet."""
        query = (
            "SELECT number, phone FROM orders WHERE state = 'to_dispatch'"
            " AND number NOT IN (SELECT order_number FROM effects) ORDER BY number LIMIT 1"
        )
        order = store.rows(query, database="shop")[0]
        return cls(store, order["number"], order["phone"][-4:])

    def lead_up_to_the_yes(self, customer: Customer) -> None:
        """Everything said but the yes; the bot has restated the change."""
        said = customer.say(f"把{self.number}的地址改成杭州西湖区{self.detail}，尾号{self.phone_tail}")
        customer.wait_for_kind(said, "restate")

    def happened_once(self, message_id: str) -> None:
        """The row has the new address, and the effect is recorded once, for this message."""
        detail = self.store.value("SELECT detail FROM orders WHERE number = ?", self.number, database="shop")
        assert detail == self.detail
        effects = self.store.rows("SELECT * FROM effects WHERE order_number = ?", self.number, database="shop")
        assert [effect["message_id"] for effect in effects] == [message_id]
