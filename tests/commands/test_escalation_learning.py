"""Weights for the evidence, learnt from labelled dialogues."""

import json
import runpy
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from handoff.commands import escalation_learning
from handoff.domain.escalation import learnt

# Two authors whose customers need a person when they ask for one, and never else.
TALKS = [
    (["你好", "帮我叫个人来"], [1, 1]),
    (["退款呢", "还没好", "叫个人来"], [2, 2]),
    (["你好", "洗衣机多少钱"], None),
    (["发票呢", "好的", "谢谢"], None),
] * 5


def parse(text: str) -> dict[str, Any]:
    asks = "人来" in text
    return {
        "intent": {"name": "human_request" if asks else "inform", "confidence": 0.8},
        "fallback": False, "entities": [], "emotion": {"label": "calm", "score": 0.1}, "complaint": False,
        "signals": {"asked": 0.7} if asks else {}, "degraded": False,
    }  # fmt: skip


def parse_lines(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    return iter([parse(line) for line in lines])


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    for author in ("one", "two"):
        rows = [
            {"id": f"{author}-{place}", "turns": [{"user": text, "agent": "好的"} for text in said],
             "escalate": window is not None, "window": window, "reasons": ["asked"] if window else []}
            for place, (said, window) in enumerate(TALKS)
        ]  # fmt: skip
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{author}.jsonl").write_text(text, encoding="utf-8")
    monkeypatch.setattr(escalation_learning, "parse_lines", parse_lines)
    escalation_learning.learn(tmp_path, tmp_path / "learnt.py")
    return {"printed": capsys.readouterr().out, **runpy.run_path(str(tmp_path / "learnt.py"))}


def test_what_is_written_has_every_weight_of_the_product(written: dict[str, Any]) -> None:
    assert set(written["WEIGHTS"]) == set(learnt.WEIGHTS)
    assert written["RAISE"] == learnt.RAISE


def test_what_goes_with_a_need_weighs_for_it_and_what_never_varies_not_at_all(written: dict[str, Any]) -> None:
    assert written["WEIGHTS"]["signal:asked"] > 0
    assert written["WEIGHTS"]["signal:threat"] == 0
    assert written["BIAS"] < 0


def test_it_tells_how_strangers_fare(written: dict[str, Any]) -> None:
    assert "one, unseen: F1 1.00, inside the window 100%, others raised 0%" in written["printed"]
