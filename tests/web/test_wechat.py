"""WeChat's callbacks over HTTP: verified, kept once whichever process they reach, answered at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from copy import copy
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio

from handoff.wiring import utc_now
from tests.support.ports import free_port
from tests.support.wechat_platform.crypt import Seal
from tests.support.wechat_platform.oa_letters import xml_of
from tests.web.house import House
from tests.web.office import Office
from tests.web.wechat_door import (
    CORP_ID,
    SECRETS,
    Door,
    bell,
    happening,
    kfid,
    open_door,
    open_kf_door,
    plainly,
    text,
)

MODES = pytest.mark.parametrize("mode", ["plain", "compat", "safe"])
WIRES = pytest.mark.parametrize("wire", ["xml", "json"])


@pytest.fixture(scope="module")
def second_web(house: House) -> Iterator[str]:
    """The address of another web process on the same database."""
    twin = copy(house)
    twin.settings = house.settings.model_copy(update={"port": free_port()})
    twin.url = f"http://127.0.0.1:{twin.settings.port}"
    twin.start_web()
    try:
        yield twin.url
    finally:
        twin.end_web()


@pytest_asyncio.fixture
async def both(house: House, second_web: str) -> AsyncIterator[list[httpx.AsyncClient]]:
    async with (
        httpx.AsyncClient(base_url=house.url, trust_env=False) as first,
        httpx.AsyncClient(base_url=second_web, trust_env=False) as second,
    ):
        yield [first, second]


async def verified(door: Door, query: dict[str, str]) -> httpx.Response:
    return await (await door.office.nobody()).get(door.path, params=query)


def sealed_echo(door: Door, echo: str) -> dict[str, str]:
    """As 微信客服 asks, with the base64 letters that an address must not carry as they are."""
    seal = door.box.seal
    encrypted = next(each for each in iter(lambda: seal.close(echo), None) if "+" in each and "/" in each)
    timestamp, nonce = "1800000000", "4711"
    return {
        "msg_signature": seal.sign(timestamp, nonce, encrypted),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": encrypted,
    }


@MODES
async def test_the_console_hears_its_echo(office: Office, mode: str) -> None:
    door = await open_door(office, mode=mode)

    for echo in ("5837264837", "a+b/c=&d"):
        query = dict(door.box.console_query(echo, utc_now()))
        answer = await verified(door, query)
        forged = await verified(door, {**query, "signature": "0" * 40})

        assert (answer.status_code, answer.text) == (200, echo)
        assert answer.headers["content-type"].startswith("text/plain")
        assert forged.status_code == 403


async def test_the_console_of_wecom_hears_its_echo_deciphered(office: Office) -> None:
    door = await open_kf_door(office)
    query = sealed_echo(door, "1616140317555161061")

    answer = await verified(door, query)

    assert (answer.status_code, answer.text) == (200, "1616140317555161061")
    assert (await verified(door, {**query, "echostr": query["echostr"][::-1]})).status_code == 403
    assert (await verified(door, {**query, "msg_signature": query["msg_signature"][::-1]})).status_code == 403


@MODES
@WIRES
async def test_a_message_is_kept_and_answered_before_anybody_works_it(office: Office, mode: str, wire: str) -> None:
    door = await open_door(office, mode=mode, wire=wire)

    answer = await door.pushes(text("我的订单到哪了😀 ]]>", 4711, "oLan"))

    assert (answer.status_code, answer.content) == (200, b"success")
    [kept] = await door.kept()
    assert (kept["state"], kept["attempts"], kept["sender_ref"], kept["ref"]) == ("pending", 0, "oLan", "m:4711")
    assert kept["payload"]["Content"] == "我的订单到哪了😀 ]]>"
    assert await door.lines() == []
    await door.works()
    assert [line["text"] for line in await door.lines() if line["sender"] == "contact"] == ["我的订单到哪了😀 ]]>"]


@MODES
@WIRES
async def test_what_neither_xml_nor_a_database_takes_goes_and_the_message_stays(
    office: Office, mode: str, wire: str
) -> None:
    door = await open_door(office, mode=mode, wire=wire)

    answer = await door.pushes(text("\x00我的订\x00单\x08\ufffe ]\x00]>"))

    assert (answer.status_code, answer.content) == (200, b"success")
    assert [kept["payload"]["Content"] for kept in await door.kept()] == ["我的订单 ]]>"]


@pytest.mark.parametrize(
    "kind", ["text/xml", "application/x-www-form-urlencoded", "multipart/form-data", "no/such", None]
)
async def test_what_a_proxy_changes_around_a_callback_is_of_no_matter(office: Office, kind: str | None) -> None:
    """Neither type, nor host, nor cookies of others; no Origin, no token of a page."""
    door = await open_door(office)
    letter = door.letter(text("在吗"))
    headers = {"Host": "kf.example.com", "Cookie": "heyan_session=somebody", **({"Content-Type": kind} if kind else {})}

    answer = await (await office.nobody()).http.post(
        door.path, params=dict(letter.query), content=letter.body, headers=headers
    )

    assert (answer.status_code, answer.content) == (200, b"success")
    assert len(await door.kept()) == 1


@WIRES
async def test_a_message_pushed_to_two_processes_at_once_is_kept_once(
    office: Office, both: list[httpx.AsyncClient], wire: str
) -> None:
    door = await open_door(office, wire=wire)
    fields = text("我的订单到哪了")

    answers = await asyncio.gather(*(door.pushes(fields, http) for http in both * 3))
    later = await door.pushes(fields, both[1])

    assert [answer.content for answer in (*answers, later)] == [b"success"] * 7
    assert len(await door.kept()) == 1
    await door.works()
    assert [line["text"] for line in await door.lines() if line["sender"] == "contact"] == ["我的订单到哪了"]
    assert (await door.pushes(fields, both[0])).content == b"success"
    assert len(await door.kept()) == 1


async def test_an_event_is_one_by_who_when_and_what(office: Office, both: list[httpx.AsyncClient]) -> None:
    door = await open_door(office)
    clicked = happening("CLICK", EventKey="order")
    others: list[dict[str, Any]] = [
        {**clicked, "EventKey": "parcel"},
        {**clicked, "CreateTime": clicked["CreateTime"] + 1},
        {**clicked, "FromUserName": "oSomebodyElse"},
        {**clicked, "Event": "VIEW"},
        # The same letters at another border.
        {**clicked, "Event": "CLICKo", "EventKey": "rder"},
    ]

    await asyncio.gather(*(door.pushes(clicked, http) for http in both * 3))
    assert len(await door.kept()) == 1
    await asyncio.gather(*(door.pushes(each, http) for each in others for http in both))

    assert len(await door.kept()) == 1 + len(others)


async def test_the_same_number_at_two_inboxes_is_two_messages(office: Office) -> None:
    doors = [await open_door(office), await open_door(office)]

    for door in doors:
        await door.pushes(text("在吗", 99))

    assert [len(await door.kept()) for door in doors] == [1, 1]


async def test_the_bell_of_wecom_is_heard_however_often_it_rings(office: Office, both: list[httpx.AsyncClient]) -> None:
    door = await open_kf_door(office)
    account = kfid(door.inbox)

    answers = await asyncio.gather(*(door.pushes(bell(account, "ENC1"), http) for http in both * 2))
    last = await door.pushes(bell(account, "ENC2"))

    assert [answer.content for answer in (*answers, last)] == [b"success"] * 5
    [cursor] = await door.rung()
    assert (cursor["rings"], cursor["pending"], cursor["bell_token"], cursor["cursor"]) == (5, True, "ENC2", "")


async def test_a_bell_rings_for_the_account_that_it_names(office: Office) -> None:
    """A company's app has one address for all its accounts."""
    door, sibling, stranger = [await open_kf_door(office, corp) for corp in (CORP_ID, CORP_ID, "wwAnotherCorp")]

    answer = await door.pushes(bell(kfid(sibling.inbox)))
    refused = [await door.pushes(bell(account)) for account in (kfid(stranger.inbox), "wkNobody")]
    other = await door.pushes({**bell(kfid(door.inbox)), "Event": "kf_account_auth_change"})

    assert (answer.content, other.content) == (b"success", b"success")
    assert [each.status_code for each in refused] == [403, 403]
    assert [len(await each.rung()) for each in (door, sibling, stranger)] == [0, 1, 0]


async def test_an_account_of_wecom_is_never_rung_in_the_clear_or_for_another_company(office: Office) -> None:
    door = await open_kf_door(office)
    said = bell(kfid(door.inbox))
    seal = Seal(SECRETS.token, SECRETS.aes_key, "wwAnotherCorp")
    foreign = replace(door, box=replace(door.box, seal=seal))

    answers = [await door.posts(plainly(door, xml_of(said).encode())), await foreign.pushes(said)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert await door.rung() == []
