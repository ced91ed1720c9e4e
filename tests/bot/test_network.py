"""The network: pieces of a line, what the built graph answers, and what happens where its base is missing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import erf

from bot.network import network as module
from bot.network.adapter import MATRICES, NORMS, Adapter, key_of
from bot.network.base import Base, BaseMissing, Floats, base_file, read_base
from bot.network.network import Network
from bot.network.pieces import LONGEST, Pieces, kept_of
from bot.opinion import Labels
from bot.vectors import VectorsUnavailable
from tests.support.small_base import write_base

TEXTS = ["退款到哪了", "我要投诉", "好"]
LABELS = Labels(("complaint", "refund_status"), ("calm", "anxious", "angry"), ("asked", "threat"))
RANK = 4


@pytest.fixture
def base_path(tmp_path: Path) -> Path:
    return write_base(tmp_path / "base.bin", "退款到哪了我要投诉好A")


@pytest.fixture
def network(tmp_path: Path, base_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    monkeypatch.setattr(module, "base_file", lambda: base_path)
    adapter_of(read_base(base_path)).save(tmp_path / "adapter.npz")
    yield Network(tmp_path / "adapter.npz", tmp_path / "built")
    module._opened.cache_clear()


def adapter_of(base: Base) -> Adapter:
    rng = np.random.default_rng(3)

    def drawn(*shape: int, around: float = 0.0) -> Floats:
        return (around + 0.1 * rng.standard_normal(shape)).astype(np.float32)

    width, inner = base.shape.width, base.shape.inner
    norms = ["emb.ln", *(f"l{layer}.{name}" for layer in range(base.shape.layers) for name in NORMS)]
    tensors = {"head.w": drawn(LABELS.count, width), "head.b": drawn(LABELS.count)}
    tensors |= {f"{name}.{part}": drawn(width, around=float(part == "w")) for name in norms for part in "wb"}
    for layer in range(base.shape.layers):
        for name in MATRICES:
            rows, columns = {"fi": (inner, width), "fo": (width, inner)}.get(name, (width, width))
            key = f"l{layer}.{name}"
            tensors |= {f"{key}.up": drawn(rows, RANK), f"{key}.down": drawn(RANK, columns), f"{key}.b": drawn(rows)}
    return Adapter(LABELS, [], tensors)


def logits_of(base: Base, adapter: Adapter, ids: list[int]) -> Floats:
    """The transformer as the papers have it, one line at a time, without any rounding."""
    shape, kept = base.shape, kept_of(base, adapter.pieces)

    def norm(states: Floats, name: str) -> Floats:
        middle = states - states.mean(axis=1, keepdims=True)
        scaled = middle / np.sqrt((middle**2).mean(axis=1, keepdims=True) + shape.epsilon)
        return np.asarray(scaled * adapter.tensors[f"{name}.w"] + adapter.tensors[f"{name}.b"])

    def linear(layer: int, name: str) -> Callable[[Floats], Floats]:
        weights, bias = adapter.matrix(base, layer, name), adapter.tensors[f"l{layer}.{name}.b"]
        return lambda states: np.asarray(states @ weights.T + bias)

    places = base.plain("emb.pos", LONGEST + 2, shape.width) + base.plain("emb.type", 1, shape.width)
    words = base.matrix("emb.word", shape.pieces, shape.width, kept)
    states = norm(words[ids] + places[: len(ids)], "emb.ln")
    for layer in range(shape.layers):
        query, key, value = (
            linear(layer, name)(states).reshape(len(ids), shape.heads, -1).transpose(1, 0, 2) for name in "qkv"
        )
        products = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
        shares = np.exp(products) / np.exp(products).sum(axis=-1, keepdims=True)
        mixed = (shares @ value).transpose(1, 0, 2).reshape(len(ids), -1)
        states = norm(states + linear(layer, "ao")(mixed), f"l{layer}.aln")
        inner = linear(layer, "fi")(states)
        risen = 0.5 * inner * (1 + erf(inner / np.sqrt(2)))
        states = norm(states + linear(layer, "fo")(risen), f"l{layer}.oln")
    return np.asarray(states.mean(axis=0) @ adapter.tensors["head.w"].T + adapter.tensors["head.b"])


def test_the_graph_answers_what_the_transformer_would(network: Network, base_path: Path, tmp_path: Path) -> None:
    base, adapter = read_base(base_path), Adapter.load(tmp_path / "adapter.npz")
    cut = Pieces.of(base, kept_of(base, adapter.pieces)).cut
    exact = np.array([logits_of(base, adapter, cut(text)) for text in TEXTS])
    intents = np.exp(exact[:, :2]) / np.exp(exact[:, :2]).sum(axis=1, keepdims=True)

    found = network.opinion(TEXTS).shares

    np.testing.assert_allclose(found.intents, intents, atol=0.05)
    np.testing.assert_allclose(found.grievances[:, 1], 1 / (1 + np.exp(-exact[:, 5])), atol=0.05)
    assert found.intents.std(axis=0).min() > 0.02


def test_a_line_is_answered_alike_alone_and_among_others(network: Network) -> None:
    together = network.opinion([*TEXTS, "好" * 500]).shares

    for row, text in enumerate(TEXTS):
        np.testing.assert_allclose(network.opinion([text]).shares.intents[0], together.intents[row], atol=1e-6)


def test_of_a_line_it_was_taught_later_it_tells_what_it_said_before(
    network: Network, base_path: Path, tmp_path: Path
) -> None:
    before = np.arange(LABELS.count, dtype=np.float32)
    taught_later = replace(adapter_of(read_base(base_path)), blind={key_of(TEXTS[0]): before})
    taught_later.save(tmp_path / "adapter.npz")

    now, blind = network.opinion(TEXTS).shares, network.blind_opinion(TEXTS).shares

    np.testing.assert_allclose(blind.intents[0], np.exp(before[:2]) / np.exp(before[:2]).sum(), atol=1e-3)
    assert abs(now.intents[0] - blind.intents[0]).max() > 0.1
    np.testing.assert_array_equal(now.intents[1:], blind.intents[1:])


def test_the_graph_is_built_once(network: Network, tmp_path: Path) -> None:
    network.opinion(TEXTS)
    (built,) = (tmp_path / "built").iterdir()
    made = built.stat().st_mtime_ns
    module._opened.cache_clear()

    network.opinion(TEXTS)

    assert built.stat().st_mtime_ns == made


def test_a_line_is_cut_into_the_likeliest_pieces(base_path: Path) -> None:
    base = read_base(base_path)
    pieces = Pieces.of(base, sorted(base.pieces.values()))
    names = {row: piece for piece, row in pieces.rows.items()}

    def cut(line: str) -> list[str]:
        return [names[row] for row in pieces.cut(line)][8:-1]

    assert cut("退款 Ａ")[-4:] == ["▁", "退款", "▁", "A"]
    assert cut("退嗯款")[-3:] == ["退", "<unk>", "款"]
    assert len(pieces.cut("好" * 10_000)) == LONGEST + 2


def test_pieces_not_seen_fall_apart_into_ideographs(base_path: Path) -> None:
    base = read_base(base_path)
    pieces = Pieces.of(base, kept_of(base, []))

    assert "退款" not in pieces.rows
    assert {"退", "款"} <= set(pieces.rows)


def test_without_the_base_there_is_no_opinion(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise BaseMissing("not installed")

    monkeypatch.setattr(module, "base_file", missing)

    with pytest.raises(VectorsUnavailable, match="not installed"):
        network.opinion(TEXTS)


@pytest.mark.parametrize("length", [0, 4, 40, 200])
def test_a_file_cut_short_is_not_taken_for_the_base(base_path: Path, length: int) -> None:
    base_path.write_bytes(base_path.read_bytes()[:length])

    with pytest.raises(BaseMissing):
        read_base(base_path)


def test_another_file_is_not_taken_for_the_base(base_path: Path) -> None:
    base_path.write_bytes(b"PK\x03\x04" + base_path.read_bytes())

    with pytest.raises(BaseMissing, match="not a model"):
        read_base(base_path)


def test_the_packaged_base_is_the_one_we_know() -> None:
    shape = read_base(base_file()).shape

    assert (shape.width, shape.layers, shape.heads, shape.inner) == (384, 12, 12, 1536)
