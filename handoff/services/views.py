"""What messages and agents look like on the wire: to the contact, and to the desk, which sees more."""

from collections.abc import Sequence

from handoff.domain.agent import User
from handoff.domain.image import Picture
from handoff.domain.message import Message, Sender
from handoff.domain.note import Note

# Where each side fetches images; whose they are is asked there again.
CONTACT_IMAGES = "/api/webchat/attachments/"
DESK_IMAGES = "/api/desk/attachments/"


def for_contact(message: Message, agent: User | None = None) -> dict[str, object]:
    """Only what the customer may know: no verdict, no reading of feelings, no draft names."""
    return {
        "id": message.id,
        "seq": message.seq,
        "sender": message.sender.value,
        "kind": message.kind.value,
        "text": message.text,
        "created_at": message.created_at.isoformat(),
        "buttons": [{"title": button.title, "text": button.text} for button in message.buttons],
        "client_id": message.client_id if message.sender is Sender.CONTACT else None,
        "agent": {"name": agent.display_name, "number": agent.number} if agent else None,
        "attachments": pictures_view(message.attachments, CONTACT_IMAGES),
        "card": message.card.as_json() if message.card else None,
    }


def for_desk(message: Message, agent: User | None = None) -> dict[str, object]:
    parse = message.parse
    return {
        **for_contact(message, agent),
        "client_id": message.client_id,
        "attachments": files_view(message.attachments),
        "emotion": {"label": parse.emotion, "score": parse.emotion_score} if parse else None,
        "complaint": parse.complaint if parse else False,
        "intent": parse.intent if parse else None,
        "verdict": message.verdict,
        "findings": list(message.findings),
        "override_reason": message.override_reason,
        "answers_seq": message.answers_seq,
        "delivery": message.delivery,
        "delivery_reason": message.delivery_reason,
        "recalled": message.recalled,
        "source": {"id": message.source.id, "title": message.source.title} if message.source else None,
    }


def pictures_view(pictures: Sequence[Picture], at: str) -> list[dict[str, object]]:
    return [
        {
            "id": picture.id,
            "url": at + picture.id,
            "width": picture.width,
            "height": picture.height,
        }
        for picture in pictures
    ]


def files_view(files: Sequence[Picture]) -> list[dict[str, object]]:
    """For the desk: images, and what else a platform's customers send."""
    return [
        {**shown, "media_type": file.media_type, "name": file.name, "size": file.size}
        for shown, file in zip(pictures_view(files, DESK_IMAGES), files, strict=True)
    ]


def note_view(note: Note, author: User) -> dict[str, object]:
    return {
        "id": note.id,
        "episode_id": note.episode_id,
        "at": note.created_at.isoformat(),
        "author": {"id": author.id, "display_name": author.display_name, "number": author.number},
        "text": note.text,
    }


def agent_view(user: User, active: int) -> dict[str, object]:
    """An agent as colleagues see them; `active`: how many episodes they serve now."""
    return {
        "id": user.id,
        "display_name": user.display_name,
        "number": user.number,
        "availability": user.availability.value,
        "capacity": user.capacity,
        "active": active,
        "open_slots": max(user.capacity - active, 0),
    }
