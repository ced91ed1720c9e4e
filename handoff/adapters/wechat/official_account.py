"""Official Accounts (公众号) and the customer service of mini-programs (小程序), which differ in few words."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import httpx

from handoff.adapters.wechat.access import Access
from handoff.adapters.wechat.api import PAUSES, PlatformApi, address
from handoff.adapters.wechat.checks import callback_point, not_reached, token_point
from handoff.adapters.wechat.error_codes import OFFICIAL_ACCOUNT, OFFICIAL_ACCOUNT_TOKEN
from handoff.adapters.wechat.errors import Action, NoAnswer, NotTaken, Refused, receipt_of
from handoff.adapters.wechat.exchange import Outgoing
from handoff.adapters.wechat.in_time import Errand, in_time
from handoff.adapters.wechat.media import MediaFiles
from handoff.adapters.wechat.parcels import as_text, for_official_account, shows_menus
from handoff.adapters.wechat.sending import Sending
from handoff.domain.arrival import Arrival, MediaRef
from handoff.domain.inbox import CryptMode, Flavour, Inbox, OfficialAccount, ReplyMode
from handoff.domain.parcel import Outcome, Parcel, ParcelKind, Receipt
from handoff.services.channel_port import SEND_WITHIN, CheckedPoint, Fetched, Tokens
from handoff.services.ports import Clock

Reader = Callable[[Inbox, Mapping[str, Any]], Sequence[Arrival]]
# No openid looks like this, so that what is sent to it reaches nobody.
_NOBODY = "connection-test"


class OfficialAccountPlatform:
    """`reader` reads stored payloads; `pauses` lie between the tries of calls that may be repeated."""

    def __init__(
        self, http: httpx.AsyncClient, tokens: Tokens, now: Clock, reader: Reader, pauses: Sequence[float] = PAUSES
    ) -> None:
        self._now = now
        self._reader = reader
        access = Access(http, tokens, now, token_request, OFFICIAL_ACCOUNT_TOKEN)
        self._api = PlatformApi(http, access, OFFICIAL_ACCOUNT, pauses)
        self._files = MediaFiles(self._api)
        self._sending = Sending(self._files)

    def read(self, inbox: Inbox, payload: Mapping[str, Any]) -> Sequence[Arrival]:
        return self._reader(inbox, payload)

    async def send(
        self, inbox: Inbox, to: str, parcel: Parcel, image: bytes | None, within: timedelta = SEND_WITHIN
    ) -> Receipt:
        if parcel.kind in {ParcelKind.MENU, ParcelKind.NEWS} and not shows_menus(_account(inbox)):
            parcel = as_text(parcel)
        try:
            async with in_time(self._now, within) as errand:
                await self._sending.hand_over(inbox, parcel, image, partial(self._post, inbox, to, errand))
        except (Refused, NotTaken, NoAnswer) as error:
            # Nothing marks a repeat here, so that a send without an answer stays unknown for ever.
            return receipt_of(error, self._now())
        return Receipt(Outcome.SENT)

    async def typing(self, inbox: Inbox, to: str) -> None:
        if _account(inbox).replies is ReplyMode.PASSIVE:
            return
        with suppress(Refused, NotTaken, NoAnswer):
            await self._api.send(inbox, _path(inbox, "typing"), {"touser": to, "command": "Typing"})

    async def fetch(self, inbox: Inbox, media: MediaRef) -> Fetched:
        return await self._files.fetch(inbox, media)

    async def check(self, inbox: Inbox) -> Sequence[CheckedPoint]:
        account = _account(inbox)
        points = [
            callback_point(inbox, encrypted=account.mode is not CryptMode.PLAIN),
            await token_point(self._api.access, inbox),
        ]
        if points[-1].passed:
            points.append(await self._may_send(inbox))
        return points

    async def _may_send(self, inbox: Inbox) -> CheckedPoint:
        if _account(inbox).replies is ReplyMode.PASSIVE:
            return CheckedPoint("send", True, "已设为被动回复，不需要客服消息接口权限。")
        # The very call that the channel lives by. Permission is looked at before the recipient: an account without it
        # hears 48001, all others 40003 (no such openid). The list of customer-service accounts would ask for another
        # permission, and “typing” is refused for many reasons more.
        probe = for_official_account(_account(inbox), _NOBODY, Parcel("probe", ParcelKind.TEXT, (), text="连接测试"))
        try:
            await self._api.send(inbox, _path(inbox, "send"), probe)
        except Refused as error:
            if error.action is not Action.PERMANENT:
                return CheckedPoint("send", False, error.text)
        except (NotTaken, NoAnswer):
            return CheckedPoint("send", False, not_reached(inbox))
        return CheckedPoint("send", True, "客服消息接口可以使用。")

    async def _post(self, inbox: Inbox, to: str, errand: Errand, parcel: Parcel, media_id: str) -> None:
        body = for_official_account(_account(inbox), to, parcel, media_id)
        await self._api.send(inbox, _path(inbox, "send"), body, errand.carrying)


def token_request(inbox: Inbox) -> Outgoing:
    """The stable token, never with `force_refresh`: that would end the token of everybody else."""
    body = {"grant_type": "client_credential", "appid": _account(inbox).app_id, "secret": inbox.secrets.secret}
    return Outgoing("POST", address(inbox, "/cgi-bin/stable_token"), body=body)


def _path(inbox: Inbox, word: str) -> str:
    between = "/business" if _account(inbox).flavour is Flavour.MINI else ""
    return f"/cgi-bin/message/custom{between}/{word}"


def _account(inbox: Inbox) -> OfficialAccount:
    assert isinstance(inbox.account, OfficialAccount), inbox.id  # noqa: S101
    return inbox.account
