"""POST /v1/embeddings, as OpenAI's clients ask it: sentence vectors for Rasa and for whoever knows the token."""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import BadRequest

from handoff.domain.errors import BadInput
from handoff.services.encoder_port import EncoderUnavailable
from handoff.services.knowledge import Encoder
from handoff.worker.gathering import Gathering, Overloaded, Rows

_MOST_BYTES = 2_000_000
_MOST_TEXTS = 512
_LONGEST = 10_000
_FORMATS = ("float", "base64")


class Refused(Exception):
    """An answer in OpenAI's form of an error."""

    def __init__(self, status: int, kind: str, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code}}


@dataclass(frozen=True)
class Asked:
    texts: list[str]
    is_base64: bool


def embeddings(encoder: Encoder, model: str, token: str, *, is_ready: Callable[[], bool]) -> Blueprint:
    """The route; `is_ready` says whether the encoder is loaded, so that nobody waits for that."""
    routes = Blueprint("embeddings")
    gathering = Gathering(encoder.encode)

    @routes.post("/v1/embeddings")
    async def embed(request: Request[Any, Any]) -> HTTPResponse:
        try:
            _check_token(request, token)
            asked = read_request(request, model)
            _check_ready(is_ready())
            return _answer(_told(await gathering.rows(asked.texts), asked, model))
        except Refused as refused:
            return _answer(refused.body, refused.status)
        except Overloaded as error:
            return _answer(Refused(429, "rate_limit_error", str(error), code="overloaded").body, 429)
        except (EncoderUnavailable, BadInput) as error:
            return _answer(Refused(503, "server_error", str(error), code=error.code).body, 503)

    return routes


def read_request(request: Request[Any, Any], model: str) -> Asked:
    """Raises Refused."""
    if len(request.body) > _MOST_BYTES:
        raise _invalid(f"the body is larger than {_MOST_BYTES} bytes", status=413)
    try:
        body = request.json
    except BadRequest as error:
        raise _invalid("the body is not JSON") from error
    if not isinstance(body, dict):
        raise _invalid("the body must be a JSON object")
    if body.get("model", model) != model:
        raise _invalid(f"this is {model}; there is no other", param="model", status=404, code="model_not_found")
    if body.get("dimensions") is not None:
        raise _invalid("vectors come in the encoder's own width only", param="dimensions")
    encoding = body.get("encoding_format") or "float"
    if encoding not in _FORMATS:
        raise _invalid(f"one of {', '.join(_FORMATS)}", param="encoding_format")
    return Asked(_texts(body.get("input")), encoding == "base64")


def _check_token(request: Request[Any, Any], token: str) -> None:
    # An empty token is a setting forgotten, and no key.
    if not token or not hmac.compare_digest((request.token or "").encode(), token.encode()):
        raise _invalid("the token is missing or wrong", status=401, code="invalid_api_key")


def _check_ready(is_ready: bool) -> None:
    if not is_ready:
        raise Refused(503, "server_error", "the encoder is still loading", code="warming_up")


def _texts(given: object) -> list[str]:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise _invalid("a text or a list of texts is wanted; tokens are not taken", param="input")
    if len(texts) > _MOST_TEXTS:
        raise _invalid(f"at most {_MOST_TEXTS} texts", param="input")
    if any(len(text) > _LONGEST for text in texts):
        raise _invalid(f"at most {_LONGEST} characters a text", param="input")
    # Half a character can stand in JSON, but no encoder can read it, nor those beside it in its batch.
    return [text.encode("utf-8", "replace").decode("utf-8") for text in texts]


def _told(rows: Rows, asked: Asked, model: str) -> dict[str, Any]:
    # Not what a language model would count: our encoders are not paid by the token.
    size = sum(map(len, asked.texts))
    return {
        "object": "list",
        "data": [
            {"object": "embedding", "index": place, "embedding": _in_base64(row) if asked.is_base64 else row.tolist()}
            for place, row in enumerate(rows)
        ],
        "model": model,
        "usage": {"prompt_tokens": size, "total_tokens": size},
    }


def _in_base64(row: Rows) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode("ascii")


def _invalid(message: str, *, param: str | None = None, status: int = 400, code: str | None = None) -> Refused:
    return Refused(status, "invalid_request_error", message, param, code)


def _answer(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    return HTTPResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
