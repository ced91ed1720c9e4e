"""Every code of the two platforms has an action and a sentence; what is unknown is shown as it came."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from handoff.adapters.wechat.error_codes import KF, OFFICIAL_ACCOUNT, OFFICIAL_ACCOUNT_TOKEN
from handoff.adapters.wechat.errors import Action, Known, NoAnswer, NotTaken, raised, receipt_of, refusal
from handoff.domain.errors import ChannelUnavailable
from handoff.domain.parcel import Outcome, Toll
from handoff.services.channel_port import PlatformRefused

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
OF_OFFICIAL_ACCOUNTS: dict[Action, tuple[int, ...]] = {
    Action.BUSY: (-1,),
    Action.REFRESH_TOKEN: (40001, 40014, 41001, 42001),
    Action.CONFIG: (40125, 40013, 40164, 89501, 89503, 61452, 65400, 65401, 65402),
    Action.PERMANENT: (40003, 43004, 43019),
    Action.PARK: (45015, 45047, 48002),
    Action.BACK_OFF_DAY: (45009,),
    Action.BACK_OFF_SECONDS: (45011,),
    Action.TOO_LONG: (45002,),
    Action.BUG: (40033, 47001),
    Action.REUPLOAD: (40007,),
    Action.REFUSED: (40004, 40005, 40006, 40008, 40009, 40010, 40011),
    Action.FEATURE_OFF: (40200, 48001, 48004, 50002),
    Action.IGNORE: (45072, 45080, 45081),
    Action.NATIVE: (61451, *range(61453, 61460), *range(65403, 65418)),
}
OF_KF: dict[Action, tuple[int, ...]] = {
    Action.REFRESH_TOKEN: (40014, 42001, 41001),
    Action.CONFIG: (40001, 60020, 95000, 95004, 95011, 95012, 95017),
    Action.BACK_OFF_MINUTE: (45009, 45033),
    Action.PARK: (95001, 95002, 95013),
    Action.STALE_BELL: (95007,),
    Action.SERVICER: (95014,),
    Action.MOVE: (95016,),
    Action.SESSION: (95018,),
    Action.PERMANENT: (40096,),
}


def each(table: dict[Action, tuple[int, ...]]) -> list[tuple[int, Action]]:
    return [(code, action) for action, codes in table.items() for code in codes]


@pytest.mark.parametrize(("code", "action"), each(OF_OFFICIAL_ACCOUNTS))
def test_every_code_of_official_accounts_has_its_action(code: int, action: Action) -> None:
    assert refusal(code, "", OFFICIAL_ACCOUNT).action is action


@pytest.mark.parametrize(("code", "action"), each(OF_KF))
def test_every_code_of_kf_has_its_action(code: int, action: Action) -> None:
    assert refusal(code, "", KF).action is action


def test_every_sentence_is_chinese_and_whole() -> None:
    for known in chain(OFFICIAL_ACCOUNT.values(), OFFICIAL_ACCOUNT_TOKEN.values(), KF.values()):
        assert known.text.endswith("。")
        assert not any(word in known.text for word in ("可能", "大概", "你"))


def test_40001_is_a_lost_token_there_and_a_wrong_secret_here() -> None:
    assert refusal(40001, "", OFFICIAL_ACCOUNT).action is Action.REFRESH_TOKEN
    assert refusal(40001, "", KF).action is Action.CONFIG
    assert refusal(40001, "", OFFICIAL_ACCOUNT_TOKEN).action is Action.CONFIG
    assert "AppSecret" in refusal(40001, "", OFFICIAL_ACCOUNT_TOKEN).text


@pytest.mark.parametrize(
    ("codes", "code", "errmsg", "address"),
    [
        (OFFICIAL_ACCOUNT, 40164, "invalid ip 203.0.113.7, not in whitelist rid: 1-2-3", "203.0.113.7"),
        (OFFICIAL_ACCOUNT, 40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist", "203.0.113.7"),
        (OFFICIAL_ACCOUNT, 40164, "invalid ip 2001:db8::17, not in whitelist", "2001:db8::17"),
        (KF, 60020, "not allow to access from your ip, hint: [16], from ip: 198.51.100.9, more info", "198.51.100.9"),
    ],
)
def test_the_address_that_is_not_on_the_list_is_named(
    codes: Mapping[int, Known], code: int, errmsg: str, address: str
) -> None:
    assert f" {address} " in refusal(code, errmsg, codes).text


def test_without_an_address_the_sentence_is_still_whole() -> None:
    assert refusal(60020, "not allowed", KF).text.startswith("本服务器的出口IP不在")


def test_an_unknown_code_is_a_failure_in_the_platforms_own_words() -> None:
    said = refusal(99999, "something new rid: 66f3bd4d-25a283a9-73c6a452", KF)

    receipt = receipt_of(said, NOW)

    assert receipt.outcome is Outcome.FAILED
    assert receipt.code == "99999"
    assert "something new rid: 66f3bd4d-25a283a9-73c6a452" in receipt.reason


def test_what_looks_like_a_token_is_left_out_of_the_platforms_words() -> None:
    token = "89_" + "aZ0-" * 40

    assert token not in refusal(99999, f"bad token {token}", KF).text
    assert "aZ0-aZ0-" not in refusal(99999, f"bad token {token}", KF).text


@pytest.mark.parametrize(
    ("code", "outcome", "toll", "after", "is_trouble"),
    [
        (45015, Outcome.PARKED, Toll.EXHAUSTED, None, False),
        (45047, Outcome.PARKED, Toll.EXHAUSTED, None, False),
        (40003, Outcome.FAILED, Toll.NONE, None, False),
        (45002, Outcome.FAILED, Toll.NONE, None, False),
        (47001, Outcome.FAILED, Toll.NONE, None, False),
        (40164, Outcome.LATER, Toll.NONE, timedelta(minutes=5), True),
        (40001, Outcome.LATER, Toll.NONE, timedelta(minutes=5), True),
        (48001, Outcome.LATER, Toll.NONE, timedelta(minutes=5), True),
        (45011, Outcome.LATER, Toll.NONE, timedelta(seconds=10), False),
        # 18:00 in Beijing: six hours are left of the day.
        (45009, Outcome.LATER, Toll.NONE, timedelta(hours=6), False),
    ],
)
def test_a_refusal_becomes_a_receipt(
    code: int, outcome: Outcome, toll: Toll, after: timedelta | None, is_trouble: bool
) -> None:
    receipt = receipt_of(refusal(code, "", OFFICIAL_ACCOUNT), NOW)

    assert (receipt.outcome, receipt.toll, receipt.after, receipt.is_trouble) == (outcome, toll, after, is_trouble)
    assert receipt.code == str(code)
    assert receipt.reason


def test_the_day_ends_at_midnight_in_beijing() -> None:
    just_before = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)
    just_after = datetime(2026, 11, 22, 16, 1, tzinfo=UTC)
    quota = refusal(45009, "", OFFICIAL_ACCOUNT)

    assert receipt_of(quota, just_before).after == timedelta(minutes=1)
    assert receipt_of(quota, just_after).after == timedelta(hours=23, minutes=59)


def test_calls_for_an_answer_raise_what_waiting_helps_apart_from_what_it_does_not() -> None:
    config = raised(refusal(95017, "", KF))

    assert isinstance(config, PlatformRefused)
    assert (config.platform_code, config.is_trouble) == ("95017", True)
    assert isinstance(raised(refusal(95016, "", KF)), PlatformRefused)
    for passing in (refusal(45009, "", KF), NotTaken(), NoAnswer()):
        assert isinstance(raised(passing), ChannelUnavailable)
