"""Whoever gives the full name and the number of a recipient finds the orders; guessing is counted like wrong digits."""

from shop.port import Shop
from shop.seed import order_number
from shop.verification import Finding, IdentityClaim, PersonClaim, VerificationResult
from tests.shop.conftest import NOW


def _claim(shop: Shop, message: str, *, name: str | None = None, phone: str | None = None) -> PersonClaim:
    home = shop.order(order_number(8)).address
    return PersonClaim(name or home.recipient, phone or home.phone, "c1", message)


def test_the_orders_of_a_recipient_are_found_newest_first(shop: Shop) -> None:
    found = shop.find_orders(_claim(shop, "m1"), NOW)

    assert (found.result, found.tries_left) == (VerificationResult.VERIFIED, 5)
    assert len(found.numbers) == 3
    orders = [shop.order(number) for number in found.numbers]
    assert [order.placed_at for order in orders] == sorted((order.placed_at for order in orders), reverse=True)
    assert len({order.account_id for order in orders}) == 1


def test_a_wrong_name_and_a_wrong_number_answer_alike_and_list_nothing(shop: Shop) -> None:
    wrong_name = shop.find_orders(_claim(shop, "m1", name="王某某"), NOW)
    wrong_number = shop.find_orders(_claim(shop, "m2", phone="13000000000"), NOW)

    assert wrong_name == Finding(VerificationResult.MISMATCH, 4, ())
    assert wrong_number == Finding(VerificationResult.MISMATCH, 3, ())


def test_names_tried_against_one_number_lock_it_for_everyone(shop: Shop) -> None:
    for number in range(5):
        shop.find_orders(_claim(shop, f"m{number}", name=f"王{number}"), NOW)
    right = _claim(shop, "m9")

    locked = shop.find_orders(PersonClaim(right.recipient, right.phone, "c2", "m9"), NOW)

    assert locked == Finding(VerificationResult.LOCKED, 0, ())


def test_wrong_names_and_wrong_digits_are_counted_together(shop: Shop) -> None:
    for number in range(4):
        shop.find_orders(_claim(shop, f"m{number}", name=f"王{number}"), NOW)

    fifth = shop.verify(IdentityClaim(order_number(1), "abcd", "c1", "m5"), NOW)

    assert fifth.result is VerificationResult.LOCKED
    assert shop.find_orders(_claim(shop, "m6"), NOW).result is VerificationResult.LOCKED


def test_the_same_message_is_counted_once(shop: Shop) -> None:
    claim = _claim(shop, "m1", name="王某某")

    assert shop.find_orders(claim, NOW) == shop.find_orders(claim, NOW)
    assert shop.find_orders(_claim(shop, "m2", name="王某某"), NOW).tries_left == 3
