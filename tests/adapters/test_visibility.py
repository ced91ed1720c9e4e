"""The SQL condition shows exactly what the domain's rule allows: every role, status and owner."""

import itertools

import pytest
from sqlalchemy import insert

from handoff.adapters.sql.rows import episode_row
from handoff.adapters.sql.schema import contacts, conversations, episodes
from handoff.domain.agent import Role, User, can_see
from handoff.domain.conversation import Episode, EpisodeStatus
from tests.support.service_desk import FRIDAY_TEN, ServiceDesk

OWNERS = (None, "me", "somebody")


def possible(status: EpisodeStatus, owner: str | None) -> bool:
    if status is EpisodeStatus.RESOLVED:
        return True
    return (status is EpisodeStatus.ASSIGNED) == (owner is not None)


EPISODES = [
    Episode(f"{status.value}-{owner}", f"c-{status.value}-{owner}", status, FRIDAY_TEN, 1, assignee_id=owner)
    for status, owner in itertools.product(EpisodeStatus, OWNERS)
    if possible(status, owner)
]


async def fill(desk: ServiceDesk) -> None:
    async with desk.engine.begin() as connection:
        for episode in EPISODES:
            contact_id = f"k-{episode.id}"
            about = {"id": episode.conversation_id, "inbox_id": "web", "contact_id": contact_id, "channel": "web"}
            await connection.execute(insert(contacts).values(id=contact_id, created_at=FRIDAY_TEN))
            await connection.execute(insert(conversations).values(**about, created_at=FRIDAY_TEN))
            await connection.execute(insert(episodes).values(**episode_row(episode)))


@pytest.mark.parametrize("role", Role)
async def test_list_and_search_show_what_the_rule_allows(desk: ServiceDesk, role: Role) -> None:
    await fill(desk)
    me = User("me", "lin", "林静", "1002", role)
    allowed = {episode.id for episode in EPISODES if can_see(me, episode)}
    resolved = {episode.id for episode in EPISODES if episode.status is EpisodeStatus.RESOLVED}

    async with desk.look() as snapshot:
        listed = {summary.id for summary in await snapshot.desk_list(me)}
        found = await snapshot.find(me, resolved_only=False, query="", before=None, limit=100)
        past = await snapshot.find(me, resolved_only=True, query="", before=None, limit=100)

    assert listed == allowed - resolved
    assert {summary.id for summary in found} == allowed
    assert {summary.id for summary in past} == allowed & resolved
