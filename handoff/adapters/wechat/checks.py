"""The points of the connection test that both platforms share."""

import re

from handoff.adapters.wechat.access import Access
from handoff.adapters.wechat.api import address
from handoff.adapters.wechat.errors import NotTaken, Refused
from handoff.domain.inbox import Inbox
from handoff.services.channel_port import CheckedPoint

_CALLBACK_TOKEN = re.compile(r"[0-9A-Za-z]{3,32}")
_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")


def callback_point(inbox: Inbox, *, encrypted: bool) -> CheckedPoint:
    """Whether Token and EncodingAESKey have their form; only a real callback shows whether they are the right ones."""
    if not _CALLBACK_TOKEN.fullmatch(inbox.secrets.token):
        return CheckedPoint(
            "callback", False, "回调Token应为3至32位的英文字母或数字，请与微信后台的设置核对后重新填写。"
        )
    if encrypted and not _AES_KEY.fullmatch(inbox.secrets.aes_key):
        text = "EncodingAESKey应为43位的英文字母或数字，请从微信后台完整复制后重新填写。"
        return CheckedPoint("callback", False, text)
    return CheckedPoint("callback", True, "回调Token与EncodingAESKey的格式正确。")


async def token_point(access: Access, inbox: Inbox) -> CheckedPoint:
    """Asks anew: a token of yesterday says nothing about the secret of today."""
    try:
        await access.fetch(inbox)
    except Refused as error:
        return CheckedPoint("token", False, error.text)
    except NotTaken:
        return CheckedPoint("token", False, not_reached(inbox))
    return CheckedPoint("token", True, "已取得接口凭证，账号与密钥正确。")


def not_reached(inbox: Inbox) -> str:
    return f"无法连接微信接口 {address(inbox, '')} ，请检查服务器的网络、DNS与代理设置后再试。"
