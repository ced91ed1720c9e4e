"""What a question wants to hear, and whether an answer says it."""

import pytest

from handoff.domain.knowledge_focus import _WANTED, held, wanted

NAMES = [name for name, *_ in _WANTED]


def kinds(flags: object) -> set[str]:
    return {name for name, flag in zip(NAMES, flags, strict=True) if flag}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("洗衣机长宽高多少", {"length"}),
        ("空调外机多重", {"weight"}),
        ("师傅上门要多少钱", {"money"}),
        ("滤芯多久换", {"time"}),
        ("电视有几种颜色", {"number", "colour"}),
        ("屏幕显示e4", {"code"}),
        ("你好", set()),
    ],
)
def test_a_question_wants_certain_kinds_of_things(question: str, expected: set[str]) -> None:
    assert kinds(wanted(question)) == expected


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("机身宽60厘米，高85厘米。", {"length"}),
        ("电视挂墙安装收费80元。", {"money"}),
        ("请您每12个月更换一次。", {"time"}),
        ("冰箱的运行噪声为36分贝。", {"noise"}),
    ],
)
def test_an_answer_says_certain_kinds_of_things(answer: str, said: set[str]) -> None:
    assert said <= kinds(held(answer))
