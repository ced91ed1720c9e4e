"""Inboxes over the web: only an admin reaches them, and a secret that went in never comes out."""

import itertools
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import insert, select

from handoff.adapters.sql.schema import arrivals
from handoff.domain.agent import Role
from handoff.wiring import utc_now
from tests.web.house import House
from tests.web.office import Office
from tests.web.people import Person

_numbers = itertools.count(1)
_SECRETS = {
    "token": "TokenThatNobodySees",
    "aes_key": "NobodySeesThisKeyEither" + "0" * 20,
    "secret": "app-secret-unseen",
}


@pytest_asyncio.fixture
async def admin(office: Office) -> AsyncIterator[Person]:
    yield await office.person(Role.ADMIN)


def wanted(**more: Any) -> dict[str, Any]:
    account = {"app_id": f"wx{next(_numbers):016x}", "welcome": "您好，感谢您的关注。", "menu": {"order": "查询订单"}}
    return {"channel": "wechat_oa", "name": "安禾电器", "account": account, "secrets": _SECRETS, **more}


async def added(admin: Person, **more: Any) -> dict[str, Any]:
    answer = await admin.post("/api/admin/inboxes", wanted(**more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()["inbox"]
    return made


async def changed(admin: Person, inbox: dict[str, Any], **change: Any) -> httpx.Response:
    return await admin.http.patch(f"/api/admin/inboxes/{inbox['id']}", json={"version": inbox["version"], **change})


async def listed(admin: Person) -> dict[str, dict[str, Any]]:
    answer = await admin.get("/api/admin/inboxes")
    assert answer.status_code == 200, answer.text
    return {inbox["id"]: inbox for inbox in answer.json()["inboxes"]}


async def test_what_is_set_up_is_listed_with_its_address_and_without_its_secrets(house: House, admin: Person) -> None:
    given = wanted()
    made = (await admin.post("/api/admin/inboxes", given)).json()["inbox"]

    assert (await listed(admin))[made["id"]] == made
    assert made["callback_url"] == f"{house.url}/wechat/{made['id']}"
    assert made["secrets"] == {"token": True, "aes_key": True, "secret": True}
    assert (made["enabled"], made["trouble"], made["failed"], made["version"]) == (True, None, 0, 0)
    assert made["account"] == {
        **given["account"],
        "flavour": "oa",
        "mode": "safe",
        "replies": "api",
        "api_base": "https://api.weixin.qq.com",
        "kf_account": "",
        "reach": {"way": "phone", "detail": ""},
    }


async def test_no_answer_and_no_log_holds_a_secret(house: House, admin: Person) -> None:
    made = await added(admin)
    answers = [
        await admin.get("/api/admin/inboxes"),
        await changed(admin, made, secrets={"token": "AnotherTokenUnseen"}),
        await changed(admin, {**made, "version": 1}, secrets={"token": "含中文AndUnseen"}),
        await admin.post("/api/admin/inboxes", wanted(secrets={**_SECRETS, "aes_key": ["KeyAsAListUnseen"]})),
    ]

    shown = house.log() + "".join(answer.text for answer in answers)
    assert [answer.status_code for answer in answers] == [200, 200, 400, 400]
    values = [*_SECRETS.values(), "AnotherTokenUnseen", "AndUnseen", "KeyAsAListUnseen"]
    assert [value for value in values if value in shown] == []


async def test_an_inbox_is_changed_by_whoever_saw_it_last(admin: Person) -> None:
    made = await added(admin)

    renamed = (await changed(admin, made, name=" 旗舰店 ")).json()["inbox"]
    stale = await changed(admin, made, name="分店")
    off = (await changed(admin, renamed, enabled=False)).json()["inbox"]
    twice = await admin.post("/api/admin/inboxes", wanted(account=made["account"]))

    assert (renamed["name"], renamed["version"], renamed["account"]) == ("旗舰店", 1, made["account"])
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    assert (off["enabled"], off["secrets"]) == (False, made["secrets"])
    assert twice.status_code == 409
    assert "旗舰店" in twice.json()["message"]


async def test_the_webs_inbox_is_listed_and_only_renamed(admin: Person) -> None:
    web = (await listed(admin))["web"]

    assert (web["channel"], web["account"], web["callback_url"]) == ("web", None, None)
    assert (await changed(admin, web, enabled=False)).status_code == 400
    assert (await changed(admin, web, account={"app_id": "wx01"})).status_code == 400
    assert (await admin.post("/api/admin/inboxes/web/check")).status_code == 400
    assert (await changed(admin, web, name=web["name"])).json()["inbox"] == web


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"channel": "web"}, "网页"),
        ({"channel": "telegram"}, "渠道类型"),
        ({"name": None}, "渠道名称"),
        ({"name": "  "}, "渠道名称"),
        ({"account": {}}, "AppID"),
        ({"account": {"app_id": "gh_1"}}, "AppID"),
        ({"account": {"app_id": "wx01aa", "mode": "secret"}}, "消息加解密方式"),
        ({"account": {"app_id": "wx01aa", "menu": ["a"]}}, "菜单项"),
        ({"account": {"app_id": "wx01aa", "reach": {"way": "pigeon"}}}, "其他联系方式"),
        ({"channel": "wechat_kf", "account": {"corp_id": "ww01aa"}}, "客服账号ID"),
        ({"secrets": {}}, "AppSecret"),
        ({"secrets": {"token": 7}}, "Token"),
    ],
)
async def test_what_is_wrong_is_named_as_the_page_names_it(admin: Person, more: dict[str, Any], named: str) -> None:
    answer = await admin.post("/api/admin/inboxes", wanted(**more))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert named in answer.json()["message"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.TRAINER, Role.REVIEWER])
