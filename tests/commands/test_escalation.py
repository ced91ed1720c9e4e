"""How the replay reads a dialogue: whose words count, and where a burst of lines ends."""

from typing import Any

import pytest

from handoff.commands.escalation import turns_of


def parse(intent: str = "refund_status") -> dict[str, Any]:
    return {
        "intent": {"name": intent, "confidence": 0.9},
        "fallback": False,
        "entities": [{"entity": "order_number", "value": "202611180007"}],
        "emotion": {"label": "calm", "score": 0.1},
        "complaint": False,
    }


@pytest.mark.parametrize(
    ("agents", "answered"),
    [
        pytest.param(["好的", "在查", "请稍候"], [False, True, True], id="answered line by line"),
        pytest.param(["好的", "", "请稍候"], [False, True, False], id="two lines before the second answer"),
        pytest.param(["", "您好", "在查"], [False, False, False], id="the first answer to a burst is a greeting"),
        pytest.param(["", "", ""], [False, True, True], id="no agent at all: each line is an ask"),
    ],
)
def test_a_burst_ends_where_somebody_speaks(agents: list[str], answered: list[bool]) -> None:
    turns = turns_of([("退款呢", agent) for agent in agents], [parse()] * 3)

    assert [turn.answered for turn in turns] == answered


def test_what_the_agent_says_changes_nothing() -> None:
    lines = ["退款呢", "还没到", "到底几号"]

    one = turns_of([(line, "转人工，我要投诉") for line in lines], [parse()] * 3)
    other = turns_of([(line, "。") for line in lines], [parse()] * 3)

    assert one == other
    assert one[0].order_numbers == ("202611180007",)
