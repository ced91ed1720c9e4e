"""The network learns from labelled lines, and what it learnt is kept and found again."""

from pathlib import Path

import numpy as np
import pytest

from bot.network.adapter import Adapter, key_of
from bot.network.base import Base, Floats, read_base
from bot.network.pieces import Pieces, kept_of
from tests.support.small_base import write_base
from tuning.__main__ import course
from tuning.lines import TaughtLine, labels_of, read_lines
from tuning.teaching import answers
from tuning.transformer import Transformer

LINES = [
    TaughtLine("退款到哪了", "refund_status", "calm", False, (), False),
    TaughtLine("钱退了吗", "refund_status", "anxious", False, ("still_open",), False),
    TaughtLine("怎么换货", "exchange_request", "calm", False, (), False),
    TaughtLine("想换一台", "exchange_request", "calm", False, (), False),
    TaughtLine("我要投诉", "complaint", "angry", True, ("asked",), False),
    TaughtLine("太差劲了", "complaint", "angry", True, (), False),
] * 8
LABELS = labels_of(LINES)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    characters = "".join(dict.fromkeys("".join(line.text for line in LINES)))
    return read_base(write_base(tmp_path_factory.mktemp("base") / "base.bin", characters))


@pytest.fixture(scope="module")
def taught(base: Base) -> Transformer:
    return course(base, LABELS, LINES, kept_of(base, []), rounds=60)[0]


def test_it_answers_what_it_was_taught(base: Base, taught: Transformer) -> None:
    cut = Pieces.of(base, kept_of(base, [])).cut
    logits = answers(taught, [cut(line.text) for line in LINES[:6]])

    found = [LABELS.intents[column] for column in logits[:, : len(LABELS.intents)].argmax(dim=1)]
    angry = logits[:, len(LABELS.intents) + LABELS.moods.index("angry")]

    assert found == [line.intent for line in LINES[:6]]
    assert angry[4] > angry[0]


def test_what_it_learnt_is_kept_with_little_loss(base: Base, taught: Transformer, tmp_path: Path) -> None:
    adapter = taught.adapter(LABELS, [4, 5], {7: np.arange(LABELS.count, dtype=np.float32)})
    adapter.save(tmp_path / "adapter.npz")

    kept = Adapter.load(tmp_path / "adapter.npz")

    assert (kept.labels, list(kept.pieces), list(kept.blind)) == (LABELS, [4, 5], [7])
    np.testing.assert_array_equal(kept.blind[7], np.arange(LABELS.count))
    for layer in range(base.shape.layers):
        np.testing.assert_allclose(kept.matrix(base, layer, "fi"), adapter.matrix(base, layer, "fi"), atol=0.02)


def test_a_line_by_which_it_is_measured_is_taught_after_that(base: Base) -> None:
    telling = TaughtLine("好换吗", "complaint", "calm", False, (), True)
    lines = [*LINES, *[telling] * 40]
    network, blind = course(base, LABELS, lines, kept_of(base, []), rounds=20, last_rounds=40)
    [now] = answers(network, [Pieces.of(base, kept_of(base, [])).cut(telling.text)])

    def complains(logits: Floats) -> float:
        exponents = np.exp(logits[: len(LABELS.intents)])
        return float(exponents[LABELS.intents.index("complaint")] / exponents.sum())

    assert list(blind) == [key_of(telling.text)]
    assert complains(now.numpy()) > 0.6 > complains(blind[key_of(telling.text)])


def test_lines_whose_other_readings_are_noted_are_marked(tmp_path: Path) -> None:
    (tmp_path / "lines.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - 您好\n- intent: urge\n  examples:\n'
        '  - {text: "快点", metadata: {emotion: anxious, complaint: false, signals: [still_open]}}\n'
        '  - {text: "人呢", metadata: {emotion: angry, complaint: true, also: [human_request]}}\n',
        encoding="utf-8",
    )

    greeting, hurry, told = read_lines(tmp_path)

    assert greeting == TaughtLine("您好", "greet", "calm", False, (), False)
    assert (hurry.mood, hurry.signals, hurry.told) == ("anxious", ("still_open",), False)
    assert (told.grievance, told.told) == (True, True)
