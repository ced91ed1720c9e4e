"""An encoder somewhere else: what it gives, and how little its silence costs."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from bot.embeddings import READING, TRAINING, EndpointVectors, Patience
from bot.vectors import VectorsUnavailable
from tests.support.small_encoder import MODEL, TOKEN, UNKNOWN, WIDTH, SmallEncoder, small_encoder, vector

UNWELL = ["hang", "drip", "garbage", "error", "short", "redirect"]


@pytest.fixture
def encoder(tmp_path: Path) -> Iterator[SmallEncoder]:
    with small_encoder(tmp_path) as process:
        yield process


class Clock:
    """Time that passes when told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vectors(encoder: SmallEncoder, clock: Clock) -> Iterator[EndpointVectors]:
    with closing(EndpointVectors(encoder.url, TOKEN, MODEL, Patience(1.0, pause_s=READING.pause_s), clock)) as found:
        yield found


def unit(text: str) -> np.ndarray:
    row = np.array(vector(text), dtype=np.float32)
    return row / np.linalg.norm(row)


@pytest.mark.parametrize("mode", ["fine", "numbers"])
def test_vectors_are_unit_rows_in_the_order_of_the_texts(
    encoder: SmallEncoder, vectors: EndpointVectors, mode: str
) -> None:
    encoder.mode = mode

    rows = vectors.encode(["退款", "物流到哪了", "退款"])

    assert rows.dtype == np.float32
    assert np.allclose(rows, [unit("退款"), unit("物流到哪了"), unit("退款")], atol=1e-6)


def test_a_line_of_which_it_knows_nothing_is_zero(vectors: EndpointVectors) -> None:
    rows = vectors.encode(["退款", UNKNOWN])

    assert np.allclose(rows, [unit("退款"), np.zeros(WIDTH)], atol=1e-6)


def test_more_texts_than_an_endpoint_takes_at_once_come_in_batches(vectors: EndpointVectors) -> None:
    texts = [f"第{number}句" for number in range(70)]

    assert np.allclose(vectors.encode(texts), [unit(text) for text in texts], atol=1e-6)


def test_an_empty_text_is_zero_and_is_not_sent(vectors: EndpointVectors) -> None:
    rows = vectors.encode(["", "退款", " "])

    assert rows.shape == (3, WIDTH)
    assert not rows[0].any()
    assert not rows[2].any()
    assert np.allclose(rows[1], unit("退款"), atol=1e-6)


@pytest.mark.parametrize("mode", UNWELL)
def test_an_endpoint_that_is_unwell_gives_no_vectors(
    encoder: SmallEncoder, vectors: EndpointVectors, mode: str
) -> None:
    encoder.mode = mode

    with pytest.raises(VectorsUnavailable, match=encoder.url):
        vectors.encode(["退款"])


@pytest.mark.parametrize("mode", [*UNWELL, "dead"])
def test_a_customer_waits_for_it_no_longer_than_the_patience(encoder: SmallEncoder, mode: str) -> None:
    with closing(EndpointVectors(encoder.url, TOKEN, MODEL, READING)) as vectors:
        # The first request pays for imports and the thread.
        vectors.encode(["退款"])
        encoder.mode = "fine" if mode == "dead" else mode
        if mode == "dead":
            encoder.kill()

        began = time.perf_counter()
        with pytest.raises(VectorsUnavailable):
            vectors.encode(["退款"])
        first = time.perf_counter() - began
        began = time.perf_counter()
        with pytest.raises(VectorsUnavailable, match="a moment ago"):
            vectors.encode(["退款"])
        second = time.perf_counter() - began

    assert first < READING.answer_s * 1.25 + 0.05
    assert second < 0.01


def test_after_the_pause_it_is_asked_again(encoder: SmallEncoder, vectors: EndpointVectors, clock: Clock) -> None:
    encoder.mode = "error"
    with pytest.raises(VectorsUnavailable):
        vectors.encode(["退款"])
    encoder.mode = "fine"
    with pytest.raises(VectorsUnavailable, match="a moment ago"):
        vectors.encode(["退款"])

    clock.now += READING.pause_s + 0.1

    assert len(vectors.encode(["退款"])) == 1


def test_a_restart_between_two_lines_is_not_noticed(encoder: SmallEncoder, vectors: EndpointVectors) -> None:
    vectors.encode(["退款"])
    encoder.kill()
    encoder.start()

    assert len(vectors.encode(["物流"])) == 1


def test_training_tries_again_before_it_gives_up(encoder: SmallEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder.mode = "error"

    def well_again(_seconds: float) -> None:
        encoder.mode = "fine"

    monkeypatch.setattr("bot.embeddings.time.sleep", well_again)

    with closing(EndpointVectors(encoder.url, TOKEN, MODEL, TRAINING)) as vectors:
        assert len(vectors.encode(["退款"])) == 1


def test_a_wrong_token_is_told_apart(encoder: SmallEncoder) -> None:
    with (
        closing(EndpointVectors(encoder.url, "wrong", MODEL, Patience(1.0))) as vectors,
        pytest.raises(VectorsUnavailable, match="401"),
    ):
        vectors.encode(["退款"])