async def test_nobody_but_an_admin_sees_or_changes_one(office: Office, admin: Person, role: Role) -> None:
    person, made = await office.person(role), await added(admin)

    answers = [
        await person.get("/api/admin/inboxes"),
        await person.post("/api/admin/inboxes", wanted()),
        await changed(person, made, enabled=False),
        await person.post(f"/api/admin/inboxes/{made['id']}/check"),
        await person.post(f"/api/admin/inboxes/{made['id']}/arrivals/again"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert (await listed(admin))[made["id"]] == made


async def test_an_admin_without_the_csrf_token_changes_nothing(house: House, admin: Person) -> None:
    made = await added(admin)

    async with httpx.AsyncClient(base_url=house.url, headers=admin.socket_headers) as browser:
        answer = await browser.patch(f"/api/admin/inboxes/{made['id']}", json={"version": 0, "name": "别人"})

    assert answer.status_code == 403
    assert (await listed(admin))[made["id"]] == made


async def test_the_test_of_a_connection_says_what_was_found(admin: Person) -> None:
    """Nothing listens where this inbox is told to call."""
    account = {"app_id": f"wx{next(_numbers):016x}", "api_base": "http://127.0.0.1:9"}
    made = await added(admin, account=account)

    points = (await admin.post(f"/api/admin/inboxes/{made['id']}/check")).json()["points"]

    assert {"name", "passed", "text"} == points[0].keys()
    failed = [point for point in points if not point["passed"]]
    assert failed
    trouble = (await listed(admin))[made["id"]]["trouble"]
    assert (trouble["code"], trouble["text"]) == (f"check.{failed[0]['name']}", failed[0]["text"])


async def failing(office: Office, inbox: dict[str, Any], how_many: int) -> None:
    """As the worker leaves them after the last try."""
    row = {"inbox_id": inbox["id"], "sender_ref": "oLan", "payload": {}, "state": "failed", "attempts": 20}
    at = {"received_at": utc_now(), "next_attempt_at": utc_now()}
    async with office.accounts.engine.begin() as connection:
        for number in range(how_many):
            await connection.execute(insert(arrivals).values(**row, **at, ref=f"m:{number}", error="KeyError"))


async def test_what_failed_is_counted_at_its_inbox_and_worked_once_more(office: Office, admin: Person) -> None:
    made, other = await added(admin), await added(admin)
    await failing(office, made, 2)
    await failing(office, other, 1)

    before = await listed(admin)
    renamed = (await changed(admin, made, name="旗舰店")).json()["inbox"]
    answer = await admin.post(f"/api/admin/inboxes/{made['id']}/arrivals/again")
    twice = await admin.post(f"/api/admin/inboxes/{made['id']}/arrivals/again")

    assert (before[made["id"]]["failed"], before[other["id"]]["failed"], before["web"]["failed"]) == (2, 1, 0)
    assert renamed["failed"] == 2
    assert [(each.status_code, each.json()) for each in (answer, twice)] == [(200, {"count": 2}), (200, {"count": 0})]
    after = await listed(admin)
    assert (after[made["id"]]["failed"], after[other["id"]]["failed"]) == (0, 1)
    async with office.accounts.engine.connect() as connection:
        query = select(arrivals.c.state).where(arrivals.c.inbox_id == made["id"])
        assert list((await connection.execute(query)).scalars()) == ["pending"] * 2
    assert (await admin.post("/api/admin/inboxes/none/arrivals/again")).status_code == 404
