"""A customer on the shop page is served by the bot, and what it says and does is what the shop's rows say."""

from playwright.sync_api import expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.truth import Truth

_NEW_ADDRESS = "江苏省南京市鼓楼区中山北路30号1幢502室"


def test_a_customer_is_served_by_keyboard_from_the_first_key(windows: Windows, truth: Truth) -> None:
    order = truth.demo_order("in_transit")
    customer = Customer.arrive(windows)

    for _ in range(40):
        customer.page.keyboard.press("Tab")
        if customer.page.evaluate("document.activeElement?.localName") == "heyan-chat":
            break
    expect(customer.launcher).to_be_focused()
    customer.page.keyboard.press("Enter")
    expect(customer.window.get_by_test_id("welcome")).to_be_visible()
    expect(customer.input).to_be_focused()
    customer.page.keyboard.type("我的订单到哪了")
    customer.page.keyboard.press("Enter")
    customer.sees("订单号")
    customer.page.keyboard.type(f"{order.number} 尾号{order.phone_tail}")
    customer.page.keyboard.press("Enter")

    customer.sees("运输中")
    expect(customer.line("您好，这里是安禾电器")).to_have_count(1)
    customer.page.keyboard.press("Escape")
    expect(customer.launcher).to_be_focused()
    expect(customer.input).not_to_be_visible()


def test_an_address_changes_before_dispatch_after_it_was_read_back(windows: Windows, truth: Truth) -> None:
    order = truth.demo_order("to_dispatch")
    before = truth.address(order.number)
    customer = Customer.chatting(windows)

    customer.ask(f"订单{order.number}要改收货地址，尾号{order.phone_tail}", "新收货地址")
    customer.ask(_NEW_ADDRESS, "对吗")
    untouched = truth.address(order.number)
    customer.window.get_by_test_id("quick-reply").first.click()
    customer.sees("已将订单")

    assert untouched == before
    assert truth.address(order.number) == _NEW_ADDRESS
    expect(customer.line("中山北路").filter(has_not_text="江苏省南京市鼓楼区中山北路")).to_have_count(0)


def test_a_product_question_is_answered_from_the_knowledge(windows: Windows) -> None:
    customer = Customer.chatting(windows)

    answer = customer.ask("扫地机器人可以过门槛吗", "2厘米")

    assert "净途扫地机器人" in answer


def test_a_refund_is_told_only_with_the_right_digits(windows: Windows, truth: Truth) -> None:
    order = truth.demo_order("refunding")
    wrong = f"{(int(order.phone_tail) + 1) % 10_000:04d}"
    customer = Customer.chatting(windows)

    customer.ask(f"订单{order.number}的退款到账了吗，尾号{wrong}", "未能核对一致")
    expect(customer.line("退款金额")).to_have_count(0)
    customer.say(order.phone_tail)

    customer.sees(truth.refund_amount(order.number))


def test_what_was_said_stands_after_a_reload_and_the_talk_goes_on(windows: Windows) -> None:
    customer = Customer.chatting(windows)
    customer.ask("扫地机器人可以过门槛吗", "2厘米")

    customer.page.reload()
    customer.launcher.click()

    expect(customer.line("2厘米")).to_have_count(1)
    expect(customer.line("扫地机器人可以过门槛吗")).to_have_count(1)
    customer.ask("转人工", "人工客服")
