"""The little project: seven intents, one form, real components; and the Rasa process that serves it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of these tests"

_LINES = {
    "greet": "你好 您好 在吗您好 早上好 下午好 嗨你好 你好呀 客服你好",
    "order_status": "查订单 查询订单状态 我的订单什么情况 订单现在什么状态 看看我的订单 帮我查下订单 我买了什么",
    "logistics_track": "我的快递到哪了 物流信息 包裹在哪里 快递单号多少 查物流 快递走到哪了 包裹怎么还没到 物流不动了",
    "suggestion": "建议你们增加预约功能 我提个建议 给你们提点建议 建议改进包装 有个建议 提建议 建议增加夜间配送",
    "human_request": "转人工 找人工客服 我要人工 叫你们经理来 人工服务 接人工 真人客服 给我转人工客服",
    "order_change_address": "改地址 修改收货地址 地址填错了 换个收货地址 我要改一下地址 收货地址要改 能改地址吗",
    "inform": "202611210001 尾号1234 13800138000 我叫王小明 朝阳区建国路88号 订单号202611210002 1234 尾号是5678",
    "complaint": "你们太差了我要投诉 垃圾服务 投诉你们 骗子公司 12315举报你们 态度恶劣 再也不买了差评 说话不算数",
}
_ANGRY = {"complaint"}

_DOMAIN = """
version: "3.1"
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: true}
intents:
  [greet, order_status, logistics_track, human_request, order_change_address, inform, complaint, suggestion,
   nlu_fallback]
entities: [order_number, phone_tail, phone, person, address, product, photo]
slots:
  order_number: {type: text, influence_conversation: false, mappings: [{type: from_entity, entity: order_number}]}
  photos: {type: list, influence_conversation: false, mappings: [{type: from_entity, entity: photo}]}
  verified_order: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  new_address:
    type: text
    influence_conversation: false
    mappings: [{type: from_text, conditions: [{active_loop: address_form, requested_slot: new_address}]}]
forms:
  address_form: {required_slots: [new_address]}
actions:
  [action_order, action_track, action_suggest, action_hand_off, action_not_understood, action_default_fallback,
   action_silent]
responses:
  utter_greet: [{text: 请问有什么可以帮您？}]
  utter_order: [{text: "订单{order_number}的状态为{status}。"}]
  utter_track: [{text: 包裹正在运输中。}]
  utter_closing_more: [{text: 请问还有其他可以帮您的吗？}]
  utter_ask_new_address: [{text: 请您提供新的收货地址。}]
  utter_restate_address: [{text: "新地址为{new_address}。"}]
  utter_fallback: [{text: 请您换一种说法。}]
"""

_RULES = """
version: "3.1"
rules:
- {rule: greet, steps: [{intent: greet}, {action: utter_greet}]}
- {rule: order, steps: [{intent: order_status}, {action: action_order}]}
- {rule: track, steps: [{intent: logistics_track}, {action: action_track}]}
- {rule: suggest, steps: [{intent: suggestion}, {action: action_suggest}]}
- {rule: photo, steps: [{intent: inform}, {action: utter_track}]}
- {rule: person, steps: [{intent: human_request}, {action: action_hand_off}]}
- {rule: silent, steps: [{intent: complaint}, {action: action_silent}]}
- {rule: unsure, steps: [{intent: nlu_fallback}, {action: action_not_understood}]}
- {rule: address, steps: [{intent: order_change_address}, {action: address_form}, {active_loop: address_form}]}
- rule: address given
  condition: [{active_loop: address_form}]
  steps: [{action: address_form}, {active_loop: null}, {action: utter_restate_address}]
"""


def train_small_bot(folder: Path) -> Path:
    """Write the project and train it with the command that trains the real one."""
    (folder / "domain.yml").write_text(_DOMAIN, encoding="utf-8")
    (folder / "rules.yml").write_text(_RULES, encoding="utf-8")
    (folder / "nlu.yml").write_text(yaml.safe_dump(_nlu(), allow_unicode=True), encoding="utf-8")
    for name in ("config.yml", "endpoints.yml", "credentials.yml"):
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-m", "bot.train", "--data", "nlu.yml", "rules.yml"]
    done = subprocess.run(command, cwd=folder, env=_environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def _nlu() -> dict[str, Any]:
    def example(intent: str, line: str) -> dict[str, Any]:
        emotion = "angry" if intent in _ANGRY else "anxious" if "怎么还" in line else "calm"
        return {"text": line, "metadata": {"emotion": emotion, "complaint": intent in _ANGRY}}

    intents = [
        {"intent": name, "examples": [example(name, one) for one in lines.split()]} for name, lines in _LINES.items()
    ]
    return {"version": "3.1", "nlu": intents}


class RasaProcess:
    """A real `rasa run` on a free loopback port, with the tracker in SQLite; it may be killed and started again."""

    def __init__(self, project: Path, actions_port: int) -> None:
        self.project = project
        self.port = _free_port()
        self._env = {
            **_environment(project),
            "BOT_SECRET": SECRET,
            "ACTIONS_PORT": str(actions_port),
            "TRACKER_DB": str(project / "tracker.db"),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "RasaProcess":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        files = ["--model", "models/heyan.tar.gz", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
        command = [sys.executable, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(self.port), *files]
        with (self.project / "rasa.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.project, env=self._env, stdout=log, stderr=log)
        until = time.monotonic() + 180
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                if self.ask("GET", "/health", None)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError((self.project / "rasa.log").read_text(encoding="utf-8")[-4000:])

    def kill(self) -> None:
        """SIGKILL: nothing is said, saved or closed."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def turn(self, message_id: str, sender_id: str, text: str, **more: Any) -> tuple[int, dict[str, Any]]:
        return self.ask("POST", "/turn", {"message_id": message_id, "sender_id": sender_id, "text": text, **more})

    def parse(self, text: str) -> dict[str, Any]:
        return self.ask("POST", "/parse", {"text": text})[1]

    def ask(self, method: str, path: str, body: object, secret: str = SECRET) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer; `body` may be bytes to send as they are."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.port}/webhooks/heyan{path}"
        request = urllib.request.Request(url, data, {"Authorization": f"Bearer {secret}"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


def _environment(project: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": f"{ROOT}",
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "TMPDIR": str(project),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
