"""Whatever comes to WeChat's door: an answer of ours, never a fault; what is signed, one message, never none or two."""

import asyncio
import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.adapters.wechat.crypt import Crypt, signature
from handoff.domain.text import whole
from tests.support.wechat_platform import WechatPlatform, in_thread
from tests.web.house import House
from tests.web.office import open_office
from tests.web.wechat_door import SECRETS, Door, open_door

_numbers = count(1)
_AT = 1_800_000_000
_TYPES = [*("text", "TEXT", " Text", "image", "voice", "video", "shortvideo", "location", "link"), "new_kind", "好"]
_EVENTS = [*("subscribe", "unsubscribe", "SCAN", "VIEW", "LOCATION", "CLICK", "TEMPLATESENDJOBFINISH", "new", "😀")]

# Lone surrogates and NUL included: the platform passes them on, neither XML nor a database takes them.
_TEXTS = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    [
        *("", " \n", "]]>", "]]>]]>", "<![CDATA[", "</Content></xml>", "&amp;&lt;&unknown;", "<!DOCTYPE xml>"),
        *("a\x00b\x08\x1b\x7f", "]\x00]></Content><MsgId>7</MsgId><Content>", "<!\x00DOCTYPE xml>", "&#0;&#xD83D;"),
        *("\ud83d", "\ude00\ud83d", "👨‍👩‍👧‍👦🇨🇳", "' OR 1=1 --", "\ufffe\uffff", "\r\n\t"),
        *("好" * 2_000, "😀" * 700, "{" * 500),
    ]
)
_NUMBERS = st.integers() | st.sampled_from([2**31, 2**63, 2**64, -1, 10**400, 0.5, 1e308])
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)
# What stands beside the words, some of it where we look.
_BESIDE = st.dictionaries(
    st.sampled_from(
        [
            *("CreateTime", "ToUserName", "Recognition", "Title", "Url", "Label", "Location_X", "MediaId", "Format"),
            *("bizmsgmenuid", "EventKey", "Ticket", "ArticleCount", "Image", "SendLocationInfo", "x"),
        ]
    ),
    _VALUES,
    max_size=4,
)
_RENDERINGS = st.sampled_from(["xml", "raw xml", "numbered xml", "json", "escaped json", "indented json"])

_MANY = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example],
    derandomize=True,
)


class Target:
    """The running web process, a door of each mode, and a loop in which the worker's part is done.

    No dataclass, for hypothesis would print all that is in it.
    """

    def __init__(self, http: httpx.Client, doors: dict[str, Door], runner: asyncio.Runner) -> None:
        self.http = http
        self.doors = doors
        self.runner = runner

    def kept(self, mode: str) -> int:
        return len(self.runner.run(self.doors[mode].kept()))

    def said(self, mode: str) -> int:
        """How many lines of customers there are, once everything is worked."""
        door = self.doors[mode]

        async def worked() -> list[Any]:
            while await door.office.services.arrivals.work_next():
                pass
            assert {row["state"] for row in await door.kept()} <= {"done"}
            return list(await door.lines())

        return sum(line["sender"] == "contact" for line in self.runner.run(worked()))

    def post(self, mode: str, content: bytes) -> httpx.Response:
        """Signed, and sealed where the mode is so."""
        door = self.doors[mode]
        nonce = str(next(_numbers))
        query = {"signature": signature(SECRETS.token, str(_AT), nonce), "timestamp": str(_AT), "nonce": nonce}
        if mode == "safe":
            made = Crypt.of(SECRETS, door.box.seal.receiver).seal(content, timestamp=_AT, nonce=nonce)
            query |= {"msg_signature": made.signature, "encrypt_type": "aes"}
            content = json.dumps({"Encrypt": made.encrypted}).encode()
        return self.http.post(door.path, params=query, content=content)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A house of its own: hundreds of customers whom nobody answers would be in other tests' way."""
    with (
        in_thread(WechatPlatform()) as running,
        House(tmp_path_factory.mktemp("fuzzed")) as house,
        httpx.Client(base_url=house.url, timeout=20.0, trust_env=False) as http,
        asyncio.Runner() as runner,
    ):
        opening = open_office(house)
        office = runner.run(opening.__aenter__())
        base = running.platform.oa_url
        doors = {mode: runner.run(open_door(office, mode=mode, api_base=base)) for mode in ("plain", "safe")}
        for door in doors.values():
            # Files are asked for there, and there are none.
            app_id, secret = door.box.seal.receiver, SECRETS.secret
            running.do(lambda app_id=app_id, secret=secret: running.platform.oa(app_id=app_id, secret=secret))  # type: ignore[misc]  # a lambda's default has no type
        yield Target(http, doors, runner)
        runner.run(opening.__aexit__(None, None, None))


def rendered(fields: dict[str, Any], rendering: str) -> bytes:
    match rendering:
        case "xml" | "raw xml" | "numbered xml":
            # Halves of emoji too, which are no UTF-8 in the strict sense.
            return f"<xml>{_tags(fields, _WRITTEN[rendering])}</xml>".encode("utf-8", "surrogatepass")
        case "escaped json":
            return json.dumps(fields).encode()
        case _:
            indent = 2 if rendering == "indented json" else None
            # Halves of emoji only as escapes: as bytes they are no UTF-8.
            is_whole = whole(repr(fields)) == repr(fields)
            return json.dumps(_whole(fields), ensure_ascii=not is_whole, indent=indent).encode()


def _whole(value: Any) -> Any:
    return json.loads(whole(json.dumps(value, ensure_ascii=False)))


