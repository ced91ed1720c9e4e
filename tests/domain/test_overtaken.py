"""What of the lines that had to wait is pointless by the time they can go out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.clocks import ReplyClock
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.message import LineKind, Message, Sender
from handoff.domain.overtaken import overtaken
from handoff.domain.parcelling import is_stale_after_reply

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
PROMISED = ReplyClock(promised_until=NOW + timedelta(minutes=5))
QUEUED = Episode("e1", "c1", EpisodeStatus.QUEUED, NOW, 1, clock=PROMISED)


def line(seq: int, kind: LineKind) -> Message:
    return Message(f"m{seq}", "c1", "e1", seq, Sender.SYSTEM, kind, "您好。", NOW - timedelta(minutes=5))


def gone(*kinds: LineKind, episode: Episode = QUEUED, heard_seq: int = 0) -> list[int]:
    """Which of these, as numbered from 1."""
    lines = [line(number, kind) for number, kind in enumerate(kinds, 1)]
    found = overtaken(lines, {"e1": episode}, heard_seq, NOW)
    return [each.seq for each in lines if each.id in found]


@pytest.mark.parametrize("kind", [kind for kind in LineKind if not is_stale_after_reply(kind)])
def test_what_is_never_stale_is_never_overtaken(kind: LineKind) -> None:
    resolved = replace(QUEUED, status=EpisodeStatus.RESOLVED, clock=ReplyClock())

    assert gone(kind, kind, LineKind.ANSWER, episode=resolved, heard_seq=9) == []


@pytest.mark.parametrize("status", list(EpisodeStatus))
def test_a_place_in_the_queue_is_told_to_whoever_still_has_one(status: EpisodeStatus) -> None:
    still_queued = status is EpisodeStatus.QUEUED

    assert gone(LineKind.QUEUE, LineKind.ANSWER, episode=replace(QUEUED, status=status), heard_seq=9) == (
        [] if still_queued else [1]
    )


@pytest.mark.parametrize(
    ("until", "over"),
    [(None, True), (NOW, True), (NOW - timedelta(minutes=1), True), (NOW + timedelta(minutes=1), False)],
)
def test_a_holding_line_holds_as_long_as_its_promise(until: datetime | None, over: bool) -> None:
    episode = replace(QUEUED, clock=ReplyClock(promised_until=until))

    assert gone(LineKind.HOLDING, episode=episode, heard_seq=9) == ([1] if over else [])


@pytest.mark.parametrize("kind", [LineKind.HOLDING, LineKind.QUEUE])
def test_the_newest_of_a_kind_takes_the_place_of_those_before_it(kind: LineKind) -> None:
    assert gone(kind, LineKind.ANSWER, kind, kind) == [1, 3]


@pytest.mark.parametrize("kind", [LineKind.OPENING, LineKind.CLOSING])
@pytest.mark.parametrize(("heard_seq", "over"), [(0, []), (1, []), (2, [1])])
def test_a_greeting_and_an_end_last_until_the_customer_writes(kind: LineKind, heard_seq: int, over: list[int]) -> None:
    assert gone(kind, heard_seq=heard_seq) == over


def test_nobody_is_asked_to_answer_what_they_have_not_had() -> None:
    assert gone(LineKind.ANSWER, LineKind.IDLE) == [2]
