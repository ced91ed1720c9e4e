"""Images for tests, drawn when asked for: real files of every kind we take, and some that only look like one."""

from io import BytesIO

from PIL import Image

_ORIENTATION, _GPS, _MAKER = 0x0112, 0x8825, 0x010F


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "teal", **options: object) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind, **options)
    return drawn.getvalue()


def a_phones_photo(orientation: int = 6) -> bytes:
    """Taken upright: stored lying, with the camera's name and the place in its EXIF."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_MAKER] = "SecretCamera"
    exif.get_ifd(_GPS)[1] = "N"
    exif.get_ifd(_GPS)[2] = (31.0, 14.0, 0.0)
    return a_photo(size=(64, 48), exif=exif, comment=b"SecretComment")


def as_claimed(kind: str = "PNG", size: tuple[int, int] = (30_000, 30_000)) -> bytes:
    """A small file that says it is huge."""
    drawn = BytesIO()
    Image.new("1", size).save(drawn, kind, optimize=True)
    return drawn.getvalue()
