"""Any bytes are fields or refused; what is written is read again as it was."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handoff.adapters.wechat.bodies import fields_of, is_json, render_json, render_xml, storable
from handoff.services.channel_port import CallbackRefused
from tests.adapters.wechat.payloads import TEXTS, values_with

_TAGS = st.sampled_from(["Content", "MsgType", "Articles", "item", "a"])


def xml(inner: str) -> bytes:
    return f"<xml>{inner}</xml>".encode()


def test_tags_are_fields_and_their_whitespace_stays() -> None:
    text = "<Content><![CDATA[ 您好\n😀 ]]></Content>"
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<xml>\n {text}<MsgId>12</MsgId></xml>'

    assert fields_of(body.encode()) == {"Content": " 您好\n😀 ", "MsgId": "12"}


def test_tags_nest_and_repeated_ones_are_a_list() -> None:
    pictures = "<Pics><Count>3</Count><List><i><m>1</m></i><i><m>2</m></i><i/></List></Pics>"

    fields = fields_of(xml(pictures))

    assert fields == {"Pics": {"Count": "3", "List": {"i": [{"m": "1"}, {"m": "2"}, ""]}}}


def test_numbers_of_json_stay_numbers() -> None:
    assert fields_of(b'\xef\xbb\xbf {"MsgId": 24589654123658741, "x": 1.5, "b": true}') == {
        "MsgId": 24589654123658741,
        "x": 1.5,
        "b": True,
    }


@pytest.mark.parametrize(
    ("body", "content"),
    [
        pytest.param(b'{"Content": "\\ud83d ok"}', "� ok", id="half an emoji"),
        pytest.param(b'{"Content": "\\ud83d\\ude00"}', "😀", id="a whole one in two escapes"),
        pytest.param(b'{"Content": "a\\u0000b\\u0008"}', "ab", id="control characters, escaped"),
        pytest.param(b'{"Content": "a\x08b\tc"}', "ab\tc", id="control characters as they are"),
        pytest.param(xml("<Content><![CDATA[a\x08b\tc]]></Content>"), "ab\tc", id="control characters in XML"),
        pytest.param(xml("<Content>a&#127;&amp;&lt;&#x1F600;</Content>"), "a&<😀", id="references"),
    ],
)
def test_text_comes_out_as_a_database_takes_it(body: bytes, content: str) -> None:
    assert fields_of(body) == {"Content": content}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b" \n", id="blanks"),
        pytest.param(b"<xml></xml>", id="an empty root"),
        pytest.param(b"<xml>words</xml>", id="a root with words only"),
        pytest.param(b"{}", id="an empty object"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b"hello", id="words"),
        pytest.param(b"<html><a>1</a></html>", id="another root"),
        pytest.param(b"<xml><a>1</a>", id="XML cut off"),
        pytest.param(b"<xml><a>1</b></xml>", id="tags crossed"),
        pytest.param(b"<xml><a>1</a></xml><xml><a>2</a></xml>", id="two roots"),
        pytest.param(b'{"a": 1', id="JSON cut off"),
        pytest.param(b'{"a": NaN}', id="no number"),
        pytest.param(b'{"a": 1e999}', id="a number without end"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", id="a number too long"),
        pytest.param(xml("<a>您好</a>").decode().encode("gbk"), id="GBK"),
        pytest.param(xml("<a>1</a>").decode().encode("utf-16"), id="UTF-16"),
        pytest.param(xml("<a>1</a>").decode().encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(b"<xml><a>" + b"a" * 1024 * 1024 + b"</a></xml>", id="more than 1 MiB"),
        pytest.param(xml("<a>" * 17 + "</a>" * 17), id="deep XML"),
        pytest.param(b'{"a":' + b"[" * 17 + b"]" * 17 + b"}", id="deep JSON"),
        pytest.param(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", id="JSON as deep as no stack"),
        pytest.param(b"<!DOCTYPE xml><xml><a>1</a></xml>", id="a document type"),
        pytest.param(
            b'<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><a>&f;</a></xml>', id="a file by entity"
        ),
        pytest.param(
            b'<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><a>&b;</a></xml>', id="growing entities"
        ),
        pytest.param(xml("<a>&unknown;</a>"), id="an entity of nobody"),
    ],
)
def test_what_is_no_body_of_the_platform_is_refused(body: bytes) -> None:
    with pytest.raises(CallbackRefused):
        fields_of(body)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f"<xml>{text}</xml>".encode()))
@example(b"\xff\xfe<xml/>")
def test_any_bytes_are_fields_or_refused(body: bytes) -> None:
    try:
        fields = fields_of(body)
    except CallbackRefused:
        return

    assert fields
    json.dumps(fields, ensure_ascii=False, allow_nan=False).encode()


@given(values_with(st.just("Content")))
def test_any_json_is_fields_or_refused(value: Any) -> None:
    try:
        fields = fields_of(json.dumps({"x": value}).encode())
    except CallbackRefused:
        return

    json.dumps(fields, ensure_ascii=False, allow_nan=False).encode()


@given(st.dictionaries(_TAGS, TEXTS | st.integers() | st.lists(TEXTS, min_size=2, max_size=3), min_size=1))
@example({"Content": "]]>"})
@example({"Content": "<![CDATA[]]]]>"})
def test_rendered_xml_reads_as_it_was_meant(fields: dict[str, Any]) -> None:
    read = fields_of(render_xml(fields))

    def as_read(value: Any) -> Any:
        if isinstance(value, list):
            return [as_read(each) for each in value]
        # Every reader of XML makes line breaks alike.
        return str(storable(str(value))).replace("\r\n", "\n").replace("\r", "\n")

    assert read == {name: as_read(value) for name, value in fields.items()}


def test_rendered_xml_nests_and_leaves_numbers_bare() -> None:
    reply = {"CreateTime": 12, "Articles": {"item": [{"Title": "一"}, {"Title": "二"}]}}

    assert render_xml(reply).decode() == (
        "<xml><CreateTime>12</CreateTime><Articles><item><Title><![CDATA[一]]></Title></item>"
        "<item><Title><![CDATA[二]]></Title></item></Articles></xml>"
    )


@given(st.dictionaries(TEXTS, TEXTS))
def test_rendered_json_is_utf_8_that_reads_as_it_was_meant(fields: dict[str, str]) -> None:
    whole = json.loads(render_json(fields))

    assert storable(whole) == storable(fields)


def test_rendered_json_escapes_no_letters() -> None:
    assert render_json({"content": "您好😀\ud83d"}).decode() == '{"content": "您好😀�"}'


def test_a_body_tells_which_of_the_two_it_is() -> None:
    assert is_json(b'\xef\xbb\xbf\n{"a": 1}')
    assert not is_json(b"<xml><a>1</a></xml>")


@pytest.mark.parametrize("half", [b"\xed\xa0\xbd", b"&#xD83D;", b"&#55357;"])
def test_half_an_emoji_does_not_lose_the_message(half: bytes) -> None:
    body = b"<xml><MsgId>1</MsgId><Content>" + half + "在吗".encode() + b"</Content></xml>"

    assert fields_of(body) == {"MsgId": "1", "Content": "�在吗"}


@pytest.mark.parametrize(
    ("content", "read"),
    [
        pytest.param("<![CDATA[在\x00吗]]>", "在吗", id="NUL in a section"),
        pytest.param("在\x00吗", "在吗", id="NUL in bare text"),
        pytest.param("<![CDATA[\x00\x00]]>", "", id="nothing but NULs"),
        pytest.param("在&#0;&#x1F;&#xFFFE;吗", "在吗", id="by their numbers"),
        pytest.param("在&#99999999999;&#x110000;吗", "在��吗", id="numbers of no letter"),
        pytest.param("&#xD83D;&#xDE00;&#0055357;&#56832;", "😀😀", id="halves that belong together"),
        pytest.param("<![CDATA[&#0;&#xD83D;]]>\x01", "&#0;&#xD83D;", id="numbers in a section are words"),
        pytest.param("<![CDATA[]\x00]>]]>", "]]>", id="no end of a section"),
        pytest.param("<![CDATA[]\x0b]></Content><a>]]>", "]]></Content><a>", id="no tags of the customer's"),
        pytest.param("<!\x00-- -->", None, id="and none in the markup"),
        pytest.param("<![CDATA[" * 20_000, None, id="sections without end"),
        pytest.param("&#" + "0" * 500_000, None, id="a number without end"),
    ],
)
def test_what_xml_forbids_goes_and_the_message_stays(content: str, read: str | None) -> None:
    body = f"\x00<xml><MsgId>1</MsgId><Content>{content}</Content>\x00</xml>\n\x00".encode()

    if read is None:
        with pytest.raises(CallbackRefused):
            fields_of(body)
    else:
        assert fields_of(body) == {"MsgId": "1", "Content": read}


def _section(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _numbered(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


@given(TEXTS, st.sampled_from([_section, _escaped, _numbered]))
@example("a\x00b\ufffe", _section)
@example("\x1f\ud83d\ude00", _numbered)
@example("]\x00]>", _section)
def test_no_letter_of_the_customers_loses_the_message(text: str, written: Callable[[str], str]) -> None:
    body = f"<xml><MsgId>1</MsgId><Content>{written(text)}</Content></xml>".encode("utf-8", "surrogatepass")

    # Whoever reads XML makes line breaks alike, but not those that are numbers.
    kept = text if written is _numbered else text.replace("\r\n", "\n").replace("\r", "\n")
    assert fields_of(body) == {"MsgId": "1", "Content": storable(kept)}
