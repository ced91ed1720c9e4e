"""Files to and from a platform: pictures in a form that it takes, and what customers sent."""

import asyncio
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from handoff.adapters.wechat.api import PlatformApi, address
from handoff.adapters.wechat.errors import Action, NoAnswer, NotTaken, Refused, beside_the_send, raised
from handoff.adapters.wechat.exchange import Upload
from handoff.domain.arrival import MediaRef
from handoff.domain.errors import ChannelUnavailable
from handoff.domain.image import MOST_BYTES
from handoff.domain.inbox import Inbox
from handoff.services.channel_port import Fetched, MediaGone

_TAKEN_AS_IT_IS = {b"\xff\xd8\xff": ("image.jpg", "image/jpeg"), b"\x89PNG": ("image.png", "image/png")}
_JPEG_QUALITY = 88
# A callback in plain mode is signed without its body: no address in it may have us ask any other machine.
_HOSTS_OF_THE_PLATFORM = (".qq.com", ".qpic.cn", ".qlogo.cn")
_GONE = "文件在微信上已过期或已被删除，无法下载。"
_UNREADABLE = "图片文件无法读取，请重新上传图片后再发送。"
_MISSING = "图片文件已不存在，请重新上传图片后再发送。"
# What says that waiting does not bring the file.
_FINAL = {Action.REUPLOAD, Action.REFUSED, Action.PERMANENT, Action.TOO_LONG, Action.BUG}


class MediaFiles:
    def __init__(self, api: PlatformApi) -> None:
        self._api = api

    async def upload_image(self, inbox: Inbox, image: bytes | None) -> str:
        """Returns the media id, good for three days; raises Refused or NotTaken."""
        if image is None:
            raise Refused("image_missing", Action.REFUSED, _MISSING)
        file = await asyncio.to_thread(as_taken, image)
        with beside_the_send():
            answer = await self._api.upload(inbox, "/cgi-bin/media/upload", "image", file)
            media_id = answer.get("media_id")
            if not isinstance(media_id, str) or not media_id:
                raise NoAnswer("an upload without a media id")
        return media_id

    async def fetch(self, inbox: Inbox, media: MediaRef) -> Fetched:
        """Raises MediaGone or ChannelUnavailable."""
        try:
            if media.media_id:
                found = await self._by_id(inbox, media)
                # Videos of Official Accounts lie elsewhere, and the answer says where.
                return await self._at(str(found.get("video_url", ""))) if isinstance(found, dict) else found
            if not _is_the_platforms(inbox, media.url):
                raise MediaGone(_GONE)
            return await self._at(media.url)
        except Refused as error:
            if error.action in _FINAL:
                raise MediaGone(_GONE) from error
            raise ChannelUnavailable(str(raised(error))) from error
        except (NotTaken, NoAnswer) as error:
            raise raised(error) from error

    async def _by_id(self, inbox: Inbox, media: MediaRef) -> Fetched | dict[str, Any]:
        """An account without the API's permission still has the address that came with a picture."""
        try:
            return await self._api.file(inbox, "/cgi-bin/media/get", {"media_id": media.media_id})
        except Refused as error:
            if error.action is not Action.FEATURE_OFF or not _is_the_platforms(inbox, media.url):
                raise
            return await self._at(media.url)

    async def _at(self, url: str) -> Fetched:
        if not url.lower().startswith(("http://", "https://")):
            raise MediaGone(_GONE)
        try:
            found = await self._api.file_at(url)
        except Refused as error:
            # No API here, only a page of files: whatever is not served is not there.
            raise MediaGone(_GONE) from error
        if isinstance(found, dict):
            raise MediaGone(_GONE)
        return found


def _is_the_platforms(inbox: Inbox, url: str) -> bool:
    try:
        asked = urlsplit(url)
    except ValueError:
        return False
    host = asked.hostname or ""
    return host.endswith(_HOSTS_OF_THE_PLATFORM) or asked.netloc == urlsplit(address(inbox, "")).netloc


def as_taken(image: bytes) -> Upload:
    """The platforms take JPEG and PNG of up to 10 MB; anything else is drawn as JPEG. Raises Refused. Blocks."""
    for beginning, (name, media_type) in _TAKEN_AS_IT_IS.items():
        if image.startswith(beginning) and len(image) <= MOST_BYTES:
            return Upload(name, media_type, image)
    try:
        with Image.open(BytesIO(image), formats=["JPEG", "PNG", "WEBP", "GIF"]) as opened:
            pixels = opened.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("image_unreadable", Action.REFUSED, _UNREADABLE) from error
    # JPEG knows no transparency: what shines through is white, as in a chat window.
    page = Image.new("RGB", pixels.size, "white")
    page.paste(pixels, mask=pixels.getchannel("A"))
    drawn = BytesIO()
    page.save(drawn, "JPEG", quality=_JPEG_QUALITY)
    return Upload("image.jpg", "image/jpeg", drawn.getvalue())
