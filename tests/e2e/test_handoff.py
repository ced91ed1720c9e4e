"""A complaint, from the first angry line to the closing one, at both ends and in the store."""

import re
import time

from playwright.sync_api import Route, expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth

_WITHIN_A_SECOND_MS = 1_000


def test_an_agent_takes_a_complaint_with_everything_said_and_resolves_it(
    windows: Windows, truth: Truth, lin: Person
) -> None:
    complaint = "净水器修了两次还在漏水，太让人失望了，我要投诉！"
    order = truth.demo_order("signed")
    desk = Desk.open(windows, lin)
    desk.go_online()
    customer = Customer.chatting(windows)
    customer.ask(f"查一下订单{order.number}，尾号{order.phone_tail}", order.number)

    customer.ask(complaint, "转接人工客服")
    episode = truth.episode_with(complaint)
    expect(customer.state_bar).to_contain_text("第 1 位")
    desk.accept(episode["id"])

    # The packet: nothing has to be asked again.
    expect(desk.packet).to_contain_text(complaint)
    expect(desk.packet).to_contain_text(re.sub(r"(\d{4})(?=\d)", r"\1 ", order.number))
    expect(desk.packet).to_contain_text("已核验")
    expect(desk.page.get_by_test_id("complaint")).to_be_visible()
    expect(desk.tab("mine")).to_have_attribute("aria-selected", "true")
    expect(desk.row(episode["id"])).to_have_attribute("aria-current", "true")

    # The first line is there already: who, thanks for the wait, the matter restated.
    restated = f"工号{lin.number}，感谢您的等候.*{complaint.rstrip('！')}"
    expect(desk.reply_input).to_have_value(re.compile(restated))
    first_line = desk.reply_input.input_value()
    desk.reply_input.press("Enter")
    customer.sees(f"工号{lin.number}")
    expect(customer.state_bar).to_contain_text(lin.display_name)

    # What the register refuses cannot be sent; the compliant wording can.
    desk.reply_input.fill("亲，可能明天吧")
    expect(desk.findings.first).to_be_visible()
    expect(desk.send).to_be_disabled()
    desk.reply_input.press("Enter")
    expect(desk.reply_input).to_have_value("亲，可能明天吧")
    answer = "已为您安排售后主管复核，维修人员将于明天10:00前上门，更换滤座后当场试压。"
    desk.reply(answer)
    customer.sees(answer)
    sent = truth.agent_lines(episode["id"])
    assert [line["text"] for line in sent] == [first_line, answer]
    assert {line["verdict"] for line in sent} <= {"pass", "warn"}
    assert sent[-1]["answers_seq"] == truth.last_contact_seq(episode["id"])

    desk.resolve("已安排明天上门更换滤座。")
    customer.sees("本次服务已结束")
    expect(desk.tab("mine")).to_contain_text("0")
    resolved = truth.episode(episode["id"])
    assert (resolved["status"], resolved["result"]) == ("resolved", "已安排明天上门更换滤座。")
    assert truth.ticket(episode["id"])["status"] == "solved"


def test_a_new_customer_is_in_every_open_queue_within_a_second(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "请转人工，我想问大件送货上楼的事"
    desk = Desk.open(windows, lin)
    desk.go_online()
    desk.tab("queue").click()
    customer = Customer.chatting(windows)

    customer.say(demand)
    customer.sees("转接人工客服")
    row = desk.page.locator("[data-episode-row]")

    expect(row).to_have_count(1, timeout=_WITHIN_A_SECOND_MS)
    expect(row).to_have_attribute("data-testid", f"episode-row-{truth.episode_with(demand)['id']}")
    expect(desk.page.get_by_test_id("queue-count")).to_have_text("1")


def test_lines_pass_between_customer_and_agent_within_a_second(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "转人工，问一下空调安装"
    desk = Desk.open(windows, lin)
    desk.go_online()
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    desk.accept(truth.episode_with(demand)["id"])

    began = time.monotonic()
    customer.say("安装需要自备支架吗")
    expect(desk.line("安装需要自备支架吗")).to_be_visible(timeout=_WITHIN_A_SECOND_MS)
    desk.reply_input.press_sequentially("不", delay=1)
    expect(customer.window.get_by_text("正在输入")).to_be_visible(timeout=_WITHIN_A_SECOND_MS)
    desk.reply("不需要您自备，安装人员将随机携带标准支架。")
    expect(customer.line("随机携带标准支架")).to_be_visible(timeout=_WITHIN_A_SECOND_MS)

    assert time.monotonic() - began < 5


def test_a_second_agent_who_comes_too_late_is_told_who_came_first(
    windows: Windows, truth: Truth, lin: Person, chen: Person
) -> None:
    demand = "转人工，我要问发票"
    lin.online()
    chen.online()
    late = Desk.open(windows, chen)
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    episode = truth.episode_with(demand)
    late.look_at(episode["id"], "queue")

    def come_first(route: Route) -> None:
        lin.accept(episode["id"])
        route.continue_()

    # The news of the first one's accept is still on its way when the second one clicks.
    late.page.route("**/accept", come_first)

    late.button("accept").click()

    expect(late.page.get_by_role("alert").filter(has_text=f"已由{lin.display_name}接入")).to_be_visible()
    assert truth.episode(episode["id"])["assignee_id"] == lin.user["id"]
    expect(late.row(episode["id"])).to_have_count(0)


def test_after_hand_back_the_bot_answers_again(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "转人工，我问个事"
    lin.online()
    desk = Desk.open(windows, lin)
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")
    episode = truth.episode_with(demand)
    desk.accept(episode["id"])
    desk.reply("您好，请问有什么可以帮您？")
    customer.say("没事了，我问问机器人吧")
    bot_lines_before = truth.lines(episode["conversation_id"], "bot")

    desk.button("hand-back").click()
    desk.confirm()
    customer.sees("已为您转回智能客服")
    customer.ask("扫地机器人可以过门槛吗", "2厘米")

    assert truth.episode(episode["id"])["status"] == "bot"
    assert len(truth.lines(episode["conversation_id"], "bot")) > len(bot_lines_before)


def test_a_customer_leaves_the_queue_for_the_bot(windows: Windows, truth: Truth, lin: Person) -> None:
    demand = "人工客服在吗，转人工"
    lin.online()
    customer = Customer.chatting(windows)
    customer.ask(demand, "转接人工客服")

    customer.window.get_by_test_id("go-back").click()

    customer.sees("已为您返回智能客服")
    expect(customer.state_bar).to_have_count(0)
    assert truth.episode_with(demand)["status"] == "bot"


def test_with_nobody_on_duty_a_ticket_says_until_when_somebody_answers(
    windows: Windows, truth: Truth, people: dict[str, Person]
) -> None:
    demand = "我要投诉，安装师傅迟到了三个小时，转人工"
    customer = Customer.chatting(windows)

    line = customer.ask(demand, "已为您登记工单")

    episode = truth.episode_with(demand)
    assert truth.ticket(episode["id"])["number"] in line
    assert re.search(r"将于.*前在此处答复您", line)
    assert truth.open_promises(episode["id"])
