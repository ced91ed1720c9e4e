"""微信客服: customers of WeChat served from WeCom, by our desk or by people in its client."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import httpx

from handoff.adapters.wechat.access import Access
from handoff.adapters.wechat.api import PAUSES, PlatformApi, address
from handoff.adapters.wechat.checks import callback_point, token_point
from handoff.adapters.wechat.error_codes import KF
from handoff.adapters.wechat.errors import Action, NoAnswer, NotTaken, Refused, beside_the_send, raised, receipt_of
from handoff.adapters.wechat.exchange import Answer, Outgoing
from handoff.adapters.wechat.in_time import Errand, in_time
from handoff.adapters.wechat.kf_checks import account_point, messages_point
from handoff.adapters.wechat.kf_repeats import Repeats
from handoff.adapters.wechat.media import MediaFiles
from handoff.adapters.wechat.parcels import as_text, for_kf, on_event
from handoff.adapters.wechat.sending import Sending
from handoff.domain.arrival import Arrival, MediaRef
from handoff.domain.inbox import Inbox, KfAccount
from handoff.domain.parcel import Outcome, Parcel, ParcelKind, Receipt, Toll
from handoff.services.arrival_port import PlatformSession
from handoff.services.channel_port import SEND_WITHIN, CheckedPoint, Fetched, SyncPage, Tokens
from handoff.services.ports import Clock

Reader = Callable[[Inbox, Mapping[str, Any]], Sequence[Arrival]]
_NEW, _BOT, _QUEUEING, _WITH_COLLEAGUE = range(4)
_MOST_NAMES = 100
_A_PAGE = 1000
_AMR = 0
_COLLEAGUE_SERVES = "该客户正由企业微信中的同事接待，此消息没有发送，请与接待的同事沟通后再处理。"
_ENDED = "该客户的会话已结束，此消息已留存，待客户再次来信后发送。"


class KfPlatformApi:
    """`reader` reads the items of `sync`; `pauses` lie between the tries of calls that may be repeated."""

    def __init__(
        self, http: httpx.AsyncClient, tokens: Tokens, now: Clock, reader: Reader, pauses: Sequence[float] = PAUSES
    ) -> None:
        self._now = now
        self._reader = reader
        self._api = PlatformApi(http, Access(http, tokens, now, token_request, KF), KF, pauses)
        self._files = MediaFiles(self._api)
        self._sending = Sending(self._files)
        self._repeats = Repeats()

    def read(self, inbox: Inbox, payload: Mapping[str, Any]) -> Sequence[Arrival]:
        return self._reader(inbox, payload)

    async def send(
        self, inbox: Inbox, to: str, parcel: Parcel, image: bytes | None, within: timedelta = SEND_WITHIN
    ) -> Receipt:
        if parcel.kind is ParcelKind.NEWS:
            # Its links ask for a picture that we have none of.
            parcel = as_text(parcel)
        try:
            async with in_time(self._now, within) as errand:
                await self._sending.hand_over(inbox, parcel, image, partial(self._post, inbox, to, errand))
        except NoAnswer as error:
            return self._repeats.unanswered(parcel, error)
        except NotTaken as error:
            return receipt_of(error, self._now())
        except Refused as error:
            return self._repeats.refused(parcel, error, self._now())
        return self._repeats.sent(parcel)

    async def typing(self, inbox: Inbox, to: str) -> None:
        """This platform shows nothing of the kind."""

    async def fetch(self, inbox: Inbox, media: MediaRef) -> Fetched:
        return await self._files.fetch(inbox, media)

    async def check(self, inbox: Inbox) -> Sequence[CheckedPoint]:
        points = [callback_point(inbox, encrypted=True), await token_point(self._api.access, inbox)]
        if points[-1].passed:
            points.append(await account_point(self._api, inbox, _account(inbox).open_kfid))
        if points[-1].passed:
            points.append(await messages_point(self._api, inbox, _account(inbox).open_kfid))
        return points

    async def sync(self, inbox: Inbox, cursor: str, token: str) -> SyncPage:
        body: dict[str, Any] = {
            "open_kfid": _account(inbox).open_kfid,
            "limit": _A_PAGE,
            "voice_format": _AMR,
            **({"cursor": cursor} if cursor else {}),
        }
        try:
            answer = await self._page(inbox, body, token)
        except (Refused, NotTaken, NoAnswer) as error:
            raise raised(error) from error
        items = answer.get("msg_list")
        reached = str(answer.get("next_cursor") or cursor)
        return SyncPage(
            items=[item for item in items if isinstance(item, dict)] if isinstance(items, list) else [],
            cursor=reached,
            # “More” behind a cursor that stands still would be asked for without end.
            has_more=bool(answer.get("has_more")) and reached != cursor,
        )

    async def session(self, inbox: Inbox, customer: str) -> PlatformSession:
        try:
            return await self._session(inbox, customer)
        except (Refused, NotTaken, NoAnswer) as error:
            raise raised(error) from error

    async def move_session(self, inbox: Inbox, customer: str, state: int, servicer: str = "") -> str:
        body = {
            "open_kfid": _account(inbox).open_kfid,
            "external_userid": customer,
            "service_state": state,
            **({"servicer_userid": servicer} if servicer else {}),
        }
        try:
            answer = await self._api.send(inbox, "/cgi-bin/kf/service_state/trans", body)
        except (Refused, NotTaken, NoAnswer) as error:
            raise raised(error) from error
        return str(answer.get("msg_code") or "")

    async def send_on_event(self, inbox: Inbox, code: str, parcel: Parcel, within: timedelta = SEND_WITHIN) -> Receipt:
        if parcel.kind is ParcelKind.IMAGE:
            return Receipt(Outcome.FAILED, Toll.NONE, "欢迎语与会话变更提示只能发送文字和菜单。", "not_for_events")
        try:
            async with in_time(self._now, within) as errand:
                body = on_event(code, parcel)
                await self._api.send(inbox, "/cgi-bin/kf/send_msg_on_event", body, errand.carrying)
        except NoAnswer as error:
            # The code is good for one use: whether it was used, a second try would not show.
            return Receipt(Outcome.UNKNOWN, Toll.NONE, error.text, error.code)
        except (Refused, NotTaken) as error:
            return receipt_of(error, self._now())
        return Receipt(Outcome.SENT, Toll.NONE)

    async def nicknames(self, inbox: Inbox, customers: Sequence[str]) -> Mapping[str, str]:
        names: dict[str, str] = {}
        for start in range(0, len(customers), _MOST_NAMES):
            body = {"external_userid_list": list(customers[start : start + _MOST_NAMES])}
            try:
                answer = await self._api.ask(inbox, "/cgi-bin/kf/customer/batchget", body)
            except (Refused, NotTaken, NoAnswer) as error:
                raise raised(error) from error
            names.update(_names(answer))
        return names

    async def _post(self, inbox: Inbox, to: str, errand: Errand, parcel: Parcel, media_id: str) -> None:
        body = for_kf(_account(inbox), to, parcel, media_id)
        try:
            await self._api.send(inbox, "/cgi-bin/kf/send_msg", body, errand.carrying)
        except Refused as error:
            if error.action is not Action.SESSION:
                raise
            await self._must_be_ours(inbox, to, error.code)
            await self._api.send(inbox, "/cgi-bin/kf/send_msg", body, errand.carrying)

    async def _must_be_ours(self, inbox: Inbox, customer: str, code: str) -> None:
        """After a refusal for the session's state: returns where the API may answer after all, else raises."""
        with beside_the_send():
            state = (await self._session(inbox, customer)).state
        if state in {_QUEUEING, _WITH_COLLEAGUE}:
            raise Refused(code, Action.COLLEAGUE, _COLLEAGUE_SERVES)
        if state not in {_NEW, _BOT}:
            raise Refused(code, Action.PARK, _ENDED)

    async def _session(self, inbox: Inbox, customer: str) -> PlatformSession:
        body = {"open_kfid": _account(inbox).open_kfid, "external_userid": customer}
        answer = await self._api.ask(inbox, "/cgi-bin/kf/service_state/get", body)
        state = answer.get("service_state")
        if not isinstance(state, int):
            raise NoAnswer("an answer without a state")
        return PlatformSession(state, str(answer.get("servicer_userid") or ""))

    async def _page(self, inbox: Inbox, body: Mapping[str, Any], token: str) -> Answer:
        if token:
            try:
                return await self._api.ask(inbox, "/cgi-bin/kf/sync_msg", {**body, "token": token})
            except Refused as error:
                if error.action is not Action.STALE_BELL:
                    raise
        # A bell's token is good for ten minutes; without one the page comes too, only not as often.
        return await self._api.ask(inbox, "/cgi-bin/kf/sync_msg", body)


def token_request(inbox: Inbox) -> Outgoing:
    params = {"corpid": _account(inbox).corp_id, "corpsecret": inbox.secrets.secret}
    return Outgoing("GET", address(inbox, "/cgi-bin/gettoken"), params)


def _names(answer: Answer) -> dict[str, str]:
    customers = answer.get("customer_list")
    return {
        str(customer["external_userid"]): str(customer["nickname"])
        for customer in (customers if isinstance(customers, list) else [])
        if isinstance(customer, dict) and customer.get("external_userid") and customer.get("nickname")
    }


def _account(inbox: Inbox) -> KfAccount:
    assert isinstance(inbox.account, KfAccount), inbox.id  # noqa: S101
    return inbox.account
