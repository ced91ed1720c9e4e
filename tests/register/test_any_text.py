"""Whatever the text: no crash, true offsets, rewritings that pass, a gate that is idempotent, and in time."""

import subprocess
import sys
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register import Verdict, check, gate

PIECES = st.sampled_from(
    [
        "你", "亲", "您", "好的", "呢", "？", "~", "哦", "可能",
        "预计", "明天", "不知道", "😊", "#E-s1", "13900002222", "急", "什么", " ",
        "，", "。", "\n", "没办法", "保证", "请您", "啦", "嘛", "(^_^)",
        "“", "”", "親", "\u200b", "３", "收获地址", "北京路1号2室",
    ]
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60), st.lists(PIECES, max_size=16).map("".join)
)
CALM = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(ANYTHING)
def test_findings_point_at_what_they_name(text: str) -> None:
    result = check(text, sender="agent")

    for finding in (*result.findings, *result.advice):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.span == text[finding.start : finding.end]
    assert (result.verdict is Verdict.PASS) == (not result.findings)


@CALM
@given(ANYTHING)
def test_a_rewriting_passes(text: str) -> None:
    rewritten = check(text).rewritten

    assert rewritten is None or (rewritten.strip() and check(rewritten).findings == ())


@CALM
@given(ANYTHING)
def test_the_gate_lets_nothing_blocked_through_and_is_idempotent(text: str) -> None:
    once = gate(text).text

    assert check(once).verdict is not Verdict.BLOCK
    assert gate(once).text == once


def test_a_lone_surrogate_is_only_a_character() -> None:
    assert check("你\ud83d好").findings[0].span == "你"


def test_very_long_texts_are_checked_in_bounded_time() -> None:
    for text in (
        "亲，你的订单可能没办法处理哦~" * 600,
        "好" * 10_000,
        "1" * 10_000,
        "您" * 10_000,
        "(" * 10_000,
        "路" * 10_000,
    ):
        started = time.perf_counter()
        check(text)
        assert time.perf_counter() - started < 10


def test_importing_the_register_reads_no_data() -> None:
    code = "import register, register.resources as r; assert r.load_toml.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", code], check=True)
