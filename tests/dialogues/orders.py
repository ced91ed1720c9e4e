"""Orders made for dialogues, each for one dialogue only, with their facts as text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Select, func, select, update

from shop.database import open_engine, reading, writing
from shop.models import Order, OrderState
from shop.plans import read_plan
from shop.seed import add_order
from shop.slots import SHANGHAI
from shop.sql import SqlShop
from shop.tables import attempts, effects, orders

# Beyond every seeded order, so that a number is never given twice.
_FIRST_INDEX = 1000


@dataclass(frozen=True)
class OrderInHand:
    """What a dialogue may say of an order: `{mine.number}`, `{mine.tail}`, `{mine.order.parcel.carrier}` …"""

    order: Order

    @property
    def number(self) -> str:
        return self.order.number

    @property
    def tail(self) -> str:
        return self.order.address.phone[-4:]

    @property
    def ending(self) -> str:
        """The last four digits of its number."""
        return self.number[-4:]

    @property
    def wrong(self) -> str:
        """Four digits that are not the right ones."""
        return f"{(int(self.tail) + 1111) % 10000:04d}"

    @property
    def spaced(self) -> str:
        return f"{self.number[:4]} {self.number[4:8]} {self.number[8:]}"

    @property
    def phone(self) -> str:
        return self.order.address.phone

    @property
    def recipient(self) -> str:
        return self.order.address.recipient

    @property
    def goods(self) -> str:
        return self.order.lines[0].product_name

    @property
    def service(self) -> str:
        """The number of its latest service order."""
        return self.order.services[-1].number

    @property
    def event(self) -> str:
        assert self.order.parcel is not None
        return self.order.parcel.last_event.text

    @property
    def arrives_by(self) -> str:
        """By when it comes, as the bot says it: “今天20:00”."""
        assert self.order.parcel is not None
        at = self.order.parcel.arrives_by.astimezone(SHANGHAI)
        return f"{'今天' if at.date() == datetime.now(SHANGHAI).date() else '明天'}{at:%H:%M}"

    @property
    def refund_yuan(self) -> str:
        assert self.order.refund is not None
        return f"{self.order.refund.amount // 100}"

    @property
    def total_yuan(self) -> str:
        return f"{self.order.total // 100}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no line may ever show (R15, R01)."""
        address = self.order.address
        return (address.phone, address.recipient, address.detail)


@dataclass
class OrderPool:
    """Makes a new order for every dialogue from a line: `to_dispatch`, `refund:processing`, `signed days=3 …`."""

    engine: Engine

    @classmethod
    def of(cls, url: str) -> "OrderPool":
        return cls(open_engine(url))

    def take(self, kind: str) -> OrderInHand:
        today = datetime.now(SHANGHAI).date()
        with writing(self.engine) as connection:
            # Another pool may work on the same shop: its orders count too.
            present = connection.execute(select(func.count()).select_from(orders)).scalar_one()
            plan = read_plan(kind)
            number = add_order(connection, plan, today, _FIRST_INDEX + present)
            if plan.state is OrderState.DELIVERING and not plan.is_late:
                # Promised for the evening: late at night it would be overdue.
                soon = datetime.now(SHANGHAI) + timedelta(hours=2)
                connection.execute(update(orders).where(orders.c.number == number).values(arrives_by=soon))
        return OrderInHand(self.order(number))

    def order(self, number: str) -> Order:
        return SqlShop(self.engine).order(number)

    def effects(self, number: str) -> int:
        return self._count(select(func.count()).select_from(effects).where(effects.c.order_number == number))

    def wrong_tries(self, number: str) -> int:
        wrong = select(func.count()).select_from(attempts).where(attempts.c.passed.is_(False))
        return self._count(wrong.where(attempts.c.order_number == number))

    def _count(self, query: Select[int]) -> int:
        with reading(self.engine) as connection:
            return connection.execute(query).scalar_one()
