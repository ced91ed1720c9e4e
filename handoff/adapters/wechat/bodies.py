"""Bodies of callbacks: bytes from outside to trusted fields, and fields of ours to what the platform reads."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Never
from xml.parsers import expat

from handoff.adapters.wechat.crypt import Crypt, is_signed
from handoff.domain.inbox import ChannelKind, CryptMode, Secrets
from handoff.domain.text import whole
from handoff.services.channel_port import CallbackRefused

_MOST_BYTES = 1024 * 1024
# The deepest that is known, pictures of a menu's item, has five levels.
_DEEPEST = 16
# What XML forbids, and what no database takes.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# A letter written as a number; not inside a section, where it is text like any other. A section may lack its end.
_NUMBERED = re.compile(r"<!\[CDATA\[(?:.*?\]\]>|.*)|&#(?:x([0-9a-fA-F]+)|([0-9]+));", re.DOTALL)
# Allowed by XML, and no more storable than what it stands for.
_STAND_IN = "\x7f"
_MOST_DIGITS = 7
_NO_LETTER = 0x110000
# What stands around a body without meaning anything.
_EDGES = "".join(map(chr, range(0x21))) + "\x7f\x85\xa0\u3000"


def open_callback(
    args: Mapping[str, str],
    body: bytes,
    *,
    secrets: Secrets,
    mode: CryptMode,
    receive_id: str,
    kind: ChannelKind,
) -> dict[str, Any]:
    """The fields of one callback that the platform has vouched for; `args` are those of its address.

    In the compatible mode the platform sends everything twice, and only the encrypted half counts.
    Raises CallbackRefused.
    """
    if _is_plain(kind, mode):
        _check_plainly(args, secrets)
        fields = fields_of(body)
        if "Encrypt" in fields and "MsgType" not in fields:
            raise CallbackRefused("The body is encrypted, and the inbox is set to plain.")
        return {name: value for name, value in fields.items() if name != "Encrypt"}
    return fields_of(_opened(args, fields_of(body).get("Encrypt"), Crypt.of(secrets, receive_id)))


def verify_url(
    args: Mapping[str, str], *, secrets: Secrets, mode: CryptMode, receive_id: str, kind: ChannelKind
) -> str:
    """What to answer when the platform tries the address; raises CallbackRefused.

    微信客服 always encrypts what it wants to hear back, an Official Account as a rule in no mode.
    """
    is_sealed = "msg_signature" in args or args.get("encrypt_type") == "aes"
    if kind is ChannelKind.WECHAT_KF or (is_sealed and not _is_plain(kind, mode)):
        try:
            return _opened(args, args.get("echostr"), Crypt.of(secrets, receive_id)).decode("utf-8")
        except UnicodeDecodeError:
            raise CallbackRefused("The echostr is no text.") from None
    _check_plainly(args, secrets)
    return _text(args, "echostr")


def fields_of(body: bytes) -> dict[str, Any]:
    """XML or JSON, whichever it is, as names and values: repeated tags are lists, text keeps its whitespace.

    Raises CallbackRefused.
    """
    if len(body) > _MOST_BYTES:
        raise CallbackRefused("The body is larger than 1 MiB.")
    try:
        # Halves of emoji pass here; what becomes of them is decided where text is made storable.
        text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogatepass").strip(_EDGES)
    except UnicodeDecodeError:
        raise CallbackRefused("The body is not UTF-8.") from None
    fields = _from_json(text) if text.startswith("{") else _from_xml(text)
    if not fields:
        raise CallbackRefused("The body says nothing.")
    return fields


def is_json(body: bytes) -> bool:
    """Whether the platform pushes JSON, and so expects it back."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def storable_text(text: str) -> str:
    """Halves of emoji become U+FFFD, control characters go; whitespace stays."""
    return _UNSTORABLE.sub("", whole(text))


def storable(value: Any) -> Any:
    """A payload in which every text, names included, is storable."""
    match value:
        case str():
            return storable_text(value)
        case Mapping():
            return {storable(name): storable(each) for name, each in value.items()}
        case list() | tuple():
            return [storable(each) for each in value]
        case _:
            return value


def render_xml(fields: Mapping[str, Any]) -> bytes:
    """Mappings nest, sequences repeat their tag, numbers stand bare."""
    return f"<xml>{_tags(fields)}</xml>".encode()


def render_json(fields: Mapping[str, Any]) -> bytes:
    """Raw UTF-8, because the platform refuses letters written as escapes (40033)."""
    return whole(json.dumps(fields, ensure_ascii=False)).encode()


# Trust ----------------------------------------------------------------------------------------------------------------


