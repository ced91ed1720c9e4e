"""The identity check before any order data: four digits of the phone, five wrong tries a day per order and contact."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, or_, select, text

from shop.tables import attempts, orders

ALLOWED_TRIES = 5
WINDOW = timedelta(hours=24)
# So many of a person's orders are listed, the newest.
_LISTED = 5


class VerificationResult(StrEnum):
    VERIFIED = "verified"
    MISMATCH = "mismatch"
    LOCKED = "locked"


@dataclass(frozen=True)
class IdentityClaim:
    """Who says the order is theirs, by which digits, in which message."""

    order_number: str
    phone_tail: str
    contact_id: str
    message_id: str


@dataclass(frozen=True)
class PersonClaim:
    """Who says which orders are theirs, by the recipient's full name and mobile number, in which message."""

    recipient: str
    phone: str
    contact_id: str
    message_id: str


@dataclass(frozen=True)
class Finding:
    """Order numbers of a recipient, newest first; empty unless verified."""

    result: VerificationResult
    tries_left: int
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """Nothing tells an unknown order from wrong digits: a stranger must not learn which orders exist."""

    result: VerificationResult
    tries_left: int


def verify(connection: Connection, claim: IdentityClaim, at: datetime) -> Verification:
    """Decide and count inside the caller's write transaction; the same message is counted once."""
    _one_at_a_time(connection)
    number = claim.order_number
    earlier = connection.execute(
        select(attempts.c.passed).where(attempts.c.message_id == claim.message_id, attempts.c.order_number == number)
    ).scalar_one_or_none()
    if earlier is None:
        if wrong_tries(connection, number, claim.contact_id, at) >= ALLOWED_TRIES:
            return Verification(VerificationResult.LOCKED, 0)
        phone = connection.execute(select(orders.c.phone).where(orders.c.number == number)).scalar_one_or_none()
        earlier = phone is not None and hmac.compare_digest(phone[-4:].encode(), claim.phone_tail.encode())
        connection.execute(
            attempts.insert().values(
                message_id=claim.message_id,
                order_number=number,
                contact_id=claim.contact_id,
                at=at,
                passed=earlier,
            )
        )
    tries_left = max(0, ALLOWED_TRIES - wrong_tries(connection, number, claim.contact_id, at))
    if earlier:
        return Verification(VerificationResult.VERIFIED, tries_left)
    return Verification(VerificationResult.MISMATCH if tries_left else VerificationResult.LOCKED, tries_left)


def find_orders(connection: Connection, claim: PersonClaim, at: datetime) -> Finding:
    """The orders of whoever gives both the full name and the number; a wrong pair counts like wrong digits."""
    _one_at_a_time(connection)
    numbers = tuple(
        connection.execute(
            select(orders.c.number)
            .where(orders.c.recipient == claim.recipient, orders.c.phone == claim.phone)
            .order_by(orders.c.placed_at.desc(), orders.c.number)
            .limit(_LISTED)
        ).scalars()
    )
    # Counted under the phone: trying names against one number is guessing, too.
    counted = claim.phone[:11]
    earlier = connection.execute(
        select(attempts.c.passed).where(attempts.c.message_id == claim.message_id, attempts.c.order_number == counted)
    ).scalar_one_or_none()
    if earlier is None:
        if wrong_tries(connection, counted, claim.contact_id, at) >= ALLOWED_TRIES:
            return Finding(VerificationResult.LOCKED, 0, ())
        earlier = bool(numbers)
        connection.execute(
            attempts.insert().values(
                message_id=claim.message_id,
                order_number=counted,
                contact_id=claim.contact_id,
                at=at,
                passed=earlier,
            )
        )
    tries_left = max(0, ALLOWED_TRIES - wrong_tries(connection, counted, claim.contact_id, at))
    if earlier:
        return Finding(VerificationResult.VERIFIED, tries_left, numbers)
    return Finding(VerificationResult.MISMATCH if tries_left else VerificationResult.LOCKED, tries_left, ())


def wrong_tries(connection: Connection, number: str | None, contact_id: str, at: datetime) -> int:
    """The larger of what this order and this contact have used up within the window."""
    mine = or_(attempts.c.order_number == number, attempts.c.contact_id == contact_id)
    rows = connection.execute(
        select(attempts.c.order_number, attempts.c.contact_id).where(
            mine, attempts.c.passed.is_(False), attempts.c.at > at - WINDOW
        )
    ).all()
    by_order = [row for row in rows if row.order_number == number]
    by_contact = [row for row in rows if row.contact_id == contact_id]
    return max(len(by_order), len(by_contact))


def _one_at_a_time(connection: Connection) -> None:
    # SQLite writers already queue; on PostgreSQL two tries at once would both read four earlier ones.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('shop.verification'))"))
