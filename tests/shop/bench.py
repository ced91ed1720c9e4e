"""A shop with goods but without orders; a test makes the few that it needs, from lines."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from sqlalchemy import Engine, Select, func, select

from shop.database import create_tables, open_engine, reading, writing
from shop.models import EffectKey, Order
from shop.plans import read_plan
from shop.port import Shop
from shop.seed import add_order
from shop.seed_catalogue import write_goods
from shop.sql import SqlShop
from shop.tables import effects


@dataclass
class Bench:
    """`shop` is what is tried; `engine` is where its data lies, whichever way `shop` reaches them."""

    shop: Shop
    engine: Engine
    today: date
    _indices: "count[int]" = field(default_factory=lambda: count(1000))

    @classmethod
    def at(cls, url: str, today: date) -> "Bench":
        engine = open_engine(url)
        create_tables(engine)
        with writing(engine) as connection:
            write_goods(connection, today)
        return cls(SqlShop(engine), engine, today)

    def order(self, line: str) -> Order:
        with writing(self.engine) as connection:
            number = add_order(connection, read_plan(line), self.today, next(self._indices))
        return self.shop.order(number)

    def count(self, query: Select[int]) -> int:
        with reading(self.engine) as connection:
            return connection.execute(query).scalar_one()

    @property
    def effects(self) -> int:
        return self.count(select(func.count()).select_from(effects))


def key(message: str = "m1", action: str = "action_do_task") -> EffectKey:
    return EffectKey(message, action)
