"""What the operator's page sends about inboxes; a field of the wrong kind is named as the page names it."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from handoff.domain.errors import BadInput
from handoff.domain.inbox import ChannelKind, KfAccount, OfficialAccount, Secrets
from handoff.domain.text import clean

_NAMES = {
    "version": "版本",
    "channel": "渠道类型",
    "name": "渠道名称",
    "enabled": "启用状态",
    "account": "账号设置",
    "secrets": "密钥",
    "token": "令牌（Token）",
    "aes_key": "消息加解密密钥（EncodingAESKey）",
    "secret": "Secret",
    "app_id": "AppID",
    "flavour": "账号类型",
    "mode": "消息加解密方式",
    "replies": "回复方式",
    "api_base": "接口地址",
    "kf_account": "客服账号",
    "welcome": "欢迎语",
    "menu": "菜单项对应的内容",
    "reach": "其他联系方式",
    "corp_id": "企业ID（CorpID）",
    "open_kfid": "客服账号ID（open_kfid）",
    "service": "接待方式",
    "servicers": "接待人员对应",
}
_DEEPEST = 4


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class NewInbox(_Body):
    channel: ChannelKind
    name: str
    account: dict[str, Any]
    secrets: Secrets = Field(default_factory=Secrets)


class InboxEdit(_Body):
    version: Annotated[int, Field(ge=0, lt=2**31)]
    name: str | None = None
    enabled: Annotated[bool, Field(strict=True)] | None = None
    account: dict[str, Any] | None = None
    secrets: Secrets = Field(default_factory=Secrets)


_Schema = TypeVar("_Schema", bound=_Body)
_ACCOUNTS: dict[ChannelKind, TypeAdapter[Any]] = {
    ChannelKind.WECHAT_OA: TypeAdapter(OfficialAccount),
    ChannelKind.WECHAT_KF: TypeAdapter(KfAccount),
}


def parsed(given: Any, schema: type[_Schema]) -> _Schema:
    """Raises BadInput naming the field."""
    try:
        return schema.model_validate(_cleaned(given))
    except ValidationError as error:
        raise _refusal(error) from error


def account_of(channel: ChannelKind, given: dict[str, Any]) -> OfficialAccount | KfAccount:
    """Raises BadInput naming the field; the web has no account."""
    if channel not in _ACCOUNTS:
        raise BadInput("网页渠道只能修改名称。")
    try:
        account: OfficialAccount | KfAccount = _ACCOUNTS[channel].validate_python(given)
    except ValidationError as error:
        raise _refusal(error) from error
    return account


def _cleaned(given: Any, depth: int = _DEEPEST) -> Any:
    """What people paste has spaces around it, and what they type may hold half an emoji."""
    if isinstance(given, str):
        return clean(given)
    if isinstance(given, dict) and depth:
        return {clean(key): _cleaned(value, depth - 1) for key, value in given.items()}
    return given


def _refusal(error: ValidationError) -> BadInput:
    first = error.errors()[0]
    name = next((_NAMES[part] for part in reversed(first["loc"]) if part in _NAMES), "请求内容")
    return BadInput(f"请填写{name}。" if first["type"] == "missing" else f"“{name}”的格式不正确，请检查后重试。")
