"""How each platform calls us: what the web layer needs of crypt, bodies and readings in one place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handoff.adapters.wechat import kf_reading, oa_reading
from handoff.adapters.wechat.bodies import is_json, open_callback, render_json, render_xml, storable, verify_url
from handoff.adapters.wechat.crypt import Crypt
from handoff.adapters.wechat.fields import instant, part, words
from handoff.domain.arrival import Arrival, ChannelEvent, CustomerMessage, EventName
from handoff.domain.inbox import ChannelKind, CryptMode, Inbox, KfAccount, OfficialAccount


class OfficialAccountFormat:
    def verify_url(self, inbox: Inbox, args: Mapping[str, str]) -> str:
        account = _account(inbox)
        return verify_url(
            args, secrets=inbox.secrets, mode=account.mode, receive_id=account.app_id, kind=ChannelKind.WECHAT_OA
        )

    def open(self, inbox: Inbox, args: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
        account = _account(inbox)
        fields = open_callback(
            args, body, secrets=inbox.secrets, mode=account.mode, receive_id=account.app_id, kind=ChannelKind.WECHAT_OA
        )
        kept: Mapping[str, Any] = storable(fields)
        return kept

    def refs_of(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        return oa_reading.refs_of(payload)

    def bell_of(self, payload: Mapping[str, Any]) -> tuple[str, str] | None:  # noqa: ARG002 (the port's)
        return None

    def hears(self, inbox: Inbox, payload: Mapping[str, Any]) -> bool:
        return any(map(_is_said, oa_reading.read(inbox, payload)))

    def reply(self, inbox: Inbox, payload: Mapping[str, Any], body: bytes, text: str, at: datetime) -> bytes:
        """From and to change places; sealed where the platform seals."""
        account = _account(inbox)
        render = render_json if is_json(body) else render_xml
        seconds = int(at.timestamp())
        reply = render(
            {
                "ToUserName": words(payload, "FromUserName"),
                "FromUserName": words(payload, "ToUserName"),
                "CreateTime": seconds,
                "MsgType": "text",
                "Content": text,
            }
        )
        if account.mode is CryptMode.PLAIN:
            return reply
        return render(Crypt.of(inbox.secrets, account.app_id).seal(reply, timestamp=seconds).fields)


class KfFormat:
    """The callback is only a bell; what rang it is fetched."""

    def verify_url(self, inbox: Inbox, args: Mapping[str, str]) -> str:
        return verify_url(
            args,
            secrets=inbox.secrets,
            mode=CryptMode.SAFE,
            receive_id=_kf(inbox).corp_id,
            kind=ChannelKind.WECHAT_KF,
        )

    def open(self, inbox: Inbox, args: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
        return open_callback(
            args,
            body,
            secrets=inbox.secrets,
            mode=CryptMode.SAFE,
            receive_id=_kf(inbox).corp_id,
            kind=ChannelKind.WECHAT_KF,
        )

    def refs_of(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        return kf_reading.refs_of(payload)

    def bell_of(self, payload: Mapping[str, Any]) -> tuple[str, str] | None:
        return kf_reading.callback_of(payload)

    def sent_at(self, item: Mapping[str, Any]) -> datetime | None:
        return instant(item, "send_time")

    def is_urgent(self, item: Mapping[str, Any]) -> bool:
        event = part(item, "event")
        return bool(words(event, "welcome_code") or words(event, "msg_code"))

    def storable(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        kept: Mapping[str, Any] = storable(item)
        return kept


def _is_said(arrival: Arrival) -> bool:
    """By the customer; a tap on the account's menu says what the operator has set it to say, or nothing."""
    if isinstance(arrival, ChannelEvent):
        return arrival.name is EventName.MENU and bool(arrival.detail.get("text"))
    return isinstance(arrival, CustomerMessage)


def _account(inbox: Inbox) -> OfficialAccount:
    if not isinstance(inbox.account, OfficialAccount):
        raise TypeError(f"inbox {inbox.id} is no Official Account")
    return inbox.account


def _kf(inbox: Inbox) -> KfAccount:
    if not isinstance(inbox.account, KfAccount):
        raise TypeError(f"inbox {inbox.id} is no account of 微信客服")
    return inbox.account
