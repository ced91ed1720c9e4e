"""What an inbox must be set up with; whoever sets it up is told the field in the words of WeChat's consoles."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from handoff.domain.errors import BadInput
from handoff.domain.inbox import (
    CryptMode,
    Elsewhere,
    Flavour,
    Inbox,
    KfAccount,
    OfficialAccount,
    Reach,
    ReplyMode,
    Secrets,
)

_APP_ID = re.compile(r"wx[0-9A-Za-z]{4,30}")
_CORP_ID = re.compile(r"[0-9A-Za-z]{4,64}")
_KF_ID = re.compile(r"wk[0-9A-Za-z_-]{1,62}")
_TOKEN = re.compile(r"[0-9A-Za-z]{3,32}")
_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")
_VISIBLE = re.compile(r"[!-~]{1,128}")
_KF_ACCOUNT = re.compile(r"[!-~]{0,128}")

_LONGEST_NAME = 64
# What a platform takes in one message holds about as many Chinese letters.
_LONGEST_WELCOME = 600
_LONGEST_URL = 500
_MOST_ENTRIES = 200
_LONGEST_ENTRY = 128


def check_set_up(inbox: Inbox) -> None:
    """Raises BadInput with the first thing that is wrong."""
    problem = next(_problems(inbox), None)
    if problem:
        raise BadInput(problem)


def account_key(account: OfficialAccount | KfAccount | None) -> tuple[str, ...]:
    """Which account of the platform it is, whatever else is set up; empty for the web."""
    match account:
        case OfficialAccount():
            return (account.app_id,)
        case KfAccount():
            return (account.corp_id, account.open_kfid)
        case None:
            return ()


def _problems(inbox: Inbox) -> Iterator[str]:
    if not 1 <= len(inbox.name) <= _LONGEST_NAME:
        yield f"请填写渠道名称，不超过{_LONGEST_NAME}个字。"
    match inbox.account:
        case OfficialAccount() as account:
            yield from _of_official_account(account)
            yield from _of_secrets(inbox.secrets, "AppSecret", needs_key=account.mode is not CryptMode.PLAIN)
        case KfAccount() as account:
            yield from _of_kf(account)
            yield from _of_secrets(inbox.secrets, "Secret", needs_key=True)


def _of_official_account(account: OfficialAccount) -> Iterator[str]:
    if not _APP_ID.fullmatch(account.app_id):
        yield "AppID须以wx开头，由字母和数字组成，请从微信公众平台复制。"
    if account.flavour is Flavour.MINI and account.replies is ReplyMode.PASSIVE:
        yield "小程序只能以客服接口回复，请将“回复方式”改为客服接口。"
    if not _KF_ACCOUNT.fullmatch(account.kf_account):
        yield "客服账号由字母、数字和符号组成，例如 kf2001@gh_123，请核对后重新填写。"
    yield from _of_entries(account.menu, "菜单项对应的内容")
    yield from _of_both(account)


def _of_kf(account: KfAccount) -> Iterator[str]:
    if not _CORP_ID.fullmatch(account.corp_id):
        yield "企业ID（CorpID）由字母和数字组成，请从企业微信管理后台“我的企业”中复制。"
    if not _KF_ID.fullmatch(account.open_kfid):
        yield "客服账号ID（open_kfid）须以wk开头，请从微信客服管理页面复制。"
    yield from _of_entries(account.servicers, "接待人员对应")
    yield from _of_both(account)


def _of_both(account: OfficialAccount | KfAccount) -> Iterator[str]:
    if not _is_address(account.api_base):
        yield "接口地址须以https://或http://开头，不含问号与空格。"
    if len(account.welcome) > _LONGEST_WELCOME:
        yield f"欢迎语不超过{_LONGEST_WELCOME}个字。"
    yield from _of_reach(account.reach)


def _of_reach(reach: Reach) -> Iterator[str]:
    if reach.way is Elsewhere.WEB and not _is_address(reach.detail, with_query=True):
        yield "请填写网页链接，以https://或http://开头。"
    if reach.way is Elsewhere.NOTICE and not 1 <= len(reach.detail) <= _LONGEST_ENTRY:
        yield f"请填写订阅通知的名称，不超过{_LONGEST_ENTRY}个字。"


def _of_entries(entries: Mapping[str, str], name: str) -> Iterator[str]:
    if len(entries) > _MOST_ENTRIES:
        yield f"“{name}”不超过{_MOST_ENTRIES}项。"
    for key, value in entries.items():
        if not key or not value:
            yield f"“{name}”的每一项均须填写两侧内容。"
        if len(key) > _LONGEST_ENTRY or len(value) > _LONGEST_ENTRY:
            yield f"“{name}”的每一侧不超过{_LONGEST_ENTRY}个字。"


def _of_secrets(secrets: Secrets, secret_name: str, *, needs_key: bool) -> Iterator[str]:
    if not _VISIBLE.fullmatch(secrets.secret):
        yield f"请填写{secret_name}，由字母、数字和符号组成，不含空格。"
    if not _TOKEN.fullmatch(secrets.token):
        yield "令牌（Token）为3至32位的英文字母或数字，请与微信后台填写一致。"
    if needs_key and not _AES_KEY.fullmatch(secrets.aes_key):
        yield "消息加解密密钥（EncodingAESKey）为43位的英文字母或数字，请与微信后台填写一致。"


def _is_address(given: str, *, with_query: bool = False) -> bool:
    if len(given) > _LONGEST_URL or any(letter.isspace() or letter < " " for letter in given):
        return False
    try:
        parts = urlsplit(given)
        # Reading the port raises where it is none.
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and parts.username is None and (with_query or not (parts.query or parts.fragment))
