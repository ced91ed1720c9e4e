"""Setting up inboxes: what is kept, what is refused, what is recorded, and what stays secret."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

import pytest
import pytest_asyncio
from sqlalchemy import insert, select, update

from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.inboxes import SqlInboxes, new_inbox_id
from handoff.adapters.sql.schema import access_tokens, activities, inboxes, kf_cursors
from handoff.domain.agent import Role, User
from handoff.domain.errors import BadInput, Conflict, NotFound, RegisterBlocked
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount, OfficialAccount, Secrets, Trouble
from handoff.domain.message import WEB_INBOX_ID
from handoff.services.channel_port import CheckedPoint, Platform
from handoff.services.inbox_port import SecretsUnreadable
from handoff.services.inboxes import InboxChange, InboxSetUp
from tests.support.service_desk import ServiceDesk

_OA = OfficialAccount("wx0123456789abcdef", welcome="您好，感谢您的关注。")
_KF = KfAccount("ww0123456789abcdef", "wkAAAA")
_SECRETS = Secrets("TokenOfOurs", "K" * 43, "the-app-secret")


@dataclass
class ScriptedPlatform:
    """Answers the test of a connection with what the test wants, and remembers whom it was asked about."""

    points: Sequence[CheckedPoint] = ()
    asked: list[Inbox] = field(default_factory=list)

    async def check(self, inbox: Inbox) -> Sequence[CheckedPoint]:
        self.asked.append(inbox)
        return self.points


@dataclass
class Operator:
    """An admin at the page; `store` as another process would open it."""

    desk: ServiceDesk
    user: User
    platform: ScriptedPlatform = field(default_factory=ScriptedPlatform)
    key: str = "only-for-tests"

    @property
    def store(self) -> SqlInboxes:
        return SqlInboxes(self.desk.engine, SecretBox(self.key), self.desk.now)

    @property
    def work(self) -> InboxSetUp:
        own = self.desk.services.inboxes
        platform = cast("Platform", self.platform)
        return replace(
            own, store=self.store, platforms=dict.fromkeys((ChannelKind.WECHAT_OA, ChannelKind.WECHAT_KF), platform)
        )

    async def added(self, account: OfficialAccount | KfAccount = _OA, secrets: Secrets = _SECRETS) -> Inbox:
        kind = ChannelKind.WECHAT_OA if isinstance(account, OfficialAccount) else ChannelKind.WECHAT_KF
        return await self.work.add(self.user, kind, "安禾电器", account, secrets)

    async def changed(self, inbox: Inbox, **change: Any) -> Inbox:
        return await self.work.change(self.user, inbox.id, InboxChange(inbox.version, **change))

    async def recorded(self) -> list[tuple[str, str, list[str]]]:
        query = select(activities).where(activities.c.name.like("inbox.%")).order_by(activities.c.id)
        return [(row.actor, row.name, row.detail["fields"]) for row in await self.desk.rows(query)]


@pytest_asyncio.fixture
async def operator(desk: ServiceDesk) -> Operator:
    # The migration's own row is all a test begins with.
    async with desk.engine.begin() as connection:
        await connection.execute(inboxes.delete().where(inboxes.c.id != WEB_INBOX_ID))
        await connection.execute(update(inboxes).values(name="网页", version=0))
    return Operator(desk, await desk.agent("管理员", Role.ADMIN))


async def test_an_inbox_is_kept_as_it_was_set_up(operator: Operator) -> None:
    made = await operator.added()

    assert made == Inbox(
        made.id, ChannelKind.WECHAT_OA, "安禾电器", True, _OA, _SECRETS, created_at=operator.desk.now(), version=0
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

    values = [*vars(_SECRETS).values(), "a-newer-secret"]
    assert [value for value in values if value in rows or value in record or value in repr(made)] == []


async def test_every_change_is_recorded_with_who_and_which_fields(operator: Operator) -> None:
    made = await operator.added(_KF)
    renamed = await operator.changed(made, name="售后客服", secrets=Secrets(token="Newer1"))
    moved = await operator.changed(renamed, account=replace(_KF, welcome="您好，很高兴为您服务。"))
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

    kept = await operator.changed(made, account=replace(_OA, welcome=""))
    replaced = await operator.changed(kept, secrets=Secrets(token="Newer1"))

    assert (kept.account, kept.secrets) == (replace(_OA, welcome=""), _SECRETS)
    assert replaced.secrets == replace(_SECRETS, token="Newer1")
    assert [made.version, kept.version, replaced.version] == [0, 1, 2]


@pytest.mark.parametrize(
    ("account", "secrets", "named"),
    [
        (_OA, Secrets(), "AppSecret"),
        (_OA, replace(_SECRETS, aes_key=""), "EncodingAESKey"),
        (replace(_OA, app_id="gh_1"), _SECRETS, "AppID"),
        (replace(_KF, servicers={"zhangsan": "nobody"}), _SECRETS, "nobody"),
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

    made = await operator.added(replace(_KF, servicers={"zhangsan": agent.name}))

    assert isinstance(made.account, KfAccount)
    assert made.account.servicers == {"zhangsan": agent.name}


async def test_a_welcome_that_breaks_the_register_is_refused(operator: Operator) -> None:
    with pytest.raises(RegisterBlocked, match="欢迎语"):
        await operator.added(replace(_OA, welcome="亲，你自己没看说明书"))


async def test_one_account_has_one_inbox(operator: Operator) -> None:
    first, kf = await operator.added(), await operator.added(_KF)
    other = await operator.added(replace(_KF, open_kfid="wkBBBB"))

    with pytest.raises(Conflict, match="已接入"):
        await operator.added(replace(_OA, welcome=""))
    with pytest.raises(Conflict, match="已接入"):
        await operator.changed(other, account=_KF)
    await operator.changed(kf, account=replace(_KF, welcome="您好。"))

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
    for change in ({"enabled": False}, {"account": _OA}, {"secrets": _SECRETS}):
        with pytest.raises(BadInput, match="网页"):
            await operator.changed(renamed, **change)
    with pytest.raises(BadInput, match="网页"):
        await operator.work.add(operator.user, ChannelKind.WEB, "第二个网页", _OA, _SECRETS)
    with pytest.raises(BadInput, match="无需"):
        await operator.work.check(WEB_INBOX_ID)

    assert (await operator.work.get(WEB_INBOX_ID)).name == "官网客服"


async def test_an_account_of_another_kind_is_refused(operator: Operator) -> None:
    made = await operator.added()

    with pytest.raises(BadInput, match="类型"):
        await operator.changed(made, account=_KF)
    with pytest.raises(NotFound):
        await operator.changed(replace(made, id="none"), name="别处")


async def test_the_test_of_a_connection_opens_the_secrets_and_tells_the_trouble(operator: Operator) -> None:
    made = await operator.added()
    wrong = CheckedPoint("token", False, "AppSecret不正确，请在公众平台重置后重新填写。")
    right = CheckedPoint("token", True, "已取得接口凭证。")

    operator.platform.points = [CheckedPoint("callback", True, "格式正确。"), wrong]
    first = await operator.work.check(made.id)
    troubled = await operator.work.get(made.id)
    operator.platform.points = [right]
    await operator.work.check(made.id)

    assert list(first)[1] == wrong
    assert operator.platform.asked[0].secrets == _SECRETS
    assert troubled.trouble == Trouble("check.token", wrong.text, operator.desk.now())
    assert troubled.version == made.version
    assert (await operator.work.get(made.id)).trouble is None


async def test_a_trouble_ends_with_a_new_connection_and_not_with_a_new_name(operator: Operator) -> None:
    made = await operator.added()
    trouble = Trouble("40125", "AppSecret不正确。", operator.desk.now())
    await operator.store.tell_trouble(made.id, trouble)

    renamed = await operator.changed(made, name="旗舰店", account=replace(_OA, welcome=""))
    repaired = await operator.changed(renamed, secrets=Secrets(secret="the-right-one"))

    assert (renamed.trouble, repaired.trouble) == (trouble, None)


async def test_another_connection_forgets_the_access_token_and_another_account_its_place(operator: Operator) -> None:
    made, at = await operator.added(_KF), operator.desk.now()
    cursor = {"inbox_id": made.id, "cursor": "c1", "bell_token": "", "next_attempt_at": at}
    async with operator.desk.engine.begin() as connection:
        await connection.execute(insert(access_tokens).values(inbox_id=made.id, sealed="-", expires_at=at))
        await connection.execute(insert(kf_cursors).values(**cursor))

    async def left() -> tuple[int, int]:
        return len(await operator.desk.rows(select(access_tokens))), len(await operator.desk.rows(select(kf_cursors)))

    renamed = await operator.changed(made, name="旗舰店")
    after_name = await left()
    secret = await operator.changed(renamed, secrets=Secrets(secret="the-right-one"))
    after_secret = await left()
    await operator.changed(secret, account=replace(_KF, open_kfid="wkBBBB"))

    assert (after_name, after_secret, await left()) == ((1, 1), (0, 1), (0, 0))


async def test_under_another_secret_key_the_operator_enters_the_secrets_again(operator: Operator) -> None:
    made = await operator.added()
    later = replace(operator, key="another-key")

    shown = await later.work.get(made.id)
    points = await later.work.check(made.id)
    with pytest.raises(SecretsUnreadable, match="重新填写"):
        await later.store.by_id(made.id)
    with pytest.raises(BadInput):
        await later.changed(shown, secrets=Secrets(secret="only-one-of-three"))
    off = await later.changed(shown, enabled=False)
    again = await later.changed(off, secrets=_SECRETS, enabled=True)

    assert shown.secrets == Secrets()
    assert shown.trouble
    assert "重新填写" in shown.trouble.text
    assert [(point.passed, "重新填写" in point.text) for point in points] == [(False, True)]
    assert later.platform.asked == []
    assert (again.secrets, again.trouble, again.enabled) == (_SECRETS, None, True)


async def test_switching_off_does_not_touch_secrets_that_cannot_be_read(operator: Operator) -> None:
    made = await operator.added()

    await replace(operator, key="another-key").changed(made, enabled=False)

    assert await operator.store.by_id(made.id) == replace(made, enabled=False, version=1)


async def test_what_is_asked_often_is_at_most_seconds_old_and_ones_own_change_shows_at_once(operator: Operator) -> None:
    made = await operator.added()
    store, elsewhere = operator.store, replace(operator)
    assert await store.by_id(made.id) == made

    await elsewhere.changed(made, name="别处改名")
    old = await store.by_id(made.id)
    operator.desk.now.at += timedelta(seconds=5)
    new = await store.by_id(made.id)
    await store.tell_trouble(made.id, Trouble("1", "故障", operator.desk.now()))
    troubled = await store.by_id(made.id)

    assert [inbox.name for inbox in (old, new) if inbox] == ["安禾电器", "别处改名"]
    assert troubled
    assert troubled.trouble
    assert await store.by_id("none") is None
