"""Tasks about goods that have arrived, with pictures, visits and a ticket that an agent answers from the desk."""

from playwright.sync_api import expect

from shop.after_sales import ServiceKind, ServiceState
from tests.dialogues.orders import OrderInHand, OrderPool
from tests.e2e.browser import Windows
from tests.e2e.customer import NARROW, SCREENSHOTS, WIDE, Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth


def test_goods_are_returned_with_a_photo_on_a_phone(windows: Windows, orders: OrderPool) -> None:
    order = orders.take("signed days=4 product=p20")
    customer = Customer.chatting(windows, NARROW)

    customer.begins("申请退货", "订单号")
    customer.identifies(order, "原因")
    customer.taps("质量问题", "照片")
    customer.attach("门关不上.jpg")
    customer.sends("对吗")
    customer.agrees("审核")

    expect(customer.card("service")).to_contain_text("审核中")
    customer.takes_picture("04-return-375")
    service = orders.order(order.number).services[-1]
    assert (service.kind, service.state, service.reason) == (ServiceKind.RETURN, ServiceState.REVIEWING, "quality")
    assert len(service.photos) == 1


def test_goods_are_exchanged(windows: Windows, orders: OrderPool) -> None:
    order = orders.take("signed days=2 product=p16")
    customer = Customer.chatting(windows, WIDE)

    customer.begins("申请换货", "订单号")
    customer.identifies(order, "原因")
    customer.taps("规格不合适", "运费")
    customer.agrees("换货")

    expect(customer.card("service")).to_contain_text("换货服务单")
    customer.takes_picture("05-exchange-1280")
    assert orders.order(order.number).services[-1].kind is ServiceKind.EXCHANGE


def test_a_missing_part_is_reported_on_a_phone_and_answered_from_the_ticket(
    windows: Windows, orders: OrderPool, truth: Truth, lin: Person
) -> None:
    order = orders.take("signed days=2 product=p36")
    customer = Customer.chatting(windows, NARROW)
    _report_missing(customer, order)
    ticket = truth.ticket_about(order.number)
    customer.sees(ticket["number"])
    customer.takes_picture("06-missing-part-375")
    assert orders.order(order.number).services[-1].kind is ServiceKind.MISSING
    assert "遥控器" in ticket["demand"]

    lin.online()
    desk = Desk.open(windows, lin)
    desk.page.get_by_test_id("page-tickets").click()
    desk.page.get_by_test_id("ticket-search").fill(ticket["number"])
    desk.page.get_by_test_id(f"ticket-row-{ticket['id']}").click()
    desk.page.get_by_test_id("ticket-take").click()
    expect(desk.page.get_by_text("由您处理")).to_be_visible()
    desk.page.screenshot(path=SCREENSHOTS / "06-ticket-1440.png")
    desk.page.get_by_test_id("ticket-write").click()
    desk.page.get_by_test_id("write-input").fill("您好，补发的遥控器已于今天发出，请您留意查收。")
    desk.page.get_by_test_id("write-send").click()
    expect(desk.line("补发的遥控器")).to_be_visible()

    customer.sees("补发的遥控器已于今天发出")
    expect(customer.state_bar).to_contain_text(lin.display_name)
    customer.takes_picture("06-answered-375")
    assert truth.ticket_about(order.number)["assignee_id"] == lin.user["id"]
    desk.resolve("已告知客户补发时间。")
    expect(customer.window.get_by_test_id("rating")).to_contain_text(lin.display_name)


def _report_missing(customer: Customer, order: OrderInHand) -> None:
    customer.tells("电视的遥控器没有装在箱子里", "订单号")
    customer.identifies(order, "补发")
    customer.taps("补发", "对吗")
    customer.agrees("少件服务单")


def test_an_installation_is_booked_on_a_phone(windows: Windows, orders: OrderPool) -> None:
    order = orders.take("signed days=1 product=p12")
    customer = Customer.chatting(windows, NARROW)

    customer.begins("预约安装", "订单号")
    customer.identifies(order, "上门安装")
    customer.taps_first("对吗")
    customer.agrees("已为您预约安装")

    service = orders.order(order.number).services[-1]
    assert (service.kind, service.state) == (ServiceKind.INSTALLATION, ServiceState.BOOKED)
    expect(customer.card("service")).to_contain_text(service.number)
    assert service.technician is not None
    expect(customer.line(service.technician).last).to_be_visible()
    customer.takes_picture("07-installation-375")


def test_a_fault_is_reported_with_a_photo(windows: Windows, orders: OrderPool) -> None:
    order = orders.take("completed days=60 product=p33")
    customer = Customer.chatting(windows, WIDE)

    customer.begins("我要报修", "订单号")
    customer.identifies(order, "故障")
    customer.attach("漏油.jpg")
    customer.tells("油烟机侧面漏油，抖动得厉害", "上门")
    customer.taps_first("对吗")
    customer.agrees("已为您报修")

    customer.takes_picture("08-repair-1280")
    service = orders.order(order.number).services[-1]
    assert (service.kind, service.state) == (ServiceKind.REPAIR, ServiceState.BOOKED)
    assert "漏油" in service.note
    assert len(service.photos) == 1
