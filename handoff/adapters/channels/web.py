"""The web channel: a line is delivered by the contact's feed, which the outbox writes; nothing else has to be sent."""

from handoff.domain.message import Message


class WebChannel:
    async def send(self, message: Message) -> None:
        """The widget reads its feed; there is no platform in between that could refuse."""
