"""An image in a conversation: who sent it, what it measures, and where its file lies."""

from dataclasses import dataclass
from datetime import datetime

# Who uploaded it, where that is the customer; otherwise it is the id of one of our people.
BY_CONTACT = "contact"
MOST_BYTES = 10 * 1024 * 1024
MOST_IN_A_LINE = 6
# What stands for images where only words can: in lists, in the packet, and towards the bot.
IN_WORDS = "[图片]"


@dataclass(frozen=True)
class Picture:
    """An image as a line carries it."""

    id: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class StoredImage:
    """An uploaded image; `message_id` is the line that carries it, None while it was only uploaded."""

    id: str
    conversation_id: str
    uploaded_by: str
    media_type: str
    width: int
    height: int
    size: int
    sha256: str
    created_at: datetime
    message_id: str | None = None

    @property
    def picture(self) -> Picture:
        return Picture(self.id, self.media_type, self.width, self.height)
