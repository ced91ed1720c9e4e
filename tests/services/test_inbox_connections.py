"""An inbox and its platform: tried out, changed to another account, under another key, asked for often."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from handoff.adapters.sql.schema import access_tokens, kf_cursors
from handoff.domain.errors import BadInput, LeaseLost
from handoff.domain.inbox import Secrets, Trouble
from handoff.services.channel_port import CheckedPoint
from handoff.services.inbox_port import SecretsUnreadable
from tests.services.operating import KF, OA, SECRETS, Operator


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
    assert operator.platform.asked[0].secrets == SECRETS
    assert troubled.trouble == Trouble("check.token", wrong.text, operator.desk.now())
    assert troubled.version == made.version
    assert (await operator.work.get(made.id)).trouble is None


async def test_a_trouble_ends_with_a_new_connection_and_not_with_a_new_name(operator: Operator) -> None:
    made = await operator.added()
    trouble = Trouble("40125", "AppSecret不正确。", operator.desk.now())
    await operator.store.tell_trouble(made.id, trouble)

    renamed = await operator.changed(made, name="旗舰店", account=replace(OA, welcome=""))
    repaired = await operator.changed(renamed, secrets=Secrets(secret="the-right-one"))

    assert (renamed.trouble, repaired.trouble) == (trouble, None)


async def test_another_connection_forgets_the_access_token_and_another_account_its_place(operator: Operator) -> None:
    made, at = await operator.added(KF), operator.desk.now()
    cursor = {"inbox_id": made.id, "cursor": "c1", "bell_token": "ENC", "pending": True, "next_attempt_at": at}
    async with operator.desk.engine.begin() as connection:
        await connection.execute(insert(access_tokens).values(inbox_id=made.id, sealed="-", expires_at=at))
        await connection.execute(insert(kf_cursors).values(**cursor))

    async def left() -> tuple[int, tuple[str, str, bool]]:
        [place] = await operator.desk.rows(select(kf_cursors))
        tokens = len(await operator.desk.rows(select(access_tokens)))
        return tokens, (place.cursor, place.bell_token, place.pending)

    renamed = await operator.changed(made, name="旗舰店")
    after_name = await left()
    secret = await operator.changed(renamed, secrets=Secrets(secret="the-right-one"))
    after_secret = await left()
    await operator.changed(secret, account=replace(KF, open_kfid="wkBBBB"))

    old = ("c1", "ENC", True)
    assert (after_name, after_secret, await left()) == ((1, old), (0, old), (0, ("", "", False)))


async def test_whoever_reads_the_account_that_was_has_lost_the_lease(operator: Operator) -> None:
    made, at = await operator.added(KF), operator.desk.now()
    until = at + timedelta(minutes=1)
    async with operator.desk.work() as work:
        await work.cursors.ring(made.id, "ENC", at)
        old = await work.cursors.claim("reader", at, until)
    assert old

    await operator.changed(made, account=replace(KF, open_kfid="wkBBBB"))
    async with operator.desk.work() as work:
        await work.cursors.ring(made.id, "ENC", at)
        assert await work.cursors.claim("next", at, until)

    with pytest.raises(LeaseLost):
        async with operator.desk.work() as work:
            await work.cursors.advance(old, "of the account that was", until)


async def test_an_inbox_knows_since_when_it_is_its_accounts(operator: Operator) -> None:
    made, began = await operator.added(KF), operator.desk.now()

    operator.desk.now.pass_(hours=1)
    told = await operator.changed(made, account=replace(KF, welcome="您好。"), secrets=Secrets(secret="the-right-one"))
    operator.desk.now.pass_(hours=1)
    other = await operator.changed(told, account=replace(KF, open_kfid="wkBBBB"))
    corp = await operator.changed(other, account=replace(KF, corp_id="ww02", open_kfid="wkBBBB"))

    assert [made.account_since, told.account_since] == [began, began]
    assert [other.account_since, corp.account_since] == [operator.desk.now()] * 2
    assert {each.created_at for each in (made, told, other, corp)} == {began}


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
    again = await later.changed(off, secrets=SECRETS, enabled=True)

    assert shown.secrets == Secrets()
    assert shown.trouble
    assert "重新填写" in shown.trouble.text
    assert [(point.passed, "重新填写" in point.text) for point in points] == [(False, True)]
    assert later.platform.asked == []
    assert (again.secrets, again.trouble, again.enabled) == (SECRETS, None, True)


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
