"""The points of the connection test that only 微信客服 has: the account is there, and its messages are ours to read."""

from handoff.adapters.wechat.api import PlatformApi
from handoff.adapters.wechat.checks import not_reached
from handoff.adapters.wechat.errors import Action, NoAnswer, NotTaken, Refused
from handoff.adapters.wechat.exchange import Answer
from handoff.domain.inbox import Inbox
from handoff.services.channel_port import CheckedPoint

_A_PAGE = 100
_MOST_PAGES = 50
_MANAGED = "请在企业微信管理后台的“微信客服”中，把该账号设为“通过API管理”，并把应用加入“可调用接口的应用”。"


async def account_point(api: PlatformApi, inbox: Inbox, open_kfid: str) -> CheckedPoint:
    try:
        account = await _account(api, inbox, open_kfid)
    except Refused as error:
        return CheckedPoint("account", False, error.text)
    except (NotTaken, NoAnswer):
        return CheckedPoint("account", False, not_reached(inbox))
    if account is None:
        return CheckedPoint("account", False, f"应用可管理的客服账号中没有 {open_kfid} ，请核对客服账号ID。{_MANAGED}")
    if account.get("manage_privilege") is False:
        return CheckedPoint("account", False, f"应用没有该客服账号的管理权限。{_MANAGED}")
    return CheckedPoint("account", True, f"已找到客服账号“{account.get('name', '')}”。")


async def messages_point(api: PlatformApi, inbox: Inbox, open_kfid: str) -> CheckedPoint:
    """Reads one message and keeps nothing of it: the list shows accounts too whose messages others manage."""
    probe = {"open_kfid": open_kfid, "limit": 1, "voice_format": 0}
    try:
        await api.send(inbox, "/cgi-bin/kf/sync_msg", probe)
    except Refused as error:
        # Reading without a bell's token is rationed, and whoever is told so may read.
        if error.action is not Action.BACK_OFF_MINUTE:
            return CheckedPoint("messages", False, error.text)
    except (NotTaken, NoAnswer):
        return CheckedPoint("messages", False, not_reached(inbox))
    return CheckedPoint("messages", True, "可以读取该客服账号的消息。")


async def _account(api: PlatformApi, inbox: Inbox, open_kfid: str) -> Answer | None:
    for page in range(_MOST_PAGES):
        answer = await api.ask(inbox, "/cgi-bin/kf/account/list", {"offset": page * _A_PAGE, "limit": _A_PAGE})
        found = answer.get("account_list")
        accounts = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        for account in accounts:
            if account.get("open_kfid") == open_kfid:
                return account
        if len(accounts) < _A_PAGE:
            return None
    return None
