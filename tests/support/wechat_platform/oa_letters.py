"""Callbacks of Official Accounts and mini-programs, plain, compatible or safe, in XML or JSON; and our answers."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from tests.support.wechat_platform.crypt import CannotOpen, Seal, signature
from tests.support.wechat_platform.pushing import Letter

Fields = Mapping[str, str | int | float]
PASSIVE = frozenset({"text", "image", "voice", "video", "music", "news", "transfer_customer_service"})


class BadReply(Exception):
    """The answer is nothing that can be shown; the customer reads a notice about it."""


@dataclass(frozen=True)
class LetterBox:
    """How one account's console is set: `mode` plain, compat or safe; `wire` xml or json."""

    seal: Seal
    mode: str
    wire: str
    original_id: str

    def letter(self, fields: Fields, openid: str, now: datetime) -> Letter:
        timestamp, nonce = str(int(now.timestamp())), str(secrets.randbelow(10**10))
        query = {
            "signature": signature(self.seal.token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": openid,
        }
        if self.mode != "plain":
            sealed = self.seal.close(self._render(fields))
            query |= {"encrypt_type": "aes", "msg_signature": self.seal.sign(timestamp, nonce, sealed)}
            fields = {**(fields if self.mode == "compat" else {"ToUserName": self.original_id}), "Encrypt": sealed}
        return Letter(query, self._render(fields).encode(), "text/xml" if self.wire == "xml" else "application/json")

    def console_query(self, echo: str, now: datetime) -> Mapping[str, str]:
        """What the console asks with GET; the echo is never encrypted here."""
        timestamp, nonce = str(int(now.timestamp())), str(secrets.randbelow(10**10))
        signed = signature(self.seal.token, timestamp, nonce)
        return {"signature": signed, "timestamp": timestamp, "nonce": nonce, "echostr": echo}

    def read(self, body: bytes, openid: str) -> Mapping[str, Any] | None:
        """Our answer; None where it says nothing. Raises BadReply."""
        if body in {b"", b"success"}:
            return None
        found = self._parsed(body)
        if "Encrypt" in found:
            found = self._parsed(self._opened(found).encode())
        elif self.mode == "safe":
            raise BadReply("safe mode takes encrypted answers only")
        if (found.get("ToUserName"), found.get("FromUserName")) != (openid, self.original_id):
            raise BadReply("from and to are not those of the message, swapped")
        if found.get("MsgType") not in PASSIVE or not str(found.get("CreateTime", "")).isdigit():
            raise BadReply("MsgType or CreateTime is wrong")
        return found

    def _opened(self, found: Mapping[str, Any]) -> str:
        timestamp, nonce, sealed = (str(found.get(name, "")) for name in ("TimeStamp", "Nonce", "Encrypt"))
        if not (timestamp and nonce) or found.get("MsgSignature") != self.seal.sign(timestamp, nonce, sealed):
            raise BadReply("the signature is wrong")
        try:
            return self.seal.open(sealed)
        except CannotOpen as error:
            raise BadReply(str(error)) from error

    def _parsed(self, body: bytes) -> Mapping[str, Any]:
        try:
            if self.wire == "json":
                found = json.loads(body)
                if not isinstance(found, dict):
                    raise BadReply("not an object")
                return found
            return fields_of(body.decode())
        except (ValueError, ET.ParseError) as error:
            raise BadReply(str(error)) from error

    def _render(self, fields: Fields) -> str:
        return xml_of(fields) if self.wire == "xml" else json.dumps(fields, ensure_ascii=False)


def xml_of(fields: Fields) -> str:
    return f"<xml>{''.join(f'<{name}>{_value(value)}</{name}>' for name, value in fields.items())}</xml>"


def fields_of(xml: str) -> Mapping[str, Any]:
    """Elements by name; one that has elements of its own is such a mapping again."""
    return _fields(ET.fromstring(xml))


def _fields(node: ET.Element) -> Mapping[str, Any]:
    return {child.tag: _fields(child) if len(child) else child.text or "" for child in node}


def _value(value: str | float) -> str:
    if not isinstance(value, str):
        return str(value)
    return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"