def _tags(value: Any, written: Callable[[str], str]) -> str:
    """Whatever the customer wrote, be it allowed in XML or not; names of ours where a name could be no tag."""
    if isinstance(value, dict):
        return "".join(
            f"<{name}>{_tags(each, written)}</{name}>"
            for place, (given_name, each) in enumerate(value.items())
            for name in [given_name if given_name.isascii() and given_name.isidentifier() else f"n{place}"]
        )
    if isinstance(value, list):
        return "".join(f"<item>{_tags(each, written)}</item>" for each in value)
    return written(value) if isinstance(value, str) else json.dumps(value)


_WRITTEN: dict[str, Callable[[str], str]] = {
    "xml": lambda text: "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>",
    "raw xml": lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;"),
    # Not the Chinese ones, which would make the body too long.
    "numbered xml": lambda text: "".join(each if "一" <= each <= "龥" else f"&#{ord(each)};" for each in text),
}


@_MANY
@given(
    mode=st.sampled_from(["plain", "safe"]),
    kind=st.sampled_from(_TYPES),
    content=_TEXTS,
    beside=_BESIDE,
    rendering=_RENDERINGS,
    has_number=st.booleans(),
    times=st.sampled_from([1, 1, 1, 50]),
)
def test_a_signed_message_becomes_one_line_and_its_repeat_none(
    target: Target,
    mode: str,
    kind: str,
    content: str,
    beside: dict[str, Any],
    rendering: str,
    *,
    has_number: bool,
    times: int,
) -> None:
    number = next(_numbers)
    fields = {"CreateTime": _AT, **beside, "MsgType": kind, "Content": content * times, "FromUserName": f"o{number}"}
    fields |= {"MsgId": number} if has_number else {}
    body = rendered(fields, rendering)
    kept, said = target.kept(mode), target.said(mode)

    answer = target.post(mode, body)

    assert (answer.status_code, answer.content) == (200, b"success"), answer.text
    assert target.kept(mode) == kept + 1
    assert target.said(mode) == said + 1
    assert target.post(mode, body).content == b"success"
    assert target.kept(mode) == kept + 1
    assert target.said(mode) == said + 1


@_MANY
@given(
    mode=st.sampled_from(["plain", "safe"]),
    event=st.sampled_from(_EVENTS),
    beside=_BESIDE,
    rendering=_RENDERINGS,
    sender=st.sampled_from(["oSomebody", "", "o" * 300]),
)
def test_a_signed_event_is_kept_once_and_is_no_line(
    target: Target, mode: str, event: str, beside: dict[str, Any], rendering: str, sender: str
) -> None:
    fields = {**beside, "MsgType": "event", "Event": event, "FromUserName": sender, "CreateTime": next(_numbers)}
    body = rendered(fields, rendering)
    kept, said = target.kept(mode), target.said(mode)

    answers = [target.post(mode, body) for _ in range(2)]

    assert [answer.content for answer in answers] == [b"success"] * 2
    assert target.kept(mode) == kept + 1
    assert target.said(mode) == said


@_MANY
@given(
    mode=st.sampled_from(["plain", "safe"]),
    body=st.binary(max_size=300)
    | _VALUES.map(lambda value: json.dumps(value).encode())
    | st.text(max_size=100).map(lambda inner: f"<xml>{inner}</xml>".encode())
    | st.integers(0, 40).map(lambda depth: b'{"MsgType":"text","a":' + b"[" * depth + b"]" * depth + b"}")
    | st.integers(0, 40).map(lambda depth: b"<xml>" + b"<a>" * depth + b"</a>" * depth + b"</xml>"),
)
def test_a_signed_body_is_kept_or_refused(target: Target, mode: str, body: bytes) -> None:
    kept = target.kept(mode)

    answers = [target.post(mode, body) for _ in range(2)]

    is_taken = answers[0].status_code == 200
    assert [answer.status_code for answer in answers] == [200 if is_taken else 403] * 2
    # An earlier try may have been the same one.
    assert target.kept(mode) - kept in ({0, 1} if is_taken else {0})
    target.said(mode)


@_MANY
@given(
    inbox=st.sampled_from(["plain", "safe", "web", "none"]),
    method=st.sampled_from(["GET", "POST"]),
    args=st.dictionaries(
        st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "echostr", "encrypt_type", "openid"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(["aes", "", "A" * 64, "+/="]),
    ),
    body=st.binary(max_size=200) | _TEXTS.map(lambda text: json.dumps({"Encrypt": text}).encode()),
)
def test_a_stranger_is_refused_and_leaves_nothing(
    target: Target, inbox: str, method: str, args: dict[str, str], body: bytes
) -> None:
    path = target.doors[inbox].path if inbox in target.doors else f"/wechat/{inbox}"
    before = [target.kept(mode) for mode in target.doors]

    answer = target.http.request(method, path, params=args, content=body if method == "POST" else None)

    assert answer.status_code == (403 if inbox in target.doors else 404)
    assert {"code", "message"} == answer.json().keys()
    assert [target.kept(mode) for mode in target.doors] == before


@_MANY
@given(
    path=st.text("ab%0_-.~😀/", max_size=20)
    | st.binary(max_size=10).map(lambda raw: "".join(f"%{b:02x}" for b in raw)),
    query=st.text("ab=&%0+;[]😀", max_size=20)
    | st.binary(max_size=10).map(lambda raw: "".join(f"%{b:02x}" for b in raw)),
)
def test_no_address_is_a_fault(target: Target, path: str, query: str) -> None:
    for method in ("GET", "POST"):
        answer = target.http.request(method, f"{target.http.base_url}/wechat/{path}?{query}")

        assert 400 <= answer.status_code < 500
        assert {"code", "message"} <= answer.json().keys()
