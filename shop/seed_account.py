"""Accounts of the demo, one per phone number, each with coupons to use and some that are used up."""

from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import Connection, insert, select

from shop.money import CouponState
from shop.plans import LEVELS, Plan
from shop.slots import SHANGHAI
from shop.tables import accounts
from shop.tables_catalogue import coupons

_COUPONS = (
    ("满1000减80", 1000, 80, "全场通用", 20, CouponState.USABLE),
    ("厨房小电满300减40", 300, 40, "限厨房小家电", 9, CouponState.USABLE),
    ("新客满500减50", 500, 50, "全场通用", -3, CouponState.EXPIRED),
    ("洗护专享满2000减200", 2000, 200, "限洗衣机与干衣机", -1, CouponState.USED),
)


def account_of(connection: Connection, number: str, plan: Plan, phone: str, today: date, more: Random) -> str:
    """The account of this phone; opened with the first order of it."""
    level = plan.level or more.choices(LEVELS, weights=(5, 3, 2, 1))[0]
    points, is_verified = more.randint(0, 3000), more.random() < 0.8
    known = connection.execute(select(accounts.c.id).where(accounts.c.phone == phone)).scalar_one_or_none()
    if known is not None:
        return str(known)
    account = f"U{number[2:]}"
    connection.execute(
        insert(accounts).values(
            id=account,
            phone=phone,
            level=level,
            growth=LEVELS.index(level) * 3000 + points,
            points=points,
            is_real_name_verified=is_verified,
            # Too many wrong passwords; a few accounts only.
            is_locked=int(number) % 17 == 0,
        )
    )
    _write_coupons(connection, account, today)
    return account


def _write_coupons(connection: Connection, account: str, today: date) -> None:
    connection.execute(
        insert(coupons),
        [
            {
                "id": f"C{account[1:]}-{ordinal}",
                "account_id": account,
                "title": title,
                "threshold": threshold * 100,
                "amount": amount * 100,
                "scope": scope,
                "expires_at": datetime.combine(today + timedelta(days=days), time(23, 59), SHANGHAI),
                "state": state.value,
            }
            for ordinal, (title, threshold, amount, scope, days, state) in enumerate(_COUPONS, start=1)
        ],
    )
