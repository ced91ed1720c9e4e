"""A small bot's folder to export into, in a git repository of its own or in none."""

import os
import subprocess
from pathlib import Path

ORDERS = """\
# What customers ask of their orders.
version: "3.1"
nlu:
- intent: order_status   # asked most
  examples: |
    - 我的订单呢
    - 订单走到哪一步了
- intent: refund_status
  examples:
  - {text: "退款怎么还没到账", metadata: {emotion: anxious, complaint: false}}
"""
HELD_BACK = """\
# Lines held back from training.
version: "3.1"
nlu:
- intent: order_status
  examples:
  - {text: "查下单子到哪儿了", metadata: {emotion: calm, complaint: false, also: []}}
"""
DOMAIN = """\
version: "3.1"
intents:
  - order_status: {use_entities: []}
  - refund_status
  - logistics_track
  - complaint
  - nlu_fallback
entities: [product, order_number]
responses:
  utter_greet:
    - text: 您好，请问有什么可以帮您？
"""
TESTED = """\
{"id": "own-1", "text": "我想查一下上周买的洗衣机现在走到哪里了", "intent": "logistics_track"}
{"id": "own-2", "turns": [{"user": "快递员一直不接我电话怎么办啊", "agent": "请稍候。"}]}
"""
STUDIO = "data/nlu/studio.yml"


def git(folder: Path, *words: str) -> str:
    """What git says, untouched by whoever's settings."""
    names = {f"GIT_{who}_{what}": "Tester" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", *words], cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def make_project(folder: Path) -> Path:
    for name, written in {
        "domain.yml": DOMAIN,
        "README.md": "A small bot.\n",
        "data/nlu/orders.yml": ORDERS,
        "data/nlu/held_back_a.yml": HELD_BACK,
        "data/evaluation/nlu_own.jsonl": TESTED,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return folder


def make_repository(folder: Path) -> Path:
    """The same, committed on a branch."""
    make_project(folder)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "All")
    return folder
