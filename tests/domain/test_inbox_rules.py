"""What an inbox must be set up with; each refusal names its field."""

from dataclasses import replace
from typing import Any

import pytest

from handoff.domain.errors import BadInput
from handoff.domain.inbox import (
    ChannelKind,
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
from handoff.domain.inbox_rules import account_key, check_set_up

_SECRETS = Secrets("Token01", "A" * 43, "secret-of-the-app")
_OA = Inbox("i1", ChannelKind.WECHAT_OA, "公众号", account=OfficialAccount("wx0123456789abcdef"), secrets=_SECRETS)
_KF = Inbox("i2", ChannelKind.WECHAT_KF, "微信客服", account=KfAccount("ww01", "wkAB_c-1"), secrets=_SECRETS)


def with_account(inbox: Inbox, **changes: Any) -> Inbox:
    assert inbox.account is not None
    return replace(inbox, account=replace(inbox.account, **changes))


@pytest.mark.parametrize(
    "inbox",
    [
        _OA,
        _KF,
        Inbox("web", ChannelKind.WEB, "网页"),
        replace(with_account(_OA, mode=CryptMode.PLAIN), secrets=replace(_SECRETS, aes_key="")),
        with_account(_OA, api_base="http://127.0.0.1:8080/wechat", kf_account="kf2001@gh_abc", menu={"a": "查询订单"}),
        with_account(_OA, reach=Reach(Elsewhere.WEB, "https://example.com/help?from=wx")),
        with_account(_KF, reach=Reach(Elsewhere.NOTICE, "服务进度提醒")),
    ],
)
def test_what_is_whole_is_taken(inbox: Inbox) -> None:
    check_set_up(inbox)


@pytest.mark.parametrize(
    ("inbox", "named"),
    [
        (replace(_OA, name=""), "渠道名称"),
        (replace(_OA, name="名" * 65), "渠道名称"),
        (with_account(_OA, app_id="gh_0123456789ab"), "AppID"),
        (with_account(_OA, app_id="wx0123456789abcdef\n"), "AppID"),
        (with_account(_OA, flavour=Flavour.MINI, replies=ReplyMode.PASSIVE), "回复方式"),
        (with_account(_OA, kf_account="客服一号"), "客服账号"),
        (with_account(_OA, menu={"order": ""}), "菜单项"),
        (with_account(_OA, menu={str(n): "查询" for n in range(201)}), "菜单项"),
        (with_account(_OA, api_base="ftp://example.com"), "接口地址"),
        (with_account(_OA, api_base="https://"), "接口地址"),
        (with_account(_OA, api_base="https://user@example.com"), "接口地址"),
        (with_account(_OA, api_base="https://example.com:99999"), "接口地址"),
        (with_account(_OA, api_base="https://example.com?a=1"), "接口地址"),
        (with_account(_OA, welcome="好" * 601), "欢迎语"),
        (with_account(_OA, reach=Reach(Elsewhere.WEB, "example.com")), "网页链接"),
        (with_account(_OA, reach=Reach(Elsewhere.NOTICE, "")), "订阅通知"),
        (replace(_OA, secrets=replace(_SECRETS, secret="")), "AppSecret"),
        (replace(_OA, secrets=replace(_SECRETS, token="ab")), "Token"),
        (replace(_OA, secrets=replace(_SECRETS, token="含中文")), "Token"),
        (replace(_OA, secrets=replace(_SECRETS, aes_key="A" * 42)), "EncodingAESKey"),
        (with_account(_KF, corp_id=""), "CorpID"),
        (with_account(_KF, open_kfid="kf01"), "open_kfid"),
        (with_account(_KF, servicers={"": "agent"}), "接待人员"),
        (replace(_KF, secrets=replace(_SECRETS, aes_key="")), "EncodingAESKey"),
    ],
)
def test_what_is_wrong_is_named(inbox: Inbox, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        check_set_up(inbox)


def test_an_account_is_the_same_whatever_else_is_set_up() -> None:
    assert account_key(OfficialAccount("wx01", welcome="您好")) == account_key(OfficialAccount("wx01"))
    assert account_key(KfAccount("ww01", "wkA")) != account_key(KfAccount("ww01", "wkB"))
    assert account_key(None) == ()
