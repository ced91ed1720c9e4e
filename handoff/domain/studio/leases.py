"""Leases (租约): an example in work is nobody else's while its person is at it."""

from datetime import datetime, timedelta

LEASE = timedelta(minutes=5)


def lease_until(now: datetime) -> datetime:
    return now + LEASE
