"""Two requests in one message, over HTTP in a real Rasa: one answer, stored whole, run once."""

from tests.bot.scripted_actions import ScriptedActions
from tests.bot.small_bot import RasaProcess

LINE = "查询订单状态202611210001，另外我的快递到哪了"


def test_both_are_answered_in_order_in_one_turn(rasa: RasaProcess) -> None:
    status, answer = rasa.turn("m-1", "s-two", LINE)

    assert status == 200
    assert [reply["text"] for reply in answer["replies"]] == [
        "订单202611210001的状态为已发货。",
        "包裹正在运输中。",
        "请问还有其他可以帮您的吗？",
    ]
    assert len(answer["tickets"]) == 1
    assert answer["slots"]["order_number"] == "202611210001"


def test_the_service_sees_one_message_with_both_requests(rasa: RasaProcess) -> None:
    _, answer = rasa.turn("m-1", "s-two-parse", LINE)

    assert answer["message_id"] == "m-1"
    assert answer["parse"]["text"] == LINE
    assert answer["parse"]["intent"]["name"] == "order_status"
    assert answer["parse"]["requests"] == [
        {"intent": "order_status", "text": "查询订单状态202611210001"},
        {"intent": "logistics_track", "text": "我的快递到哪了"},
    ]


def test_a_repeated_message_runs_neither_again_and_gives_both(rasa: RasaProcess, actions: ScriptedActions) -> None:
    _, first = rasa.turn("m-1", "s-two-again", LINE)
    rasa.turn("m-2", "s-two-again", "你好")
    ran = actions.ran.copy()

    _, again = rasa.turn("m-1", "s-two-again", LINE)

    assert again == {**first, "replayed": True}
    assert actions.ran == ran


def test_a_broken_action_server_leaves_nothing_of_either(rasa: RasaProcess, actions: ScriptedActions) -> None:
    actions.is_broken = True
    try:
        status, _ = rasa.turn("m-1", "s-two-broken", LINE)
    finally:
        actions.is_broken = False

    _, later = rasa.turn("m-1", "s-two-broken", LINE)

    assert status == 500
    assert "replayed" not in later
    assert len(later["replies"]) == 3
