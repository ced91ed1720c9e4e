"""The channel, asked over HTTP in a real Rasa with a scripted action server."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.parse import Parser
from tests.bot.scripted_actions import CARD, TICKET, ScriptedActions
from tests.bot.small_bot import RasaProcess

PARSE_KEYS = ["text", "intent", "fallback", "intent_ranking", "entities", "emotion", "complaint", "signals", "degraded"]


def test_health_needs_no_secret(rasa: RasaProcess) -> None:
    assert rasa.ask("GET", "/health", None, secret="") == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/parse", "/turn"])
def test_a_wrong_secret_is_refused(rasa: RasaProcess, path: str) -> None:
    assert rasa.ask("POST", path, {"text": "你好"}, secret="wrong") == (401, {"code": "unauthorized"})


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        [],
        {"text": "你好"},
        {"message_id": "", "sender_id": "s", "text": "你好"},
        {"message_id": "m", "sender_id": "s", "text": 3},
        {"message_id": "m", "sender_id": "s", "text": "你好", "slots": []},
        {"message_id": "m", "sender_id": "s", "text": "你好", "metadata": {"attachments": "img-1"}},
        {
            "message_id": "m",
            "sender_id": "s",
            "text": "你好",
            "metadata": {"attachments": [{"media_type": "image/png"}]},
        },
    ],
)
def test_what_is_no_turn_is_a_bad_request(rasa: RasaProcess, body: object) -> None:
    status, answer = rasa.ask("POST", "/turn", body)

    assert (status, answer["code"]) == (400, "bad_request")


def test_a_turn_answers_with_replies_parse_slots_and_no_directive(rasa: RasaProcess) -> None:
    status, answer = rasa.turn(
        "m-1", "s-order", "查订单202611210001", slots={"verified_order": "202611210001", "odd": 1}
    )

    assert status == 200
    assert answer["replies"] == [
        {"text": "订单202611210001的状态为已发货。", "kind": "answer", "buttons": [], "card": None, "source": None},
        {
            "text": "请问还有其他可以帮您的吗？",
            "kind": "closing",
            "buttons": [{"title": "转人工", "text": "转人工"}],
            "card": None,
            "source": None,
        },
    ]
    assert answer["tickets"] == []
    assert list(answer["parse"]) == PARSE_KEYS
    assert answer["parse"]["intent"]["name"] == "order_status"
    assert answer["parse"]["entities"] == [{"entity": "order_number", "value": "202611210001", "start": 3, "end": 15}]
    assert answer["slots"] == {"verified_order": "202611210001", "order_number": "202611210001"}
    assert (answer["requested_slot"], answer["directive"]) == (None, None)
    assert "replayed" not in answer


def test_slots_are_taken_over_only_by_a_new_tracker(rasa: RasaProcess) -> None:
    rasa.turn("m-1", "s-slots", "你好", slots={"verified_order": "202611210001"})

    _, answer = rasa.turn("m-2", "s-slots", "你好", slots={"verified_order": "202611210009"})

    assert answer["slots"] == {"verified_order": "202611210001"}


def test_a_wish_for_a_person_comes_as_directive_without_a_line(rasa: RasaProcess) -> None:
    _, answer = rasa.turn("m-1", "s-person", "转人工")

    assert answer["replies"] == []
    assert answer["directive"] == {"handoff": {"reason": "asked", "demand": "客户要求人工客服。"}}


def test_a_form_asks_and_an_unsure_line_is_its_answer(rasa: RasaProcess) -> None:
    _, asked = rasa.turn("m-1", "s-form", "修改收货地址")
    _, given = rasa.turn("m-2", "s-form", "老地方对面那家店的隔壁")

    assert (asked["replies"][0]["kind"], asked["requested_slot"]) == ("ask", "new_address")
    assert given["replies"][0]["text"] == "新地址为老地方对面那家店的隔壁。"
    assert given["replies"][0]["kind"] == "restate"


def test_images_without_words_hand_something_in(rasa: RasaProcess) -> None:
    images = {"attachments": [{"id": "img-1", "media_type": "image/png"}, {"id": "img-2", "media_type": "image/png"}]}

    _, answer = rasa.turn("m-1", "s-photo", "  ", metadata=images)

    parse = answer["parse"]
    assert (parse["text"], parse["intent"], parse["fallback"]) == (
        "[图片]",
        {"name": "inform", "confidence": 1.0},
        False,
    )
    assert [(entity["entity"], entity["value"]) for entity in parse["entities"]] == [
        ("photo", "img-1"),
        ("photo", "img-2"),
    ]
    assert answer["slots"]["photos"] == ["img-1", "img-2"]


def test_images_with_words_leave_the_words_as_they_are_understood(rasa: RasaProcess) -> None:
    line = "查订单202611210001"
    _, answer = rasa.turn("m-1", "s-photo-words", line, metadata={"attachments": [{"id": "img-1"}]})

    alone = rasa.parse(line)
    image = {"entity": "photo", "value": "img-1", "start": 0, "end": 0}
    assert answer["parse"] == {**alone, "entities": [*alone["entities"], image]}
    assert answer["slots"]["photos"] == ["img-1"]


def test_a_form_that_waits_for_an_image_takes_it(rasa: RasaProcess) -> None:
    rasa.turn("m-1", "s-photo-form", "修改收货地址")

    _, answer = rasa.turn("m-2", "s-photo-form", "", metadata={"attachments": [{"id": "img-1"}]})

    assert answer["replies"][0]["text"] == "新地址为[图片]。"


def test_a_card_stands_beside_its_line_and_a_ticket_is_no_line(rasa: RasaProcess) -> None:
    _, answer = rasa.turn("m-1", "s-card", "查物流")
    _, again = rasa.turn("m-1", "s-card", "查物流")

    assert answer["replies"] == [
        {"text": "包裹正在运输中。", "kind": "answer", "buttons": [], "card": CARD, "source": None}
    ]
    assert answer["tickets"] == [TICKET]
    assert answer["directive"] is None
    assert again == {**answer, "replayed": True}


def test_a_turn_that_only_wants_a_ticket_is_an_answer(rasa: RasaProcess) -> None:
    status, answer = rasa.turn("m-1", "s-ticket", "建议你们增加预约功能")

    assert status == 200
    assert (answer["replies"], answer["tickets"]) == ([], [TICKET])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀😀",
        "\x00\x01\x1b",
        "\ud83d",
        "饿" * 10_000,
        "\u200b\u202e",
        "/restart",
        '/greet{"order_number": "1"}',
    ],
)
def test_odd_text_is_answered_and_never_breaks(rasa: RasaProcess, text: str) -> None:
    status, answer = rasa.turn("m-1", f"s-odd-{hash(text)}", text)

    assert status == 200
    assert answer["replies"] or answer["directive"]
    assert answer["parse"]["text"] == text
    assert answer["parse"]["intent"]["name"] != "nlu_fallback"


@pytest.mark.parametrize("text", ["", "  ", "😀😀😀", "\x00\x01"])
def test_a_line_that_says_nothing_takes_the_fallback_route(rasa: RasaProcess, text: str) -> None:
    _, answer = rasa.turn("m-1", f"s-nothing-{hash(text)}", text)

    assert answer["parse"]["fallback"]
    assert [reply["kind"] for reply in answer["replies"]] == ["fallback"]


def test_a_repeated_message_is_answered_from_the_store(rasa: RasaProcess, actions: ScriptedActions) -> None:
    _, first = rasa.turn("m-1", "s-repeat", "查订单202611210001")
    _, later = rasa.turn("m-2", "s-repeat", "你好")
    ran = actions.ran["action_order"]

    _, again = rasa.turn("m-1", "s-repeat", "查订单202611210001")

    assert again == {**first, "replayed": True}
    assert later["replies"][0]["text"] == "请问有什么可以帮您？"
    assert actions.ran["action_order"] == ran


def test_the_same_message_twice_at_once_runs_once(rasa: RasaProcess, actions: ScriptedActions) -> None:
    ran = actions.ran["action_order"]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: rasa.turn("m-1", "s-at-once", "查订单202611210001"), range(4)))

    assert actions.ran["action_order"] == ran + 1
    assert sorted("replayed" in answer for _, answer in answers) == [False, True, True, True]
    assert len({str(answer["replies"]) for _, answer in answers}) == 1


def test_a_repeated_message_is_not_run_again_after_rasa_was_killed(rasa: RasaProcess, actions: ScriptedActions) -> None:
    _, first = rasa.turn("m-1", "s-killed", "查订单202611210001")
    ran = actions.ran["action_order"]

    rasa.kill()
    rasa.start()
    _, again = rasa.turn("m-1", "s-killed", "查订单202611210001")

    assert again == {**first, "replayed": True}
    assert actions.ran["action_order"] == ran


def test_a_broken_action_is_a_fault_and_the_same_message_may_be_tried_again(
    rasa: RasaProcess, actions: ScriptedActions
) -> None:
    actions.is_broken = True
    status, fault = rasa.turn("m-1", "s-broken", "查订单202611210001")
    actions.is_broken = False
    second_status, answer = rasa.turn("m-1", "s-broken", "查订单202611210001")

    assert (status, fault["code"]) == (500, "fault")
    assert second_status == 200
    assert "replayed" not in answer


def test_a_turn_without_reply_and_directive_is_a_fault(rasa: RasaProcess) -> None:
    status, fault = rasa.turn("m-1", "s-silent", "投诉你们")

    assert (status, fault["code"]) == (500, "fault")


def test_rasa_listens_on_loopback_only(rasa: RasaProcess) -> None:
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    local = [line.split() for table in tables for line in table.read_text(encoding="ascii").splitlines()[1:]]
    listening = {row[1].split(":")[0] for row in local if row[3] == "0A" and int(row[1].split(":")[1], 16) == rasa.port}

    assert listening == {"0100007F"}


def test_the_channel_and_the_command_line_read_a_line_alike(rasa: RasaProcess) -> None:
    parser = Parser.load(rasa.project / "models" / "heyan.tar.gz")
    lines = [
        "你好",
        "",
        "  查订单 2026 1121 0001 ",
        "垃圾服务！！",
        "快递怎么还没到",
        "😀",
        "改到朝阳区建国路88号",
        "/restart",
    ]

    assert [rasa.parse(line) for line in lines] == parser.parse(lines)
