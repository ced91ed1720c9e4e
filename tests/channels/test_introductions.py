"""First words between a customer and the service, and what is forgotten of them later."""

from sqlalchemy import func, select

from handoff.adapters.sql.schema import arrivals
from tests.support.wechat_desk import WechatDesk


async def test_the_desk_learns_what_a_customer_calls_themselves(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    agent = await there.desk.agent()
    yu = account.customer("yu")

    await yu.writes("我的订单到哪了")
    await there.settle()

    episode = await there.episode(inbox, yu.external_userid)
    async with there.desk.look() as snapshot:
        summary = await snapshot.summary(episode.id, agent)
    assert summary is not None
    assert summary.contact["nickname"] == "yu"
    assert not any("yu" in text for text in yu.texts)


async def test_who_enters_a_mini_programs_service_is_greeted_and_not_again_while_talking(there: WechatDesk) -> None:
    account, _ = await there.oa(flavour="mini", wire="json", welcome="您好，欢迎咨询安禾电器。")
    lan = account.customer("lan")

    await lan.enters()
    await there.settle()
    assert lan.texts == ["您好，欢迎咨询安禾电器。"]
    await lan.writes("我的订单到哪了")
    await there.settle()
    await there.later(minutes=3)
    await lan.enters()
    await there.settle()

    assert lan.texts.count("您好，欢迎咨询安禾电器。") == 1


async def test_without_words_of_the_operator_nobody_is_greeted_there(there: WechatDesk) -> None:
    account, _ = await there.oa(flavour="mini", wire="json")
    lan = account.customer("lan")

    await lan.enters()
    await there.settle()

    assert lan.texts == []


async def test_arrivals_are_kept_for_a_week_and_only_those_that_were_worked_go(there: WechatDesk) -> None:
    account, _ = await there.oa()
    lan = account.customer("lan")
    await lan.writes("第一句")
    await there.settle()
    there.desk.now.pass_(hours=24 * 8)
    await lan.writes("第二句")

    await there.desk.services.arrivals.forget_old()

    states = await there.desk.rows(select(arrivals.c.state, func.count()).group_by(arrivals.c.state))
    assert [tuple(row) for row in states] == [("pending", 1)]
