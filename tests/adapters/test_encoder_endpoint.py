"""The knowledge may be searched with vectors from any endpoint."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from handoff.adapters.encoder_endpoint import EndpointEncoder
from handoff.services.encoder_port import EncoderUnavailable
from tests.support.small_encoder import MODEL, TOKEN, UNKNOWN, WIDTH, SmallEncoder, small_encoder, vector


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[SmallEncoder]:
    with small_encoder(tmp_path) as process:
        yield process


@pytest.fixture
def encoder(endpoint: SmallEncoder) -> Iterator[EndpointEncoder]:
    with closing(EndpointEncoder(endpoint.url, TOKEN, MODEL)) as found:
        yield found


@pytest.mark.parametrize("mode", ["fine", "numbers"])
def test_texts_come_back_as_unit_rows_in_batches(endpoint: SmallEncoder, encoder: EndpointEncoder, mode: str) -> None:
    endpoint.mode = mode
    texts = [f"第{number}句" for number in range(70)]
    rows = np.array([vector(text) for text in texts], dtype=np.float32)

    assert np.allclose(encoder.encode(texts), rows / np.linalg.norm(rows, axis=1, keepdims=True), atol=1e-6)


def test_a_text_of_which_it_knows_nothing_is_zero(encoder: EndpointEncoder) -> None:
    assert encoder.encode(["退款", UNKNOWN]).any(axis=1).tolist() == [True, False]


def test_an_empty_text_is_zero_and_is_not_sent(encoder: EndpointEncoder) -> None:
    rows = encoder.encode(["", "退款"])

    assert rows.shape == (2, WIDTH)
    assert rows.any(axis=1).tolist() == [False, True]


@pytest.mark.parametrize("mode", ["garbage", "error", "short", "redirect"])
def test_what_is_no_answer_is_no_vectors(endpoint: SmallEncoder, encoder: EndpointEncoder, mode: str) -> None:
    endpoint.mode = mode

    with pytest.raises(EncoderUnavailable, match=endpoint.url):
        encoder.encode(["退款"])


@pytest.mark.parametrize("mode", ["hang", "dead"])
def test_a_silent_endpoint_is_given_up_and_not_waited_for_again(
    endpoint: SmallEncoder, encoder: EndpointEncoder, mode: str
) -> None:
    if mode == "dead":
        endpoint.kill()
    endpoint.mode = mode
    began = time.monotonic()
    with pytest.raises(EncoderUnavailable):
        encoder.encode(["退款"])
    first = time.monotonic() - began

    began = time.monotonic()
    with pytest.raises(EncoderUnavailable, match="a moment ago"):
        encoder.encode(["退款"])

    assert first < 2.7
    assert time.monotonic() - began < 0.1
