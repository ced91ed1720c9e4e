"""docs/WECHAT.md tells the operator of every error code, and of what the system makes of it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from handoff.adapters.wechat.error_codes import KF, OFFICIAL_ACCOUNT, OFFICIAL_ACCOUNT_TOKEN
from handoff.adapters.wechat.errors import Action, Known

PAGE = (Path(__file__).parents[3] / "docs" / "WECHAT.md").read_text(encoding="utf-8")
SAID = {
    Action.REFRESH_TOKEN: "更换凭证",
    Action.BUSY: "稍后再发",
    Action.CONFIG: "暂停并提示",
    Action.PERMANENT: "未送达",
    Action.PARK: "暂存",
    Action.BACK_OFF_DAY: "零点后再发",
    Action.BACK_OFF_MINUTE: "一分钟后再发",
    Action.BACK_OFF_SECONDS: "数秒后再发",
    Action.TOO_LONG: "未送达",
    Action.REUPLOAD: "重传一次",
    Action.REFUSED: "未送达",
    Action.FEATURE_OFF: "功能不可用",
    Action.IGNORE: "忽略",
    Action.SESSION: "查询会话状态",
    Action.NATIVE: "未送达",
    Action.SERVICER: "转交不成",
    Action.MOVE: "转交不成",
    Action.STALE_BELL: "重新读取",
    Action.BUG: "未送达",
}
# While a token is asked for, the page names only what reads differently there.
TOKEN = {code: known for code, known in OFFICIAL_ACCOUNT_TOKEN.items() if known != OFFICIAL_ACCOUNT.get(code)}


@pytest.mark.parametrize(
    ("heading", "codes"),
    [("### 公众号与小程序", OFFICIAL_ACCOUNT), ("#### 获取凭证时", TOKEN), ("### 微信客服", KF)],
)
def test_every_code_is_told_once_with_what_the_system_does(heading: str, codes: Mapping[int, Known]) -> None:
    told = [(code, does) for numbers, _, does, _ in _rows(heading) for code in _codes(numbers)]

    assert sorted(told) == sorted((code, SAID[known.action]) for code, known in codes.items())


def test_every_word_for_what_the_system_does_is_explained() -> None:
    explained = {word for words, _ in _rows("### 系统的处理方式") for word in words.split("、")}

    assert explained == set(SAID.values())


def _rows(heading: str) -> list[list[str]]:
    """The first table under a heading, without its head."""
    text = PAGE.split(f"\n{heading}\n", 1)[1]
    table = re.search(r"(?m)^\|.*\n\|[-|]+\n((?:\|.*\n)+)", text)
    assert table, heading
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]


def _codes(numbers: str) -> Iterator[int]:
    """Of “61451、61453–61459”."""
    for part in numbers.split("、"):
        first, _, last = part.partition("–")
        yield from range(int(first), int(last or first) + 1)
