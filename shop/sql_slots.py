"""Places in bookable slots: which are free in a city, taking one, giving it back."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError

from shop.errors import SlotTaken
from shop.policy import Policy
from shop.slots import SHANGHAI, Slot, SlotKind
from shop.tables_service import bookings


def offered(policy: Policy, kind: SlotKind, at: datetime) -> tuple[Slot, ...]:
    """Every slot of the days that can be booked, earliest first, taken or not."""
    rule = policy.slots[kind]
    today = at.astimezone(SHANGHAI).date()
    days = (today + timedelta(days=ahead) for ahead in range(rule.first_day, rule.last_day + 1))
    return tuple(Slot(day, start, end) for day in days for start, end in rule.hours)


def free_slots(connection: Connection, policy: Policy, kind: SlotKind, city: str, at: datetime) -> Sequence[Slot]:
    capacity = policy.slots[kind].capacity
    rows = connection.execute(
        select(bookings.c.day, bookings.c.start).where(
            bookings.c.kind == kind.value, bookings.c.city == city, bookings.c.place < capacity
        )
    ).all()
    taken = Counter((row.day, row.start) for row in rows)
    return [slot for slot in offered(policy, kind, at) if taken[slot.day, slot.start] < capacity]


def take(
    connection: Connection, policy: Policy, kind: SlotKind, city: str, slot: Slot, holder: str, at: datetime
) -> None:
    """Give the holder a place instead of any it has; raises SlotTaken."""
    if slot not in offered(policy, kind, at):
        raise SlotTaken(f"no such slot: {slot}")
    release(connection, holder)
    for place in range(policy.slots[kind].capacity):
        try:
            # The key decides, not a count made before: of two who take the last place one fails here.
            with connection.begin_nested():
                connection.execute(
                    bookings.insert().values(
                        kind=kind.value, city=city, day=slot.day, start=slot.start, place=place, holder=holder
                    )
                )
        except IntegrityError:
            continue
        return
    raise SlotTaken(f"no place left: {slot}")


def release(connection: Connection, holder: str) -> None:
    connection.execute(delete(bookings).where(bookings.c.holder == holder))
