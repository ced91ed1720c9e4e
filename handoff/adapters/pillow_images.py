"""Strangers' images, drawn anew: only the pixels of a file that really is an image come out on the other side."""

import threading
from io import BytesIO

from PIL import Image, ImageOps

from handoff.domain.errors import TooLarge, UnsupportedMedia
from handoff.services.image_port import CleanImage

# What a phone's camera makes today; a few kilobytes can claim far more and would fill the memory when unpacked.
_MOST_PIXELS = 64_000_000
_LONGEST_SIDE = 4096
# What Pillow finds in the first bytes → what it is stored as. A moving picture is kept as its first frame.
_STORED_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
_MEDIA_TYPE = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_OPTIONS: dict[str, dict[str, object]] = {"JPEG": {"quality": 88}, "PNG": {}, "WEBP": {"quality": 88}}
_REFUSED = "仅支持JPG、PNG、WebP和GIF格式的图片，请更换图片后重新上传。"
_TOO_MANY_PIXELS = "图片的像素过大，请缩小尺寸后重新上传。"
# Unpacked, an image takes a hundred times its file: two at a time fit into any machine we run on.
_AT_ONCE = threading.BoundedSemaphore(2)


class PillowImages:
    """Reads with the decoders of four formats only; what is not pixels (EXIF, comments, tails) is left behind."""

    def clean(self, body: bytes) -> CleanImage:
        with _AT_ONCE:
            try:
                return _clean(body)
            except TooLarge:
                raise
            except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
                raise TooLarge(_TOO_MANY_PIXELS) from error
            except Exception as error:
                # A decoder may stumble over a broken or hostile file in any way; whichever it was, it is no image.
                raise UnsupportedMedia(_REFUSED) from error


def _clean(body: bytes) -> CleanImage:
    with Image.open(BytesIO(body), formats=["JPEG", "PNG", "WEBP", "GIF"]) as opened:
        kind = _STORED_AS[opened.format or ""]
        if opened.width * opened.height > _MOST_PIXELS:
            raise TooLarge(_TOO_MANY_PIXELS)
        # A JPEG can be unpacked at a fraction of its size, which is what most large photos need anyway.
        opened.draft(None, (_LONGEST_SIDE, _LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        pixels = upright.convert(_mode(upright, kind))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    drawn = BytesIO()
    bare.save(drawn, kind, **_OPTIONS[kind])
    return CleanImage(drawn.getvalue(), _MEDIA_TYPE[kind], *bare.size)


def _mode(image: Image.Image, kind: str) -> str:
    return "RGBA" if image.has_transparency_data and kind != "JPEG" else "RGB"
