"""What the API takes, how often, how long, and what it says to the rest: always our JSON, never a fault."""

import asyncio
import uuid
from typing import Any

import pytest

from handoff.domain.agent import Role
from tests.web.office import Office

_PLAIN = "您好，您的订单预计明天18:00前送达，感谢您的等候。"


async def test_the_same_line_sent_twenty_times_at_once_is_one_line(office: Office) -> None:
    visitor, client_id = await office.visitor(), uuid.uuid4().hex

    said = await asyncio.gather(*(visitor.say("我的订单到哪里了", client_id) for _ in range(20)))
    again = await visitor.say("第二次发送时内容不同", client_id)

    assert all(message == said[0] for message in [*said, again])
    assert said[0]["client_id"] == client_id
    assert [line["text"] for line in await visitor.lines()] == ["我的订单到哪里了"]


async def test_the_first_line_of_an_unknown_visitor_opens_one_conversation(office: Office) -> None:
    visitor = await office.stranger()

    said = await asyncio.gather(*(visitor.say(f"第{n}句") for n in range(8)))

    assert sorted(message["seq"] for message in said) == list(range(1, 9))


async def test_an_agents_line_sent_twice_is_one_line(office: Office) -> None:
    agent, visitor = await office.person(), await office.visitor()
    episode_id, body = await office.served(agent, visitor), {"client_id": uuid.uuid4().hex, "text": _PLAIN}

    answers = await asyncio.gather(*(agent.move(episode_id, "replies", body) for _ in range(10)))
    await office.work()

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["message"]["id"] for answer in answers}) == 1
    assert [line["text"] for line in await visitor.lines()].count(_PLAIN) == 1


async def test_a_line_id_used_in_another_episode_is_no_line_sent(office: Office) -> None:
    agent = await office.person()
    first, second = await office.served(agent), await office.served(agent)
    body = {"client_id": uuid.uuid4().hex, "text": _PLAIN}
    await agent.move(first, "replies", body)

    answer = await agent.move(second, "replies", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param('"半个表情\\ud83d后面"', "半个表情�后面", id="a lone surrogate"),
        pytest.param('"整个表情\\ud83d\\ude00"', "整个表情😀", id="a pair"),
        pytest.param('"中间\\u0000没有"', "中间没有", id="NUL"),
        pytest.param('"\\u0007\\u001b[31m红"', "[31m红", id="control characters"),
        pytest.param('"  第一行\\n\\t第二行  "', "第一行\n\t第二行", id="line break and tab stay"),
        pytest.param('"<script>alert(1)</script>"', "<script>alert(1)</script>", id="markup is text"),
        pytest.param('"反斜杠\\\\和引号\\""', '反斜杠\\和引号"', id="quotes"),
    ],
)
async def test_odd_text_comes_through_storable(office: Office, text: str, kept: str) -> None:
    visitor = await office.visitor()
    raw = f'{{"client_id": "{uuid.uuid4().hex}", "text": {text}}}'

    answer = await visitor.http.post("/api/webchat/messages", content=raw.encode())

    assert (answer.status_code, answer.json()["message"]["text"]) == (202, kept)
    assert [line["text"] for line in await visitor.lines()] == [kept]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("", 400, id="nothing"),
        pytest.param(" \n\t ", 400, id="blank"),
        pytest.param("\x00\x01", 400, id="nothing storable"),
        pytest.param("字", 202, id="one"),
        pytest.param("字" * 2000, 202, id="2000"),
        pytest.param("😀" * 2000, 202, id="2000 code points beyond the basic plane"),
        pytest.param("字" * 2001, 400, id="2001"),
        pytest.param(" " + "字" * 2000 + "\n", 202, id="2000 and space around"),
        pytest.param("字" * 20_001, 400, id="far too long"),
    ],
)
async def test_length_is_counted_in_characters(office: Office, text: str, status: int) -> None:
    visitor, agent = await office.visitor(), await office.person()
    episode_id = await office.served(agent)
    body = {"client_id": uuid.uuid4().hex, "text": text}

    sent = await visitor.post("/api/webchat/messages", body)
    replied = await agent.move(episode_id, "replies", body)

    assert sent.status_code == status
    assert replied.status_code in ({400} if status == 400 else {200, 422})


_NOT_OURS = [
    pytest.param(b"{", 400, id="cut off"),
    pytest.param(b"\xff\xfe{}", 400, id="not UTF-8"),
    pytest.param(b"[]", 400, id="a list"),
    pytest.param(b"null", 400, id="null"),
    pytest.param(b'"text"', 400, id="a word"),
    pytest.param(b"[" * 100_000, 400, id="deep"),
    pytest.param(b'{"client_id": 7, "text": {}}', 400, id="wrong types"),
    pytest.param(b'{"client_id": "../../etc/passwd", "text": "x"}', 400, id="no id"),
    pytest.param(b'{"text": "x"}', 400, id="without an id"),
    pytest.param(b"", 400, id="nothing"),
    pytest.param(b'{"text": "' + b"x" * 300_000 + b'"}', 413, id="300 kB"),
]


