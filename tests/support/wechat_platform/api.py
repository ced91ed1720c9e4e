"""What both APIs share: routes, the record of calls, what goes wrong on demand, and bodies of JSON."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.faults import Fault
from tests.support.wechat_platform.media import json_answer
from tests.support.wechat_platform.wire import Answer, Asked, LineCut
from tests.support.wechat_platform.world import World

Handle = Callable[[Asked], Mapping[str, object] | Answer]
PREFIX = "/cgi-bin/"


@dataclass(frozen=True)
class Call:
    """A call of an API; `errcode` is what it was answered, None where it got no answer of the API's own."""

    number: int = field(repr=False)
    endpoint: str
    at: datetime
    errcode: int | None
    query: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Api:
    def __init__(self, world: World, media_type: str) -> None:
        self.world = world
        self.media_type = media_type
        self.calls: list[Call] = []
        self.routes: dict[str, Handle] = {}

    async def answer(self, asked: Asked) -> Answer:
        endpoint = asked.path.removeprefix(PREFIX)
        fault = self.world.faults.next_of(endpoint)
        if fault is not None and fault.hold is not None:
            fault.hold.arrived.set()
            await fault.hold.released.wait()
        if fault is not None and fault.hold is None and not fault.after_doing:
            self._note(asked, fault.errcode)
            return await self._suffer(fault)
        answer, errcode = self._done(endpoint, asked)
        if fault is not None and fault.after_doing:
            self._note(asked, None)
            return await self._suffer(fault)
        self._note(asked, errcode)
        return answer

    def _done(self, endpoint: str, asked: Asked) -> tuple[Answer, int]:
        try:
            done = self.routes.get(endpoint, _unknown)(asked)
        except Refused as refused:
            return json_answer(refused.in_json, self.media_type), refused.errcode
        return (done if isinstance(done, Answer) else json_answer(done, self.media_type)), 0

    def _note(self, asked: Asked, errcode: int | None) -> None:
        endpoint = asked.path.removeprefix(PREFIX)
        self.calls.append(Call(self.world.number(), endpoint, self.world.now(), errcode, asked.query, asked.body))

    async def _suffer(self, fault: Fault) -> Answer:
        if fault.hangs:
            await asyncio.Event().wait()
        if fault.drops:
            raise LineCut
        if fault.errcode is not None:
            return json_answer(Refused(fault.errcode, fault.errmsg).in_json, self.media_type)
        return Answer(fault.body or b"<html>Bad Gateway</html>", "text/html", status=fault.status or 200)


def _unknown(_asked: Asked) -> Answer:
    raise Refused(40066)


def body_of(asked: Asked) -> Mapping[str, Any]:
    """The JSON object of a POST; 47001 for anything else."""
    if asked.method != "POST":
        raise Refused(43002)
    try:
        found = json.loads(asked.body.decode())
    except ValueError:
        raise Refused(47001) from None
    if not isinstance(found, dict):
        raise Refused(47001)
    return found


def part_of(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    if not isinstance(found, dict):
        raise Refused(47001, f"{name} missing")
    return found
