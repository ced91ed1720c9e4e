"""Seeded orders handed out to dialogues, each to one dialogue only, with their facts as text."""

from dataclasses import dataclass, field

from sqlalchemy import Engine, Select, func, select

from shop.database import open_engine, reading
from shop.models import Order, OrderState, RefundState
from shop.sql import SqlShop
from shop.tables import attempts, effects, orders, refunds


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
    def wrong(self) -> str:
        """Four digits that are not the right ones."""
        return f"{(int(self.tail) + 1111) % 10000:04d}"

    @property
    def spaced(self) -> str:
        return f"{self.number[:4]} {self.number[4:8]} {self.number[8:]}"

    @property
    def event(self) -> str:
        assert self.order.parcel is not None
        return self.order.parcel.last_event.text

    @property
    def refund_yuan(self) -> str:
        assert self.order.refund is not None
        return f"{self.order.refund.amount // 100}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no line may ever show (R15, R01)."""
        address = self.order.address
        return (address.phone, address.recipient, address.detail)


@dataclass
class OrderPool:
    """Hands out orders by state: `to_dispatch`, or by refund: `refund:processing`; `… late` gives the oldest."""

    engine: Engine
    taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, url: str) -> "OrderPool":
        return cls(open_engine(url))

    def take(self, kind: str) -> OrderInHand:
        shop = SqlShop(self.engine)
        for number in self._numbers(kind):
            if number not in self.taken:
                self.taken.add(number)
                return OrderInHand(shop.order(number))
        raise AssertionError(f"no seeded order left: {kind}")

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

    def _numbers(self, kind: str) -> list[str]:
        kind, _, when = kind.partition(" ")
        what, _, detail = kind.partition(":")
        query = select(orders.c.number).order_by(orders.c.placed_at.desc(), orders.c.number)
        if what == "refund":
            query = query.join(refunds, refunds.c.order_number == orders.c.number).where(
                refunds.c.state == RefundState(detail).value
            )
        else:
            query = query.where(orders.c.state == OrderState(what).value)
        if when == "late":
            query = query.order_by(None).order_by(orders.c.placed_at)
        with reading(self.engine) as connection:
            return [row.number for row in connection.execute(query)]
