"""Tasks before the goods arrive and about money, done in the window; the rows say that they are done."""

from secrets import randbelow

import pytest
from playwright.sync_api import expect

from shop.models import OrderState, RefundState
from shop.money import InvoiceKind
from tests.dialogues.orders import OrderPool
from tests.e2e.browser import Windows
from tests.e2e.customer import NARROW, WIDE, Customer
from tests.e2e.truth import Truth

_NEW_ADDRESS = "浙江省杭州市西湖区文二路188号3幢1602室"
_COMPANY = "杭州禾木家居有限公司"
_TAX_NUMBER = "91330106MA2KX7Y83T"


@pytest.fixture
def phone() -> str:
    """Nobody else's."""
    return f"139{randbelow(10**8):08d}"


def test_an_order_is_cancelled_and_the_service_graded(windows: Windows, orders: OrderPool, truth: Truth) -> None:
    order = orders.take("to_dispatch product=p15")
    customer = Customer.chatting(windows, WIDE)

    expect(customer.welcome).to_be_visible()
    customer.takes_picture("00-welcome-1280")
    customer.begins("取消订单", "订单号")
    customer.identifies(order, "原因")
    customer.taps("不想要了", "对吗")
    assert orders.order(order.number).state is OrderState.TO_DISPATCH
    customer.agrees("已为您取消")
    customer.takes_picture("01-cancel-1280")
    after = orders.order(order.number)
    assert after.state is OrderState.CANCELLED
    assert after.refund is not None
    assert (after.refund.state, after.refund.amount) == (RefundState.PROCESSING, after.total)

    customer.say("没有其他问题了，再见")
    customer.window.get_by_test_id("grade-5").click()
    customer.takes_picture("01-rating-1280")
    customer.window.get_by_test_id("rating-send").click()
    expect(customer.window.get_by_test_id("rating-thanks")).to_contain_text("感谢您的评价")
    assert truth.grades(truth.episode_with(order.number)["id"]) == [5]


def test_an_address_is_changed_on_a_phone(windows: Windows, orders: OrderPool, truth: Truth) -> None:
    order = orders.take("to_dispatch product=p18")
    customer = Customer.chatting(windows, NARROW)

    expect(customer.welcome).to_be_visible()
    customer.takes_picture("00-welcome-375")
    customer.begins("修改收货地址", "订单号")
    customer.identifies(order, "新收货地址")
    customer.tells(_NEW_ADDRESS, "对吗")
    customer.agrees("已将订单")

    customer.takes_picture("02-address-375")
    assert truth.address(order.number) == _NEW_ADDRESS


def test_a_delivery_time_is_booked_and_the_order_card_seen(windows: Windows, orders: OrderPool) -> None:
    order = orders.take("to_dispatch product=p08")
    customer = Customer.chatting(windows, WIDE)

    customer.tells("冰箱想约个送货时间", "订单号")
    customer.identifies(order, "时段")
    slot = customer.taps_first("对吗")
    customer.agrees("已为您预约")

    card = customer.card("order")
    expect(card).to_contain_text(order.goods)
    expect(card).to_contain_text("待发货")
    customer.takes_picture("03-delivery-slot-1280")
    booked = orders.order(order.number).delivery_slot
    assert booked is not None
    assert f"{booked.start:%H:%M}" in slot


def test_a_company_invoice_is_filled_in_after_a_wrong_tax_number(windows: Windows, orders: OrderPool) -> None:
    order = orders.take("signed days=3 product=p04")
    customer = Customer.chatting(windows, WIDE)

    customer.begins("开发票", "订单号")
    customer.identifies(order, "发票")
    customer.taps("电子普通发票", "抬头")
    customer.taps("公司", "全称")
    customer.tells(_COMPANY, "税号")
    customer.tells(_TAX_NUMBER[:13], "13位")
    customer.tells(_TAX_NUMBER, "邮箱")
    customer.tells("caiwu@example.com", "对吗")
    assert orders.order(order.number).invoice is None
    customer.agrees("已提交")

    expect(customer.card("invoice")).to_contain_text("开具中")
    customer.takes_picture("09-invoice-1280")
    invoice = orders.order(order.number).invoice
    assert invoice is not None
    assert (invoice.kind, invoice.title, invoice.tax_number) == (InvoiceKind.ELECTRONIC, _COMPANY, _TAX_NUMBER)


def test_a_price_that_fell_is_paid_back_on_a_phone(windows: Windows, orders: OrderPool) -> None:
    order = orders.take("signed days=3 product=p04 price=drop")
    customer = Customer.chatting(windows, NARROW)

    customer.begins("申请价保", "订单号")
    customer.identifies(order, "差价")
    customer.agrees("原路退回")

    customer.takes_picture("10-price-protection-375")
    [protection] = orders.order(order.number).protections
    assert protection.difference > 0
    expect(customer.line(f"{protection.difference // 100}元").last).to_be_visible()


def test_a_call_back_is_asked_for_on_a_phone(windows: Windows, truth: Truth, phone: str) -> None:
    customer = Customer.chatting(windows, NARROW)

    customer.tells("请给我回个电话", "手机号")
    customer.tells(phone, "时间")
    customer.tells("明天下午三点", "事项")
    customer.tells("旧空调拆机怎么收费", "对吗")
    customer.agrees("工单")

    ticket = truth.callback_to(phone)
    customer.sees(ticket["number"])
    customer.takes_picture("11-call-back-375")
    assert "拆机" in ticket["demand"]
    assert "15:00" in ticket["convenient_time"]


def test_a_notice_is_left_for_goods_that_are_sold_out(windows: Windows, truth: Truth, phone: str) -> None:
    customer = Customer.chatting(windows, WIDE)

    customer.tells("云舒洗烘一体机现在有货吗", "缺货")
    customer.tells(phone, "对吗")
    assert truth.notices_for(phone) == []
    customer.agrees("到货通知")

    customer.takes_picture("12-back-in-stock-1280")
    assert truth.notices_for(phone) == ["云舒洗烘一体机"]
