"""What a platform takes per conversation, and what its units are kept for."""

from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.inbox import ChannelKind, Flavour
from handoff.domain.parcel import Purpose
from handoff.domain.quota import KF, MINI_PROGRAM, OFFICIAL_ACCOUNT, Ledger, NoQuota, QuotaRules, rules_of

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ANSWER, HOLDING, OTHER = Purpose.ANSWER, Purpose.HOLDING, Purpose.OTHER


def written(rules: QuotaRules = OFFICIAL_ACCOUNT) -> Ledger:
    return Ledger().received(START, rules)


def spent(ledger: Ledger, *purposes: Purpose) -> Ledger:
    for purpose in purposes:
        ledger = ledger.spend(purpose, START)
    return ledger


def test_renewals_stop_at_the_last_unit() -> None:
    ledger = spent(written(), HOLDING, HOLDING, HOLDING, HOLDING)

    assert ledger.left(START) == 1
    assert not ledger.admits(HOLDING, START)
    assert ledger.admits(ANSWER, START)


def test_other_lines_leave_one_unit_for_the_holding_line_and_one_for_the_answer() -> None:
    ledger = spent(written(), OTHER, OTHER, OTHER)

    assert not ledger.admits(OTHER, START)
    assert not spent(ledger, HOLDING).admits(OTHER, START)
    assert spent(ledger, HOLDING, ANSWER).left(START) == 0


def test_once_answered_nothing_is_kept() -> None:
    ledger = spent(written(), ANSWER)

    assert ledger.free_for(OTHER, START) == 4


def test_an_answer_may_be_as_long_as_all_units() -> None:
    assert written().free_for(ANSWER, START) == 5


def test_a_further_message_does_not_add_to_what_was_left() -> None:
    ledger = spent(written(), ANSWER).received(START + MINUTE, OFFICIAL_ACCOUNT)

    assert ledger.left(START + MINUTE) == 5
    assert ledger.free_for(OTHER, START + MINUTE) == 3


@pytest.mark.parametrize(
    ("now", "left"),
    [
        pytest.param(START - MINUTE, 5, id="the platform's clock is ahead of ours"),
        pytest.param(START + 48 * HOUR - MINUTE - SECOND, 5, id="just before the margin"),
        pytest.param(START + 48 * HOUR - MINUTE, 0, id="within the margin"),
        pytest.param(START + 49 * HOUR, 0, id="long after"),
    ],
)
def test_a_message_grants_units_for_48_hours_less_a_minute(now: datetime, left: int) -> None:
    assert written().left(now) == left


def test_units_of_an_event_are_used_first_and_are_kept_for_nothing() -> None:
    ledger = written().happened(START, OFFICIAL_ACCOUNT)

    after = spent(ledger, OTHER, OTHER, OTHER)

    assert ledger.free_for(OTHER, START) == 6
    assert after.message == ledger.message
    assert after.free_for(OTHER, START) == 3


def test_units_of_an_event_end_within_its_minute() -> None:
    ledger = Ledger().happened(START, MINI_PROGRAM)

    assert ledger.left(START + 56 * SECOND) == 2
    assert ledger.left(START + 57 * SECOND) == 0


def test_a_newer_event_replaces_the_one_before() -> None:
    ledger = spent(Ledger().happened(START, OFFICIAL_ACCOUNT), OTHER, OTHER)

    assert ledger.happened(START + SECOND, OFFICIAL_ACCOUNT).left(START + SECOND) == 3
    assert ledger.happened(START - SECOND, OFFICIAL_ACCOUNT) == ledger


def test_events_grant_nothing_in_kf() -> None:
    assert Ledger().happened(START, KF) == Ledger()


def test_a_tap_on_a_menu_is_granted_what_an_event_is_and_asks_anew() -> None:
    ledger = spent(written(), ANSWER, OTHER, OTHER)
    later = START + HOUR

    tapped = ledger.received(later, OFFICIAL_ACCOUNT, by_tap=True)

    assert tapped.message == ledger.message
    assert tapped.left(later) == 3 + 2
    assert tapped.free_for(OTHER, later + MINUTE) == 0
    assert tapped.free_for(ANSWER, later + MINUTE) == 2


def test_a_tap_in_kf_is_a_message() -> None:
    tapped = spent(written(KF), ANSWER).received(START + HOUR, KF, by_tap=True)

    assert tapped == Ledger().received(START + HOUR, KF)


def test_a_tap_that_comes_late_changes_nothing() -> None:
    ledger = spent(written().happened(START, OFFICIAL_ACCOUNT), ANSWER)

    assert ledger.received(START - SECOND, OFFICIAL_ACCOUNT, by_tap=True) == ledger


def test_nothing_is_refunded_to_a_later_message() -> None:
    before = written()
    later = before.spend(OTHER, START).received(START + SECOND, OFFICIAL_ACCOUNT)

    assert later.refund(OTHER, before, START) == later


def test_nothing_is_refunded_once_the_platform_says_none_is_left() -> None:
    before = written()
    ended = before.spend(OTHER, START).exhausted()

    # A clock of ours that is behind the platform's must not open it again.
    assert ended.left(START - SECOND) == 0
    assert ended.refund(OTHER, before, START).left(START - SECOND) == 0


def test_a_refunded_answer_leaves_the_question_open() -> None:
    first = spent(written(), ANSWER)

    assert not first.refund(ANSWER, written(), START).answered
    assert first.spend(ANSWER, START).refund(ANSWER, first, START).answered


def test_an_event_after_the_end_grants_units_of_its_own() -> None:
    ledger = written().exhausted()

    assert ledger.happened(START + SECOND, OFFICIAL_ACCOUNT).left(START + SECOND) == 3


def test_a_refusal_is_told_in_chinese_with_a_stable_code() -> None:
    with pytest.raises(NoQuota, match="客户再次发来消息后") as refused:
        Ledger().spend(ANSWER, START)

    assert refused.value.code == "no_quota"


@pytest.mark.parametrize(
    ("channel", "flavour", "rules"),
    [
        (ChannelKind.WEB, None, None),
        (ChannelKind.WECHAT_OA, Flavour.OA, OFFICIAL_ACCOUNT),
        (ChannelKind.WECHAT_OA, Flavour.MINI, MINI_PROGRAM),
        (ChannelKind.WECHAT_KF, None, KF),
    ],
)
def test_every_channel_has_its_limit(channel: ChannelKind, flavour: Flavour | None, rules: QuotaRules | None) -> None:
    assert rules_of(channel, flavour) == rules
