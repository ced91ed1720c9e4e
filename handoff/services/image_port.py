"""What the use cases need to keep images: a reader that trusts no byte, a place for files, and rows about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.image import Picture, StoredImage


@dataclass(frozen=True)
class CleanImage:
    """An image drawn anew from its pixels: nothing of the file that was handed in is in `content`."""

    content: bytes
    media_type: str
    width: int
    height: int


class ImageReader(Protocol):
    def clean(self, body: bytes) -> CleanImage:
        """Raises UnsupportedMedia when the bytes are no image of a kind we take, TooLarge when it has too many pixels.

        It works for up to seconds: never call it on the event loop.
        """
        ...


class ImageFiles(Protocol):
    """Files named by the hash of their content; all of it blocks on the disk."""

    def put(self, content: bytes) -> str:
        """Keep the content, on the disk when this returns; gives its SHA-256 in hexadecimal."""
        ...

    def read(self, sha256: str) -> bytes | None:
        """None when it is not there."""
        ...

    def older_than(self, at: datetime) -> Sequence[str]:
        """The hashes of files that nobody has put since."""
        ...

    def remove(self, sha256: str, older_than: datetime) -> bool:
        """False when somebody has put it again meanwhile."""
        ...


class Images(Protocol):
    async def add(self, image: StoredImage) -> None: ...
    async def claim(
        self, image_ids: Sequence[str], conversation_id: str, uploaded_by: str, message_id: str
    ) -> Sequence[Picture]:
        """Bind uploaded images to the line that carries them, in the order given; raise BadInput unless every one was
        uploaded by this person for this conversation and is carried by no line yet."""
        ...

    async def forget_unused(self, before: datetime) -> int:
        """Rows of images that were uploaded before then and never sent."""
        ...
