"""A contact talking to the bot: one class to swap when the dialogues are to run through the whole service."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.dialogues.bot import RunningBot


@dataclass(frozen=True)
class Turn:
    """What came back to one message."""

    lines: tuple[str, ...]
    kinds: tuple[str, ...]
    buttons: tuple[str, ...]
    requested_slot: str | None
    slots: Mapping[str, Any]
    directive: Mapping[str, Any] | None
    parse: Mapping[str, Any]
    is_replayed: bool
    tickets: tuple[Mapping[str, Any], ...] = ()
    cards: tuple[Mapping[str, Any], ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Talk:
    """One stretch with the bot; `slots` are what an earlier stretch handed over."""

    bot: RunningBot
    contact_id: str = field(default_factory=lambda: f"contact-{secrets.token_hex(6)}")
    title: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    stretch_id: str = field(default_factory=lambda: f"stretch-{secrets.token_hex(6)}")
    last_message_id: str = ""
    # In which way promises reach them, as the service says it; the thread itself where it says nothing.
    where: str | None = None
    attachments: list[dict[str, str]] = field(default_factory=list)

    def say(self, text: str, photos: int = 0) -> Turn:
        """`photos`: how many images come with the line; the text may be empty then."""
        self.last_message_id = secrets.token_hex(12)
        self.attachments = [{"id": f"photo-{secrets.token_hex(4)}", "media_type": "image/jpeg"} for _ in range(photos)]
        return self._turn(text)

    def repeat(self, text: str) -> Turn:
        """The same message once more, under the same id, as after a crash."""
        return self._turn(text)

    def _turn(self, text: str) -> Turn:
        metadata = {
            "contact_id": self.contact_id,
            "title": self.title,
            "message_id": self.last_message_id,
            "attachments": self.attachments,
            **({"where": {"first": self.where, "then": self.where, "until": None}} if self.where else {}),
        }
        response = httpx.post(
            f"{self.bot.url}/turn",
            headers={"Authorization": f"Bearer {self.bot.secret}"},
            json={
                "message_id": self.last_message_id,
                "sender_id": self.stretch_id,
                "text": text,
                "slots": dict(self.slots),
                "metadata": metadata,
            },
            timeout=30,
            trust_env=False,
        )
        assert response.status_code == 200, response.text
        body = response.json()
        return Turn(
            lines=tuple(reply["text"] for reply in body["replies"]),
            kinds=tuple(reply["kind"] for reply in body["replies"]),
            buttons=tuple(button["text"] for reply in body["replies"] for button in reply["buttons"]),
            requested_slot=body["requested_slot"],
            slots=body["slots"],
            directive=body["directive"],
            parse=body["parse"],
            is_replayed=body.get("replayed", False),
            tickets=tuple(body.get("tickets", [])),
            cards=tuple(reply["card"] for reply in body["replies"] if reply.get("card")),
        )
