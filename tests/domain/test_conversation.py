"""The moves of an episode: every pair of the table, and what a move carries along."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.conversation import Episode, EpisodeStatus, HandoffReason, Offer
from handoff.domain.errors import IllegalMove

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
LATER = NOON + timedelta(minutes=7)

ALLOWED = {
    ("bot", "queued"),
    ("bot", "assigned"),
    ("bot", "resolved"),
    ("queued", "assigned"),
    ("queued", "bot"),
    ("queued", "resolved"),
    ("assigned", "assigned"),
    ("assigned", "queued"),
    ("assigned", "bot"),
    ("assigned", "resolved"),
}
MOVES: dict[str, Callable[[Episode], Episode]] = {
    "bot": Episode.to_bot,
    "queued": lambda episode: episode.hand_off(HandoffReason.ASKED, LATER),
    "assigned": lambda episode: episode.assign("agent-2", LATER),
    "resolved": lambda episode: episode.resolve(LATER, "已补发发票"),
}


def episode_in(status: str) -> Episode:
    return Episode(
        id="episode",
        conversation_id="conversation",
        status=EpisodeStatus(status),
        opened_at=NOON,
        first_seq=1,
        version=4,
        assignee_id="agent-1" if status == "assigned" else None,
        queued_at=NOON if status in {"queued", "assigned"} else None,
    )


@pytest.mark.parametrize("target", MOVES)
@pytest.mark.parametrize("start", MOVES)
def test_a_move_that_is_not_in_the_table_raises(start: str, target: str) -> None:
    episode = episode_in(start)

    if (start, target) in ALLOWED:
        moved = MOVES[target](episode)
        assert moved.status == target
        assert moved.version == episode.version + 1
    else:
        with pytest.raises(IllegalMove) as refused:
            MOVES[target](episode)
        assert refused.value.code == "illegal_move"
        assert episode.status.in_chinese in str(refused.value)


@pytest.mark.parametrize("status", ["bot", "queued", "resolved"])
def test_only_an_assigned_episode_can_be_released(status: str) -> None:
    with pytest.raises(IllegalMove):
        episode_in(status).release()


def test_release_keeps_the_place_and_drops_the_agent() -> None:
    released = episode_in("assigned").release()

    assert released.status is EpisodeStatus.QUEUED
    assert released.queued_at == NOON
    assert released.assignee_id is None


def test_an_episode_has_an_assignee_exactly_while_a_person_serves_it() -> None:
    assigned = episode_in("queued").assign("agent-2", LATER)

    assert (assigned.assignee_id, assigned.accepted_at) == ("agent-2", LATER)
    assert assigned.to_bot().assignee_id is None
    assert assigned.hand_off(HandoffReason.COMPLAINT, LATER).assignee_id is None
    # Who solved it stays known.
    assert assigned.resolve(LATER, "已退款").assignee_id == "agent-2"


def test_leaving_the_queue_for_the_bot_gives_the_place_up() -> None:
    again = episode_in("queued").to_bot().hand_off(HandoffReason.ASKED, LATER)

    assert again.queued_at == LATER


@pytest.mark.parametrize("target", MOVES)
def test_every_move_takes_the_offer_off_the_table(target: str) -> None:
    offered = replace(episode_in("bot"), offer=Offer(HandoffReason.NOT_UNDERSTOOD, 3))
    if target == "bot":
        offered = replace(offered, status=EpisodeStatus.QUEUED)

    assert MOVES[target](offered).offer is None


def test_the_original_is_never_changed_by_a_move() -> None:
    episode = episode_in("bot")

    episode.hand_off(HandoffReason.ASKED, LATER)

    assert episode == episode_in("bot")


@pytest.mark.parametrize("reason", HandoffReason)
def test_five_reasons_queue_at_once_and_all_have_words_for_the_customer(reason: HandoffReason) -> None:
    at_once = {"asked", "threat", "abuse", "complaint", "fault"}

    assert reason.at_once == (reason.value in at_once)
    assert reason.in_chinese
