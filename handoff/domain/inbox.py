"""An inbox: one way in, with the settings of its platform. What is secret never shows in a repr, a log or an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChannelKind(StrEnum):
    """渠道"""

    WEB = "web"
    WECHAT_OA = "wechat_oa"
    WECHAT_KF = "wechat_kf"

    @property
    def in_chinese(self) -> str:
        return {"web": "网页", "wechat_oa": "公众号", "wechat_kf": "微信客服"}[self.value]


class Flavour(StrEnum):
    """What a `wechat_oa` inbox is: an Official Account (公众号), or a mini-program (小程序) with sends of its own."""

    OA = "oa"
    MINI = "mini"


class CryptMode(StrEnum):
    """消息加解密方式, as set in the platform's console: 明文, 兼容 or 安全模式."""

    PLAIN = "plain"
    COMPAT = "compat"
    SAFE = "safe"


class ReplyMode(StrEnum):
    """`passive`: for accounts that may not call the customer-service API; one reply inside the callback's answer."""

    API = "api"
    PASSIVE = "passive"


class ServiceMode(StrEnum):
    """Who serves in 微信客服: our desk (`relay`), or people in the WeCom client (`native`)."""

    RELAY = "relay"
    NATIVE = "native"


class Elsewhere(StrEnum):
    """How a customer is reached once the platform takes no more lines."""

    PHONE = "phone"
    WEB = "web"
    NOTICE = "notice"


@dataclass(frozen=True)
class Reach:
    """`detail`: the page's address, or the name of the notice; empty for the telephone."""

    way: Elsewhere = Elsewhere.PHONE
    detail: str = ""


@dataclass(frozen=True)
class OfficialAccount:
    """Settings of a `wechat_oa` inbox. `menu`: a menu item's key → what its tap says for the customer."""

    app_id: str
    flavour: Flavour = Flavour.OA
    mode: CryptMode = CryptMode.SAFE
    replies: ReplyMode = ReplyMode.API
    api_base: str = "https://api.weixin.qq.com"
    kf_account: str = ""
    welcome: str = ""
    menu: Mapping[str, str] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)


@dataclass(frozen=True)
class KfAccount:
    """Settings of a `wechat_kf` inbox. `servicers`: a WeCom user id → the name of our user it belongs to."""

    corp_id: str
    open_kfid: str
    service: ServiceMode = ServiceMode.RELAY
    api_base: str = "https://qyapi.weixin.qq.com"
    welcome: str = ""
    servicers: Mapping[str, str] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)


@dataclass(frozen=True)
class Secrets:
    """`token` and `aes_key` (EncodingAESKey, 43 letters; empty in plain mode) for callbacks, `secret` for the API."""

    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Trouble:
    """Why the platform refuses this inbox as it is set up; `text` tells the operator what to do."""

    code: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Inbox:
    id: str
    channel: ChannelKind
    name: str
    enabled: bool = True
    # None for the web.
    account: OfficialAccount | KfAccount | None = None
    secrets: Secrets = field(default_factory=Secrets)
    trouble: Trouble | None = None
    created_at: datetime | None = None
    # Since when it has been this account's: another one may be set in its place.
    account_since: datetime | None = None
    version: int = 0
