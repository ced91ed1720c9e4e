"""An image in a conversation: who sent it, what it measures, and where its file lies."""

from dataclasses import dataclass
from datetime import datetime

# Who uploaded it, where that is the customer; otherwise it is the id of one of our people.
BY_CONTACT = "contact"
MOST_BYTES = 10 * 1024 * 1024
MOST_IN_A_LINE = 6

_IN_WORDS = {"image": "[图片]", "audio": "[语音]", "video": "[视频]"}


@dataclass(frozen=True)
class Picture:
    """An image as a line carries it, or another file of a platform: width and height are 0 then."""

    id: str
    media_type: str
    width: int
    height: int
    name: str | None = None
    size: int = 0

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def in_words(self) -> str:
        """What stands for it where only words can: in lists, in the packet, and towards the bot."""
        return _IN_WORDS.get(self.media_type.split("/")[0], "[文件]")


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
    name: str | None = None

    @property
    def picture(self) -> Picture:
        return Picture(self.id, self.media_type, self.width, self.height, self.name, self.size)
