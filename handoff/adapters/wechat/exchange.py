"""One request to a platform and its answer: what a broken line, an HTTP status and an errcode each mean."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from handoff.adapters.wechat.errors import Action, Known, NoAnswer, NotTaken, Refused, refusal
from handoff.services.channel_port import Fetched, MediaGone

MOST_BYTES = 20 * 1024 * 1024
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_NO_CONNECTION = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_ADDRESS = "接口地址没有按微信接口的方式应答，请检查接入渠道中的接口地址与网络代理。"
_TOO_LARGE = "文件超过20MB，系统不予下载，请客户另行提供。"

Answer = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file as the platform wants it named."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """A request; `params` may hold secrets and is never shown."""

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    file: Upload | None = field(default=None, repr=False)


def platform_http() -> httpx.AsyncClient:
    """For both platforms. Its address lines hold access tokens: keep the logger `httpx` above INFO."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(15.0, connect=5.0, write=60.0),
        # A proxy of the environment may stand before the platforms, never before a machine's own stand-in.
        mounts={"all://127.0.0.1": None, "all://localhost": None},
    )


async def exchange(http: httpx.AsyncClient, request: Outgoing, codes: Mapping[int, Known]) -> Answer:
    """Raises Refused, NotTaken or NoAnswer."""
    sent: dict[str, Any] = {}
    if request.body is not None:
        sent = {"content": raw_json(request.body), "headers": _JSON}
    if request.file:
        sent = {"files": {"media": (request.file.name, request.file.content, request.file.media_type)}}
    with _failures_told():
        response = await http.request(request.method, request.url, params=dict(request.params), **sent)
    _look_at(response)
    answer = _json_object(response.content)
    if answer is None:
        raise NoAnswer(f"no JSON object from {response.url.path}")
    return _accepted(answer, codes)


async def download(http: httpx.AsyncClient, request: Outgoing, codes: Mapping[int, Known]) -> Fetched | Answer:
    """The file, or the platform's JSON where it answers with that; raises MediaGone above 20 MB, else as `exchange`."""
    content = bytearray()
    with _failures_told():
        async with http.stream(request.method, request.url, params=dict(request.params)) as response:
            _look_at(response)
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise MediaGone(_TOO_LARGE)
    # A customer's file may be JSON itself; only files are named.
    if "filename" not in response.headers.get("Content-Disposition", ""):
        answer = _json_object(bytes(content))
        if answer is not None:
            return _accepted(answer, codes)
    return Fetched(bytes(content), response.headers.get("Content-Type", "").split(";")[0].strip().lower())


def raw_json(body: Mapping[str, Any]) -> bytes:
    r"""UTF-8 as it is, because `\uXXXX` is shown to the customer or refused; half a surrogate pair becomes `?`."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


@contextmanager
def _failures_told() -> Iterator[None]:
    # None of these texts holds the address, which has the token in it.
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Refused("bad_address", Action.CONFIG, _ADDRESS) from error
    except _NO_CONNECTION as error:
        raise NotTaken(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from error


def _look_at(response: httpx.Response) -> None:
    """The platforms answer 200 to everything, so any other status comes from something before them."""
    if response.status_code >= 500:
        raise NoAnswer(f"HTTP {response.status_code}")
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise NotTaken("HTTP 429")
    if response.status_code != httpx.codes.OK:
        raise Refused(f"http_{response.status_code}", Action.CONFIG, _ADDRESS)


def _json_object(content: bytes) -> Answer | None:
    try:
        # Nicknames bring bare control characters along, which strict JSON forbids.
        value = json.loads(content.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _accepted(answer: Answer, codes: Mapping[int, Known]) -> Answer:
    try:
        code = int(answer.get("errcode") or 0)
    except (TypeError, ValueError) as error:
        raise NoAnswer("an errcode that is no number") from error
    if code == 0:
        return answer
    said = refusal(code, str(answer.get("errmsg", "")), codes)
    if said.action is Action.BUSY:
        raise NotTaken(said.code)
    raise said
