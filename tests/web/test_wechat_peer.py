"""Tencent's own @wecom/crypto as the platform before the running web process: it signs, seals and opens."""

import asyncio
from typing import Any

import httpx
import pytest

from handoff.adapters.wechat.bodies import fields_of
from handoff.domain.inbox import OfficialAccount, ReplyMode
from tests.adapters.wechat.test_wecom_peer import ask
from tests.support.wechat_platform.oa_letters import xml_of
from tests.web.office import Office
from tests.web.wechat_door import CORP_ID, SECRETS, Door, bell, kfid, open_door, open_kf_door, text

_ADDRESS = {"timestamp": "1800000000", "nonce": "1320562132"}


async def sealed(*messages: str, receive_id: str, key: str = SECRETS.aes_key) -> list[dict[str, Any]]:
    """`encrypted` and `signature` of each, by the platform's library."""
    calls = [
        {"does": "seal", "key": key, "token": SECRETS.token, "message": message, "id": receive_id, **_ADDRESS}
        for message in messages
    ]
    return await asyncio.to_thread(ask, calls)


async def posted(door: Door, peers: dict[str, Any], **changed: str) -> httpx.Response:
    query = {**_ADDRESS, "msg_signature": peers["signature"], "encrypt_type": "aes", **changed}
    body = xml_of({"ToUserName": "gh_door", "Encrypt": peers["encrypted"]})
    return await (await door.office.nobody()).http.post(door.path, params=query, content=body.encode())


def app_id(door: Door) -> str:
    assert isinstance(door.inbox.account, OfficialAccount)
    return door.inbox.account.app_id


@pytest.mark.parametrize("kind", ["oa", "kf"])
async def test_the_address_is_verified(office: Office, kind: str) -> None:
    door = await (open_door(office) if kind == "oa" else open_kf_door(office))
    receive_id = app_id(door) if kind == "oa" else CORP_ID
    [mine], [foreign] = await sealed("4711+/=", receive_id=receive_id), await sealed("4711", receive_id="wxForeign00")

    async def tried(peers: dict[str, Any], **changed: str) -> httpx.Response:
        query = {**_ADDRESS, "msg_signature": peers["signature"], "echostr": peers["encrypted"], **changed}
        return await (await office.nobody()).get(door.path, params=query)

    answer = await tried(mine)
    assert (answer.status_code, answer.text) == (200, "4711+/=")
    refused = [await tried(foreign), await tried(mine, nonce="2"), await tried(mine, echostr=foreign["encrypted"])]
    assert [each.status_code for each in refused] == [403, 403, 403]


@pytest.mark.parametrize("mode", ["compat", "safe"])
async def test_three_copies_at_once_are_one_message(office: Office, mode: str) -> None:
    door = await open_door(office, mode=mode)
    said = "我的订单到哪了😀 ]]> <![CDATA["
    # Sealed anew for each try, as the library draws random bytes each time.
    copies = await sealed(*[xml_of(text(said, 4711))] * 3, receive_id=app_id(door))

    answers = await asyncio.gather(*(posted(door, each) for each in copies))

    assert len({each["encrypted"] for each in copies}) == 3
    assert [answer.content for answer in answers] == [b"success"] * 3
    assert len(await door.kept()) == 1
    await door.works()
    assert [line["text"] for line in await door.lines() if line["sender"] == "contact"] == [said]


async def test_three_copies_of_a_bell_lose_none(office: Office) -> None:
    door = await open_kf_door(office)
    copies = await sealed(*[xml_of(bell(kfid(door.inbox)))] * 3, receive_id=CORP_ID)

    answers = await asyncio.gather(*(posted(door, each) for each in copies))

    assert [answer.content for answer in answers] == [b"success"] * 3
    assert [cursor["rings"] for cursor in await door.rung()] == [3]


async def test_what_was_tampered_with_or_is_for_somebody_else_is_refused(office: Office) -> None:
    door = await open_door(office)
    body = xml_of(text("请退款到这里"))
    [mine] = await sealed(body, receive_id=app_id(door))
    [foreign], [nobodys] = await sealed(body, receive_id="wxForeign00"), await sealed(body, receive_id="")
    [stolen] = await sealed(body, receive_id=app_id(door), key="A" * 42 + "0")
    encrypted = mine["encrypted"]
    flipped = ("B" if encrypted[0] == "A" else "A") + encrypted[1:]
    answers = {
        "tampered": await posted(door, {**mine, "encrypted": flipped}),
        "another nonce": await posted(door, mine, nonce="2"),
        "another signature": await posted(door, mine, msg_signature=foreign["signature"]),
        "for a foreign id": await posted(door, foreign),
        "for nobody": await posted(door, nobodys),
        "with another key": await posted(door, stolen),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert len({answer.content for answer in answers.values()}) == 1
    assert await door.kept() == []
    # What it was made of is as good as ever.
    assert (await posted(door, mine)).content == b"success"


async def test_the_platform_opens_a_reply_inside_the_callbacks_answer(office: Office) -> None:
    door = await open_door(office, replies=ReplyMode.PASSIVE)
    [mine] = await sealed(xml_of(text("我的订单到哪了", sender="oLan")), receive_id=app_id(door))

    waiting = asyncio.create_task(posted(door, mine))
    while not waiting.done():
        await door.works()
        await asyncio.sleep(0)
    answer = waiting.result()

    # The platform asks again when it has not heard, and is told the same.
    again = await posted(door, mine)

    assert answer.headers["content-type"].startswith("application/xml")
    replies = [await opened(door, each) for each in (answer, again)]
    for reply in replies:
        assert (reply["ToUserName"], reply["FromUserName"], reply["MsgType"]) == ("oLan", "gh_door", "text")
        assert "您的订单已发出" in reply["Content"]
    assert replies[0]["Content"] == replies[1]["Content"]
    assert len(await door.kept()) == 1


async def opened(door: Door, answer: httpx.Response) -> dict[str, Any]:
    envelope = fields_of(answer.content)
    call = {"key": SECRETS.aes_key, "token": SECRETS.token, "encrypted": envelope["Encrypt"]}
    address = {"timestamp": str(envelope["TimeStamp"]), "nonce": envelope["Nonce"]}
    [found] = await asyncio.to_thread(ask, [{"does": "open", **call, **address}])
    assert (found["id"], found["signature"]) == (app_id(door), envelope["MsgSignature"])
    return fields_of(found["message"].encode())
