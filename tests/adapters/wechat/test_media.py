"""Pictures go out in a form that the platform takes; what customers sent is fetched, or told to be gone."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from handoff.domain.arrival import MediaKind, MediaRef
from handoff.domain.errors import ChannelUnavailable
from handoff.domain.inbox import Inbox
from handoff.domain.parcel import Outcome, Toll
from handoff.services.channel_port import Fetched, MediaGone, Platform
from tests.adapters.wechat.small_platform import BREAK, IMAGE, OK, TOKEN, Reply, SmallPlatform, error
from tests.support.photos import a_photo

SEND, UPLOAD, GET = "/cgi-bin/message/custom/send", "/cgi-bin/media/upload", "/cgi-bin/media/get"


@pytest.mark.parametrize(("kind", "name", "media_type"), [("JPEG", "jpg", "jpeg"), ("PNG", "png", "png")])
async def test_a_picture_is_uploaded_as_it_is_and_sent(
    small: SmallPlatform, platform: Platform, inbox: Inbox, kind: str, name: str, media_type: str
) -> None:
    small.script(UPLOAD, {"type": "image", "media_id": "M1", "created_at": 1})
    small.script(SEND, OK)
    photo = a_photo(kind)

    assert (await platform.send(inbox, "openid", IMAGE, photo)).outcome is Outcome.SENT

    uploaded = small.at(UPLOAD)[0]
    assert uploaded.query == {"access_token": TOKEN, "type": "image"}
    assert f'name="media"; filename="image.{name}"\r\nContent-Type: image/{media_type}\r\n\r\n'.encode() in uploaded.raw
    assert photo in uploaded.raw
    assert small.at(SEND)[0].json == {"touser": "openid", "msgtype": "image", "image": {"media_id": "M1"}}


async def test_webp_is_redrawn_as_jpeg_on_white(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    small.script(UPLOAD, {"media_id": "M1"})
    small.script(SEND, OK)
    drawn = BytesIO()
    Image.new("RGBA", (20, 10), (255, 0, 0, 0)).save(drawn, "WEBP", lossless=True)

    await platform.send(inbox, "openid", IMAGE, drawn.getvalue())

    head, _, rest = small.at(UPLOAD)[0].raw.partition(b"\r\n\r\n")
    assert b"image/jpeg" in head
    with Image.open(BytesIO(rest), formats=["JPEG"]) as jpeg:
        assert jpeg.size == (20, 10)
        assert jpeg.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


async def test_a_picture_whose_id_is_gone_is_uploaded_once_more(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(UPLOAD, {"media_id": "M1"}, {"media_id": "M2"})
    small.script(SEND, error(40007), OK)

    assert (await platform.send(inbox, "openid", IMAGE, a_photo())).outcome is Outcome.SENT
    assert [asked.json["image"]["media_id"] for asked in small.at(SEND)] == ["M1", "M2"]

    small.script(SEND, error(40007))
    assert (await platform.send(inbox, "openid", IMAGE, a_photo())).outcome is Outcome.FAILED
    assert len(small.at(SEND)) == 4


@pytest.mark.parametrize("answer", [BREAK, Reply(b"", 500), error(-1), {"type": "image"}])
async def test_an_upload_without_an_answer_leaves_the_picture_for_later(
    small: SmallPlatform, platform: Platform, inbox: Inbox, answer: Any
) -> None:
    small.script(UPLOAD, answer)

    assert (await platform.send(inbox, "openid", IMAGE, a_photo())).outcome is Outcome.LATER
    assert small.at(SEND) == []


@pytest.mark.parametrize(("image", "code"), [(None, "image_missing"), (b"no image", "image_unreadable")])
async def test_a_picture_that_is_none_fails(platform: Platform, inbox: Inbox, image: bytes | None, code: str) -> None:
    receipt = await platform.send(inbox, "openid", IMAGE, image)

    assert (receipt.outcome, receipt.toll, receipt.code) == (Outcome.FAILED, Toll.NONE, code)


async def test_a_file_is_fetched_by_its_id(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    small.script(GET, Reply(b"\xff\xd8\xff", headers={"Content-Type": "image/JPEG; x=y"}))

    assert await platform.fetch(inbox, MediaRef(MediaKind.IMAGE, "M1")) == Fetched(b"\xff\xd8\xff", "image/jpeg")
    assert small.at(GET)[0].query == {"access_token": TOKEN, "media_id": "M1"}


async def test_a_customers_file_may_be_json_itself(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    named = {"Content-Disposition": 'attachment; filename="a.json"', "Content-Type": "application/json"}
    small.script(GET, Reply(b'{"errcode": 40007}', headers=named))

    assert (await platform.fetch(inbox, MediaRef(MediaKind.FILE, "M1"))).content == b'{"errcode": 40007}'


async def test_a_video_is_followed_to_where_it_lies_without_the_token(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(GET, {"video_url": f"{small.url}/video.mp4"})
    small.script("/video.mp4", Reply(b"mp4", headers={"Content-Type": "video/mp4"}))

    assert await platform.fetch(inbox, MediaRef(MediaKind.VIDEO, "M1")) == Fetched(b"mp4", "video/mp4")
    assert small.at("/video.mp4")[0].query == {}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "", "gopher://x", "http:///x"])
async def test_a_video_that_lies_nowhere_is_gone(
    small: SmallPlatform, platform: Platform, inbox: Inbox, url: str
) -> None:
    small.script(GET, {"video_url": url})

    with pytest.raises(MediaGone):
        await platform.fetch(inbox, MediaRef(MediaKind.VIDEO, "M1"))


async def test_a_picture_without_an_id_is_fetched_from_its_address(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script("/mmbiz/0", Reply(b"\x89PNG", headers={"Content-Type": "image/png"}))

    fetched = await platform.fetch(inbox, MediaRef(MediaKind.IMAGE, url=f"{small.url}/mmbiz/0"))

    assert fetched == Fetched(b"\x89PNG", "image/png")
    assert small.at("/mmbiz/0")[0].query == {}


async def test_without_the_permission_a_picture_is_fetched_from_its_address(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    photo = a_photo()
    small.script(GET, error(48001))
    small.script("/mmbiz/0", Reply(photo, headers={"Content-Type": "image/jpeg"}))

    fetched = await platform.fetch(inbox, MediaRef(MediaKind.IMAGE, "M1", f"{small.url}/mmbiz/0"))

    assert fetched.content == photo


async def test_no_address_of_a_message_has_us_ask_another_machine(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    port = small.url.rpartition(":")[2]
    for url in (f"http://localhost:{port}/x", f"http://qq.com@localhost:{port}/x", "http://[", ""):
        with pytest.raises(MediaGone):
            await platform.fetch(inbox, MediaRef(MediaKind.IMAGE, url=url))

    assert small.asked == []


@pytest.mark.parametrize("answer", [error(40007), error(40004), {"video_url": "/x"}])
async def test_a_file_that_is_gone_is_told_apart(
    small: SmallPlatform, platform: Platform, inbox: Inbox, answer: Any
) -> None:
    small.script(GET, answer)

    with pytest.raises(MediaGone):
        await platform.fetch(inbox, MediaRef(MediaKind.VOICE, "M1"))


@pytest.mark.parametrize("answer", [error(-1), error(45009), error(40164), error(77777), BREAK, Reply(b"", 500)])
async def test_a_file_that_may_come_later_is_told_apart(
    small: SmallPlatform, platform: Platform, inbox: Inbox, answer: Any
) -> None:
    small.script(GET, answer)

    with pytest.raises(ChannelUnavailable):
        await platform.fetch(inbox, MediaRef(MediaKind.VOICE, "M1"))


@pytest.mark.parametrize(("status", "error"), [(404, MediaGone), (302, MediaGone), (503, ChannelUnavailable)])
async def test_an_address_that_does_not_serve_the_file(
    small: SmallPlatform, platform: Platform, inbox: Inbox, status: int, error: type[Exception]
) -> None:
    small.script("/pic", Reply(b"<html>", status))

    with pytest.raises(error):
        await platform.fetch(inbox, MediaRef(MediaKind.IMAGE, url=f"{small.url}/pic"))


async def test_a_file_of_more_than_20_mb_is_not_had(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    small.script(GET, Reply(bytes(20 * 1024 * 1024 + 1), headers={"Content-Type": "video/mp4"}))

    with pytest.raises(MediaGone, match="20MB"):
        await platform.fetch(inbox, MediaRef(MediaKind.VIDEO, "M1"))


async def test_a_fetch_replaces_a_token_too(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    small.script(GET, error(42001), Reply(b"amr", headers={"Content-Type": "audio/amr"}))

    assert (await platform.fetch(inbox, MediaRef(MediaKind.VOICE, "M1"))).content == b"amr"
