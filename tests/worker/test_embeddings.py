"""POST /v1/embeddings speaks as OpenAI's clients expect, to those who know the token."""

import asyncio
import base64
from typing import Any

import httpx
import numpy as np
import pytest

from handoff.adapters.encoder_usem3 import WIDTH, Usem3
from handoff.services.encoder_port import EncoderUnavailable
from tests.worker.conftest import Served


async def ask(endpoint: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await endpoint.post("embeddings", json=body)


def rows_of(response: httpx.Response) -> np.ndarray:
    assert response.status_code == 200, response.text
    data = response.json()["data"]
    assert [one["index"] for one in data] == list(range(len(data)))
    return np.array([one["embedding"] for one in data], dtype=np.float32)


async def test_a_list_is_answered_in_its_order(endpoint: httpx.AsyncClient, usem3: Usem3) -> None:
    response = await ask(endpoint, model="usem3", input=["退款", "物流到哪了"])

    body = response.json()
    assert np.allclose(rows_of(response), usem3.encode(["退款", "物流到哪了"]), atol=1e-5)
    assert (body["object"], body["model"], body["data"][0]["object"]) == ("list", "usem3", "embedding")
    assert body["usage"] == {"prompt_tokens": 7, "total_tokens": 7}


async def test_one_text_is_a_list_of_one(endpoint: httpx.AsyncClient) -> None:
    assert rows_of(await ask(endpoint, input="退款")).shape == (1, WIDTH)


async def test_base64_holds_the_same_numbers(endpoint: httpx.AsyncClient) -> None:
    plain = rows_of(await ask(endpoint, input="退款"))[0]

    packed = (await ask(endpoint, input="退款", encoding_format="base64")).json()["data"][0]["embedding"]

    assert np.array_equal(np.frombuffer(base64.b64decode(packed), dtype="<f4"), plain)


async def test_many_at_once_each_get_their_own(endpoint: httpx.AsyncClient, usem3: Usem3) -> None:
    texts = [f"第{number}个问题" for number in range(40)]

    answers = await asyncio.gather(*(ask(endpoint, input=text) for text in texts))

    assert np.allclose(np.concatenate([rows_of(one) for one in answers]), usem3.encode(texts), atol=1e-4)


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "🙂🙂", "x" * 10_000])
async def test_no_text_breaks_it_nor_its_neighbours(endpoint: httpx.AsyncClient, text: str) -> None:
    content = b'{"input": ["%s", "ok"]}' % text.encode("unicode-escape").replace(b"\\x00", b"\\u0000").replace(
        b"\\U0001f642", b"\\ud83d\\ude42"
    )

    response = await endpoint.post("embeddings", content=content)

    assert np.isfinite(rows_of(response)).all()


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({}, 400, "input"),
        ({"input": []}, 400, "input"),
        ({"input": [1, 2]}, 400, "input"),
        ({"input": ["x"] * 513}, 400, "input"),
        ({"input": "x" * 10_001}, 400, "input"),
        ({"input": "x", "encoding_format": "hex"}, 400, "encoding_format"),
        ({"input": "x", "dimensions": 64}, 400, "dimensions"),
        ({"input": "x", "model": "text-embedding-3-small"}, 404, "model"),
        ({"input": ["x" * 9_000] * 300}, 413, None),
    ],
)
async def test_what_is_not_taken_is_named(
    endpoint: httpx.AsyncClient, body: dict[str, Any], status: int, param: str | None
) -> None:
    response = await ask(endpoint, **body)

    error = response.json()["error"]
    assert (response.status_code, error["type"], error["param"]) == (status, "invalid_request_error", param)
    assert error["message"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
async def test_what_is_no_json_object_is_refused(endpoint: httpx.AsyncClient, content: bytes) -> None:
    response = await endpoint.post("embeddings", content=content)

    assert (response.status_code, response.json()["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Bearer", "Basic s3cret"])
async def test_without_the_token_nothing_is_told(endpoint: httpx.AsyncClient, header: str) -> None:
    response = await endpoint.post("embeddings", json={"input": "退款"}, headers={"Authorization": header})

    assert (response.status_code, response.json()["error"]["code"]) == (401, "invalid_api_key")


async def test_nobody_waits_while_it_is_loading(endpoint: httpx.AsyncClient, served: Served) -> None:
    served.is_ready = False

    response = await ask(endpoint, input="退款")

    assert (response.status_code, response.json()["error"]["code"]) == (503, "warming_up")


async def test_an_encoder_that_is_away_is_said_to_be(endpoint: httpx.AsyncClient, served: Served) -> None:
    served.failure = EncoderUnavailable("silent")

    response = await ask(endpoint, input="退款")

    assert (response.status_code, response.json()["error"]["code"]) == (503, "encoder_unavailable")
