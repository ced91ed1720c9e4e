"""A note among colleagues: of the conversation, never to the customer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Note:
    id: str
    conversation_id: str
    episode_id: str
    agent_id: str
    text: str
    client_id: str
    created_at: datetime
