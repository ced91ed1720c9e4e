"""A stand-in for both WeChat platforms: real HTTP on loopback, real encryption, the real limits.

    async with WechatPlatform(clock=clock) as platform:          # two free ports; the clock is optional
        oa = platform.oa(mode="safe", callback_url=our_address)   # fields of OaAccount: app_id, secret, token …
        mini = platform.oa(app_id="wx2", flavour="mini", wire="json")
        kf = platform.kf(callback_url=our_address)                # corp_id, secret, token, aes_key; fields of KfAccount
        oa.app_id, oa.secret, oa.token, oa.aes_key, oa.api_base   # what the product is told
        kf.corp.corp_id, kf.corp.secret, kf.corp.token, kf.corp.aes_key, kf.open_kfid, kf.api_base
        await oa.verifies(), await kf.verifies()                  # GET of the callback address, as the console does

        lan = oa.customer("lan")
        pushed = await lan.writes("在吗", copies=3)               # posts to callback_url, with cut-off and three tries
        await lan.sends_image(png); await lan.taps("1"); await lan.subscribes(); await lan.event("LOCATION", …)
        await lan.hears("您好"); await lan.receives(2)            # waits, with a bound
        lan.received, lan.texts, lan.received[0].menu             # everything that arrived, passive replies as well

        yu = kf.customer("yu")
        await yu.enters(); await yu.writes("在吗", rings=False); await kf.rings(copies=2)
        zhang = kf.servicer("zhangsan"); await zhang.takes(yu); await zhang.writes(yu, "您好"); await zhang.ends(yu)
        kf.log.page_size, kf.log.empty_pages, kf.fails_delivery(4), yu.state

        platform.refuses("kf/send_msg", 95018); platform.breaks("token"); platform.hangs("media/get")
        platform.drops("message/custom/send")                     # it did go out
        hold = platform.holds("stable_token"); await hold.arrived.wait(); hold.release()
        oa.tokens.revoke(); oa.allowed_ips = (); oa.may_send = False; oa.forced_refreshes
        platform.advance(hours=48); platform.count("stable_token"); platform.calls[-1].json

For tests that are not asynchronous, such as those with a browser:

    with in_thread(WechatPlatform()) as running:
        oa = running.do(running.platform.oa); lan = oa.customer("lan")
        running.run(lan.writes("在吗")); running.run(lan.hears("您好"))

By hand: `python -m tests.support.wechat_platform`; `/` of oa_url is a page per customer, also in tests.
Where nobody has told what the real one does, it is a setting: `pusher.signs_again`, `KfAccount.repeat_errcode`.
"""

from tests.support.wechat_platform.in_thread import in_thread
from tests.support.wechat_platform.kf_account import KfAccount
from tests.support.wechat_platform.kf_customer import KfCustomer
from tests.support.wechat_platform.lines import By, Line, MenuItem, Way
from tests.support.wechat_platform.oa_account import OaAccount
from tests.support.wechat_platform.oa_customer import OaCustomer
from tests.support.wechat_platform.platform import WechatPlatform
from tests.support.wechat_platform.pushing import Pushed

__all__ = [
    "By",
    "KfAccount",
    "KfCustomer",
    "Line",
    "MenuItem",
    "OaAccount",
    "OaCustomer",
    "Pushed",
    "Way",
    "WechatPlatform",
    "in_thread",
]
