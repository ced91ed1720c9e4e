"""The reply clock against a plain list of what happened, in any order and at any times."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from handoff.domain.clocks import Due, ReplyClock, Rung, SlaPolicy, Waiting, answer_due, ladder, line_due

POLICY = SlaPolicy()
START = datetime(2026, 11, 21, tzinfo=UTC)
SECONDS = st.integers(0, 900).map(lambda seconds: timedelta(seconds=seconds))


@dataclass
class Told:
    """One message of the contact, and what has been done about it."""

    waiting: Waiting
    lined: bool = False
    answered: bool = False


@dataclass
class Ladder:
    """The rows as the database keeps them: unfired ones follow the clock, fired ones stay fired."""

    rows: dict[tuple[Rung, str], datetime] = field(default_factory=dict)
    fired: dict[tuple[Rung, str], datetime] = field(default_factory=dict)

    def sync(self, dues: frozenset[Due]) -> None:
        self.rows = {(due.rung, due.anchor): due.due_at for due in dues if (due.rung, due.anchor) not in self.fired}

    def next_due(self, now: datetime) -> tuple[Rung, str] | None:
        overdue = [(due_at, key) for key, due_at in self.rows.items() if due_at <= now]
        return min(overdue)[1] if overdue else None


class ClockMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.seq = 0
        self.clock = ReplyClock()
        self.told: list[Told] = []
        self.ladder = Ladder()
        self.with_person = False
        self.promised: datetime | None = None
        self.renewals = 0
        self.promises: list[datetime] = []

    # What happens ---------------------------------------------------------------------------------------------

    @initialize(with_person=st.booleans())
    def serve(self, with_person: bool) -> None:
        self.with_person = with_person

    @rule(span=SECONDS)
    def time_passes(self, span: timedelta) -> None:
        """The watch fires whatever falls due on the way, each at its own instant."""
        until = self.now + span
        while due := self.ladder.next_due(until):
            self.now = max(self.now, self.ladder.rows[due])
            self._fire(due)
        self.now = until

    @rule(span=SECONDS)
    def the_watch_sleeps_and_wakes(self, span: timedelta) -> None:
        """A crash: everything overdue fires afterwards, once, at the time of waking."""
        self.now += span
        while due := self.ladder.next_due(self.now):
            self._fire(due)

    @rule()
    def the_contact_writes(self) -> None:
        self.seq += 1
        message = Waiting(self.seq, self.now)
        self.told.append(Told(message))
        self._become(self.clock.received(message))

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def the_bot_answers(self, data: st.DataObject) -> None:
        self._answer(data, by_person=False)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def a_person_answers(self, data: st.DataObject) -> None:
        self._answer(data, by_person=True)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def a_line_answers_nothing(self, data: st.DataObject) -> None:
        """Fallback, restating, an agent's greeting: a line to what was seen by then."""
        seen = data.draw(st.sampled_from(self.told)).waiting.seq
        self.seq += 1
        self._lined_up_to(seen)
        self._become(self.clock.line_sent(self._next_after(seen)))

    @precondition(lambda self: self.told)
    @rule()
    def a_person_becomes_needed(self) -> None:
        self.with_person = True
        self._become(self.clock.needs_person(self.told[-1].waiting.seq))

    @rule()
    def the_bot_takes_over_again(self) -> None:
        self.with_person = False
        self._become(self.clock.back_to_bot())

    # What must hold -------------------------------------------------------------------------------------------

    @invariant()
    def the_line_is_due_five_minutes_after_the_first_message_no_line_followed(self) -> None:
        first = next((told.waiting for told in self.told if not told.lined), None)
        assert line_due(self.clock, POLICY) == (first.at + timedelta(minutes=5) if first else None)

    @invariant()
    def the_answer_is_due_when_promised_or_five_minutes_after_the_first_message_no_answer_covers(self) -> None:
        first = next((told.waiting for told in self.told if not told.answered), None)
        expected = (self.promised or first.at + timedelta(minutes=5)) if first else None
        assert answer_due(self.clock, POLICY) == expected

    @invariant()
    def nobody_waits_without_a_rung(self) -> None:
        rungs = {due.rung for due in ladder(self.clock, POLICY, with_person=self.with_person)}
        if any(not told.lined for told in self.told):
            assert Rung.HOLD in rungs
        if any(not told.answered for told in self.told):
            assert Rung.LEAD in rungs
        if self.promised and any(not told.answered for told in self.told):
            assert Rung.LAPSE in rungs

    @invariant()
    def no_line_is_overdue_without_a_holding_line_having_gone_out(self) -> None:
        due = line_due(self.clock, POLICY)
        assert due is None or due > self.now, "a customer waits past five minutes without a line"

    @invariant()
    def no_promise_lapsed_unnoticed(self) -> None:
        due = answer_due(self.clock, POLICY)
        if self.promised and due and due <= self.now:
            anchor = f"{self._first_unanswered().seq}.{int(due.timestamp())}"
            assert (Rung.LAPSE, anchor) in self.ladder.fired

    # Doing it -------------------------------------------------------------------------------------------------

    def _answer(self, data: st.DataObject, *, by_person: bool) -> None:
        seen = data.draw(st.sampled_from(self.told)).waiting.seq
        self.seq += 1
        self._lined_up_to(seen)
        person_needed = self.clock.person_from is not None
        first = next((told.waiting.seq for told in self.told if not told.answered), None)
        if first is not None and first <= seen and (by_person or not person_needed):
            for told in self.told:
                told.answered = told.answered or told.waiting.seq <= seen
            self.promised, self.renewals = None, 0
        self._become(self.clock.answered(seen, self._next_after(seen), by_person))

    def _fire(self, key: tuple[Rung, str]) -> None:
        assert key not in self.ladder.fired, "a rung fired twice"
        self.ladder.fired[key] = self.now
        promise = self.now + POLICY.promise_within
        if key[0] is Rung.HOLD:
            for told in self.told:
                told.lined = True
            if self.promised and self.promised > self.now:
                self._become(self.clock.line_sent(None))
            else:
                self.promised = promise
                self._become(self.clock.held(promise))
        elif key[0] is Rung.RENEW:
            for told in self.told:
                told.lined = True
            self.promised = promise
            self._become(self.clock.renewed(promise))
        else:
            self._become(self.clock)

    def _become(self, clock: ReplyClock) -> None:
        self.clock = clock
        self.ladder.sync(ladder(clock, POLICY, with_person=self.with_person))

    def _first_unanswered(self) -> Waiting:
        return next(told.waiting for told in self.told if not told.answered)

    def _lined_up_to(self, seq: int) -> None:
        for told in self.told:
            told.lined = told.lined or told.waiting.seq <= seq

    def _next_after(self, seq: int) -> Waiting | None:
        return next((told.waiting for told in self.told if told.waiting.seq > seq), None)


TestTheClock = ClockMachine.TestCase
TestTheClock.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
