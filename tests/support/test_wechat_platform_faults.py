"""What goes wrong when a test wants it to, and the page on which a person plays a customer."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.support.photos import a_photo
from tests.support.ports import free_ports, is_listening
from tests.support.processes import wait_for
from tests.support.wechat_platform import OaAccount, OaCustomer, WechatPlatform, in_thread
from tests.support.wechat_platform.trial import Caller, SmallProduct

SEND = "message/custom/send"
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def platform() -> AsyncIterator[WechatPlatform]:
    async with WechatPlatform() as platform:
        yield platform


@pytest.fixture
async def account(platform: WechatPlatform) -> AsyncIterator[OaAccount]:
    async with SmallProduct() as product:
        yield platform.oa(callback_url=product.url)


@pytest.fixture
async def lan(account: OaAccount) -> OaCustomer:
    customer = account.customer("lan")
    await customer.writes("在吗")
    return customer


@pytest.fixture
async def caller(account: OaAccount) -> AsyncIterator[Caller]:
    async with Caller(account.api_base) as caller:
        asked = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
        caller.token = (await caller.post("stable_token", asked))["access_token"]
        yield caller


async def test_the_next_calls_get_the_forced_code_and_are_not_done(
    platform: WechatPlatform, caller: Caller, lan: OaCustomer
) -> None:
    platform.refuses(SEND, 45009, times=2)
    codes = [(await caller.text(SEND, lan.openid))["errcode"] for _ in range(3)]

    assert codes == [45009, 45009, 0]
    assert len(lan.received) == 1
    assert [call.errcode for call in platform.calls if call.endpoint == SEND] == codes


async def test_http_itself_can_fail(platform: WechatPlatform, caller: Caller, lan: OaCustomer) -> None:
    platform.breaks(SEND, 502)
    platform.breaks(SEND, 200, b"nonsense")
    address = f"/cgi-bin/{SEND}"
    answers = [await caller.client.post(address, content=b"{}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [502, 200]
    assert answers[1].text == "nonsense"


async def test_a_call_that_hangs_is_not_done_unless_wanted(
    platform: WechatPlatform, caller: Caller, lan: OaCustomer
) -> None:
    caller.client.timeout = httpx.Timeout(0.5)
    platform.hangs(SEND)
    with pytest.raises(httpx.ReadTimeout):
        await caller.text(SEND, lan.openid)
    before = len(lan.received)
    platform.hangs(SEND, after_doing=True)
    with pytest.raises(httpx.ReadTimeout):
        await caller.text(SEND, lan.openid)

    assert before == 0
    assert len(await lan.receives(1)) == 1


async def test_a_dropped_connection_has_delivered_all_the_same(
    platform: WechatPlatform, caller: Caller, lan: OaCustomer
) -> None:
    platform.drops(SEND)
    with pytest.raises(httpx.RemoteProtocolError):
        await caller.text(SEND, lan.openid)

    assert lan.texts == ["您好"]


async def test_a_held_call_waits_until_it_is_released(
    platform: WechatPlatform, caller: Caller, lan: OaCustomer
) -> None:
    hold = platform.holds(SEND)
    call = asyncio.create_task(caller.text(SEND, lan.openid))
    await hold.arrived.wait()
    before = len(lan.received)
    hold.release()

    assert (await call)["errcode"] == 0
    assert (before, len(lan.received)) == (0, 1)


async def test_an_endpoint_that_is_not_there_is_said_so(caller: Caller) -> None:
    assert (await caller.get("no/such"))["errcode"] == 40066


async def test_the_clock_is_the_tests(account: OaAccount, platform: WechatPlatform) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    platform.sets_clock(lambda: noon)
    platform.advance(minutes=5)
    await account.customer("lan").writes("在吗")

    assert platform.now == datetime(2026, 11, 20, 12, 5, tzinfo=UTC)
    assert account.customer("lan").thread.lines[0].at == platform.now


async def test_waiting_ends_when_the_line_comes(caller: Caller, lan: OaCustomer) -> None:
    waiting = asyncio.create_task(lan.hears("发出"))
    await caller.text(SEND, lan.openid, "您的订单已发出。")

    assert (await waiting).text == "您的订单已发出。"
    with pytest.raises(AssertionError, match="did not happen"):
        await lan.receives(2, within=0.01)


async def test_a_fault_of_the_stand_in_itself_fails_the_test() -> None:
    platform = await WechatPlatform().__aenter__()
    platform.sets_clock(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{platform.oa_url}/cgi-bin/token")

    assert answer.status_code == 500
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        await platform.__aexit__(None, None, None)


async def test_a_person_writes_and_reads_on_the_page(
    platform: WechatPlatform, account: OaAccount, caller: Caller
) -> None:
    page = f"{platform.oa_url}/play/{account.app_id}/%E6%9D%8E%E6%83%B3"
    async with httpx.AsyncClient(trust_env=False) as client:
        start = await client.get(platform.oa_url)
        shown = await client.get(page)
        await client.post(f"{page}/text", json={"text": "在吗"})
        await client.post(f"{page}/image", content=a_photo("PNG"))
        await platform.settled()
        menu = {"head_content": "请选择", "list": [{"id": "7", "content": "查物流"}]}
        person = account.customer("李想")
        await caller.post(SEND, {"touser": person.openid, "msgtype": "msgmenu", "msgmenu": menu})
        await client.post(f"{page}/tap", json={"id": "7"})
        await platform.settled()
        lines = (await client.get(f"{page}/lines")).json()["lines"]
        picture = await client.get(f"{platform.oa_url}{lines[1]['image']}")

    assert page.removeprefix(platform.oa_url) in start.text
    assert "发送" in shown.text
    assert [(line["by"], line["text"]) for line in lines] == [
        ("customer", "在吗"),
        ("customer", ""),
        ("account", "请选择"),
        ("customer", "查物流"),
    ]
    assert lines[2]["menu"][0]["title"] == "查物流"
    assert picture.content == a_photo("PNG")


async def test_the_page_sets_the_address_and_says_when_there_is_none(platform: WechatPlatform) -> None:
    account = platform.kf()
    page = f"{platform.oa_url}/play/{account.open_kfid}/lan"
    async with httpx.AsyncClient(trust_env=False) as client, SmallProduct() as product:
        await client.post(f"{page}/text", json={"text": "在吗"})
        await client.post(f"{platform.oa_url}/callback/{account.open_kfid}", json={"url": product.url})
        await client.post(f"{page}/text", json={"text": "在吗"})
        await platform.settled()
        lines = (await client.get(f"{page}/lines")).json()["lines"]

    assert [line["by"] for line in lines] == ["platform", "customer"]
    assert len(product.asked) == 1


def test_a_test_that_is_not_asynchronous_has_it_in_a_thread() -> None:
    with in_thread(WechatPlatform()) as running:
        account = running.do(running.platform.oa)
        account.callback_url = f"{running.platform.oa_url}/nowhere"
        pushed = running.run(account.customer().writes("在吗"))

    assert [each.status for each in pushed.tries] == [404] * 3


def test_it_runs_by_hand_until_it_is_ended() -> None:
    port, kf_port = free_ports(2)
    ports = ["--port", str(port), "--kf-port", str(kf_port)]
    command = [sys.executable, "-m", "tests.support.wechat_platform", *ports]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            wait_for(lambda: is_listening(port) and is_listening(kf_port), 20, "the stand-in listens")
            start = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        finally:
            process.terminate()

    assert start.text.count("李想") == 3