def _is_plain(kind: ChannelKind, mode: CryptMode) -> bool:
    return kind is ChannelKind.WECHAT_OA and mode is CryptMode.PLAIN


def _check_plainly(args: Mapping[str, str], secrets: Secrets) -> None:
    timestamp, nonce = _text(args, "timestamp"), _text(args, "nonce")
    if not is_signed(_text(args, "signature"), secrets.token, timestamp, nonce):
        raise CallbackRefused("The callback is not signed for this account.")


def _opened(args: Mapping[str, str], encrypted: Any, crypt: Crypt) -> bytes:
    if not isinstance(encrypted, str):
        raise CallbackRefused("Nothing in the callback is encrypted.")
    return crypt.open(encrypted, *(_text(args, name) for name in ("msg_signature", "timestamp", "nonce")))


def _text(args: Mapping[str, str], name: str) -> str:
    value = args.get(name)
    if not value or not isinstance(value, str):
        raise CallbackRefused(f"The address has no {name}.")
    return value


# JSON -----------------------------------------------------------------------------------------------------------------


def _from_json(text: str) -> dict[str, Any]:
    try:
        # Not strict, because a customer's control characters, unescaped, are no reason to lose the message.
        fields = json.loads(text, strict=False, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise CallbackRefused("The body is no JSON.") from None
    if _is_deeper(fields, _DEEPEST):
        raise CallbackRefused("The body is nested too deeply.")
    cleaned: dict[str, Any] = storable(fields)
    return cleaned


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> Never:
    raise ValueError(text)


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)


# XML ------------------------------------------------------------------------------------------------------------------


@dataclass
class _Element:
    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def take(self, child: "_Element") -> None:
        value = child.fields or storable_text("".join(child.text))
        if child.name not in self.fields:
            self.fields[child.name] = value
        elif isinstance(self.fields[child.name], list):
            self.fields[child.name].append(value)
        else:
            self.fields[child.name] = [self.fields[child.name], value]


class _Tree:
    """Grows by the events of expat."""

    def __init__(self) -> None:
        self._open = [_Element("")]

    @property
    def root(self) -> dict[str, Any]:
        return self._open[0].fields

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise CallbackRefused("The body is nested too deeply.")
        self._open.append(_Element(name))

    def end(self, _name: str) -> None:
        child = self._open.pop()
        self._open[-1].take(child)

    def text(self, text: str) -> None:
        self._open[-1].text.append(text)


def _from_xml(text: str) -> dict[str, Any]:
    try:
        return _parsed_xml(_allowed(text))
    except expat.ExpatError:
        raise CallbackRefused("The body is neither XML nor JSON.") from None


def _allowed(text: str) -> str:
    """Without what XML forbids: what a customer pasted is no reason to lose the message.

    Something stands in for it until the text is made storable: dropped here, it could close a section early, and what
    a customer wrote would be read as tags.
    """
    return _UNSTORABLE.sub(_STAND_IN, whole(_NUMBERED.sub(_lettered, text)))


def _lettered(found: re.Match[str]) -> str:
    """The letter itself where XML forbids its number too, so that both halves of an emoji find each other."""
    in_hex, in_tens = found.groups()
    if not (in_hex or in_tens):
        return found[0]
    digits = (in_hex or in_tens).lstrip("0") or "0"
    code = int(digits, 16 if in_hex else 10) if len(digits) <= _MOST_DIGITS else _NO_LETTER
    if code >= _NO_LETTER:
        return "\ufffd"
    letter = chr(code)
    return letter if _UNSTORABLE.match(letter) or "\ud800" <= letter <= "\udfff" else found[0]


def _parsed_xml(text: str) -> dict[str, Any]:
    """Raises ExpatError too."""
    tree, parser = _Tree(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler = tree.text
    # Entities can be declared nowhere else, neither such as read files nor such as grow.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(text, True)
    fields = tree.root.get("xml")
    if not isinstance(fields, dict):
        raise CallbackRefused("The body has no root “xml” with anything in it.")
    return fields


def _refuse_doctype(*_declared: object) -> None:
    raise CallbackRefused("The body declares a document type.")


def _tags(fields: Mapping[str, Any]) -> str:
    pairs = ((name, each) for name, value in fields.items() for each in _each(value))
    return "".join(f"<{name}>{_content(each)}</{name}>" for name, each in pairs)


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _content(value: Any) -> str:
    match value:
        case Mapping():
            return _tags(value)
        case int() | float():
            return str(value)
        case _:
            # What would end the section early stands in two.
            return "<![CDATA[" + storable_text(str(value)).replace("]]>", "]]]]><![CDATA[>") + "]]>"
