"""What comes out of the reader is drawn from pixels alone; what is no image does not come out at all."""

from io import BytesIO

import pytest
from PIL import Image

from handoff.adapters.pillow_images import PillowImages
from handoff.domain.errors import TooLarge, UnsupportedMedia
from tests.support.photos import a_phones_photo, a_photo, as_claimed

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/png")],
)
def test_four_kinds_are_taken_and_known_by_their_bytes(kind: str, media_type: str) -> None:
    clean = PillowImages().clean(a_photo(kind))

    assert (clean.media_type, clean.width, clean.height) == (media_type, 64, 48)
    assert opened(clean.content).get_format_mimetype() == media_type  # type: ignore[attr-defined]  # of image files


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(SVG, id="svg"),
        pytest.param(b"<!DOCTYPE html><html><body>" + SCRIPT, id="html"),
        pytest.param(b"%PDF-1.7\n" + bytes(200), id="pdf"),
        pytest.param(b"GIF89a/*" + SCRIPT + b"*/=1;", id="script dressed as gif"),
        pytest.param(b"\xff\xd8\xff\xe0" + SCRIPT * 20, id="script dressed as jpeg"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + SVG, id="svg dressed as png"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBP" + SCRIPT, id="script dressed as webp"),
        pytest.param(a_photo("BMP"), id="bmp"),
        pytest.param(a_photo("TIFF"), id="tiff"),
        pytest.param(a_photo("ICO"), id="ico"),
        pytest.param(a_photo("JPEG", (400, 400))[:600], id="cut off"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(3000), id="zeros"),
    ],
)
def test_what_is_no_whole_image_of_these_kinds_is_refused(body: bytes) -> None:
    with pytest.raises(UnsupportedMedia, match="JPG"):
        PillowImages().clean(body)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_nothing_that_hides_behind_an_image_comes_through(kind: str) -> None:
    polyglot = a_photo(kind) + SCRIPT

    assert SCRIPT not in PillowImages().clean(polyglot).content


def test_a_phones_photo_stands_upright_and_tells_neither_place_nor_camera() -> None:
    body = a_phones_photo(orientation=6)
    assert b"SecretCamera" in body
    assert b"SecretComment" in body

    clean = PillowImages().clean(body)

    assert (clean.width, clean.height) == (48, 64)
    assert not opened(clean.content).getexif()
    for secret in (b"SecretCamera", b"SecretComment", b"Exif"):
        assert secret not in clean.content


def test_what_words_a_png_carries_are_gone() -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 (only this test writes such a file)

    words = PngInfo()
    words.add_text("Comment", "SecretComment", zip=False)

    assert b"SecretComment" not in PillowImages().clean(a_photo("PNG", pnginfo=words)).content


def test_a_small_file_that_claims_to_be_huge_is_refused_unopened() -> None:
    bomb = as_claimed("PNG", (12_000, 12_000))
    assert len(bomb) < 100_000

    with pytest.raises(TooLarge, match="像素"):
        PillowImages().clean(bomb)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_image_is_brought_down_to_what_a_screen_can_show(kind: str) -> None:
    clean = PillowImages().clean(a_photo(kind, (6000, 3000)))

    assert (clean.width, clean.height) == (4096, 2048)


def test_a_see_through_image_stays_so() -> None:
    drawn = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(drawn, "PNG")

    assert opened(PillowImages().clean(drawn.getvalue()).content).mode == "RGBA"


def test_a_printers_jpeg_and_a_moving_gif_become_plain_images() -> None:
    drawn = BytesIO()
    Image.new("CMYK", (8, 8)).save(drawn, "JPEG")
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    moving = BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])

    assert opened(PillowImages().clean(drawn.getvalue()).content).mode == "RGB"
    assert opened(PillowImages().clean(moving.getvalue()).content).getpixel((4, 4)) == (255, 0, 0)
