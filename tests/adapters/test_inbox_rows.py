"""An inbox's set-up survives its way through JSON, and JSON of another form is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from handoff.adapters.inbox_rows import (
    account_of,
    account_row,
    secrets_of,
    secrets_row,
    trouble_of,
    trouble_row,
)
from handoff.domain.inbox import (
    ChannelKind,
    CryptMode,
    Elsewhere,
    Flavour,
    KfAccount,
    OfficialAccount,
    Reach,
    ReplyMode,
    Secrets,
    ServiceMode,
    Trouble,
)

_OA = OfficialAccount(
    "wx0123456789abcdef",
    Flavour.OA,
    CryptMode.COMPAT,
    ReplyMode.PASSIVE,
    welcome="您好",
    menu={"order": "查询订单"},
    reach=Reach(Elsewhere.WEB, "https://example.com/help"),
)
_KF = KfAccount("ww01", "wkAB", ServiceMode.NATIVE, servicers={"zhangsan": "agent"}, reach=Reach(Elsewhere.PHONE))


@pytest.mark.parametrize(
    ("channel", "account"),
    [(ChannelKind.WECHAT_OA, _OA), (ChannelKind.WECHAT_KF, _KF), (ChannelKind.WEB, None)],
    ids=lambda each: str(each)[:12],
)
def test_an_account_survives_json(channel: ChannelKind, account: Any) -> None:
    assert account_of(channel, json.loads(json.dumps(account_row(account)))) == account


def test_secrets_and_trouble_survive_json() -> None:
    secrets = Secrets("token", "A" * 43, "secret")
    trouble = Trouble("40125", "请核对 AppSecret。", datetime(2026, 11, 20, 2, tzinfo=UTC))

    assert secrets_of(json.loads(json.dumps(secrets_row(secrets)))) == secrets
    assert trouble_of(json.loads(json.dumps(trouble_row(trouble)))) == trouble
    assert trouble_of(trouble_row(None)) is None


def test_a_field_that_an_older_version_did_not_know_takes_its_default() -> None:
    assert account_of(ChannelKind.WECHAT_OA, {"app_id": "wx01"}) == OfficialAccount("wx01")


@pytest.mark.parametrize(
    ("channel", "value"),
    [
        (ChannelKind.WEB, {"app_id": "wx01"}),
        (ChannelKind.WECHAT_OA, None),
        (ChannelKind.WECHAT_OA, []),
        (ChannelKind.WECHAT_OA, {}),
        (ChannelKind.WECHAT_OA, {"app_id": 7}),
        (ChannelKind.WECHAT_OA, {"app_id": "wx01", "corp_id": "ww01"}),
        (ChannelKind.WECHAT_OA, {"app_id": "wx01", "mode": "secret"}),
        (ChannelKind.WECHAT_OA, {"app_id": "wx01", "menu": ["a"]}),
        (ChannelKind.WECHAT_OA, {"app_id": "wx01", "menu": {"a": 1}}),
        (ChannelKind.WECHAT_OA, {"app_id": "wx01", "reach": {"way": "pigeon"}}),
        (ChannelKind.WECHAT_KF, {"corp_id": "ww01"}),
    ],
)
def test_an_account_of_another_form_is_refused(channel: ChannelKind, value: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        account_of(channel, value)


@pytest.mark.parametrize("value", [{"code": "a", "text": "b"}, {"code": "a", "text": "b", "at": "2026-11-20T02:00:00"}])
def test_a_trouble_without_its_instant_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, KeyError)):
        trouble_of(value)
