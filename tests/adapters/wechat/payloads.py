"""What may stand in a payload, and the settings of the accounts that it is for."""

from typing import Any

from hypothesis import strategies as st

from handoff.domain.inbox import ChannelKind, CryptMode, Inbox, KfAccount, OfficialAccount, Secrets

APP_ID = "wx0123456789abcdef"
CORP_ID = "ww0123456789abcdef"
# The last letter carries bits that belong to no byte.
SECRETS = Secrets(token="heyanTestToken", aes_key="HeyanTestKeyHeyanTestKeyHeyanTestKeyHeyanT9", secret="unused")
OA = Inbox(
    "oa",
    ChannelKind.WECHAT_OA,
    "公众号",
    account=OfficialAccount(APP_ID, mode=CryptMode.SAFE, menu={"HUMAN": "转人工"}),
)
KF = Inbox("kf", ChannelKind.WECHAT_KF, "微信客服", account=KfAccount(CORP_ID, "wkAccount"))

# Lone surrogates and control characters included: an API's JSON can carry them.
TEXTS = st.text(st.characters(codec=None), max_size=30)
_NUMBERS = st.integers() | st.floats() | st.sampled_from([2**63, -1, 10**400, float("nan")])


def values_with(names: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | _NUMBERS | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | TEXTS, inner, max_size=4),
        max_leaves=8,
    )
