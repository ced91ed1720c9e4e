"""What makes a write harmless when its message comes again, and what refuses it by the shop's rules."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update
from sqlalchemy.exc import IntegrityError

from shop.errors import NotAllowed
from shop.models import EffectKey
from shop.refusal import Refusal
from shop.tables import effects


def is_first_time(connection: Connection, key: EffectKey, order_number: str, at: datetime) -> bool:
    """False when this message has already done this."""
    try:
        # A savepoint, since PostgreSQL gives up a whole transaction over a duplicate key.
        with connection.begin_nested():
            connection.execute(
                effects.insert().values(
                    message_id=key.message_id, action=key.action, order_number=order_number, done_at=at
                )
            )
    except IntegrityError:
        return False
    return True


def keep_result(connection: Connection, key: EffectKey, result: str) -> None:
    """The number of what was made, for the same answer the next time."""
    connection.execute(update(effects).where(_named(key)).values(result=result))


def result_of(connection: Connection, key: EffectKey) -> str:
    return str(connection.execute(select(effects.c.result).where(_named(key))).scalar_one())


def refuse(number: str, refusal: Refusal | None) -> None:
    """Raises NotAllowed where the rules forbid it; what the transaction has written goes with it."""
    if refusal is not None:
        raise NotAllowed(number, refusal)


def _named(key: EffectKey) -> ColumnElement[bool]:
    return and_(effects.c.message_id == key.message_id, effects.c.action == key.action)
