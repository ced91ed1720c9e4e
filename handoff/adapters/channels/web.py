"""The web channel: a line is delivered by the contact's feed, which the outbox writes; nothing else has to be sent."""

from handoff.domain.message import InboundMessage, Message

INBOX_ID = "web"


class WebChannel:
    async def send(self, message: Message) -> None:
        """The widget reads its feed; there is no platform in between that could refuse."""


def inbound(visitor_id: str, client_id: str, text: str) -> InboundMessage:
    """A client's id counts only for its own visitor: nobody can swallow another's line by guessing it."""
    return InboundMessage(
        inbox_id=INBOX_ID,
        sender_ref=visitor_id,
        message_ref=f"{visitor_id}:{client_id}",
        text=text,
        client_id=client_id,
    )
