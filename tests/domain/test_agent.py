"""Whose conversation it is to see and to act on (promise 6)."""

from datetime import UTC, datetime

import pytest

from handoff.domain.agent import Role, User, can_act, can_see
from handoff.domain.contact import Contact
from handoff.domain.conversation import Episode, EpisodeStatus

DESK = {Role.AGENT, Role.LEAD, Role.ADMIN}


def user(role: Role) -> User:
    return User("me", "lin", "林静", "1002", role)


def episode(status: EpisodeStatus, assignee_id: str | None) -> Episode:
    return Episode("e", "c", status, datetime(2026, 11, 21, tzinfo=UTC), 1, assignee_id=assignee_id)


@pytest.mark.parametrize("assignee_id", ["me", "somebody", None])
@pytest.mark.parametrize("status", EpisodeStatus)
@pytest.mark.parametrize("role", Role)
def test_agents_see_the_queue_and_their_own_leads_and_admins_all_others_nothing(
    role: Role, status: EpisodeStatus, assignee_id: str | None
) -> None:
    sees = can_see(user(role), episode(status, assignee_id))

    if role not in DESK:
        assert not sees
    elif role in {Role.LEAD, Role.ADMIN}:
        assert sees
    else:
        assert sees == (status is EpisodeStatus.QUEUED or assignee_id == "me")


@pytest.mark.parametrize("role", Role)
def test_only_the_owner_acts_and_a_lead_is_no_exception(role: Role) -> None:
    assert can_act(user(role), episode(EpisodeStatus.ASSIGNED, "me")) == (role in DESK)
    assert not can_act(user(role), episode(EpisodeStatus.ASSIGNED, "somebody"))


def test_a_contact_is_called_by_title_or_shown_as_a_visitor_never_by_a_bare_name() -> None:
    assert Contact("7f2cab", "王", "先生").address == "王先生"
    assert Contact("7f2cab", "王").address == "您"
    assert Contact("7f2cab", "王").display_name == "访客 7F2C"
