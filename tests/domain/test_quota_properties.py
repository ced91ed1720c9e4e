"""The limit on sending against a plain model of the platform, in any order and at any times."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from handoff.domain.parcel import Purpose
from handoff.domain.quota import KF, MINI_PROGRAM, OFFICIAL_ACCOUNT, Ledger, NoQuota, QuotaRules, ledger_of

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ANSWER, HOLDING, OTHER = Purpose.ANSWER, Purpose.HOLDING, Purpose.OTHER

CHANNELS = st.sampled_from([OFFICIAL_ACCOUNT, MINI_PROGRAM, KF])
PURPOSES = st.sampled_from(list(Purpose))
SPANS = st.one_of(
    st.integers(0, 90).map(lambda count: count * SECOND),
    st.integers(0, 3000).map(lambda count: count * MINUTE),
)


@dataclass
class Granted:
    """What the platform itself counts for one message or event."""

    at: datetime
    most: int
    lasts: timedelta
    taken: int = 0

    def takes(self, now: datetime) -> bool:
        if now >= self.at + self.lasts or self.taken == self.most:
            return False
        self.taken += 1
        return True


class QuotaMachine(RuleBasedStateMachine):
    """The customer writes and taps, we send; the platform must never have to refuse."""

    @initialize(rules=CHANNELS)
    def begin(self, rules: QuotaRules) -> None:
        self.limit, self.now, self.ledger = rules, START, Ledger()
        self.message: Granted | None = None
        self.event: Granted | None = None
        self.sent: set[Purpose] = set()
        self.is_exhausted = False

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.now += span

    @rule()
    def the_customer_writes(self) -> None:
        self.message = Granted(self.now, 5, 48 * HOUR)
        self.sent, self.is_exhausted = set(), False
        self.ledger = self.ledger.received(self.now, self.limit)

    @rule()
    def something_happens(self) -> None:
        self.event = Granted(self.now, self.limit.per_event, MINUTE)
        self.ledger = self.ledger.happened(self.now, self.limit)

    @precondition(lambda self: self.message is not None)
    @rule(span=SPANS)
    def an_older_message_comes_late(self, span: timedelta) -> None:
        assert self.message is not None

        assert self.ledger.received(self.message.at - span - SECOND, self.limit) == self.ledger

    @rule(purpose=PURPOSES)
    def we_send(self, purpose: Purpose) -> None:
        if not self.ledger.admits(purpose, self.now):
            with pytest.raises(NoQuota):
                self.ledger.spend(purpose, self.now)
            return
        self.ledger = self.ledger.spend(purpose, self.now)
        self.sent.add(purpose)

        assert any(granted.takes(self.now) for granted in (self.event, self.message) if granted)

    @rule(purpose=PURPOSES)
    def a_send_fails_for_certain(self, purpose: Purpose) -> None:
        if self.ledger.admits(purpose, self.now):
            assert self.ledger.spend(purpose, self.now).refund(purpose, self.ledger, self.now) == self.ledger

    @rule()
    def the_platform_says_none_is_left(self) -> None:
        self.ledger, self.is_exhausted = self.ledger.exhausted(), True
        self.event = None

        assert not self.ledger.left(self.now)

    @invariant()
    def the_first_answer_is_always_taken(self) -> None:
        if self._is_within_the_window() and ANSWER not in self.sent:
            assert self.ledger.admits(ANSWER, self.now)

    @invariant()
    def the_first_holding_line_is_always_taken(self) -> None:
        if self._is_within_the_window() and not self.sent & {ANSWER, HOLDING}:
            assert self.ledger.admits(HOLDING, self.now)

    @invariant()
    def it_is_read_as_it_was_written(self) -> None:
        assert ledger_of(json.loads(json.dumps(self.ledger.as_json()))) == self.ledger

    @invariant()
    def units_left_have_an_end_to_come(self) -> None:
        until = self.ledger.until(self.now)

        assert (until is not None and until > self.now) == (self.ledger.left(self.now) > 0)

    def _is_within_the_window(self) -> bool:
        return self.message is not None and not self.is_exhausted and self.now < self.message.at + 47 * HOUR


TestQuota = QuotaMachine.TestCase


ACTIONS = st.tuples(st.sampled_from(["received", "happened", *Purpose]), st.integers(-5000, 5000))


@given(rules=CHANNELS, actions=st.lists(ACTIONS, max_size=60))
def test_clocks_that_go_backwards_never_create_units(rules: QuotaRules, actions: list[tuple[str, int]]) -> None:
    ledger, of_message, of_event = Ledger(), 0, 0
    newest = {"received": START - 9000 * HOUR, "happened": START - 9000 * HOUR}

    for action, minutes in actions:
        at = START + minutes * MINUTE
        if action in newest:
            is_new = at >= newest[action]
            newest[action] = max(newest[action], at)
            if action == "received":
                ledger, of_message = ledger.received(at, rules), 0 if is_new else of_message
            else:
                ledger, of_event = ledger.happened(at, rules), 0 if is_new else of_event
        elif ledger.admits(Purpose(action), at):
            after = ledger.spend(Purpose(action), at)
            if after.event != ledger.event:
                of_event += 1
                assert at < newest["happened"] + MINUTE
            else:
                of_message += 1
                assert at < newest["received"] + 48 * HOUR
            ledger = after

        assert of_message <= 5
        assert of_event <= rules.per_event


@given(
    rules=CHANNELS,
    event_after=st.none() | st.integers(0, 30),
    attempts=st.lists(PURPOSES, max_size=9),
    purpose=PURPOSES,
    seconds=st.integers(0, 200),
)
def test_as_many_can_go_out_as_it_says(
    rules: QuotaRules, event_after: int | None, attempts: list[Purpose], purpose: Purpose, seconds: int
) -> None:
    now = START + seconds * SECOND
    ledger = Ledger().received(START, rules)
    if event_after is not None:
        ledger = ledger.happened(START + event_after * SECOND, rules)
    for attempt in attempts:
        ledger = ledger.spend(attempt, now) if ledger.admits(attempt, now) else ledger

    for _ in range(ledger.free_for(purpose, now)):
        ledger = ledger.spend(purpose, now)

    assert not ledger.admits(purpose, now)


@given(attempts=st.lists(st.sampled_from([OTHER, HOLDING]), max_size=20))
def test_holding_lines_and_others_leave_one_unit_for_the_answer(attempts: list[Purpose]) -> None:
    ledger = Ledger().received(START, OFFICIAL_ACCOUNT)
    for attempt in attempts:
        ledger = ledger.spend(attempt, START) if ledger.admits(attempt, START) else ledger

    assert ledger.left(START) >= 1
    assert ledger.admits(ANSWER, START)
