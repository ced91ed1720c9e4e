"""Rasa's place at the worker's other end: every question is answered at once, by its number."""

import json
import re

from tests.support.wechat_platform.wire import Answer, Asked, HttpServer

_NUMBER = re.compile(r"\d+")
_PARSE = {
    "intent": {"name": "logistics_track", "confidence": 0.98},
    "fallback": False,
    "emotion": {"label": "calm", "score": 0.9},
    "complaint": False,
    "degraded": False,
    "entities": [],
}


def question(number: int) -> str:
    return f"第{number}个订单到哪里了"


def answer_to(number: int) -> str:
    return f"您的第{number}个订单已发出，预计2小时内更新物流信息。"


def answered_in(text: str) -> list[int]:
    """The numbers of the answers in what a customer reads, which may be several in one message."""
    return [int(number) for number in re.findall(r"您的第(\d+)个订单已发出", text)]


async def _answer(asked: Asked) -> Answer:
    if asked.path.endswith("/parse"):
        return _json(_PARSE)
    if not asked.path.endswith("/turn"):
        return _json({"status": "ok"})
    found = _NUMBER.search(json.loads(asked.body)["text"])
    reply = {"kind": "answer", "text": answer_to(int(found.group())) if found else "您好。"}
    return _json({"replies": [reply], "parse": _PARSE, "slots": {}})


def _json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), "application/json")


def scripted_rasa() -> HttpServer:
    return HttpServer(_answer)
