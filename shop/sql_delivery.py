"""Writes about the way of the goods: the carrier is reminded, the delivery is booked for a slot."""

from datetime import datetime

from sqlalchemy import Connection, update

from shop.models import EffectKey, Order
from shop.policy import Policy
from shop.rules import RULES
from shop.slots import Slot, SlotKind
from shop.sql_effects import is_first_time, refuse
from shop.sql_load import load_order, lock_order
from shop.sql_slots import take
from shop.tables import orders


def hurry(connection: Connection, policy: Policy, number: str, key: EffectKey, at: datetime) -> Order:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return order
    refuse(number, RULES["delivery_contact"](order, policy, at))
    connection.execute(update(orders).where(orders.c.number == number).values(hurried_at=at))
    return load_order(connection, number)


def book(connection: Connection, policy: Policy, number: str, slot: Slot, key: EffectKey, at: datetime) -> Order:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return order
    refuse(number, RULES["delivery_schedule"](order, policy, at))
    take(connection, policy, SlotKind.DELIVERY, order.address.city, slot, number, at)
    connection.execute(
        update(orders)
        .where(orders.c.number == number)
        .values(delivery_day=slot.day, delivery_start=slot.start, delivery_end=slot.end)
    )
    return load_order(connection, number)