@pytest.mark.parametrize(("content", "status"), _NOT_OURS)
async def test_what_is_no_message_is_refused_in_our_words(office: Office, content: bytes, status: int) -> None:
    visitor = await office.visitor()

    answer = await visitor.http.post("/api/webchat/messages", content=content)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.json().keys() == {"code", "message"}
    assert await visitor.lines() == []


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "http_404"),
        ("GET", "/nothing.html", 404, "http_404"),
        ("GET", "/assets/../../settings.py", 404, "http_404"),
        ("GET", "/assets/..%2f..%2fsettings.py", 404, "http_404"),
        ("DELETE", "/api/desk/state", 405, "http_405"),
        ("GET", "/api/login", 405, "http_405"),
        ("POST", "/ws/desk", 405, "http_405"),
        ("GET", "/api/desk/episodes?view=mine", 400, "bad_input"),
        ("GET", "/api/desk/episodes/%00", 404, "not_found"),
        ("GET", "/api/desk/episodes/%F0%9F%98%80", 404, "not_found"),
        ("GET", "/api/desk/episodes/x/messages", 400, "bad_input"),
        ("GET", "/api/desk/episodes/x/messages?before=1", 404, "not_found"),
        ("GET", "/api/desk/episodes/x/messages?before=no", 400, "bad_input"),
        ("GET", "/api/desk/episodes/x/messages?before=9999999999", 400, "bad_input"),
        ("GET", "/api/desk/episodes/x/messages?before=%C2%B2", 400, "bad_input"),
        ("GET", "/api/desk/episodes?q=%00%FF&before=%00", 200, None),
        ("GET", "/ws/desk", 426, "http_426"),
        ("GET", "/ws/webchat", 426, "http_426"),
    ],
)
async def test_what_is_not_there_is_said_in_our_words(
    office: Office, method: str, path: str, status: int, code: str | None
) -> None:
    agent = await office.person()

    answer = await agent.http.request(method, path)

    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_history_is_paged_backwards_without_a_gap(office: Office) -> None:
    visitor, agent = await office.visitor(), await office.person()
    episode_id = await office.served(agent, visitor)
    await office.fill(visitor, episode_id, lines=110)

    async def pages(fetch: Any, newest: int) -> list[int]:
        seqs: list[int] = []
        before, more = newest, True
        while more:
            page = await fetch(before)
            assert page["messages"], "a page that says there is more, and none is there"
            seqs = [line["seq"] for line in page["messages"]] + seqs
            before, more = seqs[0], page["has_more"]
        return seqs

    async def of_contact(before: int) -> Any:
        return (await visitor.get("/api/webchat/messages", params={"before": before, "limit": 7})).json()

    async def of_desk(before: int) -> Any:
        return (await agent.get(f"/api/desk/episodes/{episode_id}/messages", params={"before": before})).json()

    first = await agent.open(episode_id)
    assert first["has_more"]
    assert len(first["messages"]) == 100
    newest = first["messages"][-1]["seq"]
    everything = list(range(1, newest + 1))
    assert await pages(of_contact, newest + 1) == everything
    assert await pages(of_desk, newest + 1) == everything
    assert (await visitor.get("/api/webchat/messages", params={"limit": 0})).status_code == 200
    assert len((await visitor.get("/api/webchat/messages", params={"limit": 999})).json()["messages"]) == 50


async def test_a_blocked_line_is_refused_with_what_to_write_instead(office: Office) -> None:
    agent, lead, visitor = await office.person(), await office.person(Role.LEAD), await office.visitor()
    episode_id, text = await office.served(agent, visitor), "亲，这个可能要等等哦"

    checked = (await agent.post("/api/desk/register/check", {"text": text, "episode_id": episode_id})).json()
    refused = await agent.reply(episode_id, text)

    assert checked["verdict"] == "block"
    assert refused.status_code == 422
    body = refused.json()
    assert body["code"] == "register_blocked"
    assert body["findings"] == checked["findings"] != []
    assert body["rewritten"] == checked["rewritten"]
    for finding in body["findings"]:
        assert text[finding["start"] : finding["end"]] == finding["span"]
    await office.work()
    assert text not in str(await visitor.lines())
    assert (await lead.open(episode_id))["messages"][-1]["text"] != text


async def test_offsets_are_of_the_text_as_given(office: Office) -> None:
    agent = await office.person()
    text = "  😀\n亲，您好"

    found = (await agent.post("/api/desk/register/check", {"text": text})).json()["findings"]

    assert {text[finding["start"] : finding["end"]] == finding["span"] for finding in found} == {True}


async def test_an_override_needs_a_reason_and_some_rules_a_lead(office: Office) -> None:
    agent, lead = await office.person(), await office.person(Role.LEAD)
    mine, leads = await office.served(agent), await office.served(lead)
    text, reason = "这不归我管，你找别人去吧。", "客户要求原文引用"

    by_agent = await agent.reply(mine, text, override_reason=reason)
    blank = await lead.reply(leads, text, override_reason=" \x00")
    by_lead = await lead.reply(leads, text, override_reason=reason)

    assert by_agent.status_code == 422
    assert blank.status_code == 422
    assert by_lead.status_code == 200
    message = by_lead.json()["message"]
    assert (message["verdict"], message["override_reason"]) == ("override", reason)
