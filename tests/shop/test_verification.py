"""Five wrong tries within 24 hours, counted per order and per contact, and nothing given away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from shop.port import Shop
from shop.seed import order_number
from shop.verification import IdentityClaim, Verification, VerificationResult
from tests.shop.conftest import NOW

FIRST, SECOND = order_number(0), order_number(1)


def _try(
    shop: Shop, message: str, *, number: str = FIRST, tail: str = "wrong", contact: str = "c1", at: datetime = NOW
) -> Verification:
    digits = shop.order(number).address.phone[-4:] if tail == "right" else "abcd"
    return shop.verify(IdentityClaim(number, digits, contact, message), at)


def test_the_right_digits_verify(shop: Shop) -> None:
    assert _try(shop, "m1", tail="right") == Verification(VerificationResult.VERIFIED, 5)


def test_wrong_digits_leave_one_try_less_each_time_and_the_fifth_locks(shop: Shop) -> None:
    answers = [_try(shop, f"m{number}") for number in range(5)]

    assert [answer.tries_left for answer in answers] == [4, 3, 2, 1, 0]
    assert answers[3].result is VerificationResult.MISMATCH
    assert answers[4].result is VerificationResult.LOCKED
    assert shop.is_locked(FIRST, "c1", NOW)


def test_a_locked_order_does_not_open_for_the_right_digits_from_anyone(shop: Shop) -> None:
    for number in range(5):
        _try(shop, f"m{number}")

    assert _try(shop, "m9", tail="right", contact="c2").result is VerificationResult.LOCKED


def test_a_contact_is_locked_by_wrong_tries_over_several_orders(shop: Shop) -> None:
    for number in range(5):
        _try(shop, f"m{number}", number=order_number(number))

    assert shop.is_locked(None, "c1", NOW)
    assert not shop.is_locked(FIRST, "c2", NOW)
    assert _try(shop, "m9", number=order_number(9), tail="right").result is VerificationResult.LOCKED


def test_after_24_hours_the_tries_are_forgotten(shop: Shop) -> None:
    for number in range(5):
        _try(shop, f"m{number}")
    next_day = NOW + timedelta(hours=24, seconds=1)

    assert not shop.is_locked(FIRST, "c1", next_day)
    assert _try(shop, "m9", tail="right", at=next_day).result is VerificationResult.VERIFIED


def test_a_success_does_not_wash_away_wrong_tries(shop: Shop) -> None:
    _try(shop, "m1")

    assert _try(shop, "m2", tail="right").tries_left == 4


def test_the_same_message_is_counted_once_and_answered_alike(shop: Shop) -> None:
    first = _try(shop, "m1")

    assert _try(shop, "m1") == first
    assert _try(shop, "m2").tries_left == 3


def test_the_fifth_try_repeated_still_says_locked(shop: Shop) -> None:
    for number in range(5):
        _try(shop, f"m{number}")

    assert _try(shop, "m4") == Verification(VerificationResult.LOCKED, 0)


def test_an_unknown_order_answers_like_wrong_digits(shop: Shop) -> None:
    unknown = shop.verify(IdentityClaim("000000000000", "1234", "c1", "m1"), NOW)

    assert unknown == Verification(VerificationResult.MISMATCH, 4)


@pytest.mark.parametrize("digits", ["", "①②③④", "12345"])
def test_odd_digits_are_merely_wrong(shop: Shop, digits: str) -> None:
    assert shop.verify(IdentityClaim(SECOND, digits, "c1", "m1"), NOW).result is VerificationResult.MISMATCH


def test_twenty_tries_at_once_get_no_more_than_five(shop: Shop) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: _try(shop, f"m{number}"), range(20)))

    assert sorted(answer.tries_left for answer in answers if answer.tries_left) == [1, 2, 3, 4]
