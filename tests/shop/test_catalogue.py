"""Goods, offers, repair centres and accounts of the seeded shop."""

import pytest

from shop.errors import AccountNotFound, ProductNotFound
from shop.money import CouponState
from shop.people import DISTRICTS
from shop.port import Shop
from shop.seed import order_number
from tests.shop.bench import Bench, key
from tests.shop.conftest import NOW, TODAY


def test_products_have_the_names_that_customers_use(shop: Shop) -> None:
    washer = next(product for product in shop.products() if product.id == "p04")

    assert washer.category == "洗衣机"
    assert "X10" in washer.aliases


def test_some_goods_are_sold_out_with_and_without_a_day(shop: Shop) -> None:
    stocks = [shop.stock(product.id) for product in shop.products()]

    sold_out = [stock for stock in stocks if stock.quantity == 0]
    assert any(stock.restock_on is not None and stock.restock_on > TODAY for stock in sold_out)
    assert any(stock.restock_on is None for stock in sold_out)
    assert len(stocks) - len(sold_out) > 30
    with pytest.raises(ProductNotFound):
        shop.stock("p99")


def test_a_notice_is_kept_once_per_product_and_phone(bench: Bench) -> None:
    first = bench.shop.notify_when_back("p05", "13812340000", key("m1"), NOW)

    assert (first.product_id, first.phone, first.created_at) == ("p05", "13812340000", NOW)
    assert bench.shop.notify_when_back("p05", "13812340000", key("m1"), NOW) == first
    assert bench.shop.notify_when_back("p05", "13812340000", key("m2"), NOW) == first
    with pytest.raises(ProductNotFound):
        bench.shop.notify_when_back("p99", "13812340000", key("m3"), NOW)


@pytest.mark.parametrize("city", sorted({district.city for district in DISTRICTS}))
def test_every_city_of_the_demo_has_two_repair_centres(bench: Bench, city: str) -> None:
    centers = bench.shop.repair_centers(city)

    assert len(centers) >= 2
    assert {center.city for center in centers} == {city}
    assert bench.shop.repair_centers(city.removesuffix("市")) == centers


def test_every_category_is_repaired_somewhere_in_a_city(bench: Bench) -> None:
    categories = {product.category for product in bench.shop.products()}

    repaired = {name for center in bench.shop.repair_centers("杭州市") for name in center.categories}

    assert categories <= repaired


def test_a_city_without_a_repair_centre_has_none(bench: Bench) -> None:
    assert bench.shop.repair_centers("拉萨市") == []


def test_only_what_runs_is_told_of_the_activities(bench: Bench) -> None:
    running = bench.shop.promotions(NOW)

    assert len(running) >= 4
    assert all(one.starts_at <= NOW < one.ends_at for one in running)
    assert "秋季制冷清仓" not in {one.title for one in running}
    assert any(one.products == () for one in running)


def test_an_account_has_coupons_in_every_state(shop: Shop) -> None:
    account = shop.account(shop.order(order_number(0)).account_id)

    coupons = shop.coupons(account.id, NOW)

    assert {coupon.state for coupon in coupons} == set(CouponState)
    assert all(coupon.account_id == account.id for coupon in coupons)
    assert all(coupon.expires_at > NOW for coupon in coupons if coupon.state is CouponState.USABLE)
    with pytest.raises(AccountNotFound):
        shop.account("U0")


def test_a_coupon_lapses_with_its_day(shop: Shop) -> None:
    account = shop.order(order_number(0)).account_id
    usable = next(one for one in shop.coupons(account, NOW) if one.state is CouponState.USABLE)

    later = next(one for one in shop.coupons(account, usable.expires_at) if one.id == usable.id)

    assert later.state is CouponState.EXPIRED


def test_levels_vary_and_the_high_ones_are_vip(bench: Bench) -> None:
    gold = bench.order("signed level=金卡会员")
    plain = bench.order("signed level=普通会员")

    assert bench.shop.account(gold.account_id).is_vip
    assert not bench.shop.account(plain.account_id).is_vip
