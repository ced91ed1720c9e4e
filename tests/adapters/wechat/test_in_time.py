"""A send that takes too long is cut off, and the receipt says whether the line may have gone out by then."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from handoff.adapters.wechat.kf import KfPlatformApi
from handoff.adapters.wechat.official_account import OfficialAccountPlatform
from handoff.domain.inbox import Inbox
from handoff.domain.parcel import Outcome, Parcel, Receipt, Toll
from handoff.services.channel_port import KfPlatform, Platform
from tests.adapters.wechat.conftest import nothing_read
from tests.adapters.wechat.small_platform import (
    IMAGE,
    KF_TOKEN,
    MENU,
    NOW,
    OA_TOKEN,
    OK,
    TEXT,
    Asked,
    RowOfTokens,
    SmallPlatform,
    error,
    given_token,
)
from tests.support.photos import a_photo

SEND, KF_SEND, STATE = "/cgi-bin/message/custom/send", "/cgi-bin/kf/send_msg", "/cgi-bin/kf/service_state/get"
ON_EVENT, UPLOAD = "/cgi-bin/kf/send_msg_on_event", "/cgi-bin/media/upload"
# Longer than any answer over loopback takes, and long over when a slow one comes.
SOON, _SLOW_S = timedelta(seconds=0.3), 3.0
LATER = Receipt(Outcome.LATER, Toll.NONE, code="busy")


def slow(answer: Any = OK) -> Callable[[Asked], Awaitable[Any]]:
    """All is well, only not in time."""

    async def answering(_asked: Asked) -> Any:
        await asyncio.sleep(_SLOW_S)
        return answer

    return answering


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """One that waits long enough for a slow answer."""
    async with httpx.AsyncClient(timeout=10 * _SLOW_S, trust_env=False, verify=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "parcel", "answer"),
    [(OA_TOKEN, TEXT, given_token("t")), (UPLOAD, IMAGE, {**OK, "media_id": "M1"})],
    ids=["waiting for a token", "uploading a picture"],
)
async def test_what_is_slow_before_the_line_itself_leaves_the_line_for_later(
    small: SmallPlatform, platform: Platform, inbox: Inbox, path: str, parcel: Parcel, answer: Any
) -> None:
    small.script(path, slow(answer))
    small.script(SEND, OK)

    got = await platform.send(inbox, "openid", parcel, a_photo(), SOON)

    assert replace(got, reason="") == LATER
    assert not small.at(SEND)


async def test_a_line_that_is_slow_itself_is_unknown_there(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(SEND, slow())

    got = await platform.send(inbox, "openid", TEXT, None, SOON)

    assert replace(got, reason="") == Receipt(Outcome.UNKNOWN, Toll.SPENT, code="no_answer")


async def test_a_line_that_is_slow_itself_is_sent_again_under_its_id_at_kf(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(KF_SEND, slow(), error(95999, "msgid is repeated"))

    got = await kf.send(kf_inbox, "wm1", TEXT, None, SOON)

    assert replace(got, reason="") == Receipt(Outcome.LATER, Toll.NONE, code="no_answer")
    assert (await kf.send(kf_inbox, "wm1", TEXT, None)).outcome is Outcome.SENT
    assert [asked.json["msgid"] for asked in small.at(KF_SEND)] == ["p1", "p1"]


async def test_where_the_menu_was_refused_and_its_words_are_slow_the_line_is_unknown(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(SEND, error(40200), slow())

    assert (await platform.send(inbox, "openid", MENU, None, SOON)).outcome is Outcome.UNKNOWN


async def test_where_the_token_was_refused_and_a_new_one_is_slow_the_line_is_left_for_later(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(OA_TOKEN, given_token("old"), slow(given_token("new")))
    small.script(SEND, error(40001), OK)

    got = await platform.send(inbox, "openid", TEXT, None, SOON)

    assert replace(got, reason="") == LATER
    assert len(small.at(SEND)) == 1


async def test_where_whose_session_it_is_cannot_be_learned_in_time_the_line_is_left_for_later(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(KF_SEND, error(95018), OK)
    small.script(STATE, slow({**OK, "service_state": 1}))

    got = await kf.send(kf_inbox, "wm1", TEXT, None, SOON)

    assert replace(got, reason="") == LATER
    assert len(small.at(KF_SEND)) == 1


async def test_a_code_that_is_slow_may_have_been_used_and_one_that_never_went_out_was_not(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(KF_TOKEN, slow(given_token("old")), given_token("new"))
    small.script(ON_EVENT, slow())

    never = await kf.send_on_event(kf_inbox, "code", TEXT, SOON)
    perhaps = await kf.send_on_event(kf_inbox, "code", TEXT, SOON)

    assert (never.outcome, perhaps.outcome) == (Outcome.LATER, Outcome.UNKNOWN)


class StoodStill:
    """Whoever is asked for anything, and the process, stand still for longer than the send may take."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    async def upload(self, _asked: Asked) -> Any:
        self.now += timedelta(minutes=2)
        return {**OK, "type": "image", "media_id": "M1"}


@pytest.mark.parametrize("channel", ["oa", "kf"])
async def test_after_a_standstill_that_nothing_could_cut_off_the_line_is_not_begun(
    small: SmallPlatform, inbox: Inbox, kf_inbox: Inbox, http: httpx.AsyncClient, tokens: RowOfTokens, channel: str
) -> None:
    clock = StoodStill()
    made: type[OfficialAccountPlatform | KfPlatformApi]
    made, at, path = (OfficialAccountPlatform, inbox, SEND) if channel == "oa" else (KfPlatformApi, kf_inbox, KF_SEND)
    small.script(UPLOAD, clock.upload)
    small.script(path, OK)

    got = await made(http, tokens, clock, nothing_read).send(at, "customer", IMAGE, a_photo())

    assert replace(got, reason="") == LATER
    assert not small.at(path)


async def test_with_no_time_left_nothing_is_asked_at_all(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(SEND, OK)

    got = await platform.send(inbox, "openid", TEXT, None, timedelta(seconds=-1))

    assert replace(got, reason="") == LATER
    assert not small.at(SEND)
