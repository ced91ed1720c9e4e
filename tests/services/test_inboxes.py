"""Setting up inboxes: what is kept, what is refused, what is recorded, and what stays secret."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from handoff.adapters.sql.inboxes import new_inbox_id
from handoff.adapters.sql.schema import activities, inboxes
from handoff.domain.errors import BadInput, Conflict, NotFound, RegisterBlocked
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount, OfficialAccount, Secrets
from handoff.domain.message import WEB_INBOX_ID
from tests.services.operating import KF, OA, SECRETS, Operator


async def test_an_inbox_is_kept_as_it_was_set_up(operator: Operator) -> None:
    made, at = await operator.added(), operator.desk.now()

    assert made == Inbox(
        made.id, ChannelKind.WECHAT_OA, "安禾电器", True, OA, SECRETS, created_at=at, account_since=at, version=0
    )
    assert await operator.store.by_id(made.id) == made
    assert [inbox.id for inbox in await operator.work.all()] == [WEB_INBOX_ID, made.id]


async def test_an_id_is_short_and_fit_for_an_address() -> None:
    ids = {new_inbox_id() for _ in range(200)}

    assert len(ids) == 200
    assert all(len(each) == 12 and each.isascii() and each.isalnum() and each == each.lower() for each in ids)


async def test_secrets_lie_sealed_and_no_record_holds_one(operator: Operator) -> None:
    made = await operator.added()
    await operator.changed(made, secrets=Secrets(secret="a-newer-secret"))

    rows = str([tuple(row) for row in await operator.desk.rows(select(inboxes))])
    record = str([tuple(row) for row in await operator.desk.rows(select(activities))])

    values = [*vars(SECRETS).values(), "a-newer-secret"]
    assert [value for value in values if value in rows or value in record or value in repr(made)] == []


async def test_every_change_is_recorded_with_who_and_which_fields(operator: Operator) -> None:
    made = await operator.added(KF)
    renamed = await operator.changed(made, name="售后客服", secrets=Secrets(token="Newer1"))
    moved = await operator.changed(renamed, account=replace(KF, welcome="您好，很高兴为您服务。"))
    off = await operator.changed(moved, enabled=False)
    await operator.changed(off, enabled=False)
    await operator.changed(off, enabled=True)

    name = operator.user.name
    [added, *later] = await operator.recorded()
    assert added[:2] == (name, "inbox.added")
    assert {"name", "account.corp_id", "account.open_kfid", "secrets.token", "secrets.secret"} <= set(added[2])
    assert later == [
        (name, "inbox.changed", ["name", "secrets.token"]),
        (name, "inbox.changed", ["account.welcome"]),
        (name, "inbox.switched_off", ["enabled"]),
        (name, "inbox.switched_on", ["enabled"]),
    ]


async def test_editing_without_secrets_keeps_the_old_and_a_given_one_replaces_only_itself(operator: Operator) -> None:
    made = await operator.added()

    kept = await operator.changed(made, account=replace(OA, welcome=""))
    replaced = await operator.changed(kept, secrets=Secrets(token="Newer1"))

    assert (kept.account, kept.secrets) == (replace(OA, welcome=""), SECRETS)
    assert replaced.secrets == replace(SECRETS, token="Newer1")
    assert [made.version, kept.version, replaced.version] == [0, 1, 2]


@pytest.mark.parametrize(
    ("account", "secrets", "named"),
    [
        (OA, Secrets(), "AppSecret"),
        (OA, replace(SECRETS, aes_key=""), "EncodingAESKey"),
        (replace(OA, app_id="gh_1"), SECRETS, "AppID"),
        (replace(KF, servicers={"zhangsan": "nobody"}), SECRETS, "nobody"),
    ],
)
async def test_what_is_not_whole_is_not_kept(
    operator: Operator, account: OfficialAccount | KfAccount, secrets: Secrets, named: str
) -> None:
    with pytest.raises(BadInput, match=named):
        await operator.added(account, secrets)

    assert [inbox.id for inbox in await operator.work.all()] == [WEB_INBOX_ID]
    assert await operator.recorded() == []


async def test_people_of_ours_serve_in_the_wecom_client(operator: Operator) -> None:
    agent = await operator.desk.agent("林静")

    made = await operator.added(replace(KF, servicers={"zhangsan": agent.name}))

    assert isinstance(made.account, KfAccount)
    assert made.account.servicers == {"zhangsan": agent.name}


async def test_a_welcome_that_breaks_the_register_is_refused(operator: Operator) -> None:
    with pytest.raises(RegisterBlocked, match="欢迎语"):
        await operator.added(replace(OA, welcome="亲，你自己没看说明书"))


async def test_one_account_has_one_inbox(operator: Operator) -> None:
    first, kf = await operator.added(), await operator.added(KF)
    other = await operator.added(replace(KF, open_kfid="wkBBBB"))

    with pytest.raises(Conflict, match="已接入"):
        await operator.added(replace(OA, welcome=""))
    with pytest.raises(Conflict, match="已接入"):
        await operator.changed(other, account=KF)
    await operator.changed(kf, account=replace(KF, welcome="您好。"))

    assert len(await operator.work.all()) == 4
    assert await operator.work.get(first.id) == first


async def test_of_many_who_add_one_account_at_once_one_does(operator: Operator) -> None:
    tries = await asyncio.gather(*(operator.added() for _ in range(5)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in tries) == ["Conflict"] * 4 + ["Inbox"]


async def test_of_two_who_change_it_at_once_the_second_is_told(operator: Operator) -> None:
    made = await operator.added()
    await operator.changed(made, name="一店")

    with pytest.raises(Conflict, match="刷新"):
        await operator.changed(made, name="二店")
    tries = [operator.changed(replace(made, version=1), name=f"{n}店") for n in range(4)]
    told = await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(each).__name__ for each in told) == ["Conflict"] * 3 + ["Inbox"]
    assert (await operator.work.get(made.id)).version == 2


async def test_the_webs_inbox_changes_its_name_and_nothing_else(operator: Operator) -> None:
    web = await operator.work.get(WEB_INBOX_ID)

    renamed = await operator.changed(web, name="官网客服")
    for change in ({"enabled": False}, {"account": OA}, {"secrets": SECRETS}):
        with pytest.raises(BadInput, match="网页"):
            await operator.changed(renamed, **change)
    with pytest.raises(BadInput, match="网页"):
        await operator.work.add(operator.user, ChannelKind.WEB, "第二个网页", OA, SECRETS)
    with pytest.raises(BadInput, match="无需"):
        await operator.work.check(WEB_INBOX_ID)

    assert (await operator.work.get(WEB_INBOX_ID)).name == "官网客服"


async def test_an_account_of_another_kind_is_refused(operator: Operator) -> None:
    made = await operator.added()

    with pytest.raises(BadInput, match="类型"):
        await operator.changed(made, account=KF)
    with pytest.raises(NotFound):
        await operator.changed(replace(made, id="none"), name="别处")
