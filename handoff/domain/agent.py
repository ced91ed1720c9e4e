"""People who work here: roles, availability, and whose conversation it is to see (promise 6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handoff.domain.conversation import Episode, EpisodeStatus


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    TRAINER = "trainer"
    REVIEWER = "reviewer"
    ADMIN = "admin"


class Availability(StrEnum):
    ONLINE = "online"
    BUSY = "busy"
    OFFLINE = "offline"


@dataclass(frozen=True)
class User:
    """A login. Agents, leads and admins work at the desk; `number` is the 工号 the customer is told (R07)."""

    id: str
    name: str
    display_name: str
    number: str
    role: Role
    availability: Availability = Availability.OFFLINE
    capacity: int = 5
    last_seen_at: datetime | None = None

    @property
    def works_at_desk(self) -> bool:
        return self.role in {Role.AGENT, Role.LEAD, Role.ADMIN}

    @property
    def sees_all(self) -> bool:
        """The lead steers every conversation; the admin answers for the installation."""
        return self.role in {Role.LEAD, Role.ADMIN}


def can_see(user: User, episode: Episode) -> bool:
    """The queue is open to every agent; beyond it an agent sees only what is or was theirs."""
    return is_theirs_to_see(user, episode.status, episode.assignee_id)


def is_theirs_to_see(user: User, status: EpisodeStatus | None, assignee_id: str | None) -> bool:
    if not user.works_at_desk:
        return False
    return user.sees_all or status is EpisodeStatus.QUEUED or assignee_id == user.id


def can_act(user: User, episode: Episode) -> bool:
    """Reply, release, hand back, resolve: the owner, and nobody beside the owner (promise 5)."""
    return user.works_at_desk and episode.assignee_id == user.id
