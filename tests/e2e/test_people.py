"""Who gets in, and who sees what."""

from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth
from tests.support.product import Product


def test_a_wrong_password_is_refused_and_the_right_one_opens_the_desk(windows: Windows, product: Product) -> None:
    page = windows.open("/desk.html")
    page.get_by_label("用户名").fill("agent2")
    page.get_by_label("密码").fill("not-the-password")

    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("不正确")
    expect(page.get_by_label("用户名")).to_have_value("agent2")
    page.get_by_label("密码").fill(product.password("agent2"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("radiogroup", name="在线状态")).to_be_visible()
    cookie = next(each for each in page.context.cookies() if each["name"] == "heyan_session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    page.get_by_test_id("logout").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_a_lead_sees_everything_and_takes_over(
    windows: Windows, truth: Truth, lin: Person, chen: Person, lead: Person
) -> None:
    demand = "转人工，主管请看一下"
    lin.online()
    served = Desk.open(windows, lin)
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    episode = truth.episode_with(demand)
    served.accept(episode["id"])
    assert chen.detail(episode["id"]).status_code == 404

    above = Desk.open(windows, lead)
    above.look_at(episode["id"], "all")
    expect(above.line(demand)).to_be_visible()
    expect(above.reply_input).to_have_count(0)
    above.button("take-over").click()
    above.confirm()
    expect(above.reply_input).to_be_focused()
    above.reply("您好，我是服务主管，已了解您的情况，将为您跟进处理。")

    customer.sees("我是服务主管")
    expect(customer.state_bar).to_contain_text(lead.display_name)
    expect(served.row(episode["id"])).to_have_count(0)
    assert truth.episode(episode["id"])["assignee_id"] == lead.user["id"]


def test_times_are_the_enterprises_wherever_the_browser_is(windows: Windows, truth: Truth) -> None:
    customer = Customer(windows.open("/shop.html", zone="America/New_York"))
    customer.open_window()
    question = "在纽约问一句：扫地机器人可以过门槛吗"

    customer.say(question)

    said_at = truth.said_at(question).astimezone(ZoneInfo("Asia/Shanghai"))
    expect(customer.line(question)).to_contain_text(f"{said_at:%H:%M}")
