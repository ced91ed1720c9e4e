"""What is not WeChat's, or is too much, at the door of the callbacks: refused in one way, and nobody learns why."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import update

from handoff.adapters.sql.schema import inboxes
from handoff.domain.agent import Role
from tests.support.wechat_platform.oa_letters import xml_of
from tests.support.wechat_platform.pushing import Letter
from tests.web.house import House
from tests.web.office import Office
from tests.web.wechat_door import SECRETS, Door, open_door, plainly, sealed, text

ONE_MIB = 1024 * 1024


def forgeries(door: Door, other: Door) -> dict[str, Letter]:
    good = door.letter(text("请退款到这里"))
    query = dict(good.query)
    middle = len(good.body) // 2
    swapped = b"A" if good.body[middle : middle + 1] != b"A" else b"B"
    doctype = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><MsgType>text</MsgType><a>&f;</a></xml>'
    return {
        "no arguments": Letter({}, good.body),
        "wrong signature": Letter({**query, "msg_signature": "0" * 40}, good.body),
        "another time": Letter({**query, "timestamp": "1"}, good.body),
        "the plain signature": Letter({**query, "msg_signature": query["signature"]}, good.body),
        "tampered": Letter(query, good.body[:middle] + swapped + good.body[middle + 1 :]),
        "for a foreign id": other.letter(text("在吗")),
        "not sealed": plainly(door, xml_of(text("在吗")).encode()),
        "nothing": Letter(query, b""),
        "no body of theirs": Letter(query, b"\xff\x00<"),
        "a document type": Letter(query, doctype.encode()),
        "a document type, sealed": sealed(door, doctype),
        "a document type behind NUL": sealed(door, "\x00" + doctype),
        "a document type with NUL in it": sealed(door, doctype.replace("DOC", "\x00DOC")),
        "nonsense, sealed": sealed(door, "hello"),
    }


async def test_every_forgery_is_refused_in_the_same_words_and_leaves_nothing(office: Office, house: House) -> None:
    door, other = await open_door(office), await open_door(office)

    answers = {name: await door.posts(letter) for name, letter in forgeries(door, other).items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert len({(answer.content, str(answer.headers)) for answer in answers.values()}) == 1
    assert answers["tampered"].json() == {"code": "callback_refused", "message": "未通过校验，无法接收。"}
    assert await door.kept() == []
    # The operator finds out why.
    assert "declares a document type" in house.log()
    assert SECRETS.token not in house.log()


async def test_in_the_plain_mode_signature_and_body_are_looked_at_too(office: Office) -> None:
    door = await open_door(office, mode="plain")
    doctype = plainly(door, b'<!DOCTYPE xml [<!ENTITY a "ha">]><xml><MsgType>text</MsgType><b>&a;</b></xml>')
    good = door.letter(text("在吗"))

    answers = [
        await door.posts(doctype),
        await door.posts(Letter({**good.query, "signature": "0" * 40}, good.body)),
        await door.posts(Letter({**good.query, "nonce": "another"}, good.body)),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert len({answer.content for answer in answers}) == 1
    assert await door.kept() == []


async def test_an_inbox_that_is_not_there_or_switched_off_cannot_be_told_apart(office: Office) -> None:
    door, admin = await open_door(office), await office.person(Role.ADMIN)
    off = await admin.http.patch(f"/api/admin/inboxes/{door.inbox.id}", json={"version": 0, "enabled": False})
    assert off.status_code == 200
    letter = door.letter(text("在吗"))
    paths = [door.path, "/wechat/nobody", "/wechat/web", "/wechat/%00", "/wechat/" + "a" * 500]

    answers = [await door.posts(letter, path=path) for path in paths]
    answers += [await (await office.nobody()).get(path, params=dict(letter.query)) for path in paths]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert await door.kept() == []


async def test_secrets_that_cannot_be_read_are_nobodys_business(office: Office) -> None:
    door = await open_door(office)
    async with office.accounts.engine.begin() as connection:
        await connection.execute(update(inboxes).where(inboxes.c.id == door.inbox.id).values(sealed="AAAA"))

    answer = await door.pushes(text("在吗"))

    assert (answer.status_code, answer.json()) == (
        403,
        {"code": "callback_refused", "message": "未通过校验，无法接收。"},
    )


def body_of(size: int) -> bytes:
    head, tail = b'{"FromUserName":"oLong","MsgType":"text","MsgId":1,"Content":"', b'"}'
    return head + b"a" * (size - len(head) - len(tail)) + tail


@pytest.mark.parametrize(("beyond", "status"), [(0, 200), (1, 413), (3 * ONE_MIB, 413)])
@pytest.mark.parametrize("in_chunks", [False, True])
async def test_one_mebibyte_is_taken_and_not_one_byte_more(
    office: Office, beyond: int, status: int, *, in_chunks: bool
) -> None:
    door = await open_door(office, mode="plain")
    letter = plainly(door, body_of(ONE_MIB + beyond))

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(letter.body), 65_536):
            yield letter.body[start : start + 65_536]

    answer = await (await office.nobody()).http.post(
        door.path, params=dict(letter.query), content=chunks() if in_chunks else letter.body
    )

    assert answer.status_code == status
    assert len(await door.kept()) == (status == 200)
    if status == 413:
        assert answer.json() == {"code": "too_large", "message": "内容超过1MB，无法接收。"}


async def test_a_body_without_end_does_no_harm(office: Office) -> None:
    door = await open_door(office, mode="plain")
    letter = plainly(door, body_of(6 * ONE_MIB))

    try:
        answer = await door.posts(letter)
    except httpx.HTTPError:
        # Far beyond the limit the connection is closed under the sender.
        pass
    else:
        assert answer.status_code == 413

    assert await door.kept() == []
    assert (await door.pushes(text("在吗"))).status_code == 200


async def test_other_routes_take_no_more_than_they_did(office: Office) -> None:
    answer = await (await office.nobody()).http.post("/api/webchat/session", content=bytes(300 * 1024))

    assert answer.status_code == 413
