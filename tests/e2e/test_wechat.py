"""Customers on WeChat, on a stand-in of its platforms: set up in the browser, served at the same desk as everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Windows
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth
from tests.support.photos import a_photo
from tests.support.product import Product
from tests.support.wechat_platform import KfAccount, KfCustomer, OaAccount, OaCustomer, WechatPlatform, in_thread
from tests.support.wechat_platform.in_thread import InThread

_OA, _KF = "安禾电器公众号", "安禾电器微信客服"


@dataclass(frozen=True)
class There:
    """The platform with one account of each kind."""

    running: InThread
    oa: OaAccount
    kf: KfAccount


@contextmanager
def platform(app_id: str) -> Iterator[There]:
    """Of each account there is one inbox, in the product of all these tests."""
    with in_thread(WechatPlatform()) as running:
        oa = running.do(lambda: running.platform.oa(app_id=app_id))
        kf = running.do(lambda: running.platform.kf(open_kfid="wkAnHeTestAccount01"))
        yield There(running, oa, kf)


@pytest.fixture
def there(product: Product) -> Iterator[There]:
    """Set up by the API; the test of the page sets up by hand."""
    with platform("wx5a0c1d2e3f405162") as there, signed_in(product, "admin") as admin:
        oa, kf = there.oa, there.kf
        made = admin.add_inbox(
            {
                "channel": "wechat_oa",
                "name": _OA,
                "account": {"app_id": oa.app_id, "mode": "safe", "api_base": oa.api_base},
                "secrets": {"token": oa.token, "aes_key": oa.aes_key, "secret": oa.secret},
            }
        )
        oa.callback_url = made["callback_url"]
        also = admin.add_inbox(
            {
                "channel": "wechat_kf",
                "name": _KF,
                "account": {"corp_id": kf.corp.corp_id, "open_kfid": kf.open_kfid, "api_base": kf.api_base},
                "secrets": {"token": kf.corp.token, "aes_key": kf.corp.aes_key, "secret": kf.corp.secret},
            }
        )
        kf.callback_url = also["callback_url"]
        yield there
        for inbox in (made, also):
            admin.switch_off(inbox["id"])


@contextmanager
def signed_in(product: Product, name: str) -> Iterator[Person]:
    person = Person(product, name)
    try:
        yield person
    finally:
        person.close()


def hears(there: There, customer: OaCustomer | KfCustomer, words: str) -> None:
    there.running.run(customer.hears(words, within=30))


def _has_image(customer: OaCustomer | KfCustomer) -> bool:
    return any(line.kind == "image" for line in customer.received)


def test_one_agent_serves_customers_of_both_platforms_to_the_grade(
    windows: Windows, there: There, truth: Truth, lin: Person
) -> None:
    lin.online()
    lan, yu = there.oa.customer("lan"), there.kf.customer("yu")
    complaint_of_lan = "你们的空调装了三次都没装好，我要投诉你们的安装师傅"
    complaint_of_yu = "冰箱送来就是坏的，客服一直踢皮球，我要投诉"

    there.running.run(lan.writes(complaint_of_lan))
    there.running.run(yu.writes(complaint_of_yu))
    hears(there, lan, "人工客服")
    hears(there, yu, "人工客服")

    desk = Desk.open(windows, lin)
    for customer, complaint, inbox in ((lan, complaint_of_lan, _OA), (yu, complaint_of_yu, _KF)):
        episode = truth.episode_with(complaint)["id"]
        desk.accept(episode)
        expect(desk.page.get_by_test_id("quota")).to_contain_text("还可发送")
        expect(desk.row(episode).get_by_test_id("channel")).to_be_visible()
        expect(desk.page.get_by_text(inbox).first).to_be_visible()

        desk.reply("非常抱歉给您带来了不便，我们已为您登记，售后师傅将于今天18:00前与您联系。")
        hears(there, customer, "售后师傅将于今天18:00前与您联系")
        there.running.run(customer.sends_image(a_photo()))
        expect(desk.thread.locator("img").first).to_be_visible()

        desk.page.get_by_test_id("attach-input").set_input_files(
            {"name": "位置.jpg", "mimeType": "image/jpeg", "buffer": a_photo(colour="blue")}
        )
        expect(desk.page.locator('[data-testid="pending-image"][data-status="ready"]')).to_have_count(1)
        desk.reply("请您参照图片中标出的位置查看型号。")
        hears(there, customer, "请您参照图片中标出的位置查看型号。")
        there.running.run(customer.thread.until(lambda: _has_image(customer), 30, "an image"))  # noqa: B023 (run at once)

        desk.resolve("已登记，售后联系客户。")
        hears(there, customer, "作出评价")
        there.running.run(customer.taps("满意"))
        hears(there, customer, "感谢您的评价")

        assert truth.grade(episode) == 4
        assert truth.episode(episode)["status"] == "resolved"
    assert there.oa.forced_refreshes == 0


def test_an_inbox_is_set_up_and_tried_in_the_browser(windows: Windows, product: Product) -> None:
    with platform("wx6b1d2e3f40516273") as there, signed_in(product, "admin") as admin:
        page = windows.open("/desk.html#inboxes", width=1440, height=900, cookie=admin.cookie)
        page.get_by_test_id("inbox-new-oa").click()
        page.get_by_test_id("inbox-name").fill("浏览器里建的公众号")
        page.get_by_test_id("inbox-app_id").fill(there.oa.app_id)
        page.get_by_test_id("inbox-secret").fill("不是这个密钥吧".encode().hex())
        page.get_by_test_id("inbox-token").fill(there.oa.token)
        page.get_by_test_id("inbox-aes_key").fill(there.oa.aes_key)
        page.locator("summary", has_text="接口地址").click()
        page.get_by_test_id("inbox-api_base").fill(there.oa.api_base)
        page.get_by_test_id("inbox-save").click()
        expect(page.get_by_test_id("inbox-handed")).to_be_visible()

        page.get_by_test_id("inbox-check").click()
        # The list behind the form shows the same.
        form = page.get_by_test_id("inbox-form")
        failed = form.locator('[data-testid="inbox-point"][data-passed="false"]')
        expect(failed).to_have_count(1)
        expect(failed).to_contain_text("AppSecret")

        page.get_by_test_id("inbox-secret").fill(there.oa.secret)
        page.get_by_test_id("inbox-save").click()
        expect(page.get_by_test_id("inbox-save")).to_be_disabled()
        page.get_by_test_id("inbox-check").click()
        expect(form.locator('[data-testid="inbox-point"][data-passed="true"]')).to_have_count(3)
        # What is secret is never shown again.
        assert there.oa.secret not in page.content()

        there.oa.callback_url = form.get_by_test_id("inbox-url").inner_text().strip()
        assert there.running.run(there.oa.verifies())
        admin.switch_off(there.oa.callback_url.rsplit("/", 1)[-1])
