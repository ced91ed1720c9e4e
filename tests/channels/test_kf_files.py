"""Files of 微信客服 lie with the platform for three days: fetched at once, or later, or told of in a word."""

from uuid import uuid4

import pytest

from handoff.domain.message import Sender
from handoff.services.replies import AgentLine
from tests.support.kf_desk import asks_for_a_person, changed, lines, ours, served, theirs
from tests.support.photos import a_photo
from tests.support.wechat_desk import WechatDesk

AMR = b"#!AMR\n" + bytes(range(64))


async def test_a_photo_is_kept_and_ours_goes_out(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)

    await yu.sends_image(a_photo())
    await there.settle()
    image = await there.desk.services.uploads.from_agent(episode.id, agent, a_photo(colour="blue"))
    await there.desk.services.replies.send(
        episode.id, agent, AgentLine(uuid4().hex, "请您参照图片。", None, None, (image.id,))
    )
    await there.settle()

    [kept] = (await theirs(there, inbox, yu)).attachments
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 64, 48)
    assert [line.kind for line in yu.received[-2:]] == ["text", "image"]


@pytest.mark.parametrize(
    ("kind", "content", "media_type"),
    [
        ("voice", AMR, "audio/amr"),
        ("video", b"\0\0\0\x18ftypmp42" + bytes(64), "video/mp4"),
        ("file", b"%PDF-1.7 " + bytes(64), "application/octet-stream"),
    ],
    ids=["voice", "video", "file"],
)
async def test_a_file_is_kept_as_it_is_and_the_bot_says_that_it_reads_none(
    there: WechatDesk, kind: str, content: bytes, media_type: str
) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent = await there.desk.agent("林主管")

    await yu.sends_file(kind, content)
    await there.settle()

    [kept] = (await theirs(there, inbox, yu)).attachments
    assert (kept.media_type, kept.size) == (media_type, len(content))
    assert not there.desk.bot.asked
    assert "请您用文字说明" in yu.texts[-1]
    episode = await asks_for_a_person(there, inbox, yu)
    await there.desk.services.assignment.accept(episode.id, agent)
    assert (await there.desk.services.uploads.for_desk(agent, kept.id)).content == content


async def test_a_photo_that_cannot_be_had_now_leaves_a_word_and_comes_later(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    there.platform.refuses("media/get", 45009, times=5)

    await yu.sends_image(a_photo())
    for seconds in (0, 1, 2, 4):
        await there.later(seconds=seconds)

    line = await theirs(there, inbox, yu)
    assert (line.text, line.attachments) == ("[图片]", ())
    await yu.writes("图片中的型号对吗")
    await there.settle()
    assert (await theirs(there, inbox, yu)).text == "图片中的型号对吗"
    await there.later(minutes=1)
    assert not [shown for shown in await changed(there, line) if shown["attachments"]]
    await there.later(seconds=2)
    [shown] = [shown for shown in await changed(there, line) if shown["attachments"]]
    [image] = (await lines(there, inbox, yu, Sender.CONTACT))[0].attachments
    assert image.media_type == "image/jpeg"
    assert image.id in str(shown["attachments"])


async def test_a_photo_that_comes_soon_is_waited_for(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    there.platform.refuses("media/get", 45009)

    await yu.sends_image(a_photo())
    await yu.writes("图片中的型号对吗")
    await there.settle()
    assert not await there.lines(inbox, yu.external_userid)
    await there.later(seconds=1)

    both = await lines(there, inbox, yu, Sender.CONTACT)
    assert [(line.text, len(line.attachments)) for line in both] == [("", 1), ("图片中的型号对吗", 0)]


async def test_a_photo_that_is_gone_stays_a_word(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")

    await yu.sends_image(a_photo())
    media = yu.thread.lines[-1].media
    assert media
    there.platform.world.media.expire(media)
    await there.settle()
    await there.later(hours=1)

    line = await theirs(there, inbox, yu)
    assert (line.text, line.attachments) == ("[图片]", ())
    assert there.platform.count("media/get") == 1


async def test_a_file_that_never_comes_is_given_up_when_the_platform_has_forgotten_it(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    there.platform.refuses("media/get", 45009, times=1000)
    await yu.sends_image(a_photo())
    for _ in range(60):
        await there.later(minutes=10)

    await there.later(hours=72)
    asked = there.platform.count("media/get")
    await there.later(hours=1)

    assert asked > 50
    assert there.platform.count("media/get") == asked
    assert (await theirs(there, inbox, yu)).text == "[图片]"


async def test_a_voice_that_cannot_be_had_is_answered_like_one_that_can(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")

    await yu.sends_file("voice", AMR)
    media = yu.thread.lines[-1].media
    assert media
    there.platform.world.media.expire(media)
    await there.settle()

    assert (await theirs(there, inbox, yu)).text == "[语音]"
    assert not there.desk.bot.asked
    assert "请您用文字说明" in (await ours(there, inbox, yu)).text
