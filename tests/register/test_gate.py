"""The gate: every bot and system line that leaves passes the register."""

from collections.abc import Iterable

from register import Meaning, RegisterSettings, Verdict, check, gate


class EverythingIsRude:
    """A model of meaning gone wrong."""

    def meanings(self, text: str) -> Iterable[Meaning]:
        return [Meaning("R04", 0, len(text), "不耐烦")] if text else []


def test_a_compliant_line_leaves_as_it_is() -> None:
    gated = gate("您的订单已发出。")

    assert (gated.text, gated.replaced, gated.rewritten) == ("您的订单已发出。", False, False)


def test_a_line_is_rewritten_before_it_is_replaced() -> None:
    gated = gate("你的订单已发出哦")

    assert (gated.text, gated.replaced, gated.rewritten) == ("您的订单已发出", False, True)
    assert gated.verdict is Verdict.BLOCK
    assert gated.original == "你的订单已发出哦"


def test_what_cannot_be_mended_is_replaced_by_a_line_that_passes() -> None:
    gated = gate("这事不归我管")

    assert gated.replaced
    assert check(gated.text).verdict is Verdict.PASS
    assert {finding.rule for finding in gated.findings} >= {"R04"}


def test_a_remark_does_not_stop_a_line() -> None:
    assert gate("您您的订单已发出。").text == "您您的订单已发出。"


def test_the_enterprises_safe_line_is_used_only_if_it_passes() -> None:
    good = RegisterSettings(safe_line="很抱歉，我为您转交主管处理，10分钟内回复您。")
    bad = RegisterSettings(safe_line="亲，稍等哦~")

    assert gate("不归我管", settings=good).text == good.safe_line
    assert check(gate("不归我管", settings=bad).text).verdict is Verdict.PASS


def test_a_model_of_meaning_adds_findings() -> None:
    (finding,) = check("您的订单已发出。", matcher=EverythingIsRude()).findings

    assert (finding.rule, finding.span) == ("R04", "您的订单已发出。")


def test_the_safe_line_survives_a_model_gone_wrong() -> None:
    once = gate("您的订单已发出。", matcher=EverythingIsRude())

    assert once.replaced
    assert gate(once.text, matcher=EverythingIsRude()).text == once.text
