"""`python -m tests.e2e.screenshots`: the READMEs' pictures, taken again from the running product."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import browser as chromium
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth
from tests.support.product import ROOT, Product

_PICTURES = ROOT / "docs" / "images"
_LARGEST = 300_000
_SETTLED_MS = 1_200


def main() -> None:
    program = chromium.find()
    if program is None:
        raise SystemExit(chromium.HOW_TO_GET_IT)
    with (
        tempfile.TemporaryDirectory(prefix="heyan-screenshots-") as folder,
        Product(Path(folder)) as product,
        chromium.open_browser(program) as browser,
    ):
        windows = chromium.Windows(browser, product.url)
        _PICTURES.mkdir(parents=True, exist_ok=True)
        _widget(windows, Truth(product.var_dir))
        _desk(windows, Truth(product.var_dir), Person(product, "agent1"))
        windows.close()


def _widget(windows: chromium.Windows, truth: Truth) -> None:
    order = truth.demo_order("in_transit")
    customer = Customer.chatting(windows)
    customer.ask(f"我的订单{order.number}到哪了？手机尾号{order.phone_tail}", "运输中")
    customer.ask("扫地机器人可以过门槛吗？", "2厘米")
    _take(customer, _PICTURES / "widget.png")


def _desk(windows: chromium.Windows, truth: Truth, lin: Person) -> None:
    """林静 has two customers, one of them upset, and two more wait."""
    desk = Desk.open(windows, lin)
    desk.go_online()
    calm = Customer.chatting(windows)
    calm.ask("转人工，想约周六上午安装空调", "转接人工客服")
    desk.accept(truth.episode_with("转人工，想约周六上午安装空调")["id"])
    desk.reply(
        f"您好，我是安禾电器人工客服，工号{lin.number}。已为您预约周六9:00至12:00上门安装，安装人员出发前会与您联系。"
    )
    calm.sees("已为您预约")

    order = truth.demo_order("signed")
    complaint = "上次说修好了，昨天又黑屏，我要投诉！"
    upset = Customer.chatting(windows)
    upset.ask(f"查一下订单{order.number}，尾号{order.phone_tail}", "签收")
    upset.ask(complaint, "转接人工客服")
    desk.accept(truth.episode_with(complaint)["id"])
    expect(desk.reply_input).not_to_have_value("")
    desk.reply_input.press("Enter")
    upset.sees(f"工号{lin.number}")
    upset.say("孩子上网课全耽误了，你们到底管不管")

    for text in ("转人工，发票抬头开错了", "等了一周还没有收到货，我要投诉"):
        Customer.chatting(windows).ask(text, "转接人工客服")
    expect(desk.page.get_by_test_id("queue-count")).to_have_text("2")
    desk.reply_input.fill("亲，非常抱歉耽误您使用，维修人员将于今天18:00前上门更换主板，更换后当场试机。")
    expect(desk.findings.first).to_be_visible()
    _take(desk, _PICTURES / "desk.png")


def _take(shown: Customer | Desk, path: Path) -> None:
    shown.page.wait_for_timeout(_SETTLED_MS)
    shown.page.screenshot(path=path)
    size = path.stat().st_size
    sys.stdout.write(f"{path.relative_to(ROOT)}  {size / 1000:.0f} kB\n")
    if size > _LARGEST:
        raise SystemExit(f"{path.name} is larger than {_LARGEST / 1000:.0f} kB")


if __name__ == "__main__":
    main()
