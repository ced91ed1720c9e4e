"""The reply clock: two instants per episode and the ladder above them (C01, C02). Pure; time is passed in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True)
class SlaPolicy:
    """Lengths of all clocks; wall time."""

    reply_within: timedelta = timedelta(minutes=5)
    nudge_after: timedelta = timedelta(minutes=2, seconds=30)
    hold_after: timedelta = timedelta(minutes=4)
    promise_within: timedelta = timedelta(minutes=10)
    renew_before: timedelta = timedelta(minutes=2)
    max_renewals: int = 2
    idle_ask_after: timedelta = timedelta(minutes=5)
    idle_notice_after: timedelta = timedelta(minutes=15)
    idle_close_after: timedelta = timedelta(minutes=5)


@dataclass(frozen=True)
class Waiting:
    """A contact's message that waits: its place in the conversation and when it was received."""

    seq: int
    at: datetime


@dataclass(frozen=True)
class ReplyClock:
    """What the contact still waits for.

    `unlined`: the first message that no line of ours followed. `unanswered`: the first that no answer covers.
    `promised_until`: where a holding line moved the answer to. `person_from`: from this message on only a person's
    line is an answer, because it raised the handoff.
    """

    unlined: Waiting | None = None
    unanswered: Waiting | None = None
    promised_until: datetime | None = None
    renewals: int = 0
    person_from: int | None = None

    def received(self, message: Waiting) -> "ReplyClock":
        return replace(self, unlined=self.unlined or message, unanswered=self.unanswered or message)

    def line_sent(self, next_message: Waiting | None) -> "ReplyClock":
        """Any line of ours went out; `next_message` is the first message after the one it spoke to."""
        if self.unlined is None or next_message is None:
            return replace(self, unlined=None)
        # A late answer to an early message must not undo the line that later messages already had.
        return replace(self, unlined=max(self.unlined, next_message, key=lambda each: each.seq))

    def answered(self, answers_seq: int, next_message: Waiting | None, by_person: bool) -> "ReplyClock":
        """An answer covers every message up to `answers_seq`; the clock starts again at the next one's receipt."""
        lined = self.line_sent(next_message)
        if self.unanswered is None or self.unanswered.seq > answers_seq:
            return lined
        if not by_person and self.person_from is not None:
            return lined
        return replace(lined, unanswered=next_message, promised_until=None, renewals=0, person_from=None)

    def held(self, until: datetime) -> "ReplyClock":
        """A holding line named a time; it covers the line, never the answer."""
        return replace(self, unlined=None, promised_until=until)

    def renewed(self, until: datetime) -> "ReplyClock":
        return replace(self, unlined=None, promised_until=until, renewals=self.renewals + 1)

    def needs_person(self, seq: int) -> "ReplyClock":
        return replace(self, person_from=self.person_from or seq)

    def back_to_bot(self) -> "ReplyClock":
        return replace(self, person_from=None)

    def stopped(self) -> "ReplyClock":
        """The episode is over; nothing waits any more."""
        return ReplyClock()


def line_due(clock: ReplyClock, policy: SlaPolicy) -> datetime | None:
    """When any line of ours must have gone out (C01): wall time, lunch and night included."""
    return clock.unlined.at + policy.reply_within if clock.unlined else None


def answer_due(clock: ReplyClock, policy: SlaPolicy) -> datetime | None:
    """When an answer must have gone out: five minutes, or the time a holding line promised."""
    if clock.unanswered is None:
        return None
    return clock.promised_until or clock.unanswered.at + policy.reply_within


class Rung(StrEnum):
    """The steps of the ladder, in the order they fall due, and those of a customer who fell idle."""

    NUDGE = "nudge"
    HOLD = "hold"
    LEAD = "lead"
    RENEW = "renew"
    LAPSE = "lapse"
    IDLE_ASK = "idle_ask"
    IDLE_NOTICE = "idle_notice"
    IDLE_CLOSE = "idle_close"


@dataclass(frozen=True)
class Due:
    """One row of the ladder. `anchor` tells one round from the next, so that each fires once."""

    rung: Rung
    anchor: str
    due_at: datetime


def ladder(clock: ReplyClock, policy: SlaPolicy, *, with_person: bool) -> frozenset[Due]:
    """Every rung this clock will reach unless something is said first.

    `with_person`: the episode is queued or assigned. With the bot alone only a missing line is held: a line that said
    “I did not understand” is followed by no promise nobody works on; the lead is called all the same.
    """
    rungs: set[Due] = set()
    # Both are held: a message that comes in later must not put off the holding line for the one that waits longer.
    holdable = {clock.unlined}
    if clock.unanswered:
        waiting, anchor = clock.unanswered, str(clock.unanswered.seq)
        rungs.add(Due(Rung.LEAD, anchor, waiting.at + policy.reply_within))
        if with_person:
            rungs.add(Due(Rung.NUDGE, anchor, waiting.at + policy.nudge_after))
            holdable |= {waiting if clock.promised_until is None else None}
        if clock.promised_until:
            # Named for its instant: a promise given after an earlier one lapsed is a new round.
            promise = f"{anchor}.{int(clock.promised_until.timestamp())}"
            if clock.renewals < policy.max_renewals:
                rungs.add(Due(Rung.RENEW, promise, clock.promised_until - policy.renew_before))
            rungs.add(Due(Rung.LAPSE, promise, clock.promised_until))
    rungs |= {Due(Rung.HOLD, str(each.seq), each.at + policy.hold_after) for each in holdable if each}
    return frozenset(rungs)


class Idle(StrEnum):
    """What a customer who fell idle with the bot was told last: nothing, whether more is wanted, or the notice."""

    SILENT = "silent"
    ASKED = "asked"
    NOTICED = "noticed"


def idle_rungs(last_line_seq: int, last_line_at: datetime, idle: Idle, policy: SlaPolicy) -> frozenset[Due]:
    """With the bot and nothing waiting: asked once, then the stated notice, and only after it the end (R08)."""
    rung, after = {
        Idle.SILENT: (Rung.IDLE_ASK, policy.idle_ask_after),
        Idle.ASKED: (Rung.IDLE_NOTICE, policy.idle_notice_after),
        Idle.NOTICED: (Rung.IDLE_CLOSE, policy.idle_close_after),
    }[idle]
    return frozenset({Due(rung, str(last_line_seq), last_line_at + after)})
