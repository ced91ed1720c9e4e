"""Rasa's default pipeline, which ours is compared with: what it needs is installed, and it names an intent."""

from pathlib import Path

from bot import baseline
from tests.bot.small_bot import ROOT

_LINES = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 您好
    - 你好呀
    - 在吗
- intent: refund
  examples: |
    - 我要退款
    - 钱什么时候退回来
    - 退款还没到
"""


def test_it_trains_and_reads(tmp_path: Path) -> None:
    (data := tmp_path / "nlu.yml").write_text(_LINES, encoding="utf-8")
    shipped = (ROOT / "bot" / "baseline.yml").read_text(encoding="utf-8")
    (config := tmp_path / "short.yml").write_text(shipped.replace("epochs: 100", "epochs: 1"), encoding="utf-8")

    assert baseline.train(config, data, tmp_path / "model.tar.gz") == 0
    [parse] = baseline.parses(tmp_path / "model.tar.gz", iter(["退款"]))

    assert parse["intent"]["name"] in {"greet", "refund"}
