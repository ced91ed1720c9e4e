"""The reply clock by example: what covers a line, what covers an answer, and which rung falls due when."""

from datetime import UTC, datetime, timedelta

from handoff.domain.clocks import (
    Due,
    Idle,
    ReplyClock,
    Rung,
    SlaPolicy,
    Waiting,
    answer_due,
    idle_rungs,
    ladder,
    line_due,
)

POLICY = SlaPolicy()
START = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def waiting(seq: int, minutes: float) -> Waiting:
    return Waiting(seq, after(minutes))


def due_rungs(clock: ReplyClock, *, with_person: bool = True) -> dict[str, datetime]:
    return {due.rung.value: due.due_at for due in ladder(clock, POLICY, with_person=with_person)}


FIRST = waiting(1, 0)
ASKED = ReplyClock().received(FIRST)


def test_both_instants_are_five_minutes_after_the_first_message_that_waits() -> None:
    clock = ASKED.received(waiting(2, 3))

    assert line_due(clock, POLICY) == after(5)
    assert answer_due(clock, POLICY) == after(5)


def test_nothing_is_due_while_nobody_waits() -> None:
    clock = ReplyClock()

    assert line_due(clock, POLICY) is None
    assert answer_due(clock, POLICY) is None
    assert ladder(clock, POLICY, with_person=True) == frozenset()


def test_a_holding_line_covers_the_line_and_moves_the_answer_to_its_promise() -> None:
    held = ASKED.held(after(14))

    assert line_due(held, POLICY) is None
    assert answer_due(held, POLICY) == after(14)


def test_a_line_without_substance_leaves_the_answer_due() -> None:
    greeted = ASKED.line_sent(None)

    assert line_due(greeted, POLICY) is None
    assert answer_due(greeted, POLICY) == after(5)


def test_an_answer_to_an_early_message_restarts_the_clock_at_the_next_one() -> None:
    second = waiting(2, 3)

    answered = ASKED.received(second).answered(1, second, by_person=True)

    assert line_due(answered, POLICY) == after(8)
    assert answer_due(answered, POLICY) == after(8)


def test_an_answer_ends_the_promise_with_the_question() -> None:
    answered = ASKED.held(after(14)).renewed(after(22)).answered(1, None, by_person=True)

    assert answered == ReplyClock()


def test_an_answer_to_something_older_leaves_the_question_waiting() -> None:
    clock = ReplyClock().received(waiting(5, 0))

    assert answer_due(clock.answered(3, waiting(5, 0), by_person=True), POLICY) == after(5)


def test_a_late_answer_does_not_undo_the_line_that_a_later_message_had() -> None:
    second = waiting(2, 1)
    held = ASKED.received(second).held(after(14))

    answered = held.answered(1, second, by_person=False)

    assert line_due(answered, POLICY) is None
    assert answer_due(answered, POLICY) == after(6)


def test_once_a_person_is_needed_the_bot_covers_lines_only() -> None:
    raised = ASKED.needs_person(1)

    said_by_bot = raised.answered(1, None, by_person=False)

    assert line_due(said_by_bot, POLICY) is None
    assert answer_due(said_by_bot, POLICY) == after(5)
    assert answer_due(raised.answered(1, None, by_person=True), POLICY) is None
    assert answer_due(raised.back_to_bot().answered(1, None, by_person=False), POLICY) is None


def test_the_ladder_with_a_person_nudges_holds_and_calls_the_lead() -> None:
    assert due_rungs(ASKED) == {"nudge": after(2.5), "hold": after(4), "lead": after(5)}


def test_the_bot_alone_is_not_nudged() -> None:
    assert due_rungs(ASKED, with_person=False) == {"hold": after(4), "lead": after(5)}


def test_what_the_bot_did_not_understand_is_held_by_no_promise_but_the_lead_learns_of_it() -> None:
    fallback = ASKED.line_sent(None)

    assert due_rungs(fallback, with_person=False) == {"lead": after(5)}


def test_a_promise_is_renewed_before_it_lapses_and_only_so_often() -> None:
    held = ASKED.held(after(14))

    assert due_rungs(held)["renew"] == after(12)
    assert due_rungs(held)["lapse"] == after(14)
    worn_out = held.renewed(after(22)).renewed(after(30))
    assert "renew" not in due_rungs(worn_out)
    assert due_rungs(worn_out)["lapse"] == after(30)


def test_a_second_message_does_not_put_off_the_holding_line_of_the_first() -> None:
    """The queue line covered message 1; message 3 has no line yet. The first still has its holding line at 4:00."""
    clock = ASKED.line_sent(None).received(waiting(3, 3.8))

    holds = {due.anchor: due.due_at for due in ladder(clock, POLICY, with_person=True) if due.rung is Rung.HOLD}

    assert holds == {"1": after(4), "3": after(7.8)}


def test_a_promise_given_after_one_lapsed_is_a_round_of_its_own() -> None:
    first = ASKED.held(after(14))
    second = first.received(waiting(3, 20)).held(after(34))

    rounds = [
        {due.anchor for due in ladder(clock, POLICY, with_person=True) if due.rung is Rung.LAPSE}
        for clock in (first, second)
    ]

    assert rounds[0].isdisjoint(rounds[1])


def test_who_fell_idle_is_asked_then_noticed_and_only_then_left() -> None:
    said = START

    assert idle_rungs(7, said, Idle.SILENT, POLICY) == {Due(Rung.IDLE_ASK, "7", after(5))}
    assert idle_rungs(8, said, Idle.ASKED, POLICY) == {Due(Rung.IDLE_NOTICE, "8", after(15))}
    assert idle_rungs(9, said, Idle.NOTICED, POLICY) == {Due(Rung.IDLE_CLOSE, "9", after(5))}


def test_the_clock_of_an_ended_episode_stands() -> None:
    assert ASKED.held(after(14)).stopped() == ReplyClock()
