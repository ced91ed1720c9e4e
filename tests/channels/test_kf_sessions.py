"""Whose a session of 微信客服 is: with us from its first message on, and left to whichever colleague has it."""

from tests.support.kf_desk import BOT, STATE, TRANS
from tests.support.wechat_desk import WechatDesk


async def test_a_session_is_read_when_it_begins_and_not_again(there: WechatDesk) -> None:
    account, _ = await there.kf()
    yu = account.customer("yu")

    await yu.writes("我的订单到哪了")
    await yu.writes("还有多久")
    await there.settle()
    assert (there.platform.count(STATE), there.platform.count(TRANS)) == (1, 1)
    there.desk.now.pass_(hours=48)
    await yu.writes("我又有一个问题")
    await there.settle()

    assert (there.platform.count(STATE), there.platform.count(TRANS)) == (2, 2)
    assert yu.state == BOT


async def test_where_a_bot_receives_by_the_console_nothing_has_to_be_moved(there: WechatDesk) -> None:
    account, _ = await there.kf()
    account.new_state = BOT
    yu = account.customer("yu")

    await yu.writes("我的订单到哪了")
    await there.settle()

    assert (there.platform.count(STATE), there.platform.count(TRANS)) == (1, 0)
    assert len(yu.received) == 1
