"""Images over HTTP: who may send and see them, how long they may be, and what they are served as."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from handoff.domain.agent import Role
from handoff.domain.image import MOST_BYTES
from tests.support.photos import a_phones_photo, a_photo
from tests.web.house import House
from tests.web.office import Office, open_office
from tests.web.people import Caller, Visitor

AT = "/api/webchat/attachments"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!DOCTYPE html><script>alert(document.cookie)</script>"


async def sent(caller: Caller, body: bytes, path: str = AT, **more: Any) -> httpx.Response:
    return await caller.http.post(path, content=body, **more)


async def uploaded(caller: Caller, path: str = AT, body: bytes | None = None) -> dict[str, Any]:
    answer = await sent(caller, body or a_photo(), path)
    assert answer.status_code == 201, answer.text
    image: dict[str, Any] = answer.json()["attachment"]
    return image


async def said(visitor: Visitor, text: str, *ids: str) -> httpx.Response:
    body = {"client_id": uuid.uuid4().hex, "text": text, "attachments": list(ids)}
    return await visitor.post("/api/webchat/messages", body)


async def test_an_uploaded_image_comes_back_to_its_visitor_as_an_image_and_nothing_else(office: Office) -> None:
    visitor = await office.visitor()

    image = await uploaded(visitor, body=a_phones_photo())
    answer = await visitor.get(image["url"])

    assert image == {
        "id": image["id"],
        "url": f"{AT}/{image['id']}",
        "width": 48,
        "height": 64,
        "media_type": "image/jpeg",
        "size": len(answer.content),
    }
    assert answer.status_code == 200
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'"
    assert headers["content-disposition"] == "inline"
    assert headers["cache-control"].startswith("private")
    assert b"Exif" not in answer.content
    assert b"SecretCamera" not in answer.content


async def test_a_form_is_taken_too(office: Office) -> None:
    visitor = await office.visitor()

    answer = await visitor.http.post(AT, files={"file": ("photo.png", a_photo("PNG"), "image/png")})
    without = await visitor.http.post(AT, files={"other": ("photo.png", a_photo("PNG"), "image/png")})

    assert (answer.status_code, answer.json()["attachment"]["media_type"]) == (201, "image/png")
    assert (without.status_code, without.json()["code"]) == (400, "bad_input")


@pytest.mark.parametrize("declared", ["image/png", "text/html", None])
async def test_what_a_file_is_its_bytes_say(office: Office, declared: str | None) -> None:
    visitor = await office.visitor()
    headers = {"Content-Type": declared} if declared else {}

    assert (await sent(visitor, a_photo("WEBP"), headers=headers)).json()["attachment"]["media_type"] == "image/webp"
    for body in (SVG, HTML, b"GIF89a/*" + HTML + b"*/", b"\xff\xd8\xff\xe0" + HTML * 9, b"MZ" + bytes(99)):
        refused = await sent(visitor, body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_media"), body
        assert "JPG" in refused.json()["message"]


async def test_what_hides_behind_an_image_is_not_served(office: Office) -> None:
    visitor = await office.visitor()

    image = await uploaded(visitor, body=a_photo("GIF") + HTML)

    assert HTML not in (await visitor.get(image["url"])).content


@pytest.mark.parametrize("beyond", [0, 1, MOST_BYTES, 5 * MOST_BYTES])
async def test_ten_megabytes_are_taken_and_not_one_byte_more(office: Office, beyond: int) -> None:
    visitor = await office.visitor()
    photo = a_photo()
    # Bytes after the end of an image are no part of it; they only make the file long.
    body = photo + bytes(MOST_BYTES - len(photo) + beyond)

    try:
        answer = await sent(visitor, body)
    except httpx.HTTPError:
        # Far beyond the limit the connection is closed under the sender.
        assert beyond > MOST_BYTES
        return

    if beyond == 0:
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert "10MB" in answer.json()["message"]
    assert (await visitor.get("/api/webchat/messages")).status_code == 200


async def test_a_body_without_a_length_is_measured_as_it_comes(office: Office) -> None:
    visitor = await office.visitor()

    async def chunks() -> Any:
        for _ in range(11):
            yield bytes(1024 * 1024)

    answer = await visitor.http.post(AT, content=chunks())

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_other_routes_take_no_more_than_they_did(office: Office) -> None:
    visitor = await office.visitor()

    answer = await visitor.http.post("/api/webchat/messages", content=bytes(300 * 1024))

    assert answer.status_code == 413


async def test_an_empty_body_is_told_so(office: Office) -> None:
    visitor = await office.visitor()

    answer = await sent(visitor, b"")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


async def test_nobody_uploads_without_a_token_and_nothing_of_the_body_is_kept(office: Office, house: House) -> None:
    nobody = await office.nobody()
    before = sorted(house.folder.glob("attachments/??/*"))

    answer = await sent(nobody, a_photo(colour="violet"))

    assert answer.status_code == 401
    assert sorted(house.folder.glob("attachments/??/*")) == before


async def test_somebody_elses_image_is_not_there(office: Office) -> None:
    visitor, stranger, nobody = await office.visitor(), await office.visitor(), await office.nobody()
    image = await uploaded(visitor)

    theirs = await stranger.get(image["url"])
    missing = await stranger.get(f"{AT}/{'0' * 32}")

    assert (theirs.status_code, theirs.json()) == (404, missing.json())
    assert (await nobody.get(image["url"])).status_code == 401
    assert (await said(stranger, "看一下", image["id"])).status_code == 400


async def test_a_line_may_be_images_alone_up_to_six(office: Office) -> None:
    visitor = await office.visitor()
    ids = [(await uploaded(visitor, body=a_photo(size=(8 + number, 8))))["id"] for number in range(7)]

    seven = await said(visitor, "", *ids)
    six = await said(visitor, "", *ids[:6])
    none = await said(visitor, " ")

    assert (seven.status_code, none.status_code) == (400, 400)
    assert six.status_code == 202
    assert [image["id"] for image in six.json()["message"]["attachments"]] == ids[:6]
    assert six.json()["message"]["attachments"][0] == {
        "id": ids[0],
        "url": f"{AT}/{ids[0]}",
        "width": 8,
        "height": 8,
    }
    assert (await visitor.lines())[0]["attachments"] == six.json()["message"]["attachments"]


async def test_an_image_comes_with_its_line_over_the_feed(office: Office) -> None:
    visitor = await office.visitor()
    wire = await office.widget(visitor)
    image = await uploaded(visitor)

    await said(visitor, "", image["id"])

    event = await wire.event("message.created")
    assert event["data"]["message"]["attachments"][0]["url"] == image["url"]


async def test_an_agents_image_reaches_the_customer(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    episode_id = await office.served(agent, visitor)

    image = await uploaded(agent, f"/api/desk/episodes/{episode_id}/attachments")
    assert (await visitor.get(f"{AT}/{image['id']}")).status_code == 404
    answer = await agent.reply(episode_id, "", attachments=[image["id"]])
    await office.work()

    assert answer.status_code == 200, answer.text
    assert image["url"] == f"/api/desk/attachments/{image['id']}"
    assert answer.json()["message"]["attachments"][0]["url"] == image["url"]
    [shown] = (await visitor.lines())[-1]["attachments"]
    assert shown["url"] == f"{AT}/{image['id']}"
    assert (await visitor.get(shown["url"])).content == (await agent.get(image["url"])).content


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.TRAINER])
async def test_at_the_desk_an_image_is_seen_by_whom_its_conversation_is(office: Office, role: Role) -> None:
    agent, visitor, other = await office.person(), await office.visitor(), await office.person(role)
    image = await uploaded(visitor)
    await said(visitor, "看一下", image["id"])
    await office.served(agent, visitor)
    path = f"/api/desk/attachments/{image['id']}"

    assert (await agent.get(path)).status_code == 200
    assert (await other.get(path)).status_code == {Role.AGENT: 404, Role.LEAD: 200, Role.TRAINER: 403}[role]
    assert (await visitor.get(path)).status_code == 401
    assert (await agent.get(f"/api/desk/attachments/{'0' * 32}")).status_code == 404


async def test_uploads_are_counted_for_each_visitor(office: Office) -> None:
    visitor = await office.visitor()

    answers = [await sent(visitor, b"x") for _ in range(31)]

    assert {answer.status_code for answer in answers[:30]} == {415}
    assert (answers[30].status_code, answers[30].json()["code"]) == (429, "too_many_requests")


async def test_images_sent_side_by_side_are_all_kept(office: Office) -> None:
    visitor = await office.visitor()

    images = await asyncio.gather(*(uploaded(visitor, body=a_photo(size=(900 + one, 700))) for one in range(4)))

    widths = [(await visitor.get(image["url"])).status_code for image in images]
    assert widths == [200] * 4


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """One whose web process may be killed."""
    with House(tmp_path) as house:
        yield house


async def test_an_image_uploaded_before_a_kill_goes_out_after_it(own_house: House) -> None:
    async with open_office(own_house) as office:
        visitor = await office.visitor()
        image = await uploaded(visitor)
        own_house.kill_web()
        own_house.start_web()

        answer = await said(visitor, "", image["id"])

        assert answer.status_code == 202, answer.text
        assert (await visitor.get(image["url"])).status_code == 200
